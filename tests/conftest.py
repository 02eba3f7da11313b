"""Shared by all tests: the same Hypothesis examples in every run, a library of the packaged reviews."""

from __future__ import annotations

import hypothesis
import pytest

import corpus
from corpus import Document
from index.library import Library
from qa.answering.engine import Engine
from support.libraries import build_library

# The same few examples in every run; `pytest --hypothesis-profile default` looks for new ones, and for more.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None, max_examples=50)
hypothesis.settings.load_profile("same")


@pytest.fixture(scope="session")
def reviews() -> tuple[Document, ...]:
    return corpus.packaged_reviews()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, reviews: tuple[Document, ...]) -> Library:
    return build_library(tmp_path_factory.mktemp("libraries") / "reviews", reviews)


@pytest.fixture(scope="session")
def engine(library: Library) -> Engine:
    return Engine(library)
