"""Text that is an export of many records in a form that no reader knows: refused by its name, never read as a paper."""

from __future__ import annotations

import re

from corpus.readers.records import record

_SIGNS = (
    (re.compile(r"\A\s*RT [A-Z][^\n]*\n(?:SR|ID|A1|T1)\b"), "RefWorks' tagged format"),
    (re.compile(r"\A\s*Scopus\n(?:EXPORT DATE|Export Date)"), "Scopus' plain text"),
    (re.compile(r"\A\s*(?:FN|VR) \S"), "Web of Science, without a record"),
    (re.compile(r"\A\s*\{?\"?_?id\"?\s*,"), "a table of data"),
)
_TAG = re.compile(r"(?:[A-Z][A-Z\d]{1,3}(?:\s{0,2}[-=:|]\s|\s{1,3}(?=\S))|%[A-Z\d@] |[#@][A-Z\d]{1,3} )")
_LABEL = re.compile(r"(Title|Authors?|Abstract|Journal|Source|DOI|PMID|Year|Publication|Keywords?)\s*[:=]\s*\S", re.I)
_HEAD = 32_768  # characters that are looked at
_FEWEST_TAGGED = 12  # lines
_FEWEST_TAGS = 5  # different ones
_FEWEST_RECORDS = 3


def unknown_export(data: bytes) -> str:
    """What kind of export this is, for people; empty where it is none."""
    text = record.head(data)[:_HEAD]
    known = next((name for sign, name in _SIGNS if sign.match(text)), "")
    if known:
        return known
    lines = [line for line in text.split("\n") if line.strip() and not line[0].isspace()]
    tagged = [found[0].split()[0].rstrip("-=:|") for line in lines if (found := _TAG.match(line))]
    is_tagged = len(tagged) >= _FEWEST_TAGGED and len(tagged) >= 0.7 * len(lines)
    if is_tagged and len(set(tagged)) >= _FEWEST_TAGS and len(set(tagged)) < 0.9 * len(tagged):
        return f"records with tags ({', '.join(list(dict.fromkeys(tagged))[:4])} ...)"
    labels = [found[1].casefold().rstrip("s") for line in lines if (found := _LABEL.match(line))]
    counts = sorted((labels.count(label) for label in set(labels)), reverse=True)
    if len(counts) > 1 and counts[1] >= _FEWEST_RECORDS and len(labels) >= 0.1 * len(lines):
        return f"many records with labels ({', '.join(list(dict.fromkeys(labels))[:3])} ...)"
    return ""
