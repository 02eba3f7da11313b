"""A fake encoder whose vectors mean something, small pages, and libraries of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus import Document
from corpus.readers.text import saved_page
from index.library import Library
from index.models.encoder import Encoding, normalised
from index.settings import Settings
from index.text.words import stem, words
from index.writing.progress import Lines
from index.writing.sync import create

DIM = 64


def word_vector(word: str) -> np.ndarray:
    """A fixed direction for a stem: equal stems are equal, others nearly at right angles."""
    seed = int.from_bytes(hashlib.sha256(stem(word).encode()).digest()[:8], "big")
    return normalised(np.random.default_rng(seed).standard_normal(DIM).astype(np.float32))


class FakeEncoder:
    """A token a word, each in its stem's direction; a text is the mean of its words."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        self.encoded += texts
        return [self._encode(text) for text in texts]

    def encode_queries(self, texts: Sequence[str]) -> list[Encoding]:
        return [self._encode(text) for text in texts]

    @staticmethod
    def is_word(text: str) -> bool:
        return text in {"bake", "cost", "dose", "night", "patients"}

    @staticmethod
    def _encode(text: str) -> Encoding:
        found = words(text)
        if not found:
            return Encoding(np.zeros(DIM, np.float32), np.empty((0, DIM), np.float32), ())
        tokens = np.stack([word_vector(text[word.start : word.end]) for word in found])
        return Encoding(normalised(tokens.mean(axis=0)), tokens, tuple((word.start, word.end) for word in found))


class FakeModel:
    """A model whose encoders are fake; remembers what they encoded."""

    name = "fake"
    sha256 = "0" * 64
    ranker = None

    def __init__(self) -> None:
        self.made = FakeEncoder()

    def export(self, folder: Path) -> None:
        (folder / "fake").write_text("fake", encoding="utf-8")

    def encoder(self, folder: Path, sentences: int) -> FakeEncoder:
        return self.made


def build_library(folder: Path, documents: Sequence[Document]) -> Library:
    """A library of these documents with the fake encoder."""
    create(folder, documents, FakeModel(), Lines())
    return open_library(folder)


def open_library(folder: Path) -> Library:
    """A library that was made with the fake encoder."""
    library = Library.open(folder, Settings(model="fake"))
    library.encoder = FakeEncoder()
    return library


def page(title: str, abstract: str, tail: str = "") -> str:
    """A saved page of the kind that opens with its title."""
    return f"{title}\n\n\n{abstract}\n\nOriginal languageEnglish\nStatePublished - 2 Feb 2021\n{tail}"


def saved(text: str, source: str = "page.txt") -> Document:
    """The document of a saved page."""
    (document,) = saved_page.read(text.encode(), source)
    return document


def passage_ids(library: Library) -> list[int]:
    """Numbers of all passages, in order."""
    return sorted(number for name in library.catalog.document_ids() for number in library.passage_ids(name))
