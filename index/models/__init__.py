"""The encoder and the cross-encoder: where weights are, what they compute, how they are exported."""
