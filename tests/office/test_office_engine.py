"""What only a live workbook does: it computes, has a window and a status bar, and may be taken back."""

import re
import zipfile

import pytest

from perfxl.engines import EngineError, ProtectedSheetError, xw
from perfxl.engines.entry import MAX_TEXT
from perfxl.engines.office import undone_at_once
from perfxl.engines.office.bridge import properties
from tests.engines.samples import made, moment, table

pytestmark = pytest.mark.office


@pytest.fixture
def opened(open_in_office, tmp_path):
    """Opens a workbook that was made by XlsxWriter; closed at the end of the test."""
    books = []

    def open_made(fill, **named):
        books.append(open_in_office(made(tmp_path, fill, **named)))
        return books[-1]

    yield open_made
    for book in books:
        book.close()


def block(sheet, address):
    return sheet[address].options(ndim=2, err_to_str=True).value


def window(book):
    return book.impl.document.component.getCurrentController()


def test_what_openpyxl_or_xlsxwriter_saved_is_computed_when_it_is_opened(opened):
    sheet = opened(table("  A B\n1 2 =A1*21→0")).sheets[0]

    assert sheet["B1"].value == 42.0


def test_a_formula_follows_what_is_written_and_one_just_written_has_a_value(opened):
    sheet = opened(table("  A B\n1 2 =A1*21→0")).sheets[0]

    sheet["A1"].value = 3
    sheet["C1"].formula = '=B1&"分"'

    assert block(sheet, "A1:C1") == [[3.0, 63.0, "63分"]]


def test_nothing_is_computed_while_calculation_is_manual(opened):
    book = opened(table("  A B\n1 2 =A1*21→0"))
    sheet = book.sheets[0]

    with book.app.properties(calculation="manual"):
        sheet["A1"].value = 3
        assert sheet["B1"].value == 42.0
        book.app.calculate()
        assert sheet["B1"].value == 63.0

    sheet["A1"].value = 4
    assert sheet["B1"].value == 84.0


def test_the_screen_rests_while_it_is_told_to(opened):
    book = opened(table("  A\n1 1"))
    component = book.impl.document.component

    with book.app.properties(screen_updating=False):
        assert component.hasControllersLocked()

    assert not component.hasControllersLocked()


def test_the_status_bar_can_be_written_over_and_given_back_any_number_of_times(opened):
    app = opened(table("  A\n1 1")).app

    for text in ("正在读取……", "正在校验……", False, "正在写入……", False):
        app.status_bar = text
        assert app.status_bar == text


def test_a_selected_cell_is_selected_in_the_window_its_sheet_in_front(opened):
    def fill(book, sheet):
        table("  A\n1 1")(book, sheet)
        book.add_worksheet("附 表")

    book = opened(fill)
    book.sheets["附 表"].activate()
    book.sheets["附 表"]["C3:D4"].select()

    assert window(book).getActiveSheet().getName() == "附 表"
    assert window(book).getSelection().AbsoluteName == "$'附 表'.$C$3:$D$4"
    assert book.app.selection.address == "$C$3:$D$4"


def test_formulas_read_as_excel_writes_them(opened):
    formulas = (
        '=IF(AND(A1>0,\'附 表\'!$B$2<>""),SUM(附!A1:A3,1.5),"a;b!c~d")',
        "=SUM({1,2;3,4})",
        "=IF(ISBLANK(A1),TRUE,FALSE)",
        "=ROUND(N(编制数)/2,10)",
        "=IFERROR(1/0,#N/A)",
        '=HYPERLINK("#\'附 表\'!A1","去")',
        "=SUM(附!$A:$A)",
        "=-A1%+2^3",
    )

    def fill(book, sheet):
        book.add_worksheet("附 表")
        book.add_worksheet("附")
        book.define_name("编制数", "=表!$A$1")
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 1, formula)

    sheet = opened(fill).sheets["表"]

    assert [formula for (formula,) in sheet["B1:B8"].formula] == list(formulas)


def test_formulas_are_written_as_excel_writes_them_and_come_back_the_same(opened):
    formulas = [
        ["='附 表'!A1*2"],
        ['=IF(A1>0,"是;否","")'],
        ["=SUM({1,2;3,4})"],
        ['=HYPERLINK("#表!A1","去")'],
    ]

    def fill(book, sheet):
        sheet.write("A1", 1)
        book.add_worksheet("附 表").write("A1", 21)

    sheet = opened(fill).sheets["表"]
    sheet["B1"].formula = formulas

    assert [list(row) for row in sheet["B1:B4"].formula] == formulas
    assert block(sheet, "B1:B4") == [[42.0], ["是;否"], [10.0], ["去"]]


def test_every_error_of_excel_is_read_as_a_text_and_the_programs_own_as_a_wrong_value(opened):
    given = ("=1/0", "=NA()", "=没有()", "=10^400", '=VALUE("甲")', "=SQRT(-1)")

    sheet = opened(
        lambda _b, sheet: [sheet.write_formula(row, 1, one) for row, one in enumerate(given)]
    ).sheets[0]

    shown = [value for (value,) in block(sheet, "B1:B6")]
    assert shown == ["#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#VALUE!", "#VALUE!"]
    assert sheet["B1"].value is None


def test_an_error_and_a_truth_value_are_written_as_such(opened):
    sheet = opened(table("  A\n1 1")).sheets[0]

    sheet["A1"].value = [["#N/A", True, "false"]]

    assert block(sheet, "A1:C1") == [["#N/A", True, False]]
    assert sheet["A1:C1"].formula == (("#N/A", "TRUE", "FALSE"),)


def test_an_array_formula_is_read_without_its_braces(opened):
    def fill(_book, sheet):
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_array_formula("B1:B1", "{=SUM(A1:A3*2)}", None, 0)

    sheet = opened(fill).sheets[0]

    assert (sheet["B1"].formula, sheet["B1"].value) == ("=SUM(A1:A3*2)", 12.0)


def test_a_date_that_a_formula_gives_is_a_date_and_a_truth_a_truth(opened):
    def fill(book, sheet):
        sheet.write_formula("A1", "=DATE(2024,3,5)", book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula("A2", "=1>0")
        sheet.write_formula("A3", "=1+1")

    assert block(opened(fill).sheets[0], "A1:A3") == [[moment(2024, 3, 5)], [True], [2.0]]


def test_the_days_before_march_1900_are_counted_as_excel_counts_them(opened):
    def fill(book, sheet):
        for row, day in enumerate((1, 59, 61, 0.5)):
            sheet.write_number(row, 0, day, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))

    shown = [value for (value,) in block(opened(fill).sheets[0], "A1:A4")]

    assert shown == [moment(1900, 1, 1), moment(1900, 2, 28), moment(1900, 3, 1), moment(1899, 12, 30, 12)]


def test_number_formats_read_as_excel_writes_them(opened):
    codes = ("General", "@", "0.00%", "#,##0.00_ ", "yyyy-mm-dd", "[h]:mm", 'yyyy"年"m"月"', "h:mm AM/PM")

    def fill(book, sheet):
        for row, code in enumerate(codes):
            sheet.write_number(row, 0, 1.5, book.add_format({"num_format": code}))

    sheet = opened(fill).sheets[0]

    assert [sheet[row, 0].number_format for row in range(len(codes))] == list(codes)


def test_chinese_text_gets_the_font_that_is_asked_for(opened):
    sheet = opened(table("  A\n1 某局")).sheets[0]

    sheet["A1"].font.name, sheet["A1"].font.size, sheet["A1"].font.bold = "黑体", 16, True

    cell = sheet.impl.grid._sheet.getCellByPosition(0, 0)
    assert (cell.CharFontNameAsian, cell.CharHeightAsian, cell.CharWeightAsian) == ("黑体", 16.0, 150.0)


def test_the_longest_text_of_a_cell_arrives_whole(opened):
    sheet = opened(table("  A\n1 1")).sheets[0]

    sheet["A1"].value = "很" * MAX_TEXT
    assert sheet["A1"].value == "很" * MAX_TEXT

    with pytest.raises(ValueError, match="32767"):
        sheet["A1"].value = "很" * (MAX_TEXT + 1)


def test_five_thousand_rows_are_written_and_read_as_one_block(opened):
    sheet = opened(table("  A\n1 1")).sheets[0]
    rows = [[f"项目{number}", number * 1.5, f"=B{number}*2"] for number in range(1, 5001)]

    sheet["A1"].value = [[name, amount] for name, amount, _ in rows]

    assert sheet["A1:B5000"].value == [[name, amount] for name, amount, _ in rows]
    assert sheet.used_range.address == "$A$1:$B$5000"


PROTECTED = {"format_cells": True, "format_rows": True, "objects": True}


def protections_after_saving(book, folder):
    """What the protection of the first sheet allows, in a copy that LibreOffice writes."""
    copy = folder / "副本.xlsx"
    how = properties(FilterName="Calc MS Excel 2007 XML")
    book.impl.document.component.storeToURL(copy.as_uri(), how)
    with zipfile.ZipFile(copy) as archive:
        (found,) = re.findall(
            r"<sheetProtection ([^>]*)/>", archive.read("xl/worksheets/sheet1.xml").decode()
        )
    return dict(re.findall(r'(\w+)="(\w+)"', found))


def test_marks_on_locked_cells_leave_the_protection_as_it_was(opened, tmp_path):
    book = opened(lambda _b, sheet: (sheet.write("A1", "固定"), sheet.protect("", PROTECTED)))
    sheet = book.sheets[0]
    before = protections_after_saving(book, tmp_path)

    sheet["A1"].color = (255, 199, 206)
    sheet["A1"].add_note("请核对")
    sheet["A1"].row_height = 40

    assert (sheet["A1"].color, sheet["A1"].note.text) == ((255, 199, 206), "请核对")
    assert protections_after_saving(book, tmp_path) == before
    assert (before["formatCells"], before["formatRows"]) == ("false", "false")
    with pytest.raises(ProtectedSheetError):
        sheet["A1"].value = "改"


def test_a_password_keeps_marks_away_and_nothing_is_changed(opened):
    sheet = opened(lambda _b, sheet: (sheet.write("A1", "固定"), sheet.protect("secret", PROTECTED))).sheets[
        0
    ]

    with pytest.raises(ProtectedSheetError, match="password"):
        sheet["A1"].color = (255, 199, 206)

    assert sheet["A1"].color is None


def test_a_sheet_that_the_user_has_protected_since_refuses_marks(opened):
    sheet = opened(table("  A\n1 1")).sheets[0]
    sheet.impl.grid._sheet.protect("")

    for act in (lambda: setattr(sheet["A1"], "color", (1, 2, 3)), lambda: setattr(sheet["A1"], "value", 2)):
        with pytest.raises(ProtectedSheetError):
            act()


def test_all_changes_are_taken_back_by_one_command(opened):
    book = opened(lambda _b, sheet: (sheet.write("A1", "固定"), sheet.protect("", PROTECTED)))
    sheet = book.sheets[0]
    undo = book.impl.document.component.getUndoManager()

    with undone_at_once(book, "绩效自评计分"):
        sheet["A1"].color = (255, 199, 206)
        sheet["A1"].add_note("请核对")
        sheet["A1"].font.bold = True

    assert undo.getAllUndoActionTitles() == ("绩效自评计分",)
    undo.undo()
    assert (sheet["A1"].color, sheet["A1"].note, sheet["A1"].font.bold) == (None, None, False)


def test_what_fails_half_way_leaves_nothing(opened):
    book = opened(table("  A\n1 1"))
    sheet = book.sheets[0]

    def fail():
        with undone_at_once(book, "计分"):
            sheet["A1"].value = [[7, 8], ["甲", "=A1*2"]]
            sheet["A1"].autofit()

    with pytest.raises(NotImplementedError):
        fail()

    assert block(sheet, "A1:B2") == [[1.0, None], [None, None]]
    assert book.impl.document.component.getUndoManager().getAllUndoActionTitles() == ()


def test_only_a_book_in_libreoffice_can_be_taken_back():
    with pytest.raises(TypeError, match="LibreOffice"):
        undone_at_once(xw.Book(impl=type("Impl", (), {"document": None})()), "计分")


def test_a_workbook_is_never_saved_through_libreoffice(opened, tmp_path):
    book = opened(table("  A\n1 1"))
    before = (tmp_path / "样本.xlsx").read_bytes()
    book.sheets[0]["A1"].value = 2

    with pytest.raises(EngineError):
        book.save()
    with pytest.raises(EngineError):
        book.save(str(tmp_path / "另存.xlsx"))

    assert (tmp_path / "样本.xlsx").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["样本.xlsx"]


def test_names_are_those_of_the_file_with_the_sheets_quoted_where_need_be(opened):
    def fill(book, _sheet):
        book.add_worksheet("O'Brien 表")
        book.define_name("甲", "='O''Brien 表'!$A$1:$C$9")
        book.define_name("乙", "=表!$A:$B")

    book = opened(fill)

    assert book.names["甲"].refers_to == "='O''Brien 表'!$A$1:$C$9"
    assert book.names["甲"].refers_to_range.sheet.name == "O'Brien 表"
    assert book.names["乙"].refers_to == "=表!$A:$B"


def test_a_workbook_with_protected_structure_takes_no_sheet(opened):
    book = opened(table("  A\n1 1"))
    book.impl.document.component.protect("")

    with pytest.raises(ProtectedSheetError, match="structure"):
        book.sheets.add("新")


def test_a_note_that_is_known_is_read_anew_where_it_has_moved_changed_or_gone(opened):
    def fill(_book, sheet):
        for row in range(4):
            sheet.write_comment(row, 0, f"第{row + 1}行")

    sheet = opened(fill).sheets[0]
    assert [note.text for note in sheet.notes] == ["第1行", "第2行", "第3行", "第4行"]
    rows = sheet.impl.grid._sheet.getRows()
    rows.insertByIndex(1, 1)
    sheet["A1"].note.text = "改了"
    sheet["A5"].note.delete()

    shown = [None if sheet[row, 0].note is None else sheet[row, 0].note.text for row in range(5)]
    assert shown == ["改了", None, "第2行", "第3行", None]
