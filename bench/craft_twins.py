"""The JATS reader against plain-text twins of the same articles (CRAFT corpus).

    python bench/craft_twins.py FOLDER

FOLDER holds pairs X.nxml and X.txt. Both texts are taken apart into words: NFKC, lower case, runs of letters and digits
(accents joined to their letter). The measure is the length of the longest common subsequence of the two sequences of
words (bit-parallel; Hyyrö 2004), over the number of the twin's words: words that are missing, changed or out of order
count against the reader. All the twin's words count: title, abstract, body, captions. Ours are those of the whole
document except the list of works cited, which the twins do not have. Prints a table, the most frequent words that are
missing, and writes bench/results/craft_twins.json.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

from corpus import Document
from corpus.readers import jats

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def read_words(document: Document) -> list[str]:
    """The words of a document without its list of works cited."""
    text = document.text
    for section in reversed(document.sections):
        if section.kind == "bibliography":
            text = text[: section.start] + text[section.end :]
    return words(text)


def common(one: list[str], other: list[str]) -> int:
    """Length of the longest common subsequence."""
    places: dict[str, int] = {}
    for at, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << at
    row = full = (1 << len(one)) - 1
    for word in other:
        matches = row & places.get(word, 0)
        row = ((row + matches) | (row - matches)) & full
    return len(one) - row.bit_count()


def main() -> None:
    """Compare every pair."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    rows: dict[str, dict[str, float]] = {}
    missing: Counter[str] = Counter()
    for file in sorted(parser.parse_args().folder.glob("*.nxml")):
        (document,) = jats.read(file.read_bytes(), file.name)
        twin, ours = words(file.with_suffix(".txt").read_text(encoding="utf-8")), read_words(document)
        rows[file.stem] = {"words": len(twin), "found": common(twin, ours)}
        for kind, start, end, _, _ in SequenceMatcher(None, twin, ours, autojunk=False).get_opcodes():
            missing.update(twin[start:end] if kind in {"delete", "replace"} else [])
    for name, row in rows.items():
        row["share"] = row["found"] / row["words"]
        print(f"{name:<40}{row['words']:>8}{row['found']:>8}{row['share']:>9.4f}")
    total, found = (sum(row[name] for row in rows.values()) for name in ("words", "found"))
    print(f"{'all':<40}{total:>8}{found:>8}{found / total:>9.4f}")
    print("missing:", ", ".join(f"{word} {count}" for word, count in missing.most_common(30)))
    results = Path(__file__).parent / "results" / "craft_twins.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({"share": found / total, "articles": rows}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
