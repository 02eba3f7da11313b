"""Fine-tune the packaged encoder on pairs, for both of its uses at once.

    python -m training.encoder PAIRS... --out FOLDER [--held-out FOLD] [--steps N]

The loss is InfoNCE (van den Oord et al. 2018) over the batch, half on the mean vectors, half on the late interaction of
content words (MaxSim, Khattab and Zaharia 2020), asked to answering and back. A batch is made of groups of pairs of one
subject, or of neighbours by their words, so that the others of a batch are hard to tell apart. In
six of ten pairs one or two words that both sides share are taken out of what is asked, and some scientific terms are
put in lay words, so that meaning has to do what words did. The word embeddings stay as they are.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from index.models.weights import model_folder
from index.settings import BARE_MODEL
from index.text.words import content_words, words
from training.lay import Lay
from training.pairs import Pair, read

MIX = {
    "bioasq": 0.22, "covidqa": 0.16, "medquad": 0.16, "titles": 0.18, "beside": 0.04, "pubmedqa": 0.03,
    "scifact": 0.07, "lay": 0.14,
}  # fmt: skip
_PAIRS = 32  # a batch
_GROUP = 16  # pairs of one subject or of neighbours
_TOKENS = 96
_VECTOR, _WORDS = 0.05, 0.04  # temperatures
_RATE = 3e-5
_WARM_UP = 40  # steps
_LESS = 0.6  # share of pairs from which shared words are taken
_LOG = 25


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as the model reads it.

    Attributes:
        ids: Token ids with the special ones.
        words: For each token the number of its content word, -1 for others.
        count: Content words.
    """

    ids: list[int]
    words: list[int]
    count: int


class Reader:
    """Turns texts into tokens."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(folder)

    def __call__(self, text: str) -> Tokens:
        """Of one text."""
        read = self._tokenizer(text, truncation=True, max_length=_TOKENS, return_offsets_mapping=True)
        numbers, at, found = [], 0, content_words(text)
        for start, end in read["offset_mapping"]:
            while at < len(found) and found[at].end <= start:
                at += 1
            inside = end > start and at < len(found) and found[at].start <= start and end <= found[at].end
            numbers.append(at if inside else -1)
        return Tokens(read["input_ids"], numbers, max(numbers, default=-1) + 1)


def states(model: torch.nn.Module, texts: Sequence[Tokens], device: torch.device) -> tuple[Tensor, Tensor]:
    """Hidden states (n, t, dim) of texts, and which tokens are there (n, t)."""
    longest = max(len(one.ids) for one in texts)
    ids = torch.tensor([one.ids + [0] * (longest - len(one.ids)) for one in texts], device=device)
    mask = torch.tensor([[1] * len(one.ids) + [0] * (longest - len(one.ids)) for one in texts], device=device)
    return model(input_ids=ids, attention_mask=mask).last_hidden_state, mask


def mean(hidden: Tensor, mask: Tensor) -> Tensor:
    """(n, dim), L2-normalised."""
    return functional.normalize((hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True), dim=-1)


def by_word(hidden: Tensor, texts: Sequence[Tokens]) -> tuple[Tensor, Tensor]:
    """The mean state of each content word, (n, w, dim), L2-normalised; and which words are there (n, w)."""
    most, longest = max(1, *(one.count for one in texts)), hidden.shape[1]
    places = torch.tensor([one.words + [-1] * (longest - len(one.ids)) for one in texts], device=hidden.device)
    belongs = (places.unsqueeze(1) == torch.arange(most, device=hidden.device).view(1, -1, 1)).to(hidden.dtype)
    pooled = belongs @ functional.normalize(hidden, dim=-1)
    return functional.normalize(pooled, dim=-1), belongs.sum(-1) > 0


def max_sim(asked: Tensor, there: Tensor, texts: Tensor, others: Tensor) -> Tensor:
    """(n, m): the mean over the words of each question of the cosine to the nearest word of each text."""
    likeness = torch.einsum("iwd,jvd->ijwv", asked, texts)
    nearest = likeness.masked_fill(~others[None, :, None, :], -1.0).amax(-1)
    held = there[:, None, :].to(nearest.dtype)
    return (nearest * held).sum(-1) / held.sum(-1).clamp(min=1)


def info_nce(scores: Tensor, same: Tensor) -> Tensor:
    """Both ways; ``same`` marks pairs off the diagonal that answer as well, which count for nothing."""
    kept = scores.masked_fill(same, -1e4)
    right = torch.arange(len(scores), device=scores.device)
    return (functional.cross_entropy(kept, right) + functional.cross_entropy(kept.T, right)) / 2


class Batches:
    """Batches without end: groups of one subject, their sets drawn by ``MIX``."""

    def __init__(self, pairs: Sequence[Pair], groups: dict[str, list[list[int]]], lay: Lay, seed: int) -> None:
        self._pairs, self._groups, self._lay = pairs, groups, lay
        self._random = random.Random(seed)
        self._sources = [name for name in MIX if groups.get(name)]
        self._queues: dict[str, list[list[int]]] = defaultdict(list)

    def __iter__(self) -> Iterator[list[Pair]]:
        while True:
            yield [pair for _ in range(_PAIRS // _GROUP) for pair in self._group()]

    def _group(self) -> list[Pair]:
        name = self._random.choices(self._sources, [MIX[one] for one in self._sources])[0]
        queue = self._queues[name]
        if not queue:
            queue += self._groups[name]
            self._random.shuffle(queue)
        group = queue.pop()
        chosen = self._random.sample(group, min(_GROUP, len(group)))
        return [self._harder(self._pairs[at]) for at in chosen]

    def _harder(self, pair: Pair) -> Pair:
        asks = self._lay.reworded(pair.asks, self._random)
        if self._random.random() < _LESS:
            asks = without_shared(asks, pair.answers, self._random)
        return Pair(pair.source, asks, pair.answers, pair.subject, pair.fold)


def without_shared(asks: str, answers: str, generator: random.Random) -> str:
    """What is asked without one or two of the content words that the answer has; three words stay at least."""
    known = {word.stem for word in words(answers)}
    found = content_words(asks)
    shared = [word for word in found if word.stem in known]
    gone = generator.sample(shared, min(len(shared), generator.randint(1, 2), max(0, len(found) - 3)))
    for word in sorted(gone, key=lambda one: -one.start):
        asks = asks[: word.start] + asks[word.end :]
    return " ".join(asks.split())


def neighbours(pairs: Sequence[Pair], vectors: np.ndarray) -> dict[str, list[list[int]]]:
    """Groups of each set: the pairs of a subject, or neighbours, found by splitting in two again and again."""
    by_source: dict[str, list[int]] = defaultdict(list)
    for at, pair in enumerate(pairs):
        by_source[pair.source].append(at)
    groups: dict[str, list[list[int]]] = {}
    for name, places in by_source.items():
        by_subject: dict[str, list[int]] = defaultdict(list)
        for at in places:
            by_subject[pairs[at].subject].append(at)
        loose = [at for members in by_subject.values() if len(members) < _GROUP for at in members] + by_subject.pop(
            "", []
        )
        whole = [members for members in by_subject.values() if len(members) >= _GROUP]
        groups[name] = whole + _halved(loose, vectors, np.random.default_rng(0))
    return groups


def _halved(places: list[int], vectors: np.ndarray, generator: np.random.Generator) -> list[list[int]]:
    if len(places) <= 3 * _GROUP:
        return [places] if places else []
    own = vectors[places]
    axis = own[generator.integers(len(own))] - own[generator.integers(len(own))]
    order = np.argsort(own @ axis)
    half = len(order) // 2
    return _halved([places[at] for at in order[:half]], vectors, generator) + _halved(
        [places[at] for at in order[half:]], vectors, generator
    )


def loss(model: torch.nn.Module, batch: Sequence[Pair], reader: Reader, device: torch.device) -> Tensor:
    """Of a batch; scalar."""
    asks, answers = [reader(pair.asks) for pair in batch], [reader(pair.answers) for pair in batch]
    left, left_mask = states(model, asks, device)
    right, right_mask = states(model, answers, device)
    asked, texts = mean(left, left_mask), mean(right, right_mask)
    (words_asked, there), (words_there, others) = by_word(left, asks), by_word(right, answers)
    same = torch.tensor(
        [[at != to and _alike(one, two) for to, two in enumerate(batch)] for at, one in enumerate(batch)], device=device
    )
    by_vector = info_nce((asked @ texts.T).float() / _VECTOR, same)
    by_words = info_nce(max_sim(words_asked, there, words_there, others).float() / _WORDS, same)
    return (by_vector + by_words) / 2


def _alike(one: Pair, two: Pair) -> bool:
    return one.answers == two.answers or one.asks == two.asks


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lay", type=Path, help="scientific terms with their lay words, tab-separated")
    parser.add_argument("--held-out", type=int, default=-1)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--rate", type=float, default=_RATE)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    folder = model_folder(BARE_MODEL)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    found = [pair for file in given.pairs for pair in read(file) if pair.fold != given.held_out]
    torch.manual_seed(given.seed)
    model = AutoModel.from_pretrained(
        folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # faster than the fused form for short texts on a processor
    ).to(device)  # fmt: skip
    model.embeddings.requires_grad_(False)
    reader = Reader(folder)
    groups = neighbours(found, _topics(found))
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=given.rate, weight_decay=0.01)
    batches = iter(Batches(found, groups, Lay.read(given.lay), given.seed))
    given.out.mkdir(parents=True, exist_ok=True)
    started, recent = time.monotonic(), list[float]()
    model.train()
    for step in range(1, given.steps + 1):
        for group in optimizer.param_groups:
            group["lr"] = given.rate * min(step / _WARM_UP, max(0.02, 1 - step / given.steps))
        with torch.autocast(device.type, torch.bfloat16):
            value = loss(model, next(batches), reader, device)
        value.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        recent.append(value.item())
        if not math.isfinite(recent[-1]):
            raise SystemExit(f"The loss is {recent[-1]} at step {step}: lower the learning rate.")
        if step % _LOG == 0:
            sys.stdout.write(f"{step}/{given.steps} loss {np.mean(recent):.3f} {time.monotonic() - started:.0f} s\n")
            sys.stdout.flush()
            recent.clear()
        if step % 200 == 0 or step == given.steps:
            torch.save(model.state_dict(), given.out / "encoder.pt")
    made = {
        "pairs": len(found), "held_out": given.held_out, "steps": given.steps, "rate": given.rate, "seed": given.seed,
        "mix": MIX, "seconds": round(time.monotonic() - started), "from": BARE_MODEL,
    }  # fmt: skip
    (given.out / "training.json").write_text(json.dumps(made, indent=1), encoding="utf-8")


def _topics(pairs: Sequence[Pair]) -> np.ndarray:
    """(n, 64): where each pair lies among the topics of all, by its words (latent semantic indexing)."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [f"{pair.asks} {pair.answers}" for pair in pairs]
    counted = TfidfVectorizer(stop_words="english", min_df=3, max_df=0.1, sublinear_tf=True).fit_transform(texts)
    return np.asarray(TruncatedSVD(64, random_state=0).fit_transform(counted), dtype=np.float32)


if __name__ == "__main__":
    main()
