"""What a newcomer does with an installed reviewqa; run by the environment it is installed in, in an empty folder.

    cd EMPTY && ENVIRONMENT/bin/python -I .../smoke.py

The library, conversations and all else go into the folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from importlib import metadata
from pathlib import Path

COMMAND = Path(sys.executable).with_name("reviewqa")
HERE = Path.cwd()
ENVIRONMENT = {**os.environ, "HOME": str(HERE), "XDG_DATA_HOME": str(HERE / "data"), "PYTHONUNBUFFERED": "1"}
QUESTION = "Why are iMSCs preferred over MSCs?"


def reviewqa(*arguments: str) -> str:
    """What the command prints."""
    return subprocess.run([COMMAND, *arguments], env=ENVIRONMENT, check=True, stdout=subprocess.PIPE, text=True).stdout


def serves() -> bool:
    """Whether the page is given at a free port."""
    with subprocess.Popen(
        [COMMAND, "serve", "--port", "0"], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            address = server.stdout.readline().split(" at ")[1].split()[0]
            with urllib.request.urlopen(address, timeout=60) as page:
                return page.status == 200 and b"reviewqa" in page.read().lower()
        finally:
            server.terminate()


version = reviewqa("--version").strip()
assert version == f"reviewqa {metadata.version('reviewqa')}", version
answer = json.loads(reviewqa("ask", QUESTION, "--json"))  # makes the library of the packaged reviews
assert answer["answered"] and "iMSCs have proved superior" in answer["evidence"][0]["quote"], answer
assert (HERE / "data" / "reviewqa" / "library" / "library.json").is_file()
assert reviewqa("list").count("\n") >= 2
assert serves()
print(f"{version}, installed from its wheel: makes a library, answers and serves.")
