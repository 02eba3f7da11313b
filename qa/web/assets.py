"""Styles and scripts of the page."""

from importlib import resources


def asset(name: str) -> str:
    """The text of a file below this folder, "chat/chat.css"."""
    return (resources.files("qa.web") / name).read_text(encoding="utf-8")
