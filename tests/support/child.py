"""A child process for tests: does whatever a hostile document might make one do."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any, BinaryIO

from index.child_process import ChildProcess, do_jobs

MEMORY = 2**30
started: list[ChildProcess] = []


def echo(text: str) -> str:
    sys.stdout.write("printed by a library\n")
    os.write(1, b"printed by a C library\n")
    return text


def allocate() -> str:
    try:
        return f"{len(bytes(2 * MEMORY))} bytes"
    except MemoryError:
        return "too much"


def compute() -> None:
    while True:
        pass


def start() -> int:
    """A child of its own."""
    started.append(ChildProcess("support.child"))
    return started[0]._process.pid


JOBS = {
    "echo": echo,
    "allocate": allocate,
    "compute": compute,
    "start": start,
    "sleep": lambda: time.sleep(600),
    "die": lambda: os._exit(3),
    "pid": os.getpid,
}


def do(job: dict[str, Any], answers: BinaryIO) -> None:
    if job["do"] == "chatter":  # until nobody listens any more
        while True:
            answers.write(b"still here\n")
            answers.flush()
            time.sleep(0.01)
    answer = JOBS[job.pop("do")](**job)
    answers.write(json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    do_jobs(do, memory=MEMORY, seconds=1 if os.environ.get("HASTY") else None)
