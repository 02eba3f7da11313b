"""A line of text that grows piece by piece, its white space tidied as it comes."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.readers.jats.elements import clean

_OPENS, _CLOSES = frozenset("([{"), frozenset(")]},.;:")


@dataclass(slots=True)
class Running:
    """Collects text; a run of white space becomes one space, none is at either end."""

    length: int = 0
    _parts: list[str] = field(default_factory=list)
    _gap: str = ""  # what is between the text so far and the next piece: "", " ", or "\n" for an indented line

    @property
    def text(self) -> str:
        """What was collected."""
        return "".join(self._parts)

    @property
    def last(self) -> str:
        """The last character, or none where a gap follows it."""
        return self._parts[-1][-1] if self._parts and not self._gap else ""

    @property
    def is_broken(self) -> bool:
        """Whether the line of the file ended here: the gap may be no more than the file's layout."""
        return self._gap == "\n"

    def add(self, text: str | None) -> None:
        """Add text."""
        text = clean(text or "")
        words = text.split()
        if text[:1].isspace():
            self._leave(text[: len(text) - len(text.lstrip())])
        if words:
            piece = " ".join(words)
            if self._gap == "\n" and (self._parts[-1][-1] in _OPENS or piece[0] in _CLOSES):
                self._gap = ""
            piece = " " * bool(self._gap) + piece
            self._parts.append(piece)
            self.length += len(piece)
            self._gap = ""
            if text[-1].isspace():
                self._leave(text[len(text.rstrip()) :])

    def space(self) -> None:
        """A space before what comes next, none at the start."""
        self._leave(" ")

    def close(self) -> None:
        """No space before what comes next."""
        self._gap = ""

    def since(self, start: int) -> str:
        """What was collected since it was so many characters long."""
        missing, at = self.length - start, len(self._parts)
        while missing > 0:
            at -= 1
            missing -= len(self._parts[at])
        return "".join(self._parts[at:])[-missing:]

    def ending(self, count: int) -> str:
        """The last characters, or all where there are fewer."""
        return self.since(max(0, self.length - count))

    def _leave(self, white: str) -> None:
        if self.length and self._gap != " ":
            self._gap = "\n" if "\n" in white and not white.strip("\n\t ") else " "
