"""A sentence-transformers CrossEncoder as a library carries it; the models are tiny and random."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import index.models.transformer_ranker
from corpus.errors import ModelError
from index.models.cross_encoder import OnnxCrossEncoder, Read
from index.models.model import TransformerModel
from index.models.transformer_ranker import export_ranker
from index.models.weights import checked_sha256, model_folder
from index.settings import PACKAGED_MODEL, Settings

WANTED = "A ranker is a sentence-transformers CrossEncoder: a …ForSequenceClassification with one label."
PAIRS = [
    ("Why are iMSCs preferred?", "They expand."),
    ("aspirin", "Aspirin lowered the risk of stroke. Bleeding rose. " * 9),
    ("TNF-α ≥ 5 µg?", "干细胞"),
    ("x", ""),
]


def tiny(folder: Path, kind: str = "BertForSequenceClassification", **changed: Any) -> Path:
    """A model of that architecture with 8 dimensions, one layer and a vocabulary of letters."""
    import torch
    import transformers
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.manual_seed(20261121)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.?"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + letter for letter in letters)]
    given = {
        "vocab_size": len(words), "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
        "intermediate_size": 16, "max_position_embeddings": 64, "num_labels": 1, "initializer_range": 0.5,
    }  # fmt: skip
    getattr(transformers, kind)(transformers.BertConfig(**{**given, **changed})).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory.mktemp("ranker") / "model")


@pytest.fixture(scope="module")
def exported(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ranker") / "exported"
    export_ranker(str(model), folder)
    return folder


def refused(name: str | Path, folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        export_ranker(str(name), folder / "exported")
    return str(caught.value)


def test_an_export_holds_the_parts_of_a_ranker_and_nothing_else(exported: Path) -> None:
    assert sorted(file.name for file in exported.iterdir()) == ["ranker.json", "ranker.onnx", "tokenizer.json"]
    assert json.loads((exported / "ranker.json").read_text(encoding="utf-8")) == {
        "max_tokens": 64,
        "inputs": ["input_ids", "attention_mask", "token_type_ids"],
        "titled": False,
    }


def test_the_export_gives_the_logits_of_the_model(model: Path, exported: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    ours = CrossEncoder(str(model), device="cpu", local_files_only=True).predict(
        PAIRS, activation_fn=torch.nn.Identity(), show_progress_bar=False
    )
    ranker = OnnxCrossEncoder(exported)
    found = [ranker.judge(question, [Read("a title", text, ())])[0] for question, text in PAIRS]
    assert [one.relevance for one in found] == pytest.approx([float(one) for one in ours], abs=1e-4)
    assert {one.sentences for one in found} == {()}
    assert len({round(one.relevance, 3) for one in found}) == 4


def test_a_model_with_more_labels_is_refused(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "model", num_labels=3)
    assert refused(folder, tmp_path) == f"{folder}: has 3 labels. {WANTED}"


def test_the_packaged_embedding_model_is_refused(tmp_path: Path) -> None:
    folder = model_folder(PACKAGED_MODEL)
    assert refused(folder, tmp_path) == f"{folder}: is a BertModel, which does not score pairs. {WANTED}"


def test_a_model_of_another_architecture_is_refused(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "model", "BertForTokenClassification")
    assert refused(folder, tmp_path) == (
        f"{folder}: is a BertForTokenClassification, which does not score pairs. {WANTED}"
    )


def test_an_embedding_model_that_calls_itself_a_ranker_is_refused(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "model", "BertModel")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    named = {**config, "architectures": ["BertForSequenceClassification"], "id2label": {"0": "LABEL_0"}}
    (folder / "config.json").write_text(json.dumps(named), encoding="utf-8")
    assert refused(folder, tmp_path) == (
        f"{folder}: has no weights for classifier.bias, so its scores would be random. {WANTED}"
    )


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "model")
    (folder / "model.safetensors").unlink()
    assert refused(folder, tmp_path) == f"{folder}: holds no *.safetensors weights, so it is not a model folder."


def test_broken_weights_are_refused(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "model")
    (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:-7])
    assert refused(folder, tmp_path) == f"{folder}: is not a CrossEncoder that can be loaded. {WANTED}"


@pytest.mark.parametrize("name", ["no-such-ranker", "no/such-ranker"])
def test_a_name_that_is_not_on_this_machine_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(name, tmp_path) == f"{name}: is not a model on this machine. Give a folder that holds one."


def test_an_export_that_differs_from_the_model_is_refused(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.models.transformer_ranker, "_PARITY", -1.0)
    assert refused(model, tmp_path).startswith(f"The ONNX export of {model} differs from the model (logit ")


def test_the_ranker_of_the_settings_is_exported_where_it_is_custom(model: Path, tmp_path: Path) -> None:
    ranker = TransformerModel(Settings(ranker=str(model))).ranker
    assert ranker is not None
    assert (ranker.name, ranker.sha256) == (str(model), checked_sha256(str(model)))
    ranker.export(tmp_path / "exported")
    assert (tmp_path / "exported" / "ranker.onnx").exists()


@pytest.mark.parametrize("name", ["reviewqa-ranker", "none"])
def test_the_packaged_ranker_and_none_are_not_exported(name: str) -> None:
    assert TransformerModel(Settings(ranker=name)).ranker is None
