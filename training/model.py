"""The ranker: a small cross-encoder that says whether a passage answers, and which of its sentences."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerFast


class CrossEncoder(nn.Module):  # type: ignore[misc]
    """A transformer over "question [SEP] title. passage" with two linear heads.

    The first, on the first token's state, scores the passage; the second scores every token, and the mean over a
    sentence's tokens is that sentence's score.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # No dropout: one pass over the groups does not wear them out, and on a processor it takes half the time.
        self.body = AutoModel.from_pretrained(
            folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        size = self.body.config.hidden_size
        self.relevance = nn.Linear(size, 1)
        self.evidence = nn.Linear(size, 1)
        for head in (self.relevance, self.evidence):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        self.body.embeddings.requires_grad_(False)  # words that are not seen in training stay where they are

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (b,) of the passages and (b, t) of the tokens, as logits."""
        states = self.body(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        return self.relevance(states[:, 0]).squeeze(-1), self.evidence(states).squeeze(-1)


def tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """The model's own."""
    return cast(PreTrainedTokenizerFast, AutoTokenizer.from_pretrained(folder))
