"""What a text says of the evaluation: score and grade (N05), year (N06), unit (N07), projects (B11)."""

import re
from collections.abc import Iterator
from functools import cache

from perfxl.checks.base import Context, Skipped
from perfxl.checks.passages import Passage, Role
from perfxl.checks.text.excerpts import any_of, label_before, sentences, shortened
from perfxl.checks.text.lexicon import lexicon
from perfxl.checks.text.quantities import NUMERAL, small_number
from perfxl.checks.text.skipping import skipped
from perfxl.findings import Finding, finding
from perfxl.numbers import show_plain
from perfxl.scheme.inventory import GRADE, TOTAL, column_names

_TOLERANCE = 0.01 + 1e-9
"""Points by which a stated total may differ from the scorecard's."""


def score_and_grade(context: Context, passages: tuple[Passage, ...]) -> Iterator[Finding | Skipped]:
    """N05: a total or a grade in the text that is not the scorecard's; not asked while scores are missing."""
    for passage in passages:
        if not passage.running:
            continue
        stated = [*_totals(passage), *_grades(passage)]
        if stated and not context.scorecard.final:
            yield skipped("N05", context.labels((TOTAL, GRADE)))
            return
        yield from _scores_against(context, passage)


def _scores_against(context: Context, passage: Passage) -> Iterator[Finding]:
    scorecard = context.scorecard
    for written in _totals(passage):
        if abs(float(written) - scorecard.total) > _TOLERANCE:
            yield finding(
                "N05",
                passage.place,
                passage.label,
                case="total",
                stated=written,
                total=show_plain(scorecard.total),
            )
    for written in _grades(passage):
        if _grade_letter(written) != _grade_letter(scorecard.grade):
            yield finding(
                "N05", passage.place, passage.label, case="grade", stated=written, grade=scorecard.grade
            )


def _grade_letter(grade: str) -> str:
    return lexicon().scores.synonyms.get(grade, grade)


def _totals(passage: Passage) -> Iterator[str]:
    words = lexicon().scores
    for match in _total_pattern().finditer(passage.flat):
        before = label_before(passage.flat, match.start())
        if not any(word in before for word in words.not_total):
            yield match["score"]


@cache
def _total_pattern() -> re.Pattern[str]:
    words = lexicon().scores
    return re.compile(
        f"{any_of(words.totals)}{any_of(words.verbs)}{{0,2}}(?P<score>\\d{{1,3}}(?:\\.\\d{{1,4}})?)分(?![值之])"
    )


def _grades(passage: Passage) -> Iterator[str]:
    words = lexicon().scores
    for sentence in sentences(passage.flat):
        scored = _total_pattern().search(sentence.text) is not None
        for match in _grade_pattern().finditer(sentence.text):
            before = label_before(sentence.text, match.start())
            bare = match["label"] == words.bare_grade and (before or not scored)
            if not bare and not any(word in before for word in words.not_total):
                yield match["grade"]


@cache
def _grade_pattern() -> re.Pattern[str]:
    words = lexicon().scores
    return re.compile(
        f'(?P<label>{any_of(words.grades)})(?:{any_of(words.verbs)}{{1,2}}[“‘"]?|[“‘"])'
        f"(?P<grade>{any_of(list(words.synonyms))})"
    )


def year(context: Context, passages: tuple[Passage, ...]) -> Iterator[Finding | Skipped]:
    """N06: a text that reports on, or as of the end of, another year than the one evaluated."""
    name = context.scheme.roles.year
    evaluated = context.submission.value(name)
    if not isinstance(evaluated, float | int):
        yield skipped("N06", context.labels((name,)))
        return
    for passage in passages:
        if passage.role is not Role.NAME:
            yield from _other_years(passage, int(evaluated))


def _other_years(passage: Passage, evaluated: int) -> Iterator[Finding]:
    text = _TITLE_OF_DOCUMENT.sub("", passage.flat)
    if passage.role is not Role.TITLE and str(evaluated) in text:
        # Beside the year itself another one is mentioned for comparison.
        return
    for sentence in sentences(text):
        for match in _year_pattern(passage.role is Role.TITLE).finditer(sentence.text):
            stated = int(match["year"] or match["as_of"])
            # The report is written in the year after the one evaluated.
            if stated == evaluated or (match["as_of"] and stated == evaluated + 1):
                continue
            if not any(word in sentence.text for word in lexicon().years.comparing):
                yield finding(
                    "N06",
                    passage.place,
                    passage.label,
                    stated=stated,
                    year=evaluated,
                    quote=shortened(match[0], 30),
                )
                return


_TITLE_OF_DOCUMENT = re.compile(r"《[^《》]{1,200}》")


@cache
def _year_pattern(in_title: bool) -> re.Pattern[str]:
    words = lexicon().years
    subject = "" if in_title else rf"[^，。；\n]{{0,16}}?{any_of(words.subjects)}"
    return re.compile(rf"(?<!\d)(?P<year>20\d\d)年度?{subject}|{any_of(words.as_of)}到?(?P<as_of>20\d\d)年")


def names(context: Context, passages: tuple[Passage, ...]) -> Iterator[Finding | Skipped]:
    """N07: names of other units in the place of this one's."""
    name = context.scheme.roles.department
    department = context.submission.text(name)
    if not department:
        yield skipped("N07", context.labels((name,)))
        return
    for passage in passages:
        if passage.role is not Role.NAME:
            yield from _self_names(passage, department)
            yield from _other_names(context, passage, department)


def _self_names(passage: Passage, department: str) -> Iterator[Finding]:
    for own in lexicon().names.selves:
        if own.part in department or own.word not in passage.flat:
            continue
        text = passage.flat
        for harmless in own.unless:
            text = text.replace(harmless, "")
        if own.word in text:
            yield finding(
                "N07",
                passage.place,
                passage.label,
                case="self",
                word=own.word,
                department=shortened(department),
            )


def _other_names(context: Context, passage: Passage, department: str) -> Iterator[Finding]:
    """Names of units as the subject of the evaluation: 某县财政局2020年度部门整体支出绩效自评."""
    known = (department, context.submission.text(context.scheme.roles.supervisor))
    for match in _subject_pattern().finditer(passage.flat):
        # The ending and two characters before it tell units apart: 财政局, 教育局; less is 我局, 中心.
        name, length = _without_lead_in(match["name"]), len(match["ending"]) + 2
        tail = name[-length:]
        if len(name) >= length and not any(_is_abbreviation(tail, full) for full in known):
            yield finding(
                "N07",
                passage.place,
                passage.label,
                case="other",
                name=name,
                department=shortened(department),
            )
            return


@cache
def _subject_pattern() -> re.Pattern[str]:
    words = lexicon().names
    return re.compile(
        rf"(?P<name>[\u4e00-\u9fff]{{2,24}}?(?P<ending>{any_of(words.endings)}))(?:关于|对)?(?:20\d\d年度?)?{any_of(words.subjects)}"
    )


def _without_lead_in(name: str) -> str:
    return re.sub(f"^{any_of(lexicon().names.lead_ins)}+", "", name)


def _is_abbreviation(short: str, full: str) -> bool:
    """Whether all characters of a short name occur in the full one, in the same order."""
    rest = iter(full)
    return all(character in rest for character in short)


def institution(context: Context, passages: tuple[Passage, ...]) -> Iterator[Finding]:
    """N07: a report titled as a department's (部门) that a subordinate institution fills in."""
    words = lexicon().names
    roles = context.scheme.roles
    supervisor = context.submission.text(roles.supervisor)
    nature = _nature(context)
    if not nature or not supervisor or supervisor == context.submission.text(roles.department):
        return
    for passage in passages:
        if passage.role is Role.TITLE and words.department_word in passage.text:
            yield finding(
                "N07",
                passage.place,
                passage.label,
                case="institution",
                nature=nature,
                supervisor=shortened(supervisor),
            )


def _nature(context: Context) -> str:
    """The choice that makes the unit an institution, wherever the scheme asks for it; empty if it is none."""
    values = (entry.value for entry in context.submission.entries.values())
    return next(
        (value for value in values if isinstance(value, str) and value in lexicon().names.institutions), ""
    )


def project_count(context: Context, passages: tuple[Passage, ...]) -> Iterator[Finding]:
    """B11: the number of projects that the text states against the rows of the project list.

    Where the list itself is gone, a finding from the reading says so, and nothing can be counted.
    """
    table = context.scheme.roles.projects
    if not context.submission.stands(column_names(context.scheme.tables()[table])):
        return
    listed = len(context.submission.tables.get(table, ()))
    for passage in passages:
        if not passage.running:
            continue
        for written, stated in _stated_projects(passage).items():
            if stated != listed:
                yield finding(
                    "B11",
                    passage.place,
                    passage.label,
                    case="differs" if listed else "no_list",
                    written=written,
                    listed=listed,
                    table=table,
                )


def _stated_projects(passage: Passage) -> dict[str, int | None]:
    """The numbers of projects that a text states, by the words with which it does."""
    found = (match for form in _project_forms() for match in form.finditer(passage.flat))
    return {match[0]: small_number(match["n"]) for match in found}


@cache
def _project_forms() -> tuple[re.Pattern[str], ...]:
    number = rf"(?<![\d.一二三四五六七八九十百])(?P<n>{NUMERAL})"
    return tuple(re.compile(form.replace("{n}", number)) for form in lexicon().projects.forms)
