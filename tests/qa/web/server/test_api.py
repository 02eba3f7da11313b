"""The two endpoints for programs, through gradio's own client and a real server."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import corpus
from qa.answering.engine import Engine
from qa.conversations.store import ConversationStore
from qa.web.server.gradio_hooks import import_gradio
from qa.web.server.serve import start
from support.libraries import build_library

import_gradio()
from gradio_client import Client  # noqa: E402
from gradio_client.exceptions import AppError  # noqa: E402

WHY = "Why are iMSCs preferred over MSCs?"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(build_library(tmp_path_factory.mktemp("api") / "library", corpus.packaged_reviews()))


@pytest.fixture(scope="module")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    store = ConversationStore(tmp_path_factory.mktemp("kept") / "conversations.sqlite")
    served, address = start(engine, "127.0.0.1", 0, "correct horse", store)
    yield Client(
        address, auth=None, httpx_kwargs={"auth": ("Ada", "correct horse")}, verbose=False, analytics_enabled=False
    )
    served.close()


def test_there_are_exactly_two_and_they_are_documented(client: Client) -> None:
    said: Any = client.view_api(return_format="dict")

    assert set(said["named_endpoints"]) == {"/ask", "/documents"}
    assert said["unnamed_endpoints"] == {}
    ask, documents = said["named_endpoints"]["/ask"], said["named_endpoints"]["/documents"]
    assert [one["parameter_name"] for one in ask["parameters"]] == [
        "question", "top_k", "documents", "years", "journals", "reviews_only",
    ]  # fmt: skip
    assert [one["parameter_has_default"] for one in ask["parameters"]] == [False, True, True, True, True, True]
    assert "verbatim quotes" in ask["description"]
    assert [one["parameter_name"] for one in documents["parameters"]] == ["search", "most"]


def test_ask_gives_what_the_command_prints(client: Client, engine: Engine) -> None:
    assert client.predict(WHY, api_name="/ask") == engine.ask(WHY).to_dict()
    assert client.predict(WHY, top_k=1, api_name="/ask") == engine.ask(WHY, 1).to_dict()


def test_a_question_can_be_narrowed(client: Client, engine: Engine) -> None:
    _, second = sorted(engine.library.catalog.document_ids())
    said = client.predict(WHY, documents=[second], years=[2020, None], api_name="/ask")
    shown = said["evidence"] or said["nearest"]
    assert {one["document_id"] for one in shown} == {second}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"question": " "}, "question is empty"),
        ({"question": WHY, "top_k": 0}, "Give a number from 1 to 50"),
        ({"question": WHY, "years": [2020]}, "years is not a list of two"),
        ({"question": WHY, "years": [2030, 2020]}, "wrong way round"),
        ({"question": WHY, "documents": ["nobody"]}, "no document of the library has this id"),
    ],
)
def test_what_is_wrong_is_told(client: Client, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(AppError, match=message):
        client.predict(**arguments, api_name="/ask")


def test_documents_are_listed_and_searched(client: Client, engine: Engine) -> None:
    every = client.predict(api_name="/documents")
    assert [one["id"] for one in every] == sorted(engine.library.catalog.document_ids())
    assert set(every[0]) == {"id", "reference", "format", "passages", "files"}
    title = every[0]["reference"]["title"]
    assert [one["id"] for one in client.predict(title.upper(), api_name="/documents")] == [every[0]["id"]]
    assert client.predict("no such words", api_name="/documents") == []
    assert len(client.predict("", 1, api_name="/documents")) == 1


def test_ten_programs_at_once_get_their_own_answers(client: Client, engine: Engine) -> None:
    questions = [f"{WHY} {number}" for number in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda question: client.predict(question, api_name="/ask"), questions))
    assert [answer["question"] for answer in answers] == questions
