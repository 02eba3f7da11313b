"""Write the basis for words of the packaged encoder beside its layers: ``python -m training.ship_basis``.

After ``training.ship_encoder``, and once the SHA-256 that it prints stands in index/settings.py.
"""

from __future__ import annotations

from index.models.basis import fitted_basis, write_basis
from index.models.transformer import TransformerEncoder
from index.models.weights import TUNED


def main() -> None:
    """The command line."""
    encoder = TransformerEncoder()
    write_basis(fitted_basis(encoder, encoder.vocabulary()), TUNED)


if __name__ == "__main__":
    main()
