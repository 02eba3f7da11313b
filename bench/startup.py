"""How long it takes from `reviewqa serve` to a page on which a question can be typed.

    python bench/startup.py [--library DIR] [--runs N]

Starts the command, opens the address that it prints in chromium, which runs already, and waits for the question box.
Prints a table and writes bench/results/startup.json.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results" / "startup.json"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def server(library: str | None) -> tuple[subprocess.Popen[str], str]:
    """A started command, and the address that it prints."""
    named = ["--library", library] if library else []
    command = [sys.executable, "-m", "qa", "serve", "--port", "0", *named]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    found = re.search(r"http://\S+", process.stdout.readline() if process.stdout else "")
    if not found:
        raise SystemExit("the server did not start")
    return process, found[0]


def stop(process: subprocess.Popen[str]) -> None:
    """As Ctrl+C does."""
    process.send_signal(signal.SIGINT)
    process.wait(10)


def seconds(browser: Browser, library: str | None) -> tuple[float, float]:
    """From the start of the process: to its address, and to a question box that takes what is typed."""
    start = time.perf_counter()
    process, address = server(library)
    told = time.perf_counter() - start
    page = browser.new_page()
    page.goto(address)
    page.locator("#question textarea").fill("Why?")
    usable = time.perf_counter() - start
    page.close()
    stop(process)
    return told, usable


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", help="a library folder; your own where not given")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        seconds(browser, asked.library)  # warms the disk, and builds the library where it is missing
        runs = [seconds(browser, asked.library) for _ in range(asked.runs)]
        browser.close()
    figures = {
        "address_s": statistics.median(told for told, _ in runs),
        "usable_s": statistics.median(usable for _, usable in runs),
        "usable_slowest_s": max(usable for _, usable in runs),
    }
    for name, value in figures.items():
        print(f"{name:20} {value:8.2f}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": platform.processor() or platform.machine(), **figures}, indent=2))


if __name__ == "__main__":
    main()
