"""Documents cited: the form of their numbers (T08), number and title of one authority (T09)."""

import re
from collections.abc import Iterator
from functools import cache

from perfxl.checks.passages import HAN, Passage
from perfxl.checks.text.excerpts import any_of, around
from perfxl.checks.text.lexicon import Issuer, lexicon
from perfxl.findings import Finding, finding

_FULL_YEAR = 4


def document_numbers(passage: Passage) -> Iterator[Finding]:
    """T08: every document number (发文字号) of a passage with wrong brackets, year or serial number."""
    form = lexicon().document_number
    seen: set[str] = set()
    for match in _number_pattern().finditer(passage.flat):
        written = f"{match['open']}{match['year']}{match['close']}{match['serial']}号"
        if written in seen:
            continue
        seen.add(written)
        serial = match["serial"].removeprefix("第").lstrip("0") or "0"
        right = f"{form.opening}{match['year']}{form.closing}{serial}号"
        case = "year" if len(match["year"]) != _FULL_YEAR else "form"
        if written != right or case == "year":
            yield finding(
                "T08",
                passage.place,
                passage.label,
                case=case,
                written=written,
                right=right,
                context=around(passage.flat, match.start("open"), match.end(), 10),
            )


@cache
def _number_pattern() -> re.Pattern[str]:
    opening, closing = _brackets()
    return re.compile(
        rf"(?<=[{HAN}])(?P<open>{opening})(?P<year>\d{{2,4}})(?P<close>{closing})(?P<serial>第?\d{{1,5}})号"
    )


def _brackets() -> tuple[str, str]:
    form = lexicon().document_number
    return any_of(form.opening + form.wrong_opening), any_of(form.closing + form.wrong_closing)


def issuing_authority(passage: Passage) -> Iterator[Finding]:
    """T09: a document whose title names one authority while its number is of another."""
    for match in _citation_pattern().finditer(passage.flat):
        issuer = _issuer(match["title"])
        if issuer is not None and not match["code"].startswith(issuer.codes):
            yield finding(
                "T09",
                passage.place,
                passage.label,
                title=match["title"],
                number=match["number"],
                letters=match["code"],
                issuer=issuer.name,
                expected_letters="”或“".join(issuer.codes),
            )


@cache
def _citation_pattern() -> re.Pattern[str]:
    opening, closing = _brackets()
    return re.compile(
        rf"《(?P<title>[^《》\n]{{2,80}})》[（(](?P<number>(?P<code>[{HAN}]{{1,10}}){opening}\d{{4}}{closing}第?\d{{1,5}}号)"
    )


def _issuer(title: str) -> Issuer | None:
    for issuer in lexicon().issuers.prefixes:
        if title.startswith(issuer.name) and not title.startswith(issuer.unless):
            return None if _names_a_lower_level(title.removeprefix(issuer.name)) else issuer
    return None


def _names_a_lower_level(rest: str) -> bool:
    """Whether the province in a title is followed by the name of one of its cities or counties."""
    issuers = lexicon().issuers
    match = re.match(rf"(?P<place>[{HAN}]{{1,4}}?){any_of(issuers.lower_levels)}", rest)
    return match is not None and not any(word in match[0] for word in issuers.not_a_place)
