"""Writers that are killed at any instant: the library must answer as before, and the next run must go on.

    python bench/kills.py [--kills N] [--seed S] [FOLDER]

Takes a library of some papers, then starts `reviewqa sync` of a folder that has changed, and kills it (SIGKILL, with
its workers) after a random time. After each kill the library must verify without a problem and give, for a few
questions, the very answers it gave before. Whenever a run comes to its end the folder is changed again. Without FOLDER
papers are made up. Prints one line at the end and exits with 1 at the first difference.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import qa
from index.store.manifest import Manifest

ROOT = Path(__file__).parent.parent
QUESTIONS = ("What do exosomes carry?", "Which dose was given?", "Who was treated in the trial of 2004?")
WORDS = (
    "exosomes",
    "cartilage",
    "dose",
    "cells",
    "trial",
    "knee",
    "heart",
    "lung",
    "growth",
    "repair",
    "signal",
    "gene",
)


def paper(number: int, version: int, chance: random.Random) -> str:
    """A small saved page."""
    body = " ".join(
        f"In trial {number}, {' '.join(chance.choices(WORDS, k=9))} were measured {version} times." for _ in range(12)
    )
    title = f"Paper {number} on {chance.choice(WORDS)} and {chance.choice(WORDS)}"
    return f"{title}\n\nAbstract\n\n{body}\n\nOriginal languageEnglish\nStatePublished - 2 Feb {2000 + number % 20}\n"


def change(folder: Path, round_: int, chance: random.Random) -> None:
    """Add papers, change some, remove some, rename some."""
    files = sorted(folder.glob("*.txt"))
    for number in range(12):
        (folder / f"r{round_:03}-{number:02}.txt").write_text(paper(round_ * 100 + number, 1, chance), encoding="utf-8")
    for file in chance.sample(files, min(4, len(files))):
        file.write_text(paper(round_ * 100 + 50 + files.index(file), 2, chance), encoding="utf-8")
    for file in chance.sample(files, min(3, len(files))):
        file.rename(folder / f"renamed-{round_}-{file.name}"[-60:])
    for file in sorted(folder.glob("*.txt"))[40:]:
        file.unlink()


def answers(library: Path) -> str:
    """What the library says to the questions, as text."""
    with qa.open(library) as engine:
        return json.dumps([engine.ask(question).to_dict() for question in QUESTIONS])


def killed_run(folder: Path, library: Path, after: float) -> bool:
    """Sync, killed after so many seconds; whether it came to its end before."""
    command = [sys.executable, "-m", "qa", "sync", str(folder), "--yes", "--library", str(library), "--json"]
    process = subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    if process.returncode:
        raise SystemExit(f"a run that was not killed failed with {process.returncode}")
    return True


def main() -> None:
    """Kill until there were enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folder", type=Path, nargs="?")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as name:
        folder, library = chosen.folder or Path(name) / "papers", Path(name) / "library"
        if chosen.folder is None:
            folder.mkdir()
            change(folder, 0, chance)
        qa.sync(folder, library, confirmed=True)
        kills = finished = 0
        longest = 4.0
        while kills < chosen.kills:
            if chosen.folder is None:
                change(folder, finished + 1, chance)
            before, generation, ended = answers(library), Manifest.read(library).generation, False
            while not ended and kills < chosen.kills:
                start = time.monotonic()
                ended = killed_run(folder, library, chance.uniform(0.05, longest))
                kills += not ended
                if ended:
                    longest = 1.2 * (time.monotonic() - start) + 0.5
                ended = ended or Manifest.read(library).generation > generation  # killed after it had published
                problems = qa.verify(library)
                if problems:
                    raise SystemExit(f"after kill {kills}: {problems}")
                if not ended and answers(library) != before:
                    raise SystemExit(f"after kill {kills} the library answers otherwise than before")
            finished += ended
        print(f"{kills} kills, {finished} runs finished between them: every library whole, every answer as before")


if __name__ == "__main__":
    main()
