"""What the server does under load: many users asking at once, and its memory over thousands of questions.

    python bench/load.py [--library DIR] [--questions FILE] [--users N] [--seconds S] [--memory N]

Starts `reviewqa serve` in a process of its own and asks it over HTTP, through the queue that the page asks through;
each user asks the next question when the last one is answered. FILE is a gold set (the packaged one where not given).
Prints a table and writes bench/results/load.json. Memory is the server's resident set, read from /proc (Linux).
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import platform
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from startup import ROOT, server, stop

from qa.evaluation.gold_rows import read_gold

GOLD = ROOT / "tests" / "gold" / "reviews.jsonl"
RESULTS = Path(__file__).parent / "results" / "load.json"
WARM_UP = 20  # questions
MARKS = (100, 1000, 2000)  # questions after which memory is read


async def ask(client: httpx.AsyncClient, question: str) -> bool:
    """Ask one question; whether it was answered in due form."""
    try:
        reply = await client.post("/gradio_api/call/ask", json={"data": [question, 5, None, None, None, False]})
        events = await client.get(f"/gradio_api/call/ask/{reply.json()['event_id']}")
    except (httpx.HTTPError, KeyError, ValueError):
        return False
    return "event: complete" in events.text and '"answered"' in events.text


async def user(client: httpx.AsyncClient, questions: Iterator[str], until: float, taken: list[float]) -> int:
    """Ask one after the other; how many failed. Seconds of the others are noted."""
    failed = 0
    while time.perf_counter() < until:
        start = time.perf_counter()
        if await ask(client, next(questions)):
            taken.append(time.perf_counter() - start)
        else:
            failed += 1
    return failed


async def crowd(address: str, questions: Iterator[str], users: int, seconds: float) -> dict[str, float]:
    """Users who ask at once for a while."""
    taken: list[float] = []
    limits = httpx.Limits(max_connections=users, max_keepalive_connections=users)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        until = time.perf_counter() + seconds
        failures = await asyncio.gather(*(user(client, questions, until, taken) for _ in range(users)))
    return {
        "users": users,
        "questions": len(taken),
        "errors": sum(failures),
        "questions_a_second": len(taken) / seconds,
        "median_ms": 1000 * statistics.median(taken),
        "p95_ms": 1000 * statistics.quantiles(taken, n=20)[18],
    }


async def growth(address: str, process: int, questions: Iterator[str], count: int) -> dict[str, float]:
    """Resident memory of the server after so many questions, asked four at a time, in MB."""
    figures: dict[str, float] = {}
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        for asked in range(0, count, 4):
            await asyncio.gather(*(ask(client, next(questions)) for _ in range(4)))
            for mark in MARKS:
                if asked + 4 >= mark > asked:
                    figures[f"rss_mb_after_{mark}"] = resident(process)
    return figures


def resident(process: int) -> float:
    """Resident memory of a process, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")


async def measure(address: str, process: int, questions: Iterator[str], asked: argparse.Namespace) -> dict[str, float]:
    """All figures."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        for _ in range(WARM_UP):
            await ask(client, next(questions))
    figures = await crowd(address, questions, asked.users, asked.seconds)
    return {**figures, **await growth(address, process, questions, asked.memory)}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", help="a library folder; your own where not given")
    parser.add_argument("--questions", type=Path, default=GOLD, help="a gold set in JSON lines")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--memory", type=int, default=2000, help="questions over which memory is read; 0 for none")
    asked = parser.parse_args()
    questions = itertools.cycle([row.question for row in read_gold(asked.questions)])
    process, address = server(asked.library)
    try:
        figures = asyncio.run(measure(address, process.pid, questions, asked))
    finally:
        stop(process)
    for name, value in figures.items():
        print(f"{name:20} {value:10.1f}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": platform.processor() or platform.machine(), **figures}, indent=2))


if __name__ == "__main__":
    main()
