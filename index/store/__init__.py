"""What lies in a library's folder: catalog, shards, FAISS and word index, manifest."""
