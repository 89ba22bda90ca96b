"""Whatever an officer types into 复核分.xlsx stands in it again when it is written anew."""

import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.review import running, scoring_desk
from perfxl.bureau.review.running import Report
from perfxl.bureau.review.score_entries import read_entries
from perfxl.bureau.review.score_sheet import FIRST_ROW
from perfxl.bureau.review.score_workbook import COLUMNS, MARK_COLUMNS
from perfxl.bureau.store import Store
from perfxl.workbook.textfit import TALLEST_ROW, text_height
from tests.bureau.review.conftest import COUNT
from tests.support.county import Department, department, workbook
from tests.support.firing import fires
from tests.support.office import recalculated

SCORES, BY_INDICATOR = "复核分", "按指标复核"
HEADINGS = FIRST_ROW
AT = {name: place for place, name in enumerate(COLUMNS, start=1)}
MARK_AT = {name: place for place, name in enumerate(MARK_COLUMNS, start=1)}


@pytest.fixture
def folder(tmp_path: Path, folder_reviewed: Path) -> BureauFolder:
    """A folder that was reviewed once."""
    return BureauFolder(shutil.copytree(folder_reviewed, tmp_path / folder_reviewed.name))


@pytest.fixture
def typed(folder: BureauFolder) -> Callable[[Callable[[Workbook], object]], None]:
    """Opens 复核分.xlsx, lets somebody type, and saves it."""

    def type_in(what: Callable[[Workbook], object]) -> None:
        book = openpyxl.load_workbook(folder.review_scores)
        what(book)
        book.save(folder.review_scores)

    return type_in


@pytest.fixture
def more_comes_in(folder: BureauFolder, reviewed) -> Callable[[int], Report]:
    """Another department sends in, so that 复核分.xlsx has to be written anew."""

    def come(number: int = COUNT + 1) -> Report:
        (folder.root / f"新来{number}.xlsx").write_bytes(workbook(department(number)))
        return reviewed()

    return come


def read(folder: BureauFolder) -> Workbook:
    return openpyxl.load_workbook(folder.review_scores)


def row_of(sheet: Worksheet, one: Department) -> int:
    """The first row of a department."""
    return next(row[0].row for row in sheet.iter_rows(min_row=FIRST_ROW + 1) if row[1].value == one.name)


def append(sheet: Worksheet, at: dict[str, int], **cells: object) -> None:
    """A row below the others."""
    row = sheet.max_row + 1
    for name, value in cells.items():
        sheet.cell(row, at[name], value)


def texts(folder: BureauFolder) -> Counter[object]:
    """What stands in the cells, and how often."""
    return Counter(
        cell.value for sheet in read(folder) for row in sheet.iter_rows() for cell in row if cell.value
    )


def told(report: Report, case: str) -> list[str]:
    return [one.fault for one in report.score_findings if (one.code, one.case) == ("R46", case)]


def totals(folder: BureauFolder) -> dict[str, float | None]:
    with Store(folder.store) as store:
        return {one.department: one.total for one in store.scores().values()}


NAME = department(1).name
ODDITIES: dict[str, Callable[[Worksheet, Worksheet], object]] = {
    "a budget code that is nobody's": lambda scores, _: append(
        scores, AT, department=NAME, code="S9", year=2020, review="重复八十一", remark="重复说明"
    ),
    "a department that has sent nothing": lambda scores, _: append(
        scores, AT, department="未报的局", year=2020, review="八十二", claimed="口头报数"
    ),
    "a department that is only listed": lambda scores, _: append(scores, AT, department="待催报的局"),
    "a year that is none": lambda scores, _: append(
        scores, AT, department=NAME, year="去年", review="八十三"
    ),
    "a score that is nobody's": lambda scores, _: append(scores, AT, review="八十四", remark="忘写部门"),
    "a note below": lambda scores, _: append(scores, AT, number="以上由三组复核", grade="旁注"),
    "a note above": lambda scores, _: scores.cell(1, AT["review"], "复核至七月"),
    "a column without a heading": lambda scores, _: scores.cell(FIRST_ROW + 1, 30, "空白栏里的话"),
    "a column with one": lambda scores, _: (
        scores.cell(HEADINGS, 20, "复核人栏"),
        scores.cell(FIRST_ROW + 2, 20, "李复核"),
    ),
    "a note about an indicator": lambda _, marks: (
        marks.cell(HEADINGS, 16, "佐证栏"),
        marks.cell(FIRST_ROW + 3, 16, "见附件三"),
    ),
    "another row of an indicator": lambda _, marks: (
        marks.cell(FIRST_ROW + 1, MARK_AT["review"], "先填的"),
        append(
            marks, MARK_AT, year=2020, review="后填的",
            **{name: marks.cell(FIRST_ROW + 1, MARK_AT[name]).value for name in ("department", "code", "id")},
        ),
    ),
    "an indicator that there is not": lambda _, marks: append(
        marks, MARK_AT, department=NAME, year=2020, name="去年的指标", review="八点五", id="去年的编号"
    ),
    "an indicator without its number": lambda _, marks: append(
        marks, MARK_AT, department=NAME, year=2020, name="手写的指标", review="八点六", remark="手写的说明"
    ),
    "a department of an indicator that has sent nothing": lambda _, marks: append(
        marks, MARK_AT, department="无此局", year=2020, name="经费控制", review="八点七", id="甲"
    ),
}  # fmt: skip
"""What officers type beside the yellow cells; every text is told from all others."""


def test_what_was_typed_stands_again_in_a_workbook_written_anew(folder, typed, more_comes_in) -> None:
    before, new = texts(folder), dict[object, str]()
    for what, type_in in ODDITIES.items():
        typed(lambda book, type_in=type_in: type_in(book[SCORES], book[BY_INDICATOR]))
        now = {text for text in texts(folder) if text not in before and text not in new}
        assert now, what
        new |= dict.fromkeys(now, what)
    for number in (COUNT + 1, COUNT + 2):
        more_comes_in(number)
        found = texts(folder)
        assert found[department(number).name]
        assert {text: what for text, what in new.items() if found[text] != 1} == {}


def test_a_note_in_the_last_cell_of_the_sheet_is_found_without_asking_every_cell_before_it(
    folder, typed
) -> None:
    """There are seventeen thousand million of them."""
    typed(lambda book: book[SCORES].cell(1_048_576, 16_384, "远处的话"))
    (row,) = read_entries(folder.review_scores).scores.rows
    assert row.more == ("远处的话",)


def test_a_note_in_a_column_of_the_officers_own_stays_with_its_department(
    folder, typed, more_comes_in
) -> None:
    one = department(2)

    def note(book: Workbook) -> None:
        book[SCORES].insert_cols(4)
        book[SCORES].cell(HEADINGS, 4, "复核人")
        book[SCORES].cell(row_of(book[SCORES], one), 4, "李复核")

    typed(note)
    more_comes_in()
    sheet = read(folder)[SCORES]
    own = len(COLUMNS) + 1
    assert sheet.cell(HEADINGS, own).value == "复核人"
    assert [sheet.cell(row, own).value for row in range(FIRST_ROW + 1, sheet.max_row + 1)].count(
        "李复核"
    ) == 1
    assert sheet.cell(row_of(sheet, one), own).value == "李复核"


def test_of_two_rows_of_a_department_both_stay_until_one_is_cleared_and_then_the_other_counts(
    folder, typed, more_comes_in, reviewed
) -> None:
    one = department(1)

    def twice(book: Workbook) -> None:
        row = row_of(book[SCORES], one)
        code = book[SCORES].cell(row, AT["code"]).value
        book[SCORES].cell(row, AT["review"], 80)
        append(book[SCORES], AT, department=one.name, code=code, year=2020, review=81, remark="复议")

    typed(twice)
    report = more_comes_in()
    (fault,) = told(report, "twice")
    assert fault.startswith(f"{one.name}（2020）在表中出现2次")
    sheet = read(folder)[SCORES]
    assert sheet.cell(row_of(sheet, one), AT["review"]).value == 80
    assert [sheet.cell(sheet.max_row, AT[name]).value for name in ("department", "review", "remark")] == [
        one.name, 81, "复议",
    ]  # fmt: skip
    assert told(reviewed(), "twice") == [fault]
    typed(
        lambda book: book[SCORES].cell(row_of(book[SCORES], one), AT["review"], "").__setattr__("value", None)
    )
    assert told(more_comes_in(COUNT + 2), "twice") == []
    assert totals(folder) == {one.name: 81}
    sheet = read(folder)[SCORES]
    assert sheet.cell(row_of(sheet, one), AT["review"]).value == 81
    assert sheet.max_row == FIRST_ROW + COUNT + 2


def test_what_cannot_be_used_is_told_by_its_cell_in_the_workbook_written_anew(
    folder, typed, more_comes_in
) -> None:
    typed(lambda book: append(book[SCORES], AT, department="未报的局", year=2020, review=82))
    assert read(folder)[SCORES]["N8"].value == 82
    (found,) = [one for one in more_comes_in().score_findings if one.case == "unknown"]
    assert str(found.place) == "复核分!N9"
    assert read(folder)[SCORES]["N9"].value == 82


@fires("R46", "line_twice")
def test_an_indicator_with_scores_in_two_rows(folder, typed, reviewed) -> None:
    one = department(1)

    def twice(book: Workbook) -> None:
        sheet = book[BY_INDICATOR]
        first = row_of(sheet, one)
        cells = {
            name: sheet.cell(first, MARK_AT[name]).value for name in ("department", "code", "year", "id")
        }
        sheet.cell(first, MARK_AT["review"], 1)
        append(sheet, MARK_AT, **cells, review=2)

    name = read(folder)[BY_INDICATOR].cell(row_of(read(folder)[BY_INDICATOR], one), MARK_AT["name"]).value
    typed(twice)
    assert told(reviewed(), "line_twice") == [
        f"{one.name}（2020）的{name}在表中出现2次，都填了复核得分或复核说明，没有采用。"
    ]
    assert totals(folder) == {}
    typed(lambda book: book[BY_INDICATOR].delete_rows(book[BY_INDICATOR].max_row))
    assert told(reviewed(), "line_twice") == []
    assert one.name in totals(folder)


@fires("R46", "indicator")
def test_an_indicator_that_the_departments_workbook_has_not(folder, typed, reviewed) -> None:
    one = department(1)
    code = read(folder)[SCORES].cell(row_of(read(folder)[SCORES], one), AT["code"]).value
    row = {"department": one.name, "code": code, "year": 2020, "name": "去年的指标", "id": "去年的编号"}
    typed(lambda book: append(book[BY_INDICATOR], MARK_AT, **row, review=3))
    assert told(reviewed(), "indicator") == [
        f"{one.name}报送的工作簿里没有“去年的指标”这一项指标，这一行的复核得分没有采用。"
    ]
    typed(lambda book: book[BY_INDICATOR].delete_rows(book[BY_INDICATOR].max_row))
    assert told(reviewed(), "indicator") == []


@fires("R46", "nameless")
def test_a_score_without_a_department(folder, typed, reviewed) -> None:
    typed(lambda book: append(book[SCORES], AT, review=88.5))
    assert told(reviewed(), "nameless") == ["这一行填了复核分88.5，但没有部门名称，没有采用。"]
    typed(lambda book: append(book[SCORES], AT, remark="只是说明"))
    typed(lambda book: book[SCORES].delete_rows(book[SCORES].max_row - 1))
    assert told(reviewed(), "nameless") == []


def test_a_long_name_and_a_long_note_have_rows_that_show_them(folder, typed, more_comes_in) -> None:
    name = "示例县人民政府机关事务管理和后勤服务保障与公共机构节能监督管理工作领导小组办公室"
    (folder.root / "长.xlsx").write_bytes(workbook(department(COUNT + 2), {"部门名称": name}))

    def remark(book: Workbook) -> None:
        book[SCORES].cell(row_of(book[SCORES], department(1)), AT["remark"], "佐证材料不全，" * 20)

    typed(remark)
    more_comes_in()
    for sheet in read(folder):
        for row in sheet.iter_rows(min_row=FIRST_ROW + 1):
            height = sheet.row_dimensions[row[0].row].height or 15
            for cell in (
                cell for cell in row[:-1] if isinstance(cell.value, str) and not cell.value.startswith("=")
            ):
                width = sheet.column_dimensions[cell.column_letter].width
                assert min(text_height(cell.value, width), TALLEST_ROW) < height + 8, cell.value


def test_a_note_in_a_narrow_column_goes_on_over_the_empty_cells_beside_it(
    folder, typed, more_comes_in
) -> None:
    typed(lambda book: append(book[SCORES], AT, number="以上由预算股、绩效股联合复核，各股室于三月底前报回"))
    more_comes_in()
    sheet = read(folder)[SCORES]
    assert not sheet.cell(sheet.max_row, 1).alignment.wrap_text
    assert sheet.row_dimensions[sheet.max_row].height is None


@pytest.mark.parametrize("year", ["2020", "2020年", "2020年度"])
def test_a_year_may_be_typed_as_text(folder, typed, reviewed, year: str) -> None:
    def type_in(book: Workbook) -> None:
        row = row_of(book[SCORES], department(1))
        book[SCORES].cell(row, AT["year"], year)
        book[SCORES].cell(row, AT["review"], 80)

    typed(type_in)
    assert reviewed().score_findings == ()
    assert totals(folder) == {department(1).name: 80}


def without_what_was_added(book: Workbook) -> None:
    book[SCORES]["B5"].comment = None
    book[SCORES]._charts = []
    for name in set(book.sheetnames) - {SCORES, BY_INDICATOR}:
        del book[name]


@pytest.mark.parametrize(
    ("add", "what"),
    [
        (lambda book: setattr(book[SCORES]["B5"], "comment", Comment("问过了", "李")), "批注"),
        (lambda book: book.create_sheet("我的底稿"), "工作表“我的底稿”"),
        (lambda book: book[SCORES].add_chart(BarChart(), "B20"), "图形、图片或图表"),
    ],
)
def test_what_cannot_be_carried_on_keeps_the_workbook_from_being_written_anew(
    folder, typed, more_comes_in, add, what: str
) -> None:
    one = department(1)
    typed(lambda book: (add(book), book[SCORES].cell(row_of(book[SCORES], one), AT["review"], 80)))
    before = folder.review_scores.read_bytes()
    (fault,) = more_comes_in().faults
    assert fault.code == "E838"
    assert f"（{what}）" in fault.fault
    assert folder.review_scores.read_bytes() == before
    assert totals(folder) == {one.name: 80}
    typed(without_what_was_added)
    assert more_comes_in(COUNT + 2).faults == ()
    assert row_of(read(folder)[SCORES], department(COUNT + 2))


PICTURES = {
    "xl/cellimages.xml": ("<etc:cellImages/>", '=_xlfn.DISPIMG("ID_1",1)'),
    "xl/richData/richValueRel.xml": ('<richValueRels><rel r:id="rId1"/></richValueRels>', None),
}
"""How WPS and Excel keep a picture in a cell: a part, and what stands in the cell."""


@pytest.mark.parametrize("part", PICTURES)
def test_nor_is_it_with_a_picture_in_a_cell(folder, typed, more_comes_in, part: str) -> None:
    content, formula = PICTURES[part]
    typed(lambda book: book[SCORES].cell(FIRST_ROW + 1, len(COLUMNS) + 1, formula))
    with zipfile.ZipFile(folder.review_scores, "a") as archive:
        archive.writestr(part, content)
    (fault,) = more_comes_in().faults
    assert (fault.code, "（单元格里的图片）" in fault.fault) == ("E838", True)


def test_what_wps_keeps_of_pictures_that_were_cleared_is_nothing_to_lose(
    folder, typed, more_comes_in
) -> None:
    typed(lambda _: None)
    with zipfile.ZipFile(folder.review_scores, "a") as archive:
        archive.writestr("xl/cellimages.xml", "<etc:cellImages/>")
    assert more_comes_in().faults == ()


def test_a_part_for_drawings_that_holds_none_is_nothing_to_lose(folder, typed, more_comes_in) -> None:
    """LibreOffice writes one for every sheet."""
    typed(lambda _: None)
    with zipfile.ZipFile(folder.review_scores, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", '<xdr:wsDr xmlns:xdr="drawing"></xdr:wsDr>')
    assert more_comes_in().faults == ()


@pytest.mark.office
def test_a_workbook_that_libreoffice_has_saved_is_written_anew_like_any_other(
    folder, typed, more_comes_in, tmp_path: Path
) -> None:
    one = department(1)
    typed(lambda book: book[SCORES].cell(row_of(book[SCORES], one), AT["review"], 80))
    shutil.copy(recalculated(folder.review_scores, tmp_path), folder.review_scores)
    assert more_comes_in().faults == ()
    sheet = read(folder)[SCORES]
    assert sheet.cell(row_of(sheet, one), AT["review"]).value == 80


@pytest.mark.parametrize("lock", ["~$复核分.xlsx", ".~lock.复核分.xlsx#"])
def test_a_workbook_that_is_open_in_a_spreadsheet_program_is_not_replaced_under_it(
    folder, more_comes_in, reviewed, lock: str
) -> None:
    (folder.root / lock).write_bytes(b"")
    before = folder.review_scores.read_bytes()
    assert [fault.code for fault in more_comes_in().faults] == ["E837"]
    assert folder.review_scores.read_bytes() == before
    (folder.root / lock).unlink()
    assert reviewed().faults == ()
    assert row_of(read(folder)[SCORES], department(COUNT + 1))


@pytest.mark.parametrize("meanwhile", [(running, "return_all"), (scoring_desk, "read_entries")])
def test_what_is_saved_while_a_review_runs_counts(
    folder, typed, more_comes_in, monkeypatch, meanwhile: tuple[ModuleType, str]
) -> None:
    one, made, saved = department(1), getattr(*meanwhile), []

    def slow(*arguments, **options):
        done = made(*arguments, **options)
        if not saved:
            typed(lambda book: book[SCORES].cell(row_of(book[SCORES], one), AT["review"], 79))
            saved.append(one)
        return done

    monkeypatch.setattr(*meanwhile, slow)
    more_comes_in()
    sheet = read(folder)[SCORES]
    assert sheet.cell(row_of(sheet, one), AT["review"]).value == 79
    assert totals(folder) == {one.name: 79}


@pytest.mark.parametrize(
    "remove",
    [
        lambda book: book[SCORES].delete_rows(row_of(book[SCORES], department(2))),
        lambda book: book[BY_INDICATOR].delete_rows(row_of(book[BY_INDICATOR], department(2))),
        lambda book: book.remove(book[BY_INDICATOR]),
    ],
)
def test_a_row_or_a_sheet_that_is_gone_comes_back(folder, typed, reviewed, remove) -> None:
    before = texts(folder)
    typed(remove)
    reviewed()
    assert texts(folder) == before


def test_scores_by_indicator_stay_when_there_are_too_many_departments_for_their_sheet(
    folder, typed, more_comes_in, monkeypatch
) -> None:
    one = department(1)
    typed(lambda book: book[BY_INDICATOR].cell(row_of(book[BY_INDICATOR], one), MARK_AT["review"], 1))
    monkeypatch.setattr("perfxl.bureau.review.scoring_desk.MOST_LINES", 30)
    for number in (COUNT + 1, COUNT + 2):
        assert more_comes_in(number).score_findings == ()
        sheet = read(folder)[BY_INDICATOR]
        assert {row[1] for row in sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True)} == {one.name}
        assert sheet.cell(row_of(sheet, one), MARK_AT["review"]).value == 1
        assert totals(folder).keys() == {one.name}


def test_a_copy_of_perfxls_own_workbooks_is_told_as_such_and_nothing_is_sent_back(folder, reviewed) -> None:
    (folder.root / "备份的复核分.xlsx").write_bytes(folder.review_scores.read_bytes())
    report = reviewed()
    ((file, fault),) = report.standing.unreadable
    assert (file, fault.code) == ("备份的复核分.xlsx", "E839")
    assert fault.fault == "这是财政局一端生成的复核分，不是报送材料，没有采用"
    assert not any("无法识别" in sheet.name for sheet in folder.returns.iterdir())
