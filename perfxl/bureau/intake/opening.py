"""Opens what was met, and what lies in it, and so on, until only files are left that are kept or not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from perfxl.bureau.intake import mailbox, mails, outlook, unpacking
from perfxl.bureau.intake.kinds import Kind, kind_of
from perfxl.bureau.intake.limits import MAX_DEPTH, BudgetSpentError, budget_for
from perfxl.bureau.intake.pieces import Desk, Met, NotTaken, Piece, Way
from perfxl.bureau.shown import shown
from perfxl.errors import FileError
from perfxl.logbook import write_record
from perfxl.wording import say, subject

_OPENED = frozenset({Kind.ARCHIVE, Kind.MAIL, Kind.OUTLOOK, Kind.MAILBOX})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece in which nothing more is looked for."""

    piece: Piece
    kind: Kind


def opened(met: Met, desk: Desk, done: Callable[[int], None]) -> Iterator[Leaf | NotTaken]:
    """Everything that one piece holds, at any depth; itself, if it is neither archive nor mail.

    Whatever is wrong with one piece becomes a line of its own and stops no other. ``done`` is told how many
    bytes more of the source are finished. A piece is to be done with before the next is asked for: what it
    holds may be gone then.
    """
    if isinstance(met, NotTaken):
        yield met
        return
    try:
        yield from _opened(met, desk, done)
    except BudgetSpentError as error:
        if met.budget is not None:
            raise
        yield NotTaken(met.name, met.way, error)
    except FileError as error:
        yield NotTaken(met.name, met.way, error)
    except OSError:
        yield NotTaken(met.name, met.way, FileError("E814", file=met.name))
    except Exception as error:  # noqa: BLE001 - one odd piece never stops the others
        yield NotTaken(met.name, met.way, FileError("E816", log=write_record(error)))


def _opened(piece: Piece, desk: Desk, done: Callable[[int], None]) -> Iterator[Leaf | NotTaken]:
    if _is_junk(piece):
        return
    if piece.budget is not None:
        piece.budget.take(piece.content.size)
    kind = kind_of(piece.content, piece.name)
    if kind not in _OPENED:
        yield Leaf(piece, kind)
        _tell(piece, done, piece.content.size)
        return
    left = piece.content.size
    for inner in _inside(piece, kind, desk):
        yield from opened(inner, desk, done)
        weight = inner.weight if isinstance(inner, Piece) else 0
        _tell(piece, done, min(weight, left))
        left -= min(weight, left)
    _tell(piece, done, left)


def _tell(piece: Piece, done: Callable[[int], None], size: int) -> None:
    """Only what lies in the source itself counts; what lies in it has been counted with it."""
    if not piece.way.around:
        done(size)


def _is_junk(piece: Piece) -> bool:
    """Whether it is a file that programs leave behind and nobody means to send."""
    junk = subject("intake")["junk"]
    name, folders = piece.name.lower(), (step.lower() for step in piece.way.steps[1:])
    left = name in junk["names"] or name.startswith(tuple(junk["beginnings"]))
    return left or any(folder in junk["folders"] for folder in folders)


def _inside(piece: Piece, kind: Kind, desk: Desk) -> Iterator[Met]:
    """What lies directly inside; all of it shares one budget, save that a mailbox's mails have their own."""
    digest = piece.content.digest()
    if digest in piece.way.around or len(piece.way.around) >= MAX_DEPTH:
        raise FileError("E807", limit=MAX_DEPTH)
    way = piece.way.into(f"{piece.name} {digest[:12]}", _told(piece, kind), digest)
    if kind is Kind.MAILBOX:
        yield from mailbox.messages(piece, way)
        return
    budget = piece.budget or budget_for(piece.content.size)
    for inner in _looked_into(piece, kind, way, desk):
        yield replace(inner, budget=budget) if isinstance(inner, Piece) else inner


def _looked_into(piece: Piece, kind: Kind, way: Way, desk: Desk) -> Iterator[Met]:
    if kind is Kind.ARCHIVE:
        return unpacking.unpacked(piece, way, desk)
    return (outlook.taken_out if kind is Kind.OUTLOOK else mails.attached)(piece, way, desk)


def _told(piece: Piece, kind: Kind) -> str:
    """In words, what was opened: a mail is known by its subject."""
    if kind in {Kind.ARCHIVE, Kind.MAILBOX}:
        return say(f"intake.by.{kind.value}", name=piece.name)
    about = (outlook if kind is Kind.OUTLOOK else mails).subject_of(piece.content)
    return say("intake.by.mail", name=shown(about, 60) or piece.name)
