"""The roster as offices keep it: workbooks and CSV files, headings anywhere, every fault with its rows."""

import openpyxl
import pytest

from perfxl.bureau.intake.roster import read_roster
from perfxl.bureau.records import RosterEntry
from perfxl.errors import FileError

TABLE = """\
某县2021年绩效自评单位名录
序号,预算编码,主管股室,单位名称,单位类别,主管部门
1,018001,教科文股,示例县教育局,党政机关,示例县教育局

2,018002,教科文股,示例县第一中学,事业单位,示例县教育局
,,,合计,,
"""
ENTRIES = (
    RosterEntry(
        department="示例县教育局",
        code="018001",
        section="教科文股",
        supervisor="示例县教育局",
        kind="党政机关",
    ),
    RosterEntry(
        department="示例县第一中学",
        code="018002",
        section="教科文股",
        supervisor="示例县教育局",
        kind="事业单位",
    ),
)


def csv_file(folder, text: str, encoding: str = "utf-8"):
    file = folder / "名录.csv"
    file.write_bytes(text.encode(encoding))
    return file


def book(folder, rows, *, before: bool = False):
    made = openpyxl.Workbook()
    sheet = made.active
    if before:
        sheet.append(["说明"])
        sheet = made.create_sheet("名录")
    for row in rows:
        sheet.append(row)
    made.save(folder / "名录.xlsx")
    return folder / "名录.xlsx"


def fault(file) -> FileError:
    with pytest.raises(FileError) as caught:
        read_roster(file)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_csv_file_in_any_charset_is_read_by_its_headings(tmp_path, encoding):
    assert read_roster(csv_file(tmp_path, TABLE, encoding)) == ENTRIES


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_are_seen(tmp_path, delimiter):
    assert read_roster(csv_file(tmp_path, TABLE.replace(",", delimiter))) == ENTRIES


def test_a_workbook_is_read_from_whichever_sheet_has_the_headings(tmp_path):
    rows = [line.split(",") for line in TABLE.splitlines()]
    assert read_roster(book(tmp_path, rows, before=True)) == ENTRIES


def test_codes_that_became_numbers_are_codes(tmp_path):
    rows = [["部门名称", "预算编码"], ["教育局", 18001], ["民政局", 18002.0]]
    assert [one.code for one in read_roster(book(tmp_path, rows))] == ["18001", "18002"]


def test_formulas_give_their_values_and_are_never_run(tmp_path):
    file = csv_file(tmp_path, "部门名称\n=cmd|' /C calc'!A0\n")
    assert read_roster(file)[0].department == "=cmd|' /C calc'!A0"


def test_two_units_of_one_name_need_codes(tmp_path):
    apart = csv_file(tmp_path, "部门名称,预算编码\n财政所,101\n财政所,102\n")
    assert len(read_roster(apart)) == 2

    told = fault(csv_file(tmp_path, "部门名称,预算编码\n财政所,\n民政局,\n 财 政 所,\n"))
    assert told.code == "E819"
    assert "第2、4行" in str(told)


def test_rows_without_a_name_are_told_by_their_number(tmp_path):
    told = fault(csv_file(tmp_path, "说明\n预算编码,部门名称\n018001,教育局\n018002,\n,\n018003,\n"))
    assert told.code == "E818"
    assert "第4、6行" in str(told)


@pytest.mark.parametrize(
    "text", ["", "序号,电话\n1,2\n", "部门名称\n", "部门名称\n合计\n", "\n" * 30 + "部门名称\n甲\n"]
)
def test_a_table_without_headings_or_units_is_no_roster(tmp_path, text):
    told = fault(csv_file(tmp_path, text))
    assert told.code == "E817"
    assert "单位名称" in told.remedy


def test_a_roster_that_is_no_workbook_or_not_there_is_told_of(tmp_path):
    (tmp_path / "名录.xlsx").write_bytes(b"%PDF")
    assert fault(tmp_path / "名录.xlsx").code == "E108"
    assert fault(tmp_path / "没有.csv").code == "E101"
    assert fault(tmp_path / "没有.xlsx").code == "E101"


def test_the_roster_itself_is_nothing_that_was_sent(bureau, workbook):
    bureau.put("a.xlsx", workbook())
    bureau.take(roster=csv_file(bureau.sources, TABLE))

    assert (bureau.attachments(), bureau.not_used()) == ([], [])


def test_the_roster_is_kept_for_later_runs(bureau, workbook, tmp_path):
    bureau.put("a.xlsx", workbook())
    first = bureau.take(roster=csv_file(tmp_path, TABLE))
    again = bureau.take()

    for done in (first, again):
        assert [unit.entry.department for unit in done.matching.missing] == ["示例县第一中学"]
