"""How cells look: colours, fonts, formats, alignments, widths and heights."""

import pytest

from perfxl.engines import open_closed, package_of
from tests.engines.samples import SHEET, made, parts_of, patched, saved, table


@pytest.fixture
def sheet(tmp_path):
    with open_closed(made(tmp_path, table("  A B\n1 1 2\n2 3 4"))) as book:
        yield book.sheets[0]


TRAITS = [
    ("number_format", "0.00%"),
    ("color", (255, 199, 206)),
    ("wrap_text", True),
    ("horizontal_alignment", "center"),
    ("horizontal_alignment", "center_across_selection"),
    ("vertical_alignment", "justify"),
    ("row_height", 30.0),
    ("column_width", 12.5),
]
FONT = [("bold", True), ("italic", True), ("size", 16.0), ("name", "黑体"), ("color", (192, 0, 0))]


@pytest.mark.parametrize(("trait", "value"), TRAITS)
def test_a_trait_is_set_for_all_cells_and_differs_elsewhere(sheet, trait, value):
    before = getattr(sheet["C3"], trait)

    setattr(sheet["A1:B2"], trait, value)

    assert getattr(sheet["A1:B2"], trait) == value
    assert getattr(sheet["B2"], trait) == value
    assert getattr(sheet["C3"], trait) == before != value


@pytest.mark.parametrize(("trait", "value"), FONT)
def test_a_trait_of_the_font_is_set_and_leaves_the_others(sheet, trait, value):
    others = [name for name, _ in FONT if name != trait]
    before = [getattr(sheet["A1"].font, name) for name in others]

    setattr(sheet["A1:B1"].font, trait, value)

    assert getattr(sheet["A1:B1"].font, trait) == value
    assert getattr(sheet["A2"].font, trait) != value
    assert [getattr(sheet["A1"].font, name) for name in others] == before


@pytest.mark.parametrize(
    "trait", ["number_format", "color", "wrap_text", "horizontal_alignment", "row_height"]
)
def test_a_trait_that_differs_among_the_cells_is_none(sheet, trait):
    setattr(sheet["A1"], trait, dict(TRAITS)[trait])

    assert getattr(sheet["A1:B2"], trait) is None


def test_looks_without_looks_are_excel_s_defaults(sheet):
    cell = sheet["A1"]

    assert (cell.number_format, cell.color, cell.wrap_text) == ("General", None, False)
    assert (cell.horizontal_alignment, cell.vertical_alignment) == ("general", "bottom")
    assert (cell.font.bold, cell.font.italic, cell.font.name) == (False, False, "Calibri")
    assert (cell.row_height, cell.column_width) == (15.0, 8.43)


def test_a_colour_can_be_written_in_every_way_of_xlwings_and_taken_away(sheet):
    cell = sheet["A1"]
    for written in ("#FFC7CE", (255, 199, 206), [255, 199, 206], 0xCEC7FF):
        cell.color = None
        cell.color = written
        assert cell.color == (255, 199, 206)

    cell.color = None
    assert cell.color is None


def test_looks_come_back_after_saving(tmp_path):
    path = made(tmp_path, table("  A\n1 1"))
    with open_closed(path) as book:
        cell = book.sheets[0]["A1"]
        cell.color, cell.font.bold, cell.number_format, cell.row_height, cell.column_width = (
            (1, 2, 3),
            True,
            "0.0",
            40,
            20,
        )
        (tmp_path / "后.xlsx").write_bytes(package_of(book, {}))

    with open_closed(tmp_path / "后.xlsx") as book:
        cell = book.sheets[0]["A1"]
        assert (cell.color, cell.font.bold, cell.number_format) == ((1, 2, 3), True, "0.0")
        assert (cell.row_height, cell.column_width) == (40.0, 20.0)


def widths(sheet) -> list[float]:
    return [sheet[0, column].column_width for column in range(5)]


def test_one_column_out_of_a_group_gets_a_width_of_its_own(tmp_path):
    with open_closed(made(tmp_path, lambda _b, sheet: sheet.set_column("A:D", 20))) as book:
        sheet = book.sheets[0]
        assert widths(sheet) == [20, 20, 20, 20, 8.43]

        sheet["B1"].column_width = 5

        assert widths(sheet) == [20, 5, 20, 20, 8.43]


def test_no_two_entries_for_columns_overlap_after_saving(tmp_path):
    path = made(tmp_path, lambda _b, sheet: sheet.set_column("A:XFD", 20))
    with open_closed(path) as book:
        book.sheets[0]["B1:C1"].column_width = 5
        content = package_of(book, {})

    xml = parts_of(content)[SHEET].decode()
    spans = [part.split('"') for part in xml[xml.index("<cols>") : xml.index("</cols>")].split("<col ")[1:]]
    found = [(int(span[span.index(" min=") + 1]), int(span[span.index(" max=") + 1])) for span in spans]
    assert found == [(1, 1), (2, 2), (3, 3), (4, 16384)]


def test_a_row_that_excel_fits_to_its_content_goes_on_doing_so(tmp_path):
    def fill(_book, sheet):
        sheet.set_row(0, 30)
        sheet.set_row(1, 45)
        sheet.set_row(2, 60)

    path = made(tmp_path, fill)
    for height in (b"30", b"60"):
        fixed, fitted = b'ht="' + height + b'" customHeight="1"', b'ht="' + height + b'"'
        patched(path, {SHEET: lambda xml, fixed=fixed, fitted=fitted: xml.replace(fixed, fitted)})
    with open_closed(path) as book:
        book.sheets[0]["A3"].row_height = 70
        xml = parts_of(package_of(book, {}))[SHEET]

    rows = [row.split(b">")[0] for row in xml.split(b"<row ")[1:]]
    assert [(b"customHeight" in row, row.split(b'ht="')[1].split(b'"')[0]) for row in rows] == [
        (False, b"30"),
        (True, b"45"),
        (True, b"70"),
    ]


def test_a_theme_colour_is_not_told(tmp_path):
    path = made(tmp_path, lambda book, sheet: sheet.write("A1", 1, book.add_format({"bg_color": "red"})))
    patched(
        path,
        {"xl/styles.xml": lambda xml: xml.replace(b'<fgColor rgb="FFFF0000"/>', b'<fgColor theme="4"/>')},
    )

    with open_closed(path) as book:
        assert book.sheets[0]["A1"].color is None


def test_saving_untouched_looks_keeps_them(tmp_path):
    def fill(book, sheet):
        sheet.write(
            "A1",
            "甲",
            book.add_format(
                {"bold": True, "font_name": "仿宋", "border": 1, "bg_color": "#FFF2CC", "rotation": 30}
            ),
        )
        sheet.set_column("A:A", 33)
        sheet.freeze_panes(1, 1)

    with open_closed(saved(made(tmp_path, fill), tmp_path / "后.xlsx")) as book:
        cell = book.impl.document.workbook["表"]["A1"]
        assert (cell.font.b, cell.font.name, cell.border.left.style, cell.alignment.textRotation) == (
            True,
            "仿宋",
            "thin",
            30,
        )
        assert book.sheets[0]["A1"].column_width == pytest.approx(33, abs=0.01)
        assert book.impl.document.workbook["表"].freeze_panes == "B2"
