"""Mutated real files: no crash, no hang, bounded memory, and a library that still verifies.

    python bench/fuzz.py FOLDER [--files N] [--seed S]

Takes the files below FOLDER, and for each of N times mutates one (bytes flipped, cut, doubled, swapped, cut short at a
tenth) and gives it to `reviewqa sync` among 49 others; after each fifty the library must verify. Prints how many files
gave documents, how many a reason, the longest time of one file, the most memory; exits with 1 at the first fault.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

import qa
from index.writing.workers import Done, Request, Workers

AT_ONCE = 50
MOST_SECONDS = 10.0


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to eight faults."""
    if chance.random() < 0.2:
        return data[: len(data) * chance.randrange(1, 10) // 10]
    found = bytearray(data)
    for _ in range(chance.randrange(1, 9)):
        at = chance.randrange(len(found) or 1)
        length = chance.choice([1, 1, 4, 64, 4096])
        kind = chance.randrange(4)
        if kind == 0:
            found[at : at + length] = chance.randbytes(length)
        elif kind == 1:
            del found[at : at + length]
        elif kind == 2:
            found[at:at] = found[at : at + length] * chance.randrange(1, 20)
        else:
            other = chance.randrange(len(found) or 1)
            found[at : at + length], found[other : other + length] = (
                found[other : other + length],
                found[at : at + length],
            )
    return bytes(found)


def read_alone(files: list[Path]) -> tuple[int, int, float]:
    """Files that gave documents, files that gave a reason, the longest time of one."""
    good = bad = 0
    longest = 0.0
    with Workers() as workers:
        for file in files:
            start, documents, reason = time.perf_counter(), 0, ""
            for _, event in workers.read([Request(file, file.name, (), {}, "")]):
                documents += isinstance(event, tuple)
                reason = reason or (event.problem if not isinstance(event, tuple) else "")
                if isinstance(event, Done) and not documents and not reason:
                    raise SystemExit(f"{file.name}: neither a document nor a reason")
            taken = time.perf_counter() - start
            longest = max(longest, taken)
            if taken > MOST_SECONDS + 2 * file.stat().st_size / 2**20:
                raise SystemExit(f"{file.name}: took {taken:.1f} s")
            good, bad = good + bool(documents), bad + (not documents)
    return good, bad, longest


def main() -> None:
    """Mutate, read, sync, verify."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    originals = sorted(file for file in chosen.folder.rglob("*") if file.is_file())
    good = bad = 0
    longest = 0.0
    with tempfile.TemporaryDirectory() as name:
        papers, library = Path(name) / "papers", Path(name) / "library"
        papers.mkdir()
        for done in range(0, chosen.files, AT_ONCE):
            for file in papers.iterdir():
                file.unlink()
            batch = [papers / f"{done + number:05}.bin" for number in range(AT_ONCE)]
            for file in batch:
                file.write_bytes(mutated(chance.choice(originals).read_bytes(), chance))
            figures = read_alone(batch)
            good, bad, longest = good + figures[0], bad + figures[1], max(longest, figures[2])
            if done % (10 * AT_ONCE) == 0:  # encoding takes most of the time
                qa.sync(papers, library, confirmed=True)
                problems = qa.verify(library)
                if problems:
                    raise SystemExit(f"after {done + AT_ONCE} files: {problems}")
            print(f"{done + AT_ONCE} files: {good} gave documents, {bad} a reason, longest {longest:.1f} s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory of a reading process: {peak:,.0f} MB")


if __name__ == "__main__":
    main()
