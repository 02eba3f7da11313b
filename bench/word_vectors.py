"""What storing words in 192 dimensions of four bits costs the late interaction.

    python bench/word_vectors.py ABSTRACTS

ABSTRACTS is a file of JSON lines with `title` and `text` (it may be gzipped). The titles of 60 abstracts are compared
with every sentence of them, once with whole token states and once as a library stores them. Prints, for several sizes:
bytes a word, the correlation of the two MaxSims over all pairs, and how many of the ten best sentences stay.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

import numpy as np
from building import abstracts

import index.models.basis
from index.models.encoder import Vectors, normalised
from index.models.transformer import TransformerEncoder
from index.store.packing import pack_words, unpack_words

PAPERS = 60


def max_sims(questions: list[Vectors], sentences: list[Vectors]) -> Vectors:
    """(questions, sentences): mean over a question's words of the nearest word's cosine."""
    rows = [[float((q @ s.T).max(axis=1).mean()) if len(q) and len(s) else 0.0 for s in sentences] for q in questions]
    return np.array(rows, dtype=np.float32)


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("abstracts", type=Path)
    rows = abstracts(parser.parse_args().abstracts, 40_000)
    chosen = random.Random(2).sample(rows, PAPERS)
    texts = [piece for row in chosen for piece in re.split(r"(?<=\.)\s", row["text"]) if len(piece) > 20]
    titles = [row["title"] for row in chosen]
    encoder = TransformerEncoder()
    sentences = [one.words(text)[1] for one, text in zip(encoder.encode_documents(texts), texts, strict=True)]
    questions = [one.words(text)[1] for one, text in zip(encoder.encode_queries(titles), titles, strict=True)]
    whole = max_sims(questions, sentences)
    print(f"{len(titles)} titles, {len(texts)} sentences")
    print(f"{'dimensions':<12}{'bytes a word':>14}{'correlation':>13}{'ten best':>10}")
    for size in (64, 96, 128, 192, 256):
        index.models.basis._KEPT = size
        basis = index.models.basis.fitted_basis(encoder, encoder.vocabulary())
        if basis is None:
            break
        stored = [unpack_words([pack_words(normalised(one @ basis))], size)[0] for one in sentences]
        asked = [normalised(one @ basis) for one in questions]
        found = max_sims(asked, stored)
        kept = [
            len(set(np.argsort(-a)[:10]) & set(np.argsort(-b)[:10])) / 10 for a, b in zip(whole, found, strict=True)
        ]
        correlation = float(np.corrcoef(whole.ravel(), found.ravel())[0, 1])
        print(f"{size:<12}{size // 2:>14}{correlation:>13.3f}{np.mean(kept):>10.2f}")


if __name__ == "__main__":
    main()
