"""What the headings of papers say: which are known by name, which begin the list of works cited, how they nest."""

from __future__ import annotations

import re

_BIBLIOGRAPHY = frozenset(
    {
        "additional references", "bibliography", "cited literature", "cited references", "list of references",
        "literature", "literature cited", "methods only references", "notes and references", "r e f e r e n c e s",
        "reference", "reference list", "references", "references and notes", "references and recommended reading",
        "references cited", "references list", "supplementary references", "works cited",
        "bibliografía", "bibliographie", "literatur", "literaturverzeichnis", "referencias", "références",
        "referências", "参考文献",
    }
)  # fmt: skip
_KNOWN = frozenset(
    {
        "abbreviations", "abbreviations used", "abstract", "acknowledgement", "acknowledgements", "acknowledgment",
        "acknowledgments", "aim", "aims", "appendix", "author contribution", "author contributions", "author summary",
        "authors contributions", "availability of data and materials", "background", "case presentation",
        "case report", "case reports", "competing interest", "competing interests", "conclusion", "conclusions",
        "conclusion and perspectives", "conclusions and perspectives", "conclusions and future perspectives",
        "concluding remarks", "conflict of interest", "conflict of interests", "conflicts of interest",
        "consent for publication", "data availability", "data availability statement",
        "declaration of competing interest", "declaration of interest", "declarations", "design", "disclosure",
        "disclosures", "discussion", "discussion and conclusion", "discussion and conclusions",
        "ethical approval", "ethics approval and consent to participate", "ethics statement", "experimental",
        "experimental procedures", "experimental section", "figure captions", "figure legends", "figures",
        "figures and tables", "findings", "footnotes", "funding", "future directions", "future perspectives",
        "highlights", "institutional review board statement", "informed consent statement", "interpretation",
        "introduction", "key findings", "key points", "limitations", "list of abbreviations", "main text",
        "material and methods", "materials", "materials and methods", "method", "methodology", "methods",
        "methods and materials", "objective", "objectives", "outlook", "participants", "patients and methods",
        "perspectives", "plain language summary", "purpose", "rationale", "result", "results",
        "results and discussion", "results discussion", "review", "search strategy", "setting", "significance",
        "significance statement", "statistical analysis", "statistics", "strengths and limitations", "study design",
        "subjects and methods", "summary", "supplementary data", "supplementary information",
        "supplementary material", "supplementary materials", "supporting information", "tables",
        "keywords", "key words",
    }
)  # fmt: skip
# Known ones that are mostly below another, where there is one
_BELOW = frozenset(
    {
        "aim", "aims", "design", "limitations", "materials", "objective", "objectives", "participants", "rationale",
        "search strategy", "setting", "statistical analysis", "statistics", "strengths and limitations",
        "study design",
    }
)  # fmt: skip
_CAPTIONS = frozenset({"figure captions", "figure legends", "figures", "figures and tables", "tables"})
# How a figure or table is called, alone and before its caption
LABEL = re.compile(
    r"(?:supplementary\s+)?(?:fig(?:ure|\.)?|table|scheme|box|chart|plate)\s*S?\d+[A-Za-z]?", re.IGNORECASE
)
CAPTION = re.compile(LABEL.pattern + r"\s*[.:|–—]\s*(?=\S)", re.IGNORECASE)
_LONGEST_KNOWN = 80  # characters, with number and white space
_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}(?=\.))[.)]?[ \t\xa0]+(?=\S)")
_ABSTRACT = frozenset({"abstract", "summary"})
_AFTER_ABSTRACT = frozenset({"introduction", "keywords", "key words", "main text"})


def bare(heading: str) -> str:
    """A heading for comparing: lower case, without its number, its full stop or colon, and "&" as "and"."""
    name = unnumbered(heading).rstrip(" .:").casefold().replace("&", "and").replace("/", " ").replace("’", "")
    return " ".join(name.replace("'", "").replace("-", " ").split())


def unnumbered(heading: str) -> str:
    """A heading without its number: "2.1 Cell culture" is "Cell culture"."""
    heading = heading.strip()
    found = _NUMBER.match(heading)
    return heading[found.end() :] if found else heading


def depth(heading: str) -> int:
    """How deep its number says that a heading is: 2 for "2.1 Cell culture", 0 without a number."""
    found = _NUMBER.match(heading.strip())
    return found["number"].count(".") + 1 if found else 0


def is_known(heading: str) -> bool:
    """Whether papers commonly have a section of this name."""
    name = bare(heading) if len(heading) <= _LONGEST_KNOWN else ""
    return name in _KNOWN or name in _BIBLIOGRAPHY


def is_below(heading: str) -> bool:
    """Whether a section of this name is mostly inside another."""
    return bare(heading) in _BELOW


def is_captions(heading: str) -> bool:
    """Whether nothing but captions of figures and tables follows."""
    return bare(heading) in _CAPTIONS


def is_bibliography(heading: str) -> bool:
    """Whether the list of works cited follows."""
    return bare(heading) in _BIBLIOGRAPHY


class Outline:
    """The headings above the place where one reads.

    Attributes:
        name: The headings joined, "Results > Cell culture"; None above the first.
        first: The highest of them; empty above the first.
        last: The lowest of them; empty above the first.
        in_bibliography: Whether one of them begins the list of works cited.
        in_captions: Whether one of them says that nothing but captions follows.
    """

    def __init__(self) -> None:
        self._above: list[tuple[int, str]] = []
        self.name: str | None = None
        self.first = ""
        self.last = ""
        self.in_bibliography = False
        self.in_captions = False

    def enter(self, level: int, heading: str) -> None:
        """A heading of a level, 1 being the highest, ends all of its level and below."""
        while self._above and self._above[-1][0] >= level:
            self._above.pop()
        self.last = " ".join(heading.rstrip(" :").split())
        self._above.append((level, self.last))
        self.first = self._above[0][1]
        self.name = " > ".join(above for _, above in self._above)
        self.in_bibliography = any(is_bibliography(above) for _, above in self._above)
        self.in_captions = any(is_captions(above) for _, above in self._above)


class Abstracts:
    """Tells the headings of a structured abstract from the paper's own where nothing but their order says so."""

    def __init__(self) -> None:
        self._inside: set[str] | None = None
        self._text_follows = False

    def text(self) -> None:
        """A paragraph was met."""
        self._text_follows = True

    def holds(self, heading: str) -> bool:
        """Whether this heading, the next one met, is inside the abstract."""
        name = bare(heading)
        follows, self._text_follows = not self._text_follows, False
        if name in _ABSTRACT:
            self._inside = set()
            return False
        ended = self._inside is None or (not self._inside and not follows)
        if not ended and self._inside is not None:
            over = any(seen.startswith(("conclu", "interpretation")) for seen in self._inside)
            ended = over or name in self._inside or name in _AFTER_ABSTRACT or not is_known(heading)
        if ended or self._inside is None:
            self._inside = None
            return False
        self._inside.add(name)
        return True
