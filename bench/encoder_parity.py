"""The exported query encoder against sentence-transformers, over the gold questions.

    python bench/encoder_parity.py

Prints the least cosine of question vectors and of single tokens; the first must be at least 0.9999.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from index.models.encoder import OnnxEncoder
from index.models.transformer import TransformerEncoder
from qa.evaluation.gold_rows import read_gold


def main() -> None:
    """Export, encode with both, compare."""
    questions = [row.question for row in read_gold(Path(__file__).parent.parent / "tests" / "gold" / "reviews.jsonl")]
    model = TransformerEncoder()
    with tempfile.TemporaryDirectory() as folder:
        model.export(Path(folder))
        exported = OnnxEncoder(Path(folder))
        pairs = list(zip(model.encode_queries(questions), exported.encode_queries(questions), strict=True))
    print(f"questions          {len(pairs)}")
    print(f"least cosine       {min(float(a.vector @ b.vector) for a, b in pairs):.7f}")
    print(f"least token cosine {min(float(np.sum(a.tokens * b.tokens, axis=1).min()) for a, b in pairs):.7f}")


if __name__ == "__main__":
    main()
