"""The made-up county that other tests work with: sound, varied, quickly made, and just as perfxl fills it."""

from collections import Counter
from itertools import combinations

import pytest

from perfxl.department import closed_files, preparing
from perfxl.engines import open_closed
from perfxl.findings import Severity
from perfxl.scheme.load import load_scheme
from perfxl.scoring import score
from perfxl.workbook.filling.values import Given
from perfxl.workbook.identity import identify
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.saving.save import save_closed
from tests.support.county import department, departments, reckoning, workbook
from tests.support.submissions import submission

COUNT = 60


def test_departments_come_out_the_same_again_and_bear_names_of_their_own():
    county = departments(COUNT)
    assert len({one.name for one in county}) == COUNT
    department.cache_clear()
    assert departments(COUNT) == county
    assert workbook(county[0]) == workbook(county[0])


@pytest.fixture(scope="module")
def evaluations(tmp_path_factory):
    """One in seven, checked."""
    file = tmp_path_factory.mktemp("示例县") / "部门.xlsx"
    checked = []
    for one in departments(COUNT)[::7]:
        file.write_bytes(workbook(one))
        checked.append(closed_files.check(file))
    return checked


def test_a_department_makes_no_errors_and_asks_for_few_looks(evaluations):
    for evaluation in evaluations:
        assert [one for one in evaluation.findings if one.severity is Severity.ERROR] == []
        assert len(evaluation.findings) <= 3
        assert evaluation.scorecard.final


def test_both_schemes_and_all_grades_occur(evaluations):
    grades = Counter(evaluation.scorecard.grade for evaluation in evaluations)
    assert set(grades) == {"优", "良", "中", "差"}
    assert {evaluation.scheme.id for evaluation in evaluations} == {
        "guangdong-county-2020",
        "hunan-county-2018",
    }


def test_no_two_departments_write_alike():
    def shingles(one):
        text = "".join(row["内容"] for row in one.tables["成效"])
        return {text[at : at + 8] for at in range(len(text) - 7)}

    written = [shingles(one) for one in departments(COUNT)]
    assert max(len(a & b) / len(a | b) for a, b in combinations(written, 2)) < 0.3


@pytest.mark.parametrize("number", [1, 2])
def test_its_workbook_reads_like_one_that_perfxl_filled(number, tmp_path):
    one = department(number)
    scheme, blank, filled, cast = load_scheme(one.scheme_id), *(tmp_path / f"{n}.xlsx" for n in "abc")
    preparing.new_file(scheme, blank, {})
    with closed_files.opened(blank) as book:
        done = preparing.fill(
            book, Given(one.values, {name: tuple(rows) for name, rows in one.tables.items()})
        )
        save_closed(book, filled, done.saved)
    cast.write_bytes(workbook(one))

    def read(file):
        with open_closed(file) as book:
            return read_submission(book, identify(book))

    assert read(cast) == read(filled)


def test_every_score_is_what_a_second_reading_of_the_notices_gives():
    county = departments(COUNT)
    scored = reckoning.scores(county)
    totals = reckoning.totals(scored)
    for one in county:
        card = score(one.scheme, submission(one.scheme, one.values, one.tables))
        read = scored[scored.department == one.name].set_index("indicator").score
        assert {mark.indicator.id: mark.score for mark in card.marks} == read.to_dict()
        assert (card.total, card.grade) == tuple(totals.loc[one.name, ["total", "grade"]])
