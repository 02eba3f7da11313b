"""Train the ranker on groups.

    python -m training.train GROUPS... --out FOLDER [--held-out FOLD] [--epochs N]

Each group is a question with one passage that answers and some that do not. The loss is the cross-entropy of choosing
the right passage of its group (listwise, as in Gao, Dai and Callan, Rethink training of BERT rerankers, 2021), plus 0.6
of the binary cross-entropy of each passage alone, which makes scores of different questions comparable, plus 0.5 of the
cross-entropy of choosing the right sentence of the right passage where it is known. Runs on an accelerator where there
is one, else on the processor, with the same groups in the same order.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedTokenizerFast

from index.models.weights import model_folder
from index.settings import BARE_MODEL
from training.groups import Group, Pair, read
from training.lay import Lay
from training.model import CrossEncoder, tokenizer

LENGTH = 256  # tokens of question, title and passage
_BATCH = 8  # groups
_BUCKET = 50  # batches among which groups of like length are put together
_RATE = 4e-5
_WARM_UP = 0.06  # share of the steps
_BINARY = 0.6
_SENTENCE = 0.5
_REWORDED = 0.3  # share of questions in which terms are put in lay words
_LOG = 25  # steps


@dataclass(frozen=True, slots=True)
class Encoded:
    """A group as tokens.

    Attributes:
        ids: Token ids, a list a passage.
        types: 0 for the question's, 1 for the passage's.
        sentences: For each passage, for each token the number of its sentence, -1 outside.
        answering: Which sentences of the first passage answer; empty where that is not known.
        answered: Whether the first passage answers; none does otherwise.
    """

    ids: list[list[int]]
    types: list[list[int]]
    sentences: list[list[int]]
    answering: list[bool]
    answered: bool

    @property
    def length(self) -> int:
        """Of the longest passage."""
        return max(map(len, self.ids))


def encode(group: Group, tokens: PreTrainedTokenizerFast) -> Encoded:
    """Tokenize a group."""
    texts = [shown(pair) for pair in group.pairs]
    found = tokens(
        [group.question] * len(texts), texts, truncation="only_second", max_length=LENGTH, return_offsets_mapping=True
    )
    sentences = [
        _sentences(pair, offsets, types)
        for pair, offsets, types in zip(group.pairs, found["offset_mapping"], found["token_type_ids"], strict=True)
    ]
    answering = group.pairs[0].answering
    known = any(answering) and not all(answering)
    return Encoded(
        found["input_ids"], found["token_type_ids"], sentences, answering if known else [], group.pairs[0].answers
    )


def shown(pair: Pair) -> str:
    """The passage as the ranker reads it."""
    return f"{pair.title}. {pair.text}" if pair.title else pair.text


def _sentences(pair: Pair, offsets: Sequence[tuple[int, int]], types: Sequence[int]) -> list[int]:
    shift = len(pair.title) + 2 if pair.title else 0
    numbers = []
    for (start, end), kind in zip(offsets, types, strict=True):
        inside = (at for at, (left, right) in enumerate(pair.sentences) if left <= start - shift < right)
        numbers.append(next(inside, -1) if kind == 1 and end > start else -1)
    return numbers


def batches(groups: list[Encoded], generator: random.Random) -> list[list[Encoded]]:
    """Groups in random order, those of like length together."""
    order = groups[:]
    generator.shuffle(order)
    made = []
    for at in range(0, len(order), _BATCH * _BUCKET):
        bucket = sorted(order[at : at + _BATCH * _BUCKET], key=lambda one: one.length)
        made += [bucket[first : first + _BATCH] for first in range(0, len(bucket), _BATCH)]
    generator.shuffle(made)
    return made


def padded(rows: list[list[int]], fill: int) -> Tensor:
    """(n, longest) of them."""
    longest = max(map(len, rows))
    return torch.tensor([row + [fill] * (longest - len(row)) for row in rows])


def loss(model: CrossEncoder, batch: list[Encoded], device: torch.device) -> Tensor:
    """Of a batch; scalar."""
    ids = [row for group in batch for row in group.ids]
    mask = padded([[1] * len(row) for row in ids], 0).to(device)
    types = padded([row for group in batch for row in group.types], 0).to(device)
    relevance, evidence = model(padded(ids, 0).to(device), mask, types)
    right = torch.zeros_like(relevance)
    listwise, sentence, known, at = relevance.new_zeros(()), relevance.new_zeros(()), 0, 0
    for group in batch:
        own = relevance[at : at + len(group.ids)]
        if group.answered:
            right[at] = 1
            listwise = listwise - functional.log_softmax(own, dim=0)[0]
        if group.answering:
            sentence = sentence + _sentence_loss(evidence[at], group)
            known += 1
        at += len(group.ids)
    binary = functional.binary_cross_entropy_with_logits(relevance, right)
    total: Tensor = listwise / len(batch) + _BINARY * binary + _SENTENCE * sentence / max(1, known)
    return total


def _sentence_loss(evidence: Tensor, group: Encoded) -> Tensor:
    scores, answering = [], []
    numbers = torch.tensor(group.sentences[0], device=evidence.device)
    for at, answers in enumerate(group.answering):
        own = evidence[: len(numbers)][numbers == at]
        if len(own):  # a sentence behind the limit has no tokens
            scores.append(own.mean())
            answering.append(answers)
    chosen = torch.tensor(answering, device=evidence.device)
    if not chosen.any():
        return evidence.new_zeros(())
    logits = torch.stack(scores)
    return torch.logsumexp(logits, dim=0) - torch.logsumexp(logits[chosen], dim=0)


def rate(step: int, steps: int) -> float:
    """Share of the highest learning rate: up in a line, then down to nothing."""
    warm = max(1, int(_WARM_UP * steps))
    return step / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


def train(
    model: CrossEncoder, groups: list[Encoded], epochs: int, highest: float, seed: int
) -> Iterator[tuple[int, int, float]]:
    """Train in place; gives (step, steps, loss) after every step."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device).train()
    generator = random.Random(seed)
    torch.manual_seed(seed)
    plan = [batch for _ in range(epochs) for batch in batches(groups, generator)]
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=highest, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step + 1, len(plan)))
    for step, batch in enumerate(plan, 1):
        with torch.autocast(device.type, torch.bfloat16):
            value = loss(model, batch, device)
        value.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        reached = value.item()
        if not math.isfinite(reached):
            raise SystemExit(f"The loss is {reached} at step {step}: lower the learning rate.")
        yield step, len(plan), reached


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--from", dest="start", type=Path, help="weights to go on from")
    parser.add_argument("--lay", type=Path, help="scientific terms with their lay words, tab-separated")
    parser.add_argument("--held-out", type=int, default=-1, help="fold that is left out")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rate", type=float, default=_RATE, help="highest learning rate")
    parser.add_argument("--stop", type=int, default=0, help="end after so many steps of the whole schedule")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    lay, generator = Lay.read(given.lay), random.Random(given.seed)
    found = [
        replace(group, question=lay.reworded(group.question, generator)) if generator.random() < _REWORDED else group
        for file in given.groups
        for group in read(file)
        if group.fold != given.held_out
    ]
    tokens = tokenizer(model_folder(BARE_MODEL))
    torch.manual_seed(given.seed)
    model = CrossEncoder(model_folder(BARE_MODEL))
    if given.start:
        model.load_state_dict(torch.load(given.start / "ranker.pt", weights_only=True))
    encoded = [encode(group, tokens) for group in found]
    given.out.mkdir(parents=True, exist_ok=True)
    started, recent = time.monotonic(), list[float]()
    for step, steps, value in train(model, encoded, given.epochs, given.rate, given.seed):
        recent.append(value)
        if step % _LOG == 0 or step == steps:
            spent = time.monotonic() - started
            sys.stdout.write(f"{step}/{steps} loss {sum(recent) / len(recent):.3f} {spent:.0f} s\n")
            sys.stdout.flush()
            recent.clear()
        if step % (10 * _LOG) == 0 or step in {steps, given.stop}:
            torch.save(model.state_dict(), given.out / "ranker.pt")
        if step == given.stop:
            break
    sources: dict[str, int] = {}
    for group in found:
        sources[group.source] = sources.get(group.source, 0) + 1
    made = {
        "groups": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in given.groups},
        "sources": sources, "held_out": given.held_out, "epochs": given.epochs,
        "rate": given.rate, "stop": given.stop, "seed": given.seed,
        "from": str(given.start.name) if given.start else "packaged MiniLM",
        "seconds": round(time.monotonic() - started),
    }  # fmt: skip
    (given.out / "training.json").write_text(json.dumps(made, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
