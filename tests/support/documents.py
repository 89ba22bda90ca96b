"""A document read back: its paragraphs with their styles, its tables as rows of texts, its sections."""

import io
import zipfile
from dataclasses import dataclass
from functools import cached_property

import docx
from lxml import etree

from perfxl.department.document import write_document
from perfxl.evaluation import evaluate
from perfxl.scheme.model import Scheme
from perfxl.submission import Submission
from tests.support.sound import GUANGDONG, sound

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {"w": W[1:-1]}
CHARACTER = 156 / 28 * 1440 / 25.4
"""Twips of a character where 28 stand on a line of 156 mm."""


@dataclass(frozen=True)
class Read:
    """One document."""

    content: bytes

    @cached_property
    def word(self):
        return docx.Document(io.BytesIO(self.content))

    @cached_property
    def body(self):
        return list(self.word.element.body)

    @cached_property
    def text(self) -> list[tuple[str, str]]:
        """The paragraphs of the upright pages: style and text."""
        last = next(n for n, one in enumerate(self.body) if one.find(f"{W}pPr/{W}sectPr") is not None)
        return [(style_of(one), text_of(one)) for one in self.body[: last + 1]]

    def of(self, style: str) -> list[str]:
        """The texts of a style on the upright pages."""
        return [text for one, text in self.text if one == style]

    def elements(self, style: str) -> list:
        """Their elements."""
        pairs = zip(self.body, self.text, strict=False)
        return [element for element, (one, _) in pairs if one == style]

    def indents(self, style: str) -> list[dict[str, float]]:
        """Their own indents, in characters of the grid."""
        found = [element.find(f"{W}pPr/{W}ind") for element in self.elements(style)]
        return [
            {key.removeprefix(W): round(int(size) / CHARACTER, 1) for key, size in one.attrib.items()}
            for one in found
        ]

    @cached_property
    def attachments(self) -> dict[str, list[tuple[str, object]]]:
        """By title: what stands below it, ``("", rows)`` for a table or ``(style, text)``."""
        found: dict[str, list[tuple[str, object]]] = {}
        title = ""
        for one in self.body[len(self.text) :]:
            if one.tag == f"{W}tbl":
                found[title].append(("", rows_of(one)))
            elif one.tag == f"{W}p" and style_of(one) == "Title":
                title = text_of(one).replace("\n", "")
                found[title] = []
            elif one.tag == f"{W}p" and text_of(one) and title and style_of(one) != "AttachmentMark":
                found[title].append((style_of(one), text_of(one)))
        return found

    def tables(self, title: str) -> list[list[list[str]]]:
        return [content for style, content in self.attachments[title] if not style]

    @cached_property
    def styles(self):
        return {style.get(f"{W}styleId"): style for style in self.word.styles.element.iter(f"{W}style")}

    def part(self, name: str):
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return etree.fromstring(archive.read(name))


def read(submission: Submission | None = None, scheme: Scheme = GUANGDONG) -> Read:
    """The document of a submission, by default of one in which everything is in order."""
    return Read(write_document(evaluate(scheme, submission if submission is not None else sound())))


def style_of(paragraph) -> str:
    return paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")


def text_of(element) -> str:
    """What is shown of an element: its text, breaks as line breaks."""
    shown = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(
        one.text if one.tag == f"{W}t" else shown[one.tag] for one in element.iter(f"{W}t", *shown)
    )


def rows_of(table) -> list[list[str]]:
    """The cells of every row, their paragraphs joined by line breaks."""
    return [
        ["\n".join(map(text_of, cell.findall(f"{W}p"))) for cell in row.findall(f"{W}tc")]
        for row in table.findall(f"{W}tr")
    ]
