"""However a file writes its cells, the fast reader sees what the reader through xlwings sees."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from perfxl.department.closed_files import check
from perfxl.engines import open_closed
from perfxl.engines.closed.chinese_formats import CHINESE_FORMATS
from perfxl.engines.closed.grid import _moment
from perfxl.errors import FileError
from perfxl.workbook.bulk import moments, quick_gate, read_workbook
from perfxl.workbook.bulk.closed_file import ClosedFile
from perfxl.workbook.bulk.doubt import DoubtError
from perfxl.workbook.bulk.quick_gate import quick_look
from perfxl.workbook.bulk.reader import read_file
from perfxl.workbook.bulk.shifting import OffTheSheetError, shifted
from perfxl.workbook.reading.live import read_submission
from tests.regenerate import ROOT
from tests.support.both_readers import assert_same
from tests.support.county import department, workbook
from tests.support.forgetting import forget
from tests.support.workbooks import Saved, cell_of, copy_sheet, edited, scheme, template, unzipped, zipped

FIELDS, SHEET = "基本情况表", "xl/worksheets/sheet2.xml"
STRINGS, BOOK, STYLES = "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"
FILE = Path("某县行政服务中心.xlsx")
EXAMPLES = sorted((ROOT / "workbooks").rglob("*.xlsx"))


def seen(content: bytes, folder: Path):
    """What both readers see, after making sure that it is the same."""
    file = folder / FILE
    file.write_bytes(content)
    with open_closed(file) as book:
        slow = read_submission(book, scheme())
    assert_same(read_file(ClosedFile(content, file), scheme()), slow)
    return slow


def with_part(name: str, change: Callable[[str], str], content: bytes | None = None) -> bytes:
    parts = unzipped(content or template())
    changed = change(parts[name].decode())
    assert changed != parts[name].decode(), "nothing was changed"
    return zipped(parts | {name: changed.encode()})


def row_of(field: str) -> str:
    return cell_of(field)[1].lstrip("ABCDEFGHIJ")


def with_cell(field: str, written: str) -> bytes:
    """The template with one cell written in its own way: ``@`` its place and format, ``№`` its row."""
    _, cell = cell_of(field)
    written = written.replace("№", row_of(field))
    pattern = rf'<c (r="{cell}"(?: s="\d+")?)(?: t="\w+")?(?:/>|>.*?</c>)'
    return with_part(SHEET, lambda text: re.sub(pattern, lambda m: written.replace("@", m[1]), text))


WRITTEN = {
    "a text of its own": ('<c @ t="inlineStr"><is><t>9人</t></is></c>', "9人"),
    "a text of its own that keeps spaces": (
        '<c @ t="inlineStr"><is><t xml:space="preserve"> 9 </t></is></c>', " 9 "
    ),
    "a text with formats inside": (
        '<c @ t="inlineStr"><is><r><rPr><b/></rPr><t>9</t></r><r><t>人</t></r></is></c>', "9人"
    ),
    "a text with an escaped character": ('<c @ t="inlineStr"><is><t>9_x000B_人</t></is></c>', "9\x0b人"),
    "a text that merely looks escaped": ('<c @ t="inlineStr"><is><t>9_x005F_x000B_</t></is></c>', "9\x0b"),
    "a text with references": ('<c @ t="inlineStr"><is><t>&#57;&lt;&#x4EBA;&amp;</t></is></c>', "9<人&"),
    "a text with lines": ('<c @ t="inlineStr"><is><t>9\n人</t></is></c>', "9\n人"),
    "a text of its own that looks like an address": (
        '<c @ t="inlineStr"><is><t>A№" s="1"</t></is></c>', 'A№" s="1"'
    ),
    "a result that looks like an address": ('<c @ t="str"><f>"A№"" s="</f><v>A№" s=1</v></c>', 'A№" s=1'),
    "a text of its own in a cell of numbers": ("<c @><is><t>9人</t></is></c>", ""),
    "a text of its own beside a formula": ('<c @ t="inlineStr"><f>4+5</f><is><t>9</t></is></c>', "=4+5"),
    "a value in a cell of texts of their own": ('<c @ t="inlineStr"><v>9</v></c>', ""),
    "a number in exponents": ("<c @><v>9E0</v></c>", "9"),
    "a number with noise": ("<c @><v>8.9999999999999996</v></c>", "9"),
    "a number with its type": ('<c @ t="n"><v>9</v></c>', "9"),
    "a truth": ('<c @ t="b"><v>1</v></c>', "TRUE"),
    "an error": ('<c @ t="e"><v>#N/A</v></c>', "#N/A"),
    "a date written out": ('<c @ t="d"><v>2021-03-05T00:00:00</v></c>', "2021-03-05"),
    "a result": ("<c @><f>4+5</f><v>9</v></c>", "9"),
    "a result that is a text": ('<c @ t="str"><f>"9"&amp;"人"</f><v>9人</v></c>', "9人"),
    "a result that is a truth": ('<c @ t="b"><f>TRUE()</f><v>1</v></c>', "TRUE"),
    "a result that is an error": ('<c @ t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
    "a formula of an array": ('<c @><f t="array" ref="B14">SUM(A1:A2)</f><v>9</v></c>', "9"),
    "a formula of another program": ('<c @><f aca="false">4+5</f><v>9</v></c>', "9"),
    "a formula without result": ("<c @><f>4+5</f></c>", "=4+5"),
    "a formula with an empty result": ("<c @><f>4+5</f><v/></c>", "=4+5"),
    "nothing": ("<c @></c>", ""),
    "an empty value": ("<c @><v></v></c>", ""),
    "an attribute in another place": ('<c t="n" @><v>9</v></c>', "9"),
    "a comment beside it": ("<c @><!-- 9 --><v>9</v></c>", "9"),
    "marked characters": ("<c @ t=\"inlineStr\"><is><t><![CDATA[9人]]></t></is></c>", "9人"),
}  # fmt: skip


@pytest.mark.parametrize("way", WRITTEN)
def test_a_cell_reads_the_same_however_it_is_written(way: str, tmp_path: Path) -> None:
    written, shown = WRITTEN[way]
    entry = seen(with_cell("编制数", written), tmp_path).entries["编制数"]
    assert entry.raw == shown.replace("№", row_of("编制数"))


NO_NUMBERS = {
    "nothing but a space": "<c @><v> </v></c>",
    "nothing but a line": "<c @><v>\n</v></c>",
    "a space that is to be kept": '<c @><v xml:space="preserve"> </v></c>',
    "a space beside a formula": "<c @><f>4+5</f><v> </v></c>",
    "a space beside a link to another workbook": "<c @><f>[1]表!A1</f><v> </v></c>",
    "figures of another script": "<c @><v>９</v></c>",
    "figures of another script beside a formula": "<c @><f>4+5</f><v>９</v></c>",
    "figures that Python groups": "<c @><v>9_0</v></c>",
    "no number": "<c @><v>nan</v></c>",
    "no number beside a formula": "<c @><f>4+5</f><v>nan</v></c>",
    "more than Excel can count": "<c @><v>1E999</v></c>",
    "more than Excel can count, in figures": f"<c @><v>1{'0' * 400}</v></c>",
    "more than Excel can count beside a formula": "<c @><f>9^999</f><v>1E999</v></c>",
    "a date that is none": '<c @ t="d"><v> </v></c>',
    "a date that is none beside a formula": '<c @ t="d"><f>4+5</f><v> </v></c>',
    "a truth that is none": '<c @ t="b"><v> </v></c>',
}


@pytest.mark.parametrize("way", NO_NUMBERS)
def test_a_number_that_no_program_writes_makes_a_workbook_unreadable_to_both(
    way: str, tmp_path: Path
) -> None:
    content = with_cell("编制数", NO_NUMBERS[way])
    file = tmp_path / FILE
    file.write_bytes(content)
    for read in (lambda: check(file), lambda: read_workbook(content, file)):
        with pytest.raises(FileError) as refused:
            read()
        assert refused.value.code == "E120"


BLANKS = (
    "<c @><v/></c>",
    "<c @><v></v></c>",
    '<c @ t="s"><v/></c>',
    '<c @ t="str"><v/></c>',
    "<c @><is/></c>",
)


@pytest.mark.parametrize("written", BLANKS)
def test_a_blank_cell_that_leads_somewhere_is_blank_however_it_is_written(
    written: str, tmp_path: Path
) -> None:
    _, cell = cell_of("编制数")
    link = f'<hyperlinks><hyperlink ref="{cell}" location="基本情况表!A9"/></hyperlinks>'
    content = with_part(
        SHEET, lambda text: text.replace("<pageMargins", link + "<pageMargins"), with_cell("编制数", written)
    )
    assert seen(content, tmp_path).entries["编制数"].raw == ""


EMPTY = ("<v/>", "<v></v>", "")


@pytest.mark.parametrize("value", EMPTY)
@pytest.mark.parametrize("kind", ["", ' t="n"', ' t="str"'])
def test_a_link_to_another_workbook_without_result_is_not_known(
    value: str, kind: str, tmp_path: Path
) -> None:
    read = seen(with_cell("编制数", f"<c @{kind}><f>[1]表!A1</f>{value}</c>"), tmp_path)
    assert [(one.code, one.case) for one in read.remarks] == [("R01", "unknown")]


def test_shared_formulas_have_their_text_in_every_cell(tmp_path: Path) -> None:
    first, second = (cell_of(f"项目_执行率[{row}]")[1] for row in (1, 2))
    content = edited(template(), {"项目_执行率[1]": Saved("=F4/E4", 1), "项目_名称[1]": "甲"})

    def share(text: str) -> str:
        text = text.replace("<f>F4/E4</f>", f'<f t="shared" ref="{first}:{second}" si="0">F4/E4</f>')
        return re.sub(rf'(<c r="{second}"[^>]*>)<f>.*?</f>', r'\1<f t="shared" si="0"/>', text)

    told = seen(with_part("xl/worksheets/sheet3.xml", share, content), tmp_path).remarks
    assert [(one.code, one.case) for one in told] == [("T13", "column_changed")]


PARTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "broken into lines": (SHEET, lambda text: text.replace("><c", ">\r\n<c")),
    "with prefixes": (
        SHEET,
        lambda text: re.sub(r"<(/?)(\w)", r"<\1x:\2", text[text.index("<worksheet") :]).replace(
            'xmlns="', 'xmlns:x="'
        ),
    ),
    "without the numbers of rows": (SHEET, lambda text: re.sub(r'<row r="\d+"', "<row", text)),
    "with a comment before the rows": (
        SHEET,
        lambda text: text.replace("<sheetData>", "<!-- <sheetData> --><sheetData>"),
    ),
    "with row attributes of Excel's own": (
        SHEET,
        lambda text: text.replace("<worksheet ", '<worksheet xmlns:x14ac="urn:x" ', 1).replace(
            '<row r="', '<row x14ac:dyDescent="0.2" r="'
        ),
    ),
    "with an empty row": (SHEET, lambda text: text.replace("</sheetData>", '<row r="999"/></sheetData>')),
    "with how texts are pronounced": (
        STRINGS,
        lambda text: text.replace("</t></si>", '</t><phoneticPr fontId="1" type="noConversion"/></si>'),
    ),
    "with how a text is pronounced": (
        STRINGS,
        lambda text: text.replace("</t></si>", '</t><rPh sb="0" eb="1"><t>x</t></rPh></si>', 3),
    ),
    "by the numbers of characters": (
        STRINGS,
        lambda text: text.encode("ascii", "xmlcharrefreplace").decode().replace(' encoding="UTF-8"', ""),
    ),
    "with dates counted from 1904": (
        BOOK,
        lambda text: text.replace("<workbookPr ", '<workbookPr date1904="1" '),
    ),
    "with another window": (BOOK, lambda text: text.replace("<bookViews>", "<bookViews><workbookView/>")),
}  # fmt: skip


@pytest.mark.parametrize("way", PARTS)
def test_a_workbook_reads_the_same_however_its_parts_are_written(way: str, tmp_path: Path) -> None:
    filled = with_cell("编制数", '<c @ t="inlineStr"><is><t>9人</t></is></c>')
    read = seen(with_part(*PARTS[way], content=filled), tmp_path)
    assert read.entries["编制数"].value == 9


@pytest.mark.parametrize("number", CHINESE_FORMATS)
def test_a_date_in_a_format_that_only_chinese_programs_know_by_its_number_is_a_date(
    number: int, tmp_path: Path
) -> None:
    # Typed in, or beside a formula.
    day = Saved("=DATE(2021,4,15)", 44301) if number % 2 else 44301

    def change(text: str) -> str:
        own = re.search(r'numFmtId="(\d+)" formatCode="yyyy-mm-dd"', text)
        return text.replace(f'<xf numFmtId="{own[1]}"', f'<xf numFmtId="{number}"')

    formats = with_part(STYLES, change, edited(template(), {"填报日期": day}))
    entry = seen(formats, tmp_path).entries["填报日期"]
    assert entry.value == dt.date(2021, 4, 15)


def test_names_confined_to_a_sheet_and_hidden_sheets_are_told_of(tmp_path: Path) -> None:
    def change(book) -> None:
        copy_sheet("重点工作", "重点工作 (2)")(book)
        book["项目清单"].sheet_state = "hidden"

    told = {(one.code, one.case) for one in seen(edited(template(), None, change), tmp_path).remarks}
    assert told == {("R14", "ignored"), ("R13", "sheet")}


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_what_ships_with_perfxl_goes_by_the_quick_lane(file: Path) -> None:
    quick_look(file.read_bytes(), file)


def test_workbooks_of_a_county_go_by_the_quick_lane_and_read_the_same(tmp_path: Path) -> None:
    forget()
    for number in range(1, 5):
        content = workbook(department(number))
        quick_look(content, FILE)
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(content)
        with open_closed(file) as book:
            slow = read_submission(book, department(number).scheme)
        assert_same(read_file(ClosedFile(content, file), department(number).scheme), slow)


def test_what_was_proved_is_not_taken_for_a_part_that_differs_by_a_byte() -> None:
    forget()
    whole = template()
    quick_look(whole, FILE)
    damaged = bytearray(whole)
    damaged[len(damaged) // 2] ^= 0xFF
    with pytest.raises(DoubtError):
        quick_look(bytes(damaged), FILE)


def test_the_memory_of_parts_is_bounded() -> None:
    forget()
    for number in range(3):
        quick_look(zipped(unzipped(template()) | {"xl/media/x.bin": bytes([number])}), FILE)
    assert 0 < len(quick_gate._proofs._kept) <= quick_gate._KEPT


_REFERENCES = st.sampled_from(
    ["A1", "$A1", "A$1", "$A$1", "B2:C3", "$B2:C$3", "A:B", "3:4", "表!A1", "'某 表'!B2:C3", "编制数", "A1B",
     "LOG10", "TRUE", "1.5", "2E5", "[1]表!A1", "XFD9", "表1[金额]"]
)  # fmt: skip
_TEXTS = st.sampled_from(['"A1"', '"引""号 B2"', '""'])
_formulas = st.recursive(
    st.one_of(_REFERENCES, _TEXTS),
    lambda part: st.one_of(
        st.builds("{}{}{}".format, part, st.sampled_from("+-*/^&=<>,"), part),
        st.builds("SUM({})".format, part),
        st.builds("({})".format, part),
        st.builds("LOG10({})%".format, part),
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(_formulas, st.integers(0, 30), st.integers(0, 30))
def test_a_shared_formula_is_shifted_as_openpyxl_does(formula: str, rows: int, columns: int) -> None:
    try:
        ours = "=" + shifted(formula, rows, columns)
    except OffTheSheetError:
        return
    assert ours == Translator(f"={formula}", "D5").translate_formula(row_delta=rows, col_delta=columns)


def test_a_reference_that_would_leave_the_sheet_is_none() -> None:
    with pytest.raises(OffTheSheetError):
        shifted("A1", -1, 0)


CODES = ("General", "0.00", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[Red]0.00", "h:mm", "[h]:mm:ss", "mm:ss.0",
         "@", '"日"0', "0_d", "#,##0;[Red]d", "[$-804]yyyy/m/d", "\\d0", "[ss]")  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_a_format_of_dates_is_known_as_openpyxl_knows_it(code: str) -> None:
    assert moments._is_date(code) == is_date_format(code)
    assert moments._is_duration(code) == is_timedelta_format(code)


_DAYS = st.one_of(st.integers(-10, 80_000), st.floats(-10, 80_000), st.floats(0, 2), st.floats(1e5, 1e12))


@settings(max_examples=300, deadline=None)
@given(_DAYS, st.booleans())
def test_a_number_of_days_is_the_moment_that_openpyxl_makes_of_it(days: float, from_1904: bool) -> None:
    epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
    try:
        due = _moment(from_excel(days, epoch))
    except (OverflowError, ValueError):
        due = days
    assert moments.moment(days, from_1904=from_1904) == due
    try:
        span = _moment(from_excel(days, epoch, timedelta=True))
    except (OverflowError, ValueError):
        span = days
    assert moments.duration(days) == span
