"""The words of the mail: what is sent, how it stands, and what is attached."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from perfxl.department.dispatch.words import lines, one_line
from perfxl.evaluation import Evaluation
from perfxl.findings import errors_among
from perfxl.numbers import show_fixed, show_plain
from perfxl.receipt import Receipt
from perfxl.wording import say, subject
from perfxl.workbook.areas import moment


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words; the subject is one line."""

    subject: str
    text: str


def department_and_year(evaluation: Evaluation) -> tuple[str, str]:
    """Whose submission it is and for which year, each in one line, or words that it was not filled in."""
    submission, roles = evaluation.submission, evaluation.scheme.roles
    year = submission.value(roles.year)
    department = one_line(submission.text(roles.department)) or say("mail.letter.no_department")
    return department, show_plain(year) if isinstance(year, float) else say("mail.letter.no_year")


def compose(
    evaluation: Evaluation, receipt: Receipt | None, attached: Iterable[str], at: dt.datetime
) -> Letter:
    """Write the mail for a submission.

    Args:
        evaluation: how it stands.
        receipt: that of its finishing; the time and, where errors were left, the reason are told.
        attached: the names of the files.
        at: today.
    """
    department, year = department_and_year(evaluation)
    told = {"department": department, "year": year}
    parts = [
        say("mail.letter.opening", **told),
        "\n".join([*_standing(evaluation), *_finishing(receipt)]),
        "\n".join(_attachments(attached)),
        say("mail.letter.closing", department=department, today=say("mail.letter.date", at=at)),
    ]
    return Letter(one_line(say("mail.letter.subject", **told)), lines("\n\n".join(parts)) + "\n")


def _standing(evaluation: Evaluation) -> Iterator[str]:
    card, scheme = evaluation.scorecard, evaluation.scheme
    yield say(
        f"mail.letter.total_{'final' if card.final else 'open'}",
        total=show_fixed(card.total),
        full=show_plain(scheme.total),
        grade=card.grade,
        unscored=card.unscored,
    )
    if scheme.weights == "example":
        yield say("mail.letter.example")
    errors = len(errors_among(evaluation.findings))
    state = "errors" if errors else "reminders" if evaluation.findings else "clean"
    yield say(f"mail.letter.{state}", errors=errors, reminders=len(evaluation.findings) - errors)
    yield say("mail.letter.scheme", title=scheme.title, id=scheme.id, version=scheme.version)


def _finishing(receipt: Receipt | None) -> Iterator[str]:
    if receipt is None:
        return
    if receipt.reason:
        yield say("mail.letter.reason", reason=receipt.reason)
    yield say("mail.letter.finished", moment=moment(receipt.at))


def _attachments(names: Iterable[str]) -> Iterator[str]:
    kinds: dict[str, str] = subject("mail")["kinds"]
    yield say("mail.letter.attachments")
    for number, name in enumerate(names, start=1):
        kind = kinds[name.rpartition(".")[2].lower()]
        yield say("mail.letter.attachment", number=number, name=name, kind=kind)
