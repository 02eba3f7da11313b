"""Styles and scripts of the page."""

from importlib import resources


def asset(name: str) -> str:
    """The text of a file beside this one."""
    return (resources.files("qa.web") / name).read_text(encoding="utf-8")
