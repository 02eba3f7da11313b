"""How long a file may be read: by the processor's time and by signs of life, so that a busy machine changes nothing."""

from __future__ import annotations

import time
from typing import BinaryIO

from index.child_process import computed, limit_computing

QUIET = (20.0, 2.0)  # seconds of computing without a sign of life, and more for each MB of the file
MOST = (600.0, 10.0)  # likewise without an answer
_SIGN = b'{"alive": true}\n'
_SIGN_SECONDS = 1.0  # between two signs that are passed on


class Allowance:
    """How long this process may compute: so long from one sign of life to the next, and so long for an answer."""

    def __init__(self, megabytes: float, answers: BinaryIO) -> None:
        self._quiet, self._most = (int(base + more * megabytes) for base, more in (QUIET, MOST))
        self._answers = answers
        self._told = time.monotonic()
        self.renew()

    def renew(self) -> None:
        """An answer was given."""
        self._begun = computed()
        self._limit()

    def sign(self) -> None:
        """A page was read, say; the parent hears of it now and then."""
        self._limit()
        if time.monotonic() - self._told > _SIGN_SECONDS:
            self._told = time.monotonic()
            self._answers.write(_SIGN)
            self._answers.flush()

    def _limit(self) -> None:
        limit_computing(min(computed() + self._quiet, self._begun + self._most) + 1)
