"""The web chat: ``python app.py [--host HOST] [--port N] [--library DIR]``, the same as ``reviewqa serve``."""

import sys

from qa.command.cli import app

if __name__ == "__main__":
    app(["serve", *sys.argv[1:]])
