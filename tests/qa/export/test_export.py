from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from corpus import Name, Reference
from index.store.selection import Selection
from qa.answer import Antecedent
from qa.conversations.turns import Conversation
from qa.export import cited, markdown, web, word
from qa.export.as_markdown import quotes_in_markdown
from qa.export.as_web_page import quotes_in_web_page
from qa.export.marks import Mark, Quotes, digest
from qa.export.word_quotes import quotes_in_word
from support.export import AT, REFERENCE, conversation, evidence, turn

OTHER = Reference(title="On gills", author=(Name("Gull", "Ben"),), issued=(2020,))
WHOLE = conversation(
    turn(
        evidence("Fins regrow\nin a week.", 120),
        evidence("So do gills.", 7, "gull-2020-1a2b3c", OTHER, section=None, rank=2),
    ),
    turn(number=2, typed="and feathers?", question="Do feathers regrow?", selection=Selection(first=2020)),
    turn(
        evidence("They do.", 30, antecedent=Antecedent("Fins are limbs.", 10, 25)),
        number=3,
        typed="Which <b>limbs</b>?",
    ),
)
VERDICTS = (
    "Very likely answers the question. 2 quotes from 2 papers.",
    "The papers here do not answer this. None of them mentions “feathers”. No passage near the question mentions “wings”.",
    "Very likely answers the question. 1 quote from 1 paper.",
)
PLACE = "Quote 1, Results > Fins, page 359 (4 in the file)"


def read_back(held: Conversation) -> dict[str, Quotes]:
    """The quotes of all three exports."""
    return {
        "Markdown": quotes_in_markdown(markdown(held).encode().decode()),
        "HTML": quotes_in_web_page(web(held).encode().decode()),
        "Word": quotes_in_word(word(held), "export.docx"),
    }


def paragraphs(held: Conversation) -> list[tuple[str, str]]:
    """Style and text of each paragraph of the Word document, content controls included."""
    found = docx.Document(io.BytesIO(word(held))).paragraphs
    return [(one.style.name, "".join(text.text for text in one._p.iter(qn("w:t")))) for one in found]


def test_a_conversation_as_markdown() -> None:
    assert markdown(WHOLE) == (
        "# Fins\n\n"
        "3 questions asked of reviewqa, 2026-07-09, library 0123456789abcdef.\n\n"
        "## 1. Do fins regrow?\n\n"
        f"**{VERDICTS[0]}**\n\n"
        "> Fins regrow in a week.\n\n"
        "\\[1\\] Quote 1, Results \\> Fins, page 359 (4 in the file) "
        "`reviewqa:120-142:67a5e5bced667376:fisher-2021-0a1b2c`\n\n"
        "> So do gills.\n\n"
        "\\[2\\] Quote 2, page 359 (4 in the file) "
        "`reviewqa:7-19:119501d40e1339a6:gull-2020-1a2b3c`\n\n"
        "## 2. and feathers?\n\n"
        "Understood as: Do feathers regrow?\n\n"
        "Asked of: documents from 2020 on\n\n"
        f"**{VERDICTS[1]}**\n\n"
        "## 3. Which \\<b\\>limbs\\</b\\>?\n\n"
        f"**{VERDICTS[2]}**\n\n"
        "> Fins are limbs.\n\n"
        "\\[1\\] Said before quote 1 "
        "`reviewqa:10-25:0b56f37071c82901:fisher-2021-0a1b2c`\n\n"
        "> They do.\n\n"
        "\\[1\\] Quote 1, Results \\> Fins, page 359 (4 in the file) "
        "`reviewqa:30-38:036e638fc09708f7:fisher-2021-0a1b2c`\n\n"
        "## References\n\n"
        "1. Fisher A. On fins. J Fish Biol. 2021 Feb;7:1-9. [doi: 10.1000/fins](https://doi.org/10.1000/fins) "
        "[PMID: 123](https://pubmed.ncbi.nlm.nih.gov/123/)\n"
        "2. Gull B. On gills. 2020.\n"
    )


def test_a_conversation_as_a_word_document() -> None:
    assert paragraphs(WHOLE) == [
        ("Title", "Fins"),
        ("Normal", "3 questions asked of reviewqa, 2026-07-09, library 0123456789abcdef."),
        ("Heading 1", "1. Do fins regrow?"),
        ("Normal", VERDICTS[0]),
        ("Quote", "Fins regrow in a week."),
        ("Quote source", f"[1] {PLACE}"),
        ("Quote", "So do gills."),
        ("Quote source", "[2] Quote 2, page 359 (4 in the file)"),
        ("Heading 1", "2. and feathers?"),
        ("Normal", "Understood as: Do feathers regrow?"),
        ("Normal", "Asked of: documents from 2020 on"),
        ("Normal", VERDICTS[1]),
        ("Heading 1", "3. Which <b>limbs</b>?"),
        ("Normal", VERDICTS[2]),
        ("Quote", "Fins are limbs."),
        ("Quote source", "[1] Said before quote 1"),
        ("Quote", "They do."),
        ("Quote source", f"[1] {PLACE}"),
        ("Heading 1", "References"),
        ("List Number", "Fisher A. On fins. J Fish Biol. 2021 Feb;7:1-9. doi: 10.1000/fins PMID: 123"),
        ("List Number", "Gull B. On gills. 2020."),
    ]


def test_a_word_document_links_its_references_and_names_nobody() -> None:
    document = docx.Document(io.BytesIO(word(WHOLE)))
    assert [link.address for one in document.paragraphs for link in one.hyperlinks] == [
        "https://doi.org/10.1000/fins",
        "https://pubmed.ncbi.nlm.nih.gov/123/",
    ]
    properties = document.core_properties
    assert (properties.title, properties.author, properties.created) == ("Fins", "", AT)


def test_a_conversation_as_a_web_page() -> None:
    page = html.fromstring(web(WHOLE))
    assert page.findtext(".//title") == "Fins"
    assert [one.text for one in page.iter("h1", "h2")] == [
        "Fins", "1. Do fins regrow?", "2. and feathers?", "3. Which <b>limbs</b>?", "References",
    ]  # fmt: skip
    assert [one.text_content() for one in page.iter("blockquote")] == [
        "Fins regrow in a week.", "So do gills.", "Fins are limbs.", "They do.",
    ]  # fmt: skip
    assert page.findtext(".//p[@class='verdict unanswered']") == VERDICTS[1]
    assert next(page.iter("figcaption")).text_content() == f"[1] {PLACE}"
    assert [one.text_content() for one in page.iter("li")] == [
        "Fisher A. On fins. J Fish Biol. 2021 Feb;7:1-9. doi: 10.1000/fins PMID: 123",
        "Gull B. On gills. 2020.",
    ]


def test_a_web_page_asks_no_host_for_anything() -> None:
    page = html.fromstring(web(WHOLE))
    assert not list(page.iter("script", "link", "img", "iframe"))
    assert {one.get("href") for one in page.iter("a")} == {
        "#reference-1", "#reference-2", "https://doi.org/10.1000/fins", "https://pubmed.ncbi.nlm.nih.gov/123/",
    }  # fmt: skip
    assert "url(" not in web(WHOLE)
    assert "@import" not in web(WHOLE)


def test_papers_are_cited_once_in_the_order_of_their_quotes() -> None:
    assert cited(WHOLE) == (REFERENCE, OTHER)
    assert cited(conversation(turn())) == ()


def test_quotes_are_numbered_in_the_order_of_the_page() -> None:
    """Of three quotes the first and the last say the same, so the last stands second."""
    one, two, three = (
        evidence("One.", 1),
        evidence("Two.", 9, "gull-2020-1a2b3c", OTHER, rank=2),
        evidence("Three.", 20, rank=3),
    )
    held = conversation(turn(replace(one, agrees=(3,)), two, replace(three, agrees=(1,))))
    assert [text for style, text in paragraphs(held) if style.startswith("Quote")] == [
        "One.", "[1] Quote 1, Results > Fins, page 359 (4 in the file)",
        "Three.", "[1] Quote 2, Results > Fins, page 359 (4 in the file)",
        "Two.", "[2] Quote 3, Results > Fins, page 359 (4 in the file)",
    ]  # fmt: skip


def test_a_conversation_without_answers_or_turns() -> None:
    for held in (conversation(turn()), conversation(title="")):
        for found in read_back(held).values():
            assert found == Quotes(())
    assert markdown(conversation(title="")).startswith("# Conversation\n")
    assert "References" not in markdown(conversation(turn()))


HOSTILE = [
    "*a* **b** _c_ `d` ~~e~~ [f](g) ![h](i) <b>j</b> <!-- k --> &amp; &#x41; \\* \\\\ $x$ ^y^ |z| @me {{ n }} ${o}",
    "# h\n- l\n+ m\n1. n\n2) o\n> p\n===\n---\n    code\n\ttab\n```\nfence\n```\n: d\n| t |",
    " leading, trailing \n\n\n  more  \n",
    "\u200fשלום\u200e \u202eabc\u202c \u2066x\u2069 e\u0301 é ﬁ 👩‍🔬 a\u00adb\u2011c\u00a0d\u2009e\u3000f\ufeff",
    "\x00\x01\x08\x0b\x0c\r\x1b\x1c\x1f\x7f\x80\x85\x9f\u2028\u2029\ufdd0\ufffe\uffff",
    "\r\n\r\n a \r",
    "</blockquote></p><script>alert(1)</script> ]]> </w:t> U+0041 \\&#x20; www.a.org http://b.org `reviewqa:1-2:0123456789abcdef:x`",
    "x" * 10_000,
    "\\",
    "\n",
]  # fmt: skip
texts = st.lists(st.sampled_from(HOSTILE) | st.text(min_size=1), min_size=1, max_size=3).map("".join)


@settings(max_examples=20)
@given(st.lists(st.tuples(texts, st.integers(0, 10**9)), min_size=1, max_size=6))
@example([(text, at) for at, text in enumerate(HOSTILE)])
def test_every_quote_comes_back_exactly_from_every_format(quotes: list[tuple[str, int]]) -> None:
    held = conversation(turn(*(evidence(text, start) for text, start in quotes)))
    expected = [
        (Mark("fisher-2021-0a1b2c", start, start + len(text), digest(text)), evidence(text, start).display.quote)
        for text, start in quotes
    ]
    for found in read_back(held).values():
        assert [(one.mark, one.text) for one in found.marked] == expected
        assert found.unmarked == 0


@settings(max_examples=20)
@given(texts, texts, texts)
@example(*HOSTILE[:3])
@example(*HOSTILE[3:6])
@example(HOSTILE[6], HOSTILE[7], "`reviewqa:1-2:0123456789abcdef:x`")
def test_whatever_is_written_around_a_quote_it_comes_back_exactly(one: str, two: str, three: str) -> None:
    reference = Reference(title=one, author=(Name(two, three),), container_title=three, DOI=f"10.1000/{one}", PMID=two)
    quote = evidence(HOSTILE[0], 5, reference=reference, section=two)
    held = conversation(turn(quote, typed=one, question=three), title=two)
    for found in read_back(held).values():
        assert [(one.mark.start, one.text) for one in found.marked] == [(5, HOSTILE[0])]
        assert found.unmarked == 0


@given(texts)
@example(HOSTILE[0])
@example(HOSTILE[1])
@example(HOSTILE[6])
def test_markdown_shows_a_quote_as_it_is(text: str) -> None:
    """Rendered by another program, it is one quotation of plain text with the quote's words."""
    rendered = html.fragment_fromstring(
        MarkdownIt("gfm-like", {"linkify": False}).render(markdown(conversation(turn(evidence(text))))),
        create_parent=True,
    )
    (block,) = rendered.iter("blockquote")
    assert {one.tag for one in block.iterdescendants()} <= {"p"}
    if text.isprintable() or text in HOSTILE[:2]:
        assert block.text_content().split() == evidence(text).display.quote.split()


@given(st.text(min_size=1))
@example("a b%:`<\n\u2028")
def test_any_id_of_a_document_comes_back(name: str) -> None:
    mark = Mark(name, 3, 9, digest(""))
    assert Mark.parse(str(mark)) == mark
    held = conversation(turn(evidence("Fins.", 3, name)))
    for found in (quotes_in_markdown(markdown(held)), quotes_in_web_page(web(held))):
        assert [one.mark.document_id for one in found.marked] == [name]


@pytest.mark.parametrize("written", ["", "reviewqa:1-2:xyz:a", "reviewqa:-1-2:0123456789abcdef:a", "other:1-2"])
def test_what_is_no_mark(written: str) -> None:
    assert Mark.parse(written) is None
