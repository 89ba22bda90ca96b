"""Rendered lines become paragraphs; three marks keep data apart from the outline.

The outline's own line breaks and line marks (``# ``, ``> ``, …) mean something; the same characters inside a
text that a user entered do not. Data is therefore *shielded* before the outline sees it, with Unicode
noncharacters, which no text may interchange and which never leave this package.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["title", "cover", "heading1", "heading2", "heading3", "body", "note"]

GAP = "\ufdd0"
"""Stands where a figure is missing: the clause that holds it is left out."""
_BREAK = "\ufdd1"
"""Stands for a line break inside a text that was entered."""
_SHIELD = "\ufdd2"
"""Precedes an entered text that begins like a line mark."""

_MARKS: dict[str, Kind] = {
    "#": "title",
    "##": "heading1",
    "###": "heading2",
    "####": "heading3",
    "@": "cover",
    ">": "note",
}
_SENTENCES: frozenset[Kind] = frozenset({"body", "note"})
_SPLIT: frozenset[Kind] = _SENTENCES | {"title"}
_MARKED = re.compile(r"(#{1,4}|[@>])[ \u3000]+(.*)")
_OURS = re.compile(f"[{GAP}{_BREAK}{_SHIELD}]")
_CLAUSE = re.compile(r"[^。；！？]+[。；！？]?|[。；！？]")
_BLANKS = " \t\u3000\u00a0"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the report, without indent; ``text`` is one line and never empty."""

    kind: Kind
    text: str


def shield(text: str) -> str:
    """An entered text made safe to stand in an outline: its line breaks and line marks are only text."""
    lines = [line.strip(_BLANKS) for line in _OURS.sub("", text).splitlines()]
    joined = _BREAK.join(line for line in lines if line)
    return _SHIELD + joined if joined[:1] in {"#", "@", ">"} else joined


def shielded_lines(text: str) -> list[str]:
    """The lines of a shielded text, for an outline that treats them one by one."""
    return text.split(_BREAK)


def paragraphs(rendered: str) -> tuple[Paragraph, ...]:
    """Read a rendered outline.

    A line with a mark is a paragraph of the mark's kind. Other lines are body text: those that follow each
    other are one paragraph, a blank line ends it. A line break that was *entered* opens a new paragraph of
    the same kind, but is closed up in headings and cover lines. A clause (up to 。；！？) with a missing
    figure is left out of body text and notes; elsewhere only the figure is blank.
    """
    return tuple(paragraph for kind, text in _blocks(rendered) for paragraph in _pieces(kind, text))


def _blocks(rendered: str) -> Iterator[tuple[Kind, str]]:
    body = ""
    for line in (*rendered.split("\n"), ""):
        stripped = line.strip(_BLANKS)
        marked = _MARKED.fullmatch(stripped)
        if stripped and not marked:
            body += stripped
            continue
        if body:
            yield "body", body
            body = ""
        if marked:
            yield _MARKS[marked[1]], marked[2]


def _pieces(kind: Kind, text: str) -> Iterator[Paragraph]:
    pieces = text.split(_BREAK) if kind in _SPLIT else [text.replace(_BREAK, "")]
    if kind in _SENTENCES:
        pieces = [_complete(piece) for piece in pieces]
    for piece in pieces:
        if plain := _OURS.sub("", piece).strip(_BLANKS):
            yield Paragraph(kind, plain)


def _complete(text: str) -> str:
    """The text without its clauses that lack a figure; a sentence that lost its end still ends in 。."""
    if GAP not in text:
        return text
    kept: list[str] = []
    for clause in _CLAUSE.findall(text):
        if GAP not in clause:
            kept.append(clause)
        elif kept and kept[-1].endswith("；") and not clause.endswith("；"):
            kept[-1] = kept[-1][:-1] + "。"
    return "".join(kept)
