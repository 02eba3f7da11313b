from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Name
from corpus.errors import CorpusError, UnreadableFileError
from corpus.readers import format_of, read_bytes
from support.documents import check, parts

PAPER = r"""% a comment with \documentclass{nothing}
\documentclass[12pt]{article}
\usepackage{graphicx}
\title{Beds that \emph{turn}\thanks{Paid by nobody.}}
\author{Rui Liu$^{1}$\thanks{x} \and Ana Garc\'{\i}a M\'arquez\\ University of Nowhere}
\begin{document}
\maketitle
\begin{abstract}
We searched for beds that turn~\cite{okafor}. % hidden
We found 5\% of them.
\end{abstract}
\section{Methods}
We looked at \textbf{five} wards\footnote{All of {them}.} twice.

A second paragraph.
\begin{equation} a = b \end{equation}
\subsection*{Traps}
\begin{figure}[ht]\includegraphics[width=1cm]{bed.png}\caption{A bed, seen from {above}.}\label{f}\end{figure}
Forty traps were set.
\begin{thebibliography}{9}
\bibitem{okafor} Okafor CA. On moths. Fog Lett. 2019;5:1--9.
\end{thebibliography}
\end{document}
Not of the paper.
"""


def test_a_paper_in_latex() -> None:
    assert format_of(PAPER.encode(), "beds.tex").name == "LaTeX"
    (found,) = read_bytes(PAPER.encode(), "beds.tex")
    check(found)
    assert found.reference.title == "Beds that turn"
    assert found.reference.author == (Name("Liu", "Rui"), Name("Márquez", "Ana García"))
    assert [part for part in parts(found) if part[0] != "reference"] == [
        ("body", "Abstract", "We searched for beds that turn. We found 5% of them."),
        ("body", "Methods", "We looked at five wards twice.\n\nA second paragraph."),
        ("caption", "Methods > Traps", "A bed, seen from above."),
        ("body", "Methods > Traps", "Forty traps were set."),
        ("bibliography", None, "Okafor CA. On moths. Fog Lett. 2019;5:1–9."),
    ]  # fmt: skip


def test_text_in_other_files_and_no_text_are_named() -> None:
    with pytest.raises(UnreadableFileError, match=r"^main.tex: keeps its text in other files"):
        read_bytes(PAPER.replace("A second paragraph.", r"\input{results}").encode(), "main.tex")
    with pytest.raises(UnreadableFileError, match=r"^main.tex: is LaTeX without text"):
        read_bytes(rb"\documentclass{article}\begin{document}\end{document}", "main.tex")


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_text_cut_or_left_out_gives_a_document_or_a_reason(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(PAPER)))
    text = PAPER[:start] + PAPER[data.draw(st.integers(start, len(PAPER))) :]
    try:
        for document in read_bytes(text.encode(), "beds.tex"):
            check(document)
    except CorpusError as error:
        assert str(error).startswith("beds.tex")


@pytest.mark.parametrize("piece", ["{", r"\section{", r"\author{a}", r"\begin{figure}", r"\footnote{", "$x", "\\cite{"])
def test_hostile_latex_takes_little_time(piece: str) -> None:
    begun = time.process_time()
    text = "\\documentclass{article}\\begin{document}A word." + piece * 20_000
    read_bytes(text.encode(), "beds.tex")
    assert time.process_time() - begun < 20
