"""Conversations as files: Markdown, Word and HTML, in which ``reviewqa check`` finds every quote again."""

from qa.export.as_markdown import markdown
from qa.export.as_web_page import web
from qa.export.as_word import word
from qa.export.contents import cited

__all__ = ["cited", "markdown", "web", "word"]
