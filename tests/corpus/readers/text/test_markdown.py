from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Name
from corpus.errors import CorpusError, UnreadableFileError, UnsupportedFileError
from corpus.readers.text import markdown
from support.documents import check, parts

PAPER = """---
title: "Exosomes in *wounds*"
author:
  - name: Ana M. Li
    affiliation: X
  - {given: Bo, family: van Zhao}
  - Chen, C.
date: 2023-04-05
doi: https://doi.org/10.1000/abc.123
keywords: [exosome, "wound healing"]
journal: J Test
layout: post
---

# Exosomes in wounds

## Abstract {#abs}

Exosomes are **small** vesicles that carry cargo between cells
and act on wounds [1,2]. They are [made](http://x) by most cells.

## 1. Introduction

Text of a paragraph \\[2\\].

- item one
- item two
  goes on

> A quote from
> someone.

### 1.1 Mice and *men*

| Group | n |
|-------|---|
| A     | 3 |

Table: Mice by group.

![Figure 1. Wounds over time.](fig1.png)

![](fig2.png)

```python
x = 1
```

**Discussion**

And so on.

[link]: https://example.org

## References

1. Smith J, Doe A. A title of some work. J Cell Biol. 2019;12:3. doi:10.1083/jcb.1
2. Li B. Other work in cells. Cell. 2001;1:2.
   PMID: 12345
"""


def read(text: str | bytes) -> Document:
    (document,) = markdown.read(text if isinstance(text, bytes) else text.encode(), "a.md")
    return document


def test_the_parts_of_a_paper() -> None:
    document = read(PAPER)
    check(document)
    assert (document.text, document.format, document.wrapped) == (PAPER, "Markdown", True)
    assert [part for part in parts(document) if part[0] != "reference"] == [
        ("furniture", None, "layout: post"),
        ("body", "Abstract", PAPER[PAPER.index("Exosomes are") : PAPER.index("\n\n## 1.")]),
        ("body", "1. Introduction", "Text of a paragraph \\[2\\].\n\n- item one"),
        ("body", "1. Introduction", "item two\n  goes on\n\n> A quote from\n> someone."),
        ("table", "1. Introduction > 1.1 Mice and men", "| Group | n |\n|-------|---|\n| A     | 3 |"),
        ("caption", "1. Introduction > 1.1 Mice and men", "Mice by group."),
        ("caption", "1. Introduction > 1.1 Mice and men", "Figure 1. Wounds over time."),
        ("furniture", None, "![](fig2.png)\n\n```python\nx = 1\n```"),
        ("body", "Discussion", "And so on."),
        ("furniture", None, "[link]: https://example.org"),
        ("bibliography", None, "1. Smith J, Doe A. A title of some work. J Cell Biol. 2019;12:3. doi:10.1083/jcb.1"),
        ("bibliography", None, "2. Li B. Other work in cells. Cell. 2001;1:2.\n   PMID: 12345"),
    ]


def test_the_reference_of_the_front_matter() -> None:
    document = read(PAPER)
    reference = document.reference
    assert (reference.title, reference.DOI, reference.container_title) == (
        "Exosomes in wounds", "10.1000/abc.123", "J Test",
    )  # fmt: skip
    assert reference.author == (Name("Li", "Ana M."), Name("van Zhao", "Bo"), Name("Chen", "C."))
    assert (reference.issued, reference.keyword) == ((2023, 4, 5), ("exosome", "wound healing"))
    stated = {statement.fields: PAPER[statement.start : statement.end] for statement in document.statements}
    assert stated[("DOI",)] == "doi: https://doi.org/10.1000/abc.123"
    assert stated[("author",)].endswith("  - Chen, C.")


def test_works_and_the_marks_that_cite_them() -> None:
    document = read(PAPER)
    assert [(work.label, work.reference.title) for work in document.bibliography] == [
        ("1", "A title of some work"), ("2", "Other work in cells"),
    ]  # fmt: skip
    assert [(mark.cited, PAPER[mark.start : mark.end]) for mark in document.citations] == [
        ((0, 1), "[1,2]"), ((1,), "\\[2\\]"),
    ]  # fmt: skip


def test_a_paper_without_front_matter_has_its_title_authors_and_doi_from_its_first_lines() -> None:
    front = "Ana Smith^1^, **Bo Li**\n\nDepartment of Rats\n\n<https://doi.org/10.1000/x>\n\n"
    text = f"# Salt in *rats*\n\n{front}# Results\n\nWe saw rats.\n"
    document = read(text)
    assert (document.reference.title, document.reference.DOI) == ("Salt in rats", "10.1000/x")
    assert document.reference.author == (Name("Smith", "Ana"), Name("Li", "Bo"))
    assert parts(document)[1:] == [
        ("furniture", None, "Department of Rats"),
        ("reference", None, "<https://doi.org/10.1000/x>"),
        ("body", "Results", "We saw rats."),
    ]
    assert not document.wrapped


def test_a_paper_that_begins_with_a_known_heading_has_no_title() -> None:
    document = read("# Abstract\n\nRats like salt.\n")
    assert (document.reference.title, parts(document)) == ("", [("body", "Abstract", "Rats like salt.")])


def test_lines_and_line_ends_stay() -> None:
    text = "# Rats\r\n\r\nRats like\r\nsalt.\r\n"
    assert read(text).text == text
    assert parts(read(text))[-1] == ("body", None, "Rats like\r\nsalt.")


@pytest.mark.parametrize(
    ("text", "recognised"),
    [
        ("# Rats\n\nText", True),
        ("Text\n\n### Rats ###\nmore", True),
        ("---\ntitle: x\n---\nText", True),
        ("---\r\ntitle: x\r\n---\r\nText", True),
        ("\ufeff# Rats\n", True),
        ("Text\n# no blank line above\n", False),
        ("#hashtag\n\ntext", False),
        ("---\nno key\n---\n", False),
        ("Rats like salt.\n\nRats.", False),
        ("<html># a</html>", False),
        ("", False),
    ],
)
def test_markdown_is_recognised_by_its_content(text: str, recognised: bool) -> None:
    assert markdown.recognises(text.encode()) is recognised


def test_utf_16_is_markdown_too_but_other_bytes_are_not() -> None:
    assert markdown.recognises("# Rats\n\nText".encode("utf-16"))
    assert read("# Rats\n\nText".encode("utf-16")).text == "# Rats\n\nText"
    assert not markdown.recognises(bytes(range(256)))
    assert not markdown.recognises(b"\x89PNG\r\n\x1a\n\n\n# a")


def test_programs_and_long_files_are_refused() -> None:
    with pytest.raises(UnsupportedFileError) as caught:
        read("# comment\n\nimport os\nx = 1\ny = f(x)\ndef g():\n    return y\n")
    assert str(caught.value) == "a.md: is a program, not a paper."
    with pytest.raises(UnreadableFileError, match=r"^a.md: is longer than 20 MB of text"):
        read(b"# a\n\n" + b"x" * 20_000_000)


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [1, 1]\n" + "".join(f"k{at}: &k{at} [*a, *a]\n" for at in range(200)),
        "a: &a {x: 1}\n" + "".join(f"k{at}: &k{at} {{<<: [*a, *a]}}\n" for at in range(200)),
        "a: " + "[" * 5000,
        "title: !!python/object/apply:os.system [ls]\n",
        "author: {a: {b: [1]}}\ndate: [1]\ntitle: {x: 1}\n",
    ],
)
def test_front_matter_can_do_no_harm(front: str) -> None:
    document = read(f"---\nfirst: 1\n{front}\n---\n\n# Rats\n\nRats like salt.\n")
    check(document)
    assert document.reference.title == "Rats"


@given(st.text(alphabet="#-*>|[](){}!`_:.1 \n\ra\tb\0é", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    markdown.recognises(text.encode())
    try:
        check(read(text))
    except CorpusError as error:
        assert str(error).startswith("a.md: ")


@given(st.data())
def test_a_mutated_paper_is_read(data: st.DataObject) -> None:
    lines = [*PAPER.splitlines(keepends=True), "- - > - a\n", "    code\n", "|\n", "\r", "***\n", "===\n"]
    text = "".join(data.draw(st.lists(st.sampled_from(lines), min_size=1)))
    if text.strip():
        document = read(text + "Rats like salt, and so do mice.\n")
        check(document)
