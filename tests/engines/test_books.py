"""Apps, books and sheets of the engine for closed files."""

import openpyxl
import pytest

from perfxl.engines import Alert, EngineError, UnreadableWorkbookError, open_closed, package_of, source_of, xw
from perfxl.engines.opening import CLOSED_FILES
from tests.engines.samples import made, patched, table

TWO_SHEETS = """
  A
1 甲
"""


def two_sheets(book, sheet):
    table(TWO_SHEETS)(book, sheet)
    book.add_worksheet("附 表").write("B2", "乙")


@pytest.fixture(autouse=True)
def active_engine():
    """Bringing a sheet to the front makes its engine the active one; the next test shall not notice."""
    before = xw.engines.active
    yield
    xw.engines.active = before


@pytest.fixture
def path(tmp_path):
    return made(tmp_path, two_sheets)


@pytest.fixture
def book(path):
    with open_closed(path) as book:
        yield book


def test_a_file_opens_as_an_ordinary_book_of_xlwings(book, path):
    assert isinstance(book, xw.Book)
    assert (book.name, book.fullname) == ("样本.xlsx", str(path.resolve()))
    assert source_of(book) == path.resolve()


def test_the_active_engine_stays_what_it_was(path):
    xw.engines.active = None

    with open_closed(path) as book:
        assert book.app.engine.name == CLOSED_FILES
        assert xw.engines.active is None


def test_sheets_are_found_by_name_in_any_case_by_number_and_in_order(book):
    assert book.sheet_names == ["表", "附 表"]
    assert [sheet.name for sheet in book.sheets] == ["表", "附 表"]
    assert (book.sheets[1].name, book.sheets["附 表"].index, len(book.sheets)) == ("附 表", 2, 2)
    assert "附 表" in book.sheets
    assert book.sheets["表"].book == book


def test_a_missing_sheet_is_a_key_error(book):
    with pytest.raises(KeyError, match="没有"):
        book.sheets["没有"]


def test_the_sheet_in_front_is_the_active_one_and_alone_selected(book):
    assert book.sheets.active.name == "表"

    book.sheets["附 表"].activate()

    assert book.sheets.active.name == "附 表"
    assert book.app == xw.apps.active
    assert [sheet.sheet_view.tabSelected for sheet in book.impl.document.workbook.worksheets] == [False, True]


def test_a_sheet_is_added_where_it_is_wanted_and_comes_to_the_front(book):
    book.sheets.add("后", after="表")
    book.sheets.add("前", before="表")
    added = book.sheets.add("中")

    assert book.sheet_names == ["中", "前", "表", "后", "附 表"]
    assert book.sheets.active == added


def test_a_sheet_without_a_name_gets_one(book):
    assert book.sheets.add().name == "Sheet1"
    assert book.sheets.add().name == "Sheet2"


@pytest.mark.parametrize("name", ["附 表", "a/b", "a:b", "[a]", "很" * 32])
def test_a_sheet_cannot_have_a_name_that_excel_refuses(book, name):
    with pytest.raises((EngineError, ValueError)):
        book.sheets.add(name)


def test_a_sheet_can_be_hidden_and_shown(book):
    sheet = book.sheets["附 表"]

    sheet.visible = False
    assert sheet.visible is False

    sheet.visible = True
    assert sheet.visible is True


def test_the_printed_area_can_be_read_and_set(book):
    setup = book.sheets["附 表"].page_setup
    assert setup.print_area is None

    setup.print_area = "$A$1:$C$9"
    assert setup.print_area == "$A$1:$C$9"

    setup.print_area = None
    assert setup.print_area is None


def test_a_very_hidden_sheet_is_not_visible(tmp_path):
    def fill(book, _sheet):
        book.add_worksheet("_perfxl").very_hidden()

    with open_closed(made(tmp_path, fill)) as book:
        assert book.sheets["_perfxl"].visible is False


def test_sheets_are_not_renamed_since_names_refer_to_them(book):
    with pytest.raises(NotImplementedError):
        book.sheets["表"].name = "另"


def test_a_closed_file_is_never_overwritten(book, path):
    before = path.read_bytes()

    with pytest.raises(EngineError, match="package_of"):
        book.save()
    with pytest.raises(EngineError, match="package_of"):
        book.save(str(path.with_name("b.xlsx")))

    assert path.read_bytes() == before


def test_closing_the_last_book_ends_the_app(path):
    engine = xw.engines[CLOSED_FILES]
    before = len(engine.apps)
    first, second = open_closed(path), open_closed(path)
    assert len(engine.apps) == before + 2

    first.close()
    second.app.quit()

    assert len(engine.apps) == before


def test_files_of_one_name_in_two_folders_are_open_side_by_side(tmp_path):
    for folder in ("甲单位", "乙单位"):
        (tmp_path / folder).mkdir()
        made(tmp_path / folder, table(f"  A\n1 {folder}"))

    with (
        open_closed(tmp_path / "甲单位/样本.xlsx") as first,
        open_closed(tmp_path / "乙单位/样本.xlsx") as second,
    ):
        assert first.sheets[0]["A1"].value == "甲单位"
        assert second.sheets[0]["A1"].value == "乙单位"
        assert first != second


def test_a_book_can_be_the_caller(book, monkeypatch):
    monkeypatch.delattr(xw.Book, "_mock_caller", raising=False)
    book.set_mock_caller()

    assert xw.Book.caller().sheets["表"]["A1"].value == "甲"

    monkeypatch.delattr(xw.Book, "_mock_caller")


def test_what_excel_lets_be_switched_can_be_switched_and_comes_back(book):
    app = book.app
    with app.properties(
        screen_updating=False, calculation="manual", status_bar="正在检查…", enable_events=False
    ):
        assert (app.screen_updating, app.calculation, app.status_bar) == (False, "manual", "正在检查…")

    assert (app.screen_updating, app.calculation, app.status_bar, app.enable_events) == (
        True,
        "automatic",
        False,
        True,
    )


def test_calculating_and_looking_for_a_selection_do_no_harm(book):
    book.app.calculate()
    book.activate()

    assert book.app.selection.address == "$A$1"
    assert book.sheets["表"]["A1"].value == "甲"


def test_selected_cells_are_selected_on_their_sheet_which_comes_to_the_front(book):
    book.sheets["附 表"]["B2:C3"].select()

    assert book.sheets.active.name == "附 表"
    assert book.selection.sheet.name == "附 表"
    assert book.selection.address == "$B$2:$C$3"


def test_a_selection_stands_in_the_part_of_a_frozen_window_that_has_the_cursor(tmp_path):
    path = made(tmp_path, lambda _, sheet: sheet.freeze_panes(2, 1))
    with open_closed(path) as book:
        book.sheets[0]["D9"].select()
        target = tmp_path / "saved.xlsx"
        target.write_bytes(package_of(book, {}))
    view = openpyxl.load_workbook(target).active.sheet_view

    assert view.pane.activePane == "bottomRight"
    assert {one.pane: one.sqref for one in view.selection}["bottomRight"] == "D9"


def test_an_alert_presses_the_first_button(book):
    assert book.app.alert("要继续吗？", "提示", "yes_no", "info") == "yes"
    assert book.app.alert("完成。") == "ok"


def test_an_alert_is_shown_to_whoever_opened_the_file(path):
    shown = []

    def answer(alert: Alert) -> str:
        shown.append(alert)
        return "cancel"

    with open_closed(path, answer=answer) as book:
        assert book.app.alert("覆盖？", "perfxl", "ok_cancel", "critical") == "cancel"

    assert shown == [Alert("覆盖？", "perfxl", "ok_cancel", "critical")]


def test_members_that_nobody_uses_say_so(book):
    with pytest.raises(NotImplementedError):
        book.sheets[0]["A1"].autofit()


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_closed(tmp_path / "没有.xlsx")
    assert not [app for app in xw.engines[CLOSED_FILES].apps if not len(app.books)]


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 cut off"])
def test_what_is_no_workbook_is_unreadable(tmp_path, content):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)

    with pytest.raises(UnreadableWorkbookError, match=r"坏\.xlsx"):
        open_closed(path)


def test_a_workbook_with_a_broken_sheet_is_unreadable(path):
    patched(path, {"xl/worksheets/sheet1.xml": lambda xml: xml[: len(xml) // 2]})

    with pytest.raises(UnreadableWorkbookError):
        open_closed(path)
