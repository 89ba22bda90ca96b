"""The same actions on the same submission, on a closed file and in LibreOffice: the same workbook."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from perfxl.department import preparing
from perfxl.scheme.load import load_scheme
from tests.support.acted_on import act, entered_and_acted_on
from tests.support.alike import alike
from tests.support.shown_content import content

pytestmark = [pytest.mark.office, pytest.mark.slow]

SCHEMES = ("guangdong-county-2020", "hunan-county-2018")
SEEDS = range(1000, 1025)
BATCH = 5


@pytest.fixture(scope="module")
def another_process():
    """Works on the closed files, so that LibreOffice need not wait for them."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="module", params=SCHEMES)
def blank(request, tmp_path_factory):
    """A blank workbook, named after its scheme."""
    file = tmp_path_factory.mktemp("空白") / f"{request.param}.xlsx"
    preparing.new_file(load_scheme(request.param), file, {})
    return file


def shown_in_office(file, open_in_office):
    with open_in_office(file) as book:
        act(book)
        book.app.calculate()
        return content(book)


@pytest.mark.parametrize("first", SEEDS[::BATCH])
def test_scores_explanations_marks_findings_and_report_are_the_same_on_both_engines(
    first, blank, another_process, tmp_path, open_in_office
):
    work = [
        another_process.submit(entered_and_acted_on, blank.stem, seed, blank, tmp_path / f"{seed}.xlsx")
        for seed in range(first, first + BATCH)
    ]
    for done in work:
        file, expected = done.result()
        shown = shown_in_office(file, open_in_office)

        assert len(expected.values) > 500
        assert expected.notes
        for what in ("values", "formulas", "notes", "fills"):
            one, other = getattr(expected, what), getattr(shown, what)
            different = {
                place: (one.get(place), other.get(place))
                for place in one.keys() | other.keys()
                if not alike(other.get(place), one.get(place))
            }
            assert different == {}, f"{what}, {blank.stem}, seed {file.stem}"
