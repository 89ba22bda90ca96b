"""What a finished workbook has to be told: that its content is no longer what was finished."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from perfxl.evaluation import Evaluation, supplemented
from perfxl.receipt import Receipts, remarks
from perfxl.wording import say
from perfxl.workbook.finishing.kept import Change, changes, read_kept
from perfxl.workbook.finishing.receipts import read_receipts

if TYPE_CHECKING:
    from perfxl.engines import Book

_TOLD: Final = 3
_LONGEST: Final = 20


def remarked(book: "Book", evaluation: Evaluation) -> Evaluation:
    """The judgement of an open workbook with what its own receipts tell against it."""
    receipts = read_receipts(book)
    if receipts == Receipts():
        return evaluation
    kept = read_kept(book, evaluation.scheme)
    changed = () if kept is None else changes(evaluation.submission, kept)
    return supplemented(evaluation, remarks(receipts, evaluation, listed(changed)))


def listed(changed: Sequence[Change]) -> str:
    """The first few changes and how many there are, as a part of a sentence; empty where there is none."""
    told = say("finishing.and").join(_told(one) for one in changed[:_TOLD])
    return say("finishing.change.more", listed=told, count=len(changed)) if len(changed) > _TOLD else told


def _told(change: Change) -> str:
    key = "one" if change.kept and change.now else "emptied" if change.kept else "filled"
    figures = {"place": change.place, "kept": _short(change.kept), "now": _short(change.now)}
    return say(f"finishing.change.{key}", **figures)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else say("finishing.change.cut", text=text[:_LONGEST])
