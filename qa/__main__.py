"""``python -m qa`` is the ``reviewqa`` command."""

from qa.command.cli import main

main()
