"""``python -m qa`` is the ``reviewqa`` command."""

from qa.cli import main

main()
