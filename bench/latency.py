"""How long a question takes: from a cold shell against the plain script, and warm in one process.

    python bench/latency.py [--runs N]

Runs `reviewqa ask` and `bench/plain.py` in turn, A B A B, so that both meet the same machine. Prints a table and
writes bench/results/latency.json. Builds the default library first where it is missing.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import qa
from qa.evaluation.gold_rows import read_gold

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold" / "reviews.jsonl"
QUESTION = "Why are iMSCs preferred over MSCs?"
RESULTS = Path(__file__).parent / "results" / "latency.json"


def seconds(command: list[str]) -> float:
    """Wall time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def cold(runs: int) -> dict[str, float]:
    """Medians of both commands, and of their ratio pair by pair."""
    ours = [sys.executable, "-m", "qa", "ask", QUESTION, "--json"]
    plain = [sys.executable, "bench/plain.py", QUESTION]
    seconds(ours), seconds(plain)  # warm the disk
    pairs = [(seconds(ours), seconds(plain)) for _ in range(runs)]
    return {
        "reviewqa_ask_cold_s": statistics.median(a for a, _ in pairs),
        "plain_cold_s": statistics.median(b for _, b in pairs),
        "plain_over_reviewqa": statistics.median(b / a for a, b in pairs),
    }


def warm() -> dict[str, float]:
    """Milliseconds from question to answer in one process, over every gold question."""
    engine = qa.open()
    questions = [row.question for row in read_gold(GOLD)]
    for question in questions[:10]:
        engine.ask(question)
    taken = []
    for question in questions:
        start = time.perf_counter()
        engine.ask(question)
        taken.append(1000 * (time.perf_counter() - start))
    return {"warm_median_ms": statistics.median(taken), "warm_p95_ms": statistics.quantiles(taken, n=20)[18]}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="pairs of cold runs")
    figures = {**warm(), **cold(parser.parse_args().runs)}
    for name, value in figures.items():
        print(f"{name:24} {value:10.2f}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": platform.processor() or platform.machine(), **figures}, indent=2))


if __name__ == "__main__":
    main()
