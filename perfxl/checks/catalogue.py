"""The rules as a bureau can read them: every catalogued case, and every rule that no workbook can answer."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from perfxl.findings import Case, catalogue
from perfxl.wording import say, subject


def catalogue_markdown() -> str:
    """The catalogue as a Markdown page: a table a category, then the rules not asked of one workbook."""
    lines = [*_text("intro"), *_cases(), *_text("unanswerable_intro"), *_unanswerable()]
    return "\n".join(lines) + "\n"


def unanswerable() -> Mapping[str, Mapping[str, str]]:
    """The rules that one workbook cannot answer or need not be asked: title, kind and why, by code."""
    return subject("unanswerable")


def _text(key: str) -> list[str]:
    return [*say(f"checks.catalogue.{key}").rstrip("\n").split("\n"), ""]


def _cases() -> Iterator[str]:
    cases = sorted(catalogue().values(), key=lambda case: (_rank(case.category), _order(case.code)))
    for category, members in groupby(cases, key=lambda case: case.category):
        yield from (f"## {category}", "")
        yield from _table("heading", (_row(case) for case in members))


def _rank(category: str) -> int:
    """The place of a category: that of its first rule."""
    firsts = sorted((_order(case.code), case.category) for case in catalogue().values())
    return [first for _, first in firsts].index(category)


def _order(code: str) -> tuple[int, int]:
    """Rules run by their letter, in the order of the sheets they are about, then by number."""
    letter, number = re.fullmatch(r"([A-Z]+)(\d+)", code).groups()  # type: ignore[union-attr]
    return "BPAKNTRC".index(letter), int(number)


def _row(case: Case) -> tuple[str, ...]:
    return (
        case.code,
        f"`{case.name}`" if case.name else "",
        case.severity.value,
        case.title,
        case.fault,
        case.expected,
        case.remedy,
        case.basis,
    )


def _unanswerable() -> Iterator[str]:
    rules = sorted(unanswerable().items(), key=lambda rule: _order(rule[0]))
    kinds = subject("checks")["catalogue"]["kind"]
    rows = ((code, rule["title"], kinds[rule["kind"]], rule["why"]) for code, rule in rules)
    yield from _table("unanswerable_heading", rows)


def _table(heading: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    head = subject("checks")["catalogue"][heading]
    yield _line(head)
    yield _line(["---"] * len(head))
    yield from (_line(row) for row in rows)
    yield ""


def _line(cells: Iterable[str]) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
