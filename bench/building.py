"""Building a library from many abstracts, and what it costs to add to it, sync it and ask it.

    python bench/building.py ABSTRACTS [--documents N] [--library DIR]

ABSTRACTS is a file of JSON lines with `title` and `text` (it may be gzipped); the first N go in. Prints a table and
writes bench/results/building-N.json. Measured in one run, each part a process of its own:

* the bare encoder (sentence-transformers `encode` of the same texts, its defaults) on a sample before and after,
  against the whole of `reviewqa sync`: reading, splitting, encoding, indexing, writing;
* `reviewqa add` of one paper, `reviewqa sync` with nothing changed, `reviewqa ask`, each from a cold shell;
* retrieval (encode the question, FAISS, BM25, fuse) and a whole answer, warm;
* the most memory of the building process with its workers, and of the asking process.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = 400  # abstracts that the bare encoder is timed on
RUNS = 5
QUESTIONS = 100
PAPER = """Wharton's jelly cells in knee osteoarthritis

Abstract

Mesenchymal cells from Wharton's jelly were injected into the knees of forty adults. Pain fell by half in six months.
No serious event was seen. The dose was ten million cells. Larger trials are needed.

Original languageEnglish
StatePublished - 2 Feb 2021
"""
BARE = """
import json, os, sys, time
os.environ["HF_HUB_OFFLINE"] = "1"
from sentence_transformers import SentenceTransformer
from index.models.weights import model_folder
texts = json.load(open(sys.argv[1]))
model = SentenceTransformer(str(model_folder("all-MiniLM-L6-v2")), device="cpu")
model.encode(texts[:32], show_progress_bar=False)
start = time.perf_counter()
model.encode(texts, show_progress_bar=False)
print(time.perf_counter() - start)
"""
ASKING = """
import json, os, resource, statistics, sys, time
import qa
from qa.answering.question import understand
from qa.answering.search import search
engine = qa.open(sys.argv[1])
questions = json.load(open(sys.argv[2]))
for question in questions[:10]:
    engine.ask(question)
found, whole = [], []
for question in questions:
    start = time.perf_counter()
    search(engine.library, understand(question, engine.library), 20)
    found.append(1000 * (time.perf_counter() - start))
    start = time.perf_counter()
    engine.ask(question)
    whole.append(1000 * (time.perf_counter() - start))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({
    "retrieval_median_ms": statistics.median(found), "retrieval_p95_ms": statistics.quantiles(found, n=20)[18],
    "answer_median_ms": statistics.median(whole), "answer_p95_ms": statistics.quantiles(whole, n=20)[18],
    "asking_memory_mb": peak,
}))
"""


def abstracts(file: Path, count: int) -> list[dict[str, str]]:
    """The first so many rows."""
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
        return [json.loads(line) for line in islice(lines, count)]


def run(*command: str) -> tuple[float, str]:
    """Wall time of one whole process, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *command], cwd=ROOT, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, done.stdout


def bare_rate(texts: list[str], scratch: Path) -> float:
    """Abstracts a second of the bare encoder."""
    file = scratch / "sample.json"
    file.write_text(json.dumps(texts), encoding="utf-8")
    return len(texts) / float(run("-c", BARE, str(file))[1])


def build(rows: list[dict[str, str]], library: Path, scratch: Path) -> dict[str, float]:
    """Build, with the bare encoder timed before and after."""
    papers = scratch / "papers"
    papers.mkdir()
    with (papers / "abstracts.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    step = max(1, len(rows) // SAMPLE)
    sample = [f"{row['title']} {row['text']}" for row in rows[::step]][:SAMPLE]
    before = bare_rate(sample, scratch)
    seconds, printed = run("-m", "qa", "sync", str(papers), "--library", str(library), "--json")
    summary = json.loads(printed)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    after = bare_rate(sample, scratch)
    rate, bare = len(rows) / seconds, statistics.mean([before, after])
    return {
        "documents": summary["documents"],
        "passages": summary["passages"],
        "build_s": seconds,
        "abstracts_per_s": rate,
        "bare_abstracts_per_s": bare,
        "rate_over_bare": rate / bare,
        "building_memory_mb": peak,
    }


def use(rows: list[dict[str, str]], library: Path, scratch: Path) -> dict[str, float]:
    """What the finished library costs."""
    where = ("--library", str(library))
    added = []
    for number in range(RUNS):
        paper = scratch / f"paper{number}.txt"
        paper.write_text(PAPER.replace("knee", f"knee {number}"), encoding="utf-8")
        added.append(run("-m", "qa", "add", str(paper), *where, "--json")[0])
    papers = scratch / "papers"
    run("-m", "qa", "sync", str(papers), *where, "--json")  # takes the added papers out again
    unchanged = [run("-m", "qa", "sync", str(papers), *where, "--json")[0] for _ in range(RUNS)]
    step = max(1, len(rows) // QUESTIONS)
    questions = [row["title"] for row in rows[::step]][:QUESTIONS]
    cold = [run("-m", "qa", "ask", question, *where, "--json")[0] for question in questions[:RUNS]]
    file = scratch / "questions.json"
    file.write_text(json.dumps(questions), encoding="utf-8")
    _, printed = run("-c", ASKING, str(library), str(file))
    size = sum(one.stat().st_size for one in library.rglob("*") if one.is_file())
    return {
        "add_one_s": statistics.median(added),
        "sync_unchanged_s": statistics.median(unchanged),
        "ask_cold_s": statistics.median(cold),
        **json.loads(printed),
        "library_mb": size / 1e6,
    }


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--library", type=Path, help="kept there afterwards; used as it is where there is one")
    chosen = parser.parse_args()
    rows = abstracts(chosen.abstracts, chosen.documents)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        library = chosen.library or scratch / "library"
        figures = build(rows, library, scratch) | use(rows, library, scratch)
    for label, value in figures.items():
        print(f"{label:<24}{value:>14,.2f}")
    results = ROOT / "bench" / "results" / f"building-{len(rows)}.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({**figures, "machine": platform.processor() or platform.machine()}, indent=2))


if __name__ == "__main__":
    main()
