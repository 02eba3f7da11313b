"""The JATS reader against plain-text twins of the same articles (CRAFT corpus), and its speed.

    python bench/craft_twins.py [FOLDER]

FOLDER holds pairs X.nxml and X.txt; it is ``../shared/library/craft`` where it is not given. Words are runs of letters,
digits and combining accents after NFC and case folding; everything else only divides them. Nothing else is made equal:
a word that is glued to its neighbour, or whose exponent is raised ("10⁶" where the twin has "106"), counts as missing.

Of the twin every word counts: title, abstract, body, captions, footnotes, back matter. Of the document all text counts
but the sections of kind "bibliography", which the twins do not have. The measure is the length of the longest common
subsequence of the two sequences of words (exact; bit-parallel, Hyyrö 2004) over the number of the twin's words, so what
is missing, changed or out of order counts against the reader. The words of the twin that are outside the subsequence
are listed with the words before them.

Prints a table and writes bench/results/craft_twins.json.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus import Document
from corpus.readers import jats

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_FOLDER = Path(__file__).parents[2] / "shared" / "library" / "craft"


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def document_words(document: Document) -> list[str]:
    """The words of a document without its list of works cited."""
    text = document.text
    for section in reversed(document.sections):
        if section.kind == "bibliography":
            text = text[: section.start] + text[section.end :]
    return words(text)


def outside(one: Sequence[str], other: Sequence[str]) -> list[int]:
    """Places in one sequence of what is no part of a longest common subsequence with the other."""
    holds: dict[str, int] = {}
    for at, word in enumerate(one):
        holds[word] = holds.get(word, 0) | 1 << at
    row = full = (1 << len(one)) - 1
    rows = []
    for word in other:
        matches = row & holds.get(word, 0)
        row = ((row + matches) | (row - matches)) & full
        rows.append(row)
    missing = []
    at, to = len(one), len(other)
    while at and to:
        if rows[to - 1] >> (at - 1) & 1:
            at -= 1
            missing.append(at)
        else:
            to -= 1
            if not to or rows[to - 1] >> (at - 1) & 1:
                at -= 1
    return [*range(at), *reversed(missing)]


def runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring places as (first, last + 1)."""
    found: list[tuple[int, int]] = []
    for at in places:
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def compare(file: Path) -> dict[str, Any]:
    """One pair: words of the twin, words found, what is missing, seconds to read the article."""
    data = file.read_bytes()
    start = time.perf_counter()
    (document,) = jats.read(data, file.name)
    seconds = time.perf_counter() - start
    twin = words(file.with_suffix(".txt").read_text(encoding="utf-8"))
    missing = outside(twin, document_words(document))
    return {
        "words": len(twin),
        "found": len(twin) - len(missing),
        "share": round(1 - len(missing) / len(twin), 5),
        "missing": [
            f"{' '.join(twin[max(0, first - 3) : first])} [{' '.join(twin[first:last])}]"
            for first, last in runs(missing)
        ],
        "lost": [" ".join(twin[first:last]) for first, last in runs(missing)],
        "bytes": len(data),
        "seconds": round(seconds, 4),
    }


def main() -> None:
    """Compare every pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=_FOLDER)
    rows = {file.stem: compare(file) for file in sorted(parser.parse_args().folder.glob("*.nxml"))}
    print(f"{'article':<34}{'words':>8}{'found':>8}{'share':>9}{'kB':>6}{'ms':>6}")
    for name, row in rows.items():
        numbers = f"{row['words']:>8}{row['found']:>8}{row['share']:>9.4%}"
        print(f"{name:<34}{numbers}{row['bytes'] / 1000:>6.0f}{row['seconds'] * 1000:>6.0f}")
    total, found = (sum(row[name] for row in rows.values()) for name in ("words", "found"))
    print(f"{'all':<34}{total:>8}{found:>8}{found / total:>9.4%}")
    print("missing:")
    for lost, count in Counter(lost for row in rows.values() for lost in row.pop("lost")).most_common():
        print(f"{count:>5}  {lost}")
    results = Path(__file__).parent / "results" / "craft_twins.json"
    results.parent.mkdir(exist_ok=True)
    report = {"words": total, "found": found, "share": round(found / total, 5), "articles": rows}
    results.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
