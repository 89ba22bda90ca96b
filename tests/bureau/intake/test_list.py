"""The list of what came in, as an officer opens it: read back by another library."""

import datetime as dt

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from perfxl.bureau.intake import listing
from perfxl.bureau.intake.listing import local
from perfxl.bureau.records import Received
from perfxl.bureau.store import Store
from perfxl.cli import _run
from perfxl.errors import FileError
from perfxl.workbook.textfit import text_height
from tests.support import files
from tests.support.post import SENT, SENT_UTC, mail

EVIL = '=HYPERLINK("http://x.invalid","点我")'
ROSTER = "部门名称,预算编码,主管股室\n示例县教育局,018001,教科文股\n示例县民政局,018002,社保股\n"


@pytest.fixture(scope="module")
def collected(bureau_in, workbook, tmp_path_factory):
    bureau = bureau_in(tmp_path_factory.mktemp("收件"))
    bureau.put("1.eml", mail({"表.xlsx": workbook(), "报告.pdf": b"%PDF"}).as_bytes())
    later = mail({"表.xlsx": workbook(mark="新")}, at=SENT + dt.timedelta(days=1))
    bureau.put("2.eml", later.as_bytes())
    bureau.put("3.eml", mail({"表.xlsx": workbook(EVIL)}, sender="@SUM(1+1)*cmd <x@y.invalid>").as_bytes())
    bureau.put("坏.xlsx", files.compound("EncryptedPackage"))
    bureau.put("材料.rar", b"Rar!")
    roster = bureau.root.with_name("名录.csv")
    roster.write_text(ROSTER, encoding="utf-8")
    bureau.take(roster=roster)
    return bureau


@pytest.fixture(scope="module")
def listed(collected):
    return openpyxl.load_workbook(collected.folder.received_list)


def table(book, name: str) -> list[dict[str, object]]:
    rows = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=3)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] is not None]


def targets(sheet) -> list[str]:
    """Where links lead; Excel writes them as Windows does."""
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink)
    return [cell.hyperlink.target.replace("\\", "/") for cell in cells]


def test_the_sheets_stand_in_the_order_of_the_work(listed):
    assert listed.sheetnames == ["收件清单", "未报名单", "重复报送", "不在名录", "附件", "未采用的文件"]


def test_every_arrival_has_a_row_with_its_version_and_state_in_the_rosters_order(listed):
    rows = [
        (r["部门（单位）"], r["版本"], r["最新"], r["状态"], r["主管股室"]) for r in table(listed, "收件清单")
    ]
    assert rows == [
        ("示例县教育局", 1, None, "较早版本", "教科文股"),
        ("示例县教育局", 2, "是", "已收到", "教科文股"),
        (EVIL, 1, "是", "已收到", None),
        (None, None, None, "无法识别", None),
    ]


def test_a_workbook_that_cannot_be_read_has_its_code_and_what_to_do(listed):
    (row,) = [row for row in table(listed, "收件清单") if row["状态"] == "无法识别"]
    assert row["说明"].startswith("[E107] 文件设有打开密码，无法读取\n")
    assert "取消打开密码" in row["说明"]


def test_files_are_links_that_lead_to_them(listed, collected):
    links = targets(listed["收件清单"])
    assert len(links) == 4
    assert all((collected.root / target).is_file() for target in links)


def test_senders_and_times_are_told_in_local_time(listed):
    row = table(listed, "收件清单")[0]
    assert row["发件人"] == "caiwu@jiaoyu.invalid"
    assert row["发送或修改时间"] == local(SENT_UTC)


def test_no_text_from_outside_is_a_formula(listed):
    kinds = {cell.data_type for sheet in listed for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_the_other_sheets_hold_what_the_roster_says(listed):
    assert [(r["部门（单位）"], r["预算编码"]) for r in table(listed, "未报名单")] == [
        ("示例县民政局", "018002")
    ]
    assert [(r["部门（单位）"], r["收到次数"], r["不同内容"]) for r in table(listed, "重复报送")] == [
        ("示例县教育局", 2, 2)
    ]
    assert [r["部门（单位）"] for r in table(listed, "不在名录")] == [EVIL]
    assert [r["文件"] for r in table(listed, "附件")] == ["示例县教育局-2020-报告.pdf"]
    assert [(r["收到时的文件名"], r["状态"]) for r in table(listed, "未采用的文件")] == [("材料.rar", "E810")]


def test_the_first_line_sums_it_up(listed):
    assert (
        "收到工作簿4份，来自2个部门（单位）；无法识别1份。名录共2个单位，未报1个。"
        in listed["收件清单"]["A2"].value
    )


def test_it_can_be_filtered_scrolled_and_printed(listed):
    for sheet in listed:
        assert (sheet.oddHeader.right.text, sheet.oddFooter.center.text) == ("&A", "第 &P 页，共 &N 页")
        assert sheet.auto_filter.ref.startswith("A3:")
        assert sheet.freeze_panes == "C4"
        assert sheet.print_title_rows == "$3:$3"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_nothing_that_is_printed_is_cut_off_however_long_it_is(bureau, workbook):
    name = "示例县人民政府机关事务管理和后勤服务保障与公共机构节能监督管理工作领导小组办公室"
    bureau.put("1.eml", mail({"表.xlsx": workbook(name), f"{name}的情况说明.pdf": b"%PDF"}).as_bytes())
    bureau.put("2.eml", mail({"表.xlsx": workbook("局")}).as_bytes())
    bureau.put(f"{name}的全部报送材料（最终版）.rar", b"Rar!")
    bureau.take()
    book = openpyxl.load_workbook(bureau.folder.received_list)
    for sheet in book:
        first, _, last = sheet.print_area.replace("$", "").rpartition("!")[2].partition(":")
        for row in sheet[f"{first}:{last}"][3:]:
            for cell in (cell for cell in row if isinstance(cell.value, str) and cell.value != "（无）"):
                width = sheet.column_dimensions[cell.column_letter].width
                assert cell.alignment.wrap_text, cell.value
                assert text_height(cell.value, width) < sheet.row_dimensions[cell.row].height + 1, cell.value
    assert all(len(str(cell.value)) < 3 for sheet in book for row in sheet for cell in row if cell.hyperlink)


def test_what_a_sheet_is_for_is_printed_as_a_whole(bureau, workbook):
    bureau.put("a.xlsx", workbook())
    bureau.take()
    for sheet in openpyxl.load_workbook(bureau.folder.received_list):
        ((area,),) = [[one for one in sheet.merged_cells.ranges if one.min_row == 2]]
        width = sum(
            sheet.column_dimensions[get_column_letter(column)].width
            for column in range(area.min_col, area.max_col + 1)
        )
        assert area.max_col == range_boundaries(sheet.print_area.rpartition("!")[2])[2]
        assert text_height(sheet["A2"].value, width, 10) < sheet.row_dimensions[2].height + 1


def test_a_department_that_has_changed_its_name_is_told_by_its_budget_code(bureau, workbook, capsys):
    bureau.put("a.xlsx", workbook("示例县科技局", code="018001"))
    bureau.put("b.xlsx", workbook("示例县教育局", code="018002"))
    assert _run(["collect", str(bureau.sources), "-o", str(bureau.root)]) == 0
    assert "预算编码相同" not in capsys.readouterr().out
    bureau.put("c.xlsx", workbook("示例县科技创新局", code="018001"))
    assert _run(["collect", str(bureau.sources), "-o", str(bureau.root)]) == 0
    assert "预算编码相同而名称不同：示例县科技创新局、示例县科技局。" in capsys.readouterr().out
    rows = table(openpyxl.load_workbook(bureau.folder.received_list), "收件清单")
    notes = {row["部门（单位）"]: row["说明"] for row in rows}
    assert notes["示例县教育局"] is None
    assert notes["示例县科技局"].startswith("预算编码与“示例县科技创新局”相同，请核实")
    assert notes["示例县科技创新局"].startswith("预算编码与“示例县科技局”相同，请核实")


def test_of_a_code_that_everybody_has_typed_a_note_names_only_a_few(monkeypatch):
    monkeypatch.setattr(listing, "_MOST_NAMES", 2)
    names = ("教育局", "科技局", "民政局", "水利局")
    assert listing._others("科技 局", names) == "教育局、民政局等"
    assert listing._others("科技局", names[:3]) == "教育局、民政局"


def test_without_a_roster_the_list_says_how_to_get_more(bureau, workbook):
    bureau.put("a.xlsx", workbook())
    bureau.take()
    book = openpyxl.load_workbook(bureau.folder.received_list)

    assert "--roster" in book["未报名单"]["A2"].value
    assert book["未报名单"]["A4"].value == "（无）"


def test_the_list_is_made_anew_by_every_run(bureau, workbook):
    bureau.put("a.xlsx", workbook())
    bureau.take()
    bureau.put("b.xlsx", workbook("乙局"))
    bureau.take()

    assert len(table(openpyxl.load_workbook(bureau.folder.received_list), "收件清单")) == 2


def test_a_list_that_is_open_in_excel_is_told_of_before_the_work(bureau, workbook, monkeypatch):
    bureau.put("a.xlsx", workbook())
    bureau.take()
    bureau.put("b.xlsx", workbook("乙局"))
    opening = type(bureau.root).open

    def held_by_excel(file, mode="r", *arguments, **options):
        if file.name == "收件清单.xlsx" and "+" in mode:
            raise PermissionError
        return opening(file, mode, *arguments, **options)

    monkeypatch.setattr(type(bureau.root), "open", held_by_excel)
    with pytest.raises(FileError) as caught:
        bureau.take()
    assert caught.value.code == "E504"
    assert len(bureau.received()) == 1


def test_a_name_that_a_link_would_mistake_is_named_without_one(bureau, workbook):
    bureau.put("a.xlsx", workbook())
    bureau.take()
    with Store(bureau.folder.store) as store:
        store.add_received([Received(file="二 #1.xlsx", digest="2", name="二 #1.xlsx", source="文件夹")])
    bureau.take()
    sheet = openpyxl.load_workbook(bureau.folder.received_list)["收件清单"]

    assert targets(sheet) == ["原件/示例县教育局-2020-第1版.xlsx"]
    assert [row["文件"] for row in table(sheet.parent, "收件清单")][1] == "二 #1.xlsx"


def test_beyond_what_excel_can_link_files_are_named(bureau, workbook, monkeypatch):
    monkeypatch.setattr(listing, "_MOST_LINKS", 4)
    bureau.put("a.xlsx", workbook())
    bureau.put("b.xlsx", workbook("乙局"))
    bureau.take()
    sheet = openpyxl.load_workbook(bureau.folder.received_list)["收件清单"]

    assert len(targets(sheet)) == 1
    assert len(table(sheet.parent, "收件清单")) == 2
