"""A real spreadsheet program recalculates the summary and comes to what was saved."""

import openpyxl
import pytest

from perfxl.bureau.summary import building
from tests.bureau.summary.conftest import fill
from tests.support.bureau_desk import Desk
from tests.support.office import recalculate
from tests.support.summaries import Summary

pytestmark = pytest.mark.office

ROWS = 18
"""So few rows a sheet, for the case in which one cannot hold all."""


@pytest.fixture(scope="module")
def split(tmp_path_factory):
    """The mixed county on sheets of a few rows each."""
    made = Desk(tmp_path_factory.mktemp("分表") / "汇总")
    fill(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "MOST_ROWS", ROWS)
        made.consolidate()
    return made


@pytest.fixture(scope="module")
def recalculated(one_scheme, mixed, split, tmp_path_factory):
    """What was saved, and what LibreOffice makes of it, by kind of county."""
    folder = tmp_path_factory.mktemp("重算")
    desks = {"one": one_scheme, "mixed": mixed, "split": split}
    files = []
    for name, desk in desks.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(desk.folder.summary.read_bytes())
    again = recalculate(files, folder)
    return {
        name: (Summary(file), openpyxl.load_workbook(new, data_only=True))
        for name, file, new in zip(desks, files, again, strict=True)
    }


@pytest.mark.parametrize("kind", ["one", "mixed", "split"])
def test_every_formula_comes_to_the_value_that_was_saved_beside_it(recalculated, kind):
    summary, again = recalculated[kind]
    saved = summary.cells()
    assert len(saved) > 350
    differing = {}
    for (sheet, cell), value in saved.items():
        found = again[sheet][cell].value
        same = (
            (value or None) is None and not found
            if not isinstance(value, int | float)
            else value == pytest.approx(found, abs=1e-9)
        )
        if not same:
            differing[sheet, cell] = (value, found)
    assert differing == {}


def test_what_one_sheet_cannot_hold_goes_on_and_is_summed_up_all_the_same(recalculated):
    whole, parts = recalculated["mixed"][0], recalculated["split"][0]
    names = parts.values.sheetnames
    assert [name for name in names if name.startswith("汇总表")] == [
        "汇总表",
        "汇总表（2）",
        "汇总表（3）",
        "汇总表（4）",
        "汇总表（5）",
    ]
    assert parts.closing("汇总表（5）", "合计") == pytest.approx(whole.closing("汇总表", "合计"), nan_ok=True)
    assert all(
        page.max_row <= ROWS + 2 for page in parts.values if page.title.startswith(("汇总表", "问题清单"))
    )
    listed = [len(parts.table(name)) for name in names if name.startswith("问题清单")]
    assert sum(listed) == len(whole.table("问题清单"))
    told = [row[0] for row in parts.rows("说明")]
    assert "汇总表（5）" in told
