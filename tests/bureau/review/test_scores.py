"""复核分.xlsx: what officers enter is read, judged by cell, and never lost; its formulas follow from it."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.judging import judge
from perfxl.bureau.review.running import Report
from perfxl.bureau.review.score_rows import Entries, Line, ScoreRow, Typed
from perfxl.bureau.review.score_workbook import COLUMNS, FIRST_ROW, MARK_COLUMNS, deviation, score_workbook
from perfxl.bureau.store import Store
from perfxl.cli import FOUND, _run
from perfxl.findings import Finding
from tests.bureau.review.conftest import COUNT
from tests.support.county import Department, department, departments, workbook
from tests.support.firing import fires

SCORES, BY_INDICATOR = "复核分", "按指标复核"
TOTAL, REMARK = COLUMNS.index("review") + 1, COLUMNS.index("remark") + 1
CODE = COLUMNS.index("code")
MARK, MARK_NAME = MARK_COLUMNS.index("review") + 1, MARK_COLUMNS.index("name")


@pytest.fixture
def folder(tmp_path: Path, folder_reviewed: Path) -> BureauFolder:
    """A folder that was reviewed once."""
    return BureauFolder(shutil.copytree(folder_reviewed, tmp_path / folder_reviewed.name))


@pytest.fixture
def filled(folder: BureauFolder, reviewed):
    """Enters scores as an officer does, and reviews again."""

    def fill(*entries: tuple[str, Department, object, str]) -> Report:
        book = openpyxl.load_workbook(folder.review_scores)
        for sheet, one, value, what in entries:
            row = row_of(book[sheet], one, what if sheet == BY_INDICATOR else "")
            column = REMARK if what == "remark" else MARK if sheet == BY_INDICATOR else TOTAL
            book[sheet].cell(row, column).value = value
        book.save(folder.review_scores)
        return reviewed()

    return fill


def row_of(sheet, one: Department, indicator: str = "") -> int:
    """The row of a department, or of one of its indicators by its name."""
    return next(
        row[0].row
        for row in sheet.iter_rows(min_row=FIRST_ROW + 1)
        if row[1].value == one.name and (not indicator or row[MARK_NAME].value == indicator)
    )


def scores(folder: BureauFolder):
    """What is kept, by department and year."""
    with Store(folder.store) as store:
        return {(one.department, one.year): one for one in store.scores().values()}


def test_every_page_names_its_sheet_and_says_that_points_are_examples(folder: BureauFolder) -> None:
    for sheet in openpyxl.load_workbook(folder.review_scores):
        assert "示例分值" in sheet.oddHeader.center.text
        assert sheet.oddHeader.right.text == "&A"
        assert sheet.print_title_rows == f"${FIRST_ROW}:${FIRST_ROW}"


def told(report: Report, case: str) -> list[Finding]:
    return [one for one in report.score_findings if (one.code, one.case) == ("R46", case)]


def indicators(folder: BureauFolder, one: Department):
    with Store(folder.store) as store:
        return next(
            held.reviewed.marks for held in store.held(judge()) if held.reviewed.department == one.name
        )


def test_a_row_a_department_with_its_own_score_and_ours(folder) -> None:
    sheet = openpyxl.load_workbook(folder.review_scores)[SCORES]
    rows = list(sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True))
    assert {row[1] for row in rows} == {one.name for one in departments(COUNT)}
    for row in rows:
        shown = dict(zip(COLUMNS, row, strict=True))
        assert (shown["year"], shown["full"]) == (2020, 100)
        assert shown["claimed"] == shown["total"]
        assert shown["grade"] == shown["claimed_grade"]
        assert shown["review"] is None


def test_a_score_entered_is_kept_for_the_summary_and_the_workbook_left_alone(folder, filled) -> None:
    one = department(1)
    report = filled((SCORES, one, 80.5, ""), (SCORES, one, "佐证材料不全", "remark"))
    assert (report.scores, report.score_findings, report.older_scores) == (1, (), "")
    kept = scores(folder)[one.name, 2020]
    assert (kept.total, kept.remark) == (80.5, "佐证材料不全")


def test_entries_are_carried_over_when_more_comes_in_and_the_old_file_is_kept(
    folder, filled, reviewed
) -> None:
    one, new = department(1), department(COUNT + 1)
    filled((SCORES, one, 80.5, ""), (SCORES, department(2), "八十", ""))
    before = folder.review_scores.read_bytes()
    (folder.root / "新来.xlsx").write_bytes(workbook(new))
    report = reviewed()
    assert (folder.earlier / report.older_scores).read_bytes() == before
    sheet = openpyxl.load_workbook(folder.review_scores)[SCORES]
    assert sheet.cell(row_of(sheet, one), TOTAL).value == 80.5
    assert sheet.cell(row_of(sheet, department(2)), TOTAL).value == "八十"
    assert sheet.cell(row_of(sheet, new), TOTAL).value is None


def test_scores_by_indicator_add_up_with_ours_for_the_rest(folder, filled) -> None:
    one = department(1)
    first = next(mark for mark in indicators(folder, one) if mark.score)
    report = filled((BY_INDICATOR, one, first.score - 0.5, first.name))
    kept = scores(folder)[one.name, 2020]
    total = sum(mark.score for mark in indicators(folder, one))
    assert kept.total == pytest.approx(total - 0.5)
    assert kept.marks == {first.id: first.score - 0.5}
    assert report.score_findings == ()


def test_a_score_that_was_cleared_is_none_any_more(folder, filled) -> None:
    one = department(1)
    filled((SCORES, one, 80.5, ""))
    filled((SCORES, one, None, ""))
    assert scores(folder) == {}


def test_a_workbook_that_was_deleted_comes_back_with_all_scores(folder, filled, reviewed) -> None:
    one = department(1)
    filled((SCORES, one, 80.5, ""))
    folder.review_scores.unlink()
    reviewed()
    sheet = openpyxl.load_workbook(folder.review_scores)[SCORES]
    assert sheet.cell(row_of(sheet, one), TOTAL).value == 80.5


@fires("R46", "text")
def test_words_instead_of_a_score(folder, filled) -> None:
    one = department(1)
    report = filled((SCORES, one, "八十五", ""))
    (found,) = told(report, "text")
    sheet = openpyxl.load_workbook(folder.review_scores)[SCORES]
    assert str(found.place) == f"复核分!N{row_of(sheet, one)}"
    assert found.fault == f"{one.name}的复核分填的是“八十五”，不是数字，没有采用。"
    assert scores(folder) == {}
    assert told(filled((SCORES, one, 85, "")), "text") == []


@fires("R46", "digits")
@pytest.mark.parametrize("typed", ["85", "８５．５", "85.5 "])
def test_a_score_typed_as_text(folder, filled, typed: str) -> None:
    one = department(1)
    (found,) = told(filled((SCORES, one, typed, "")), "digits")
    assert found.fault == f"{one.name}的复核分“{typed.strip()}”是按文本录入的，表格不能用它计算，没有采用。"
    assert scores(folder) == {}
    assert told(filled((SCORES, one, "85分", "")), "digits") == []


@fires("R46", "range")
@pytest.mark.parametrize("wrong", [100.5, -1])
def test_a_score_above_full_points_or_below_nothing(folder, filled, wrong) -> None:
    one = department(1)
    (found,) = told(filled((SCORES, one, wrong, "")), "range")
    assert f"填的是{wrong}，不在0至100之间" in found.fault
    assert scores(folder) == {}
    assert told(filled((SCORES, one, 100, "")), "range") == []


def test_a_score_above_the_points_of_its_indicator_is_told_by_its_cell(folder, filled) -> None:
    one = department(1)
    first = indicators(folder, one)[0]
    (found,) = told(filled((BY_INDICATOR, one, first.points + 1, first.name)), "range")
    sheet = openpyxl.load_workbook(folder.review_scores)[BY_INDICATOR]
    assert str(found.place) == f"按指标复核!K{row_of(sheet, one, first.name)}"
    assert first.name in found.label
    assert scores(folder) == {}


@fires("R46", "unknown")
def test_a_department_that_has_sent_nothing(folder, filled, reviewed) -> None:
    filled((SCORES, department(1), 80, ""))
    book = openpyxl.load_workbook(folder.review_scores)
    row = row_of(book[SCORES], department(1))
    book[SCORES].cell(row, 2).value = "示例县无此局"
    book.save(folder.review_scores)
    (found,) = told(reviewed(), "unknown")
    assert found.fault.startswith("示例县无此局（2020）不在收到的工作簿之中")
    (again,) = told(filled(), "unknown")
    sheet = openpyxl.load_workbook(folder.review_scores)[SCORES]
    assert (again.fault, str(again.place)) == (found.fault, f"复核分!N{sheet.max_row}")
    assert sheet.cell(row_of(sheet, department(1)), TOTAL).value is None


def test_scores_of_a_department_that_has_sent_nothing_are_carried_over_and_told_of_again(
    folder, filled, reviewed
) -> None:
    filled((SCORES, department(1), 80, ""))
    book = openpyxl.load_workbook(folder.review_scores)
    book[SCORES].cell(row_of(book[SCORES], department(1)), 2).value = "示例县无此局"
    line = row_of(book[BY_INDICATOR], department(2))
    book[BY_INDICATOR].cell(line, 2).value = "示例县也无此局"
    book[BY_INDICATOR].cell(line, MARK).value = 1.5
    book.save(folder.review_scores)
    (folder.root / "新来.xlsx").write_bytes(workbook(department(COUNT + 1)))
    assert len(told(reviewed(), "unknown")) == 2
    again = told(reviewed(), "unknown")
    assert [str(found.place) for found in again] == [
        f"复核分!N{FIRST_ROW + COUNT + 2}",
        f"按指标复核!K{openpyxl.load_workbook(folder.review_scores)[BY_INDICATOR].max_row}",
    ]
    sheet = openpyxl.load_workbook(folder.review_scores)[SCORES]
    assert sheet.cell(sheet.max_row, TOTAL).value == 80


@fires("R46", "twice")
def test_a_department_with_scores_in_two_rows(folder, filled, reviewed) -> None:
    one, other = department(1), department(2)
    filled((SCORES, one, 80, ""), (SCORES, other, 81, ""))
    book = openpyxl.load_workbook(folder.review_scores)
    book[SCORES].cell(row_of(book[SCORES], other), 2).value = one.name
    book.save(folder.review_scores)
    (found,) = told(reviewed(), "twice")
    assert "出现2次" in found.fault
    assert one.name not in {name for name, _ in scores(folder)}


NAMESAKES = {"018001": 81.0, "018002": 92.0}
"""Two departments of one name: their budget codes, and the scores that an officer gives them."""


@pytest.fixture
def namesakes(folder: BureauFolder, reviewed) -> Department:
    """Another department of the same name has come in, and the folder was reviewed again."""
    one = department(1)
    (folder.root / f"{one.name}.xlsx").unlink()
    for code in NAMESAKES:
        (folder.root / f"{code}.xlsx").write_bytes(workbook(one, {"预算编码": code}))
    reviewed()
    return one


def enter_by_code(folder: BureauFolder) -> None:
    book = openpyxl.load_workbook(folder.review_scores)
    for row in book[SCORES].iter_rows(min_row=FIRST_ROW + 1):
        if row[CODE].value in NAMESAKES:
            row[TOTAL - 1].value = NAMESAKES[row[CODE].value]
    book.save(folder.review_scores)


def without_codes(folder: BureauFolder) -> None:
    """Let the workbook be as an older perfxl wrote it."""
    book = openpyxl.load_workbook(folder.review_scores)
    for sheet in book.worksheets:
        sheet.delete_cols(CODE + 1)
    book.save(folder.review_scores)


def kept(folder: BureauFolder) -> dict[str, float | None]:
    """The review totals that are kept, by budget code."""
    with Store(folder.store) as store:
        return {key.code: score.total for key, score in store.scores().items()}


def test_departments_of_one_name_have_each_a_row_with_its_budget_code_and_a_score(
    folder, namesakes, reviewed
) -> None:
    book = openpyxl.load_workbook(folder.review_scores)
    rows = [row for row in book[SCORES].iter_rows(values_only=True) if row[1] == namesakes.name]
    assert sorted(row[CODE] for row in rows) == sorted(NAMESAKES)
    assert not any(sheet.column_dimensions["C"].hidden for sheet in book.worksheets)
    enter_by_code(folder)
    assert reviewed().score_findings == ()
    assert kept(folder) == NAMESAKES


def test_budget_codes_are_not_shown_where_names_tell_all_departments_apart(folder) -> None:
    book = openpyxl.load_workbook(folder.review_scores)
    assert all(sheet.column_dimensions["C"].hidden for sheet in book.worksheets)


def test_a_score_stays_with_its_department_when_another_of_the_same_name_comes_in(
    folder, filled, reviewed
) -> None:
    one = department(1)
    filled((SCORES, one, 81.0, ""))
    (own,) = kept(folder)
    (folder.root / "同名.xlsx").write_bytes(workbook(one, {"预算编码": "018002"}))
    assert reviewed().score_findings == ()
    assert kept(folder) == {own: 81.0}


def test_a_message_about_one_of_several_departments_of_a_name_tells_its_budget_code(
    folder, namesakes, reviewed
) -> None:
    enter_by_code(folder)
    book = openpyxl.load_workbook(folder.review_scores)
    for row in book[SCORES].iter_rows(min_row=FIRST_ROW + 1):
        if row[CODE].value == "018002":
            row[TOTAL - 1].value = "九十二"
    book.save(folder.review_scores)
    (found,) = told(reviewed(), "text")
    assert found.fault.startswith(f"{namesakes.name}（预算编码018002）的复核分填的是“九十二”")
    assert kept(folder) == {"018001": 81.0}


def test_a_workbook_of_an_older_perfxl_is_read_without_budget_codes(folder, filled, reviewed) -> None:
    filled((SCORES, department(1), 80.5, ""))
    before = kept(folder)
    without_codes(folder)
    assert reviewed().score_findings == ()
    assert kept(folder) == before


@fires("R46", "namesake")
def test_a_row_without_budget_code_that_may_be_any_of_several_departments(folder, filled, reviewed) -> None:
    one = department(1)
    filled((SCORES, one, 81.0, ""))
    without_codes(folder)
    (folder.root / f"{one.name}.xlsx").unlink()
    for code in NAMESAKES:
        (folder.root / f"{code}.xlsx").write_bytes(workbook(one, {"预算编码": code}))
    (found,) = told(reviewed(), "namesake")
    assert found.fault.startswith(f"名称是{one.name}（2020）的部门有2个")
    assert kept(folder) == {}
    enter_by_code(folder)
    book = openpyxl.load_workbook(folder.review_scores)
    undecided = book[SCORES][book[SCORES].max_row]
    assert (undecided[CODE].value, undecided[TOTAL - 1].value) == (None, 81.0)
    undecided[TOTAL - 1].value = None
    book.save(folder.review_scores)
    assert told(reviewed(), "namesake") == []
    assert kept(folder) == NAMESAKES


@fires("R46", "lacking")
def test_scores_by_indicator_that_leave_one_without_any_score(folder, filled) -> None:
    one = department(1)
    (folder.root / f"{one.name}.xlsx").write_bytes(workbook(one, {"编制数": None}))
    filled()
    marks = indicators(folder, one)
    lacking = [mark for mark in marks if mark.score is None]
    scored = next(mark for mark in marks if mark.score)
    (found,) = told(filled((BY_INDICATOR, one, scored.score, scored.name)), "lacking")
    assert f"还有{len(lacking)}项指标" in found.fault
    report = filled(*((BY_INDICATOR, one, mark.points, mark.name) for mark in lacking))
    assert told(report, "lacking") == []
    assert scores(folder)[one.name, 2020].total is not None


@fires("K20")
def test_a_review_score_above_the_departments_own_without_a_word_why(folder, filled) -> None:
    one = department(1)
    report = filled((SCORES, one, 99.9, ""))
    (found,) = report.score_findings
    assert found.code == "K20"
    assert f"{one.name}的复核分是99.90分，高于自评分" in found.fault
    assert filled((SCORES, one, "有批复文件", "remark")).score_findings == ()
    assert scores(folder)[one.name, 2020].total == 99.9


def test_columns_may_stand_elsewhere_but_not_be_gone(folder, filled, reviewed) -> None:
    one = department(1)
    filled((SCORES, one, 80.5, ""))
    book = openpyxl.load_workbook(folder.review_scores)
    book[SCORES].insert_cols(3)
    book[SCORES].cell(FIRST_ROW, 3).value = "经办人"
    book.save(folder.review_scores)
    assert reviewed().scores == 1
    book[SCORES].cell(FIRST_ROW, TOTAL + 1).value = "分数"
    book.save(folder.review_scores)
    report = reviewed()
    assert [fault.code for fault in report.faults] == ["E827"]
    assert "“复核分”一列" in report.faults[0].fault
    assert scores(folder)[one.name, 2020].total == 80.5


@pytest.mark.parametrize(("content", "code"), [(b"broken", "E826"), (b"", "E826")])
def test_a_workbook_of_scores_that_cannot_be_read_is_left_alone_and_told_of(
    folder, reviewed, content, code
) -> None:
    folder.review_scores.write_bytes(content)
    report = reviewed()
    assert [fault.code for fault in report.faults] == [code]
    assert folder.review_scores.read_bytes() == content


def test_summing_up_tells_of_entries_that_it_cannot_use(folder, filled, capsys) -> None:
    one = department(1)
    filled((SCORES, one, "八十", ""))
    assert _run(["consolidate", str(folder.root), "--jobs", "1"]) == FOUND
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.startswith("复核分工作簿：[R46] 复核分!N") and one.name in line]


def test_too_many_departments_for_a_sheet_by_indicator_go_without(folder, reviewed, monkeypatch) -> None:
    folder.review_scores.unlink()
    monkeypatch.setattr("perfxl.bureau.review.scoring_desk.MOST_LINES", 30)
    reviewed()
    assert openpyxl.load_workbook(folder.review_scores).sheetnames == [SCORES]


def test_deviation_is_what_the_departments_own_score_has_too_much() -> None:
    assert deviation(90.0, 81.0) == pytest.approx(0.1)
    assert deviation(90.0, 99.0) == pytest.approx(-0.1)
    assert deviation(0.0, 81.0) is None
    assert deviation(90.0, None) is None


@pytest.mark.office
def test_its_formulas_show_in_a_spreadsheet_program_what_is_saved_beside_them(
    folder, open_in_office, tmp_path: Path
) -> None:
    with Store(folder.store) as store:
        rows = rows_of(store)
    one, other, lacking, *_ = rows
    entries = {
        one.key: Entries(total=80.5),
        other.key: Entries(lines={other.marks[0].id: Line(0.5), other.marks[1].id: Line("无")}),
        lacking.key: Entries(total="八十", lines={lacking.marks[0].id: Line(1.0)}),
    }
    file = tmp_path / "复核分.xlsx"
    file.write_bytes(score_workbook(rows, Typed(entries), marks=sum(len(row.marks) for row in rows)))
    saved = shown(openpyxl.load_workbook(file, data_only=True))
    assert [value for (sheet, _, _), value in saved.items() if sheet == SCORES and value == 80.5]
    book = open_in_office(file)
    calculated = {
        (sheet.name, row, column): value
        for sheet in book.sheets
        for row, line in enumerate(sheet.used_range.options(ndim=2).value, start=1)
        for column, value in enumerate(line, start=1)
    }
    book.close()
    assert {place: calculated[place] for place in saved} == {
        place: pytest.approx(value) if isinstance(value, float) else value for place, value in saved.items()
    }


def rows_of(store: Store) -> list[ScoreRow]:
    from perfxl.bureau.review.score_rows import score_row  # noqa: PLC0415

    found = (score_row(held) for held in store.held(judge(), newest_only=True))
    return [row for row in found if row is not None]


def shown(book) -> dict[tuple[str, int, int], object]:
    """What every cell with a formula has saved beside it."""
    return {
        (sheet.title, cell.row, cell.column): float(cell.value) if isinstance(cell.value, int) else cell.value
        for sheet in book.worksheets
        for line in sheet.iter_rows(min_row=FIRST_ROW + 1)
        for cell in line
        if cell.value not in (None, "")
    }
