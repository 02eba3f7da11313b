"""The ``reviewqa`` command: one module a command, and what a terminal shows."""
