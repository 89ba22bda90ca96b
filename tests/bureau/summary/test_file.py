"""The summary as a file: valid, printable, its charts drawn from its cells, its links leading home."""

import zipfile
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from defusedxml import ElementTree
from openpyxl.utils import range_boundaries
from openxml_audit import OpenXmlValidator

from perfxl.bureau.records import FindingRecord
from perfxl.bureau.summary import building
from perfxl.bureau.summary.sheets import cells
from perfxl.bureau.summary.sheets.cells import address_of
from perfxl.findings import Severity
from tests.support.bureau_desk import changed, review_of
from tests.support.summaries import Summary

SHEETS = [
    "说明", "图表", "汇总表", "等级分布", "一级指标汇总", "失分分析", "指标得分矩阵", "问题清单", "共性问题",
    "未报名单", "未计入的文件", "异常与雷同", "成效与问题", "综合报告",
]  # fmt: skip
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def book(mixed):
    return openpyxl.load_workbook(mixed.folder.summary)


@pytest.mark.parametrize("county", ["one_scheme", "mixed"])
def test_workbook_and_document_obey_the_schemas(county, request):
    folder = request.getfixturevalue(county).folder
    for file in (folder.summary, folder.summary_report):
        assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_the_sheets_come_in_the_order_in_which_they_are_read(one_scheme):
    assert openpyxl.load_workbook(one_scheme.folder.summary).sheetnames == SHEETS


def test_every_sheet_is_listed_on_the_first_and_led_to(mixed, book):
    links = {cell.value: cell.hyperlink.location for (cell, *_) in book["说明"].iter_rows() if cell.hyperlink}
    assert list(links) == book.sheetnames[1:]
    for name, location in links.items():
        assert location == f"'{name}'!A1"


def test_every_sheet_prints_on_a4_with_its_headings_and_page_numbers(book):
    for page in book:
        assert page.page_setup.paperSize == 9
        assert "&P" in page.oddFooter.center.text
        upright = page.title in {"说明", "综合报告"}
        assert page.page_setup.orientation == ("portrait" if upright else "landscape")
    for name in ("汇总表", "问题清单", "成效与问题", "未报名单"):
        assert book[name].print_title_rows
        assert book[name].freeze_panes
        assert book[name].auto_filter.ref
    assert book["汇总表"].print_title_cols == "$A:$B"


def test_the_name_of_the_county_s_year_stands_in_the_header(book):
    """A header's size is told in digits; the year must not be read as more of them."""
    assert book["汇总表"].oddHeader.left.text == "2020年度部门整体支出绩效自评汇总"


def charts(file: Path):
    with zipfile.ZipFile(file) as parts:
        for name in sorted(parts.namelist()):
            if name.startswith("xl/charts/chart"):
                yield ElementTree.fromstring(parts.read(name))


def titles(chart) -> list[str]:
    return [
        "".join(node.text or "" for node in title.iter() if node.tag.endswith("}t"))
        for title in chart.iter(f"{C}title")
    ]


def test_charts_have_titles_and_axes_with_units(one_scheme):
    assert [titles(chart) for chart in charts(one_scheme.folder.summary)] == [
        ["各等级户数", "等级", "户数（户）"],
        ["支出率与得分", "支出率（%）", "财政复算分（分）"],
        ["一级指标得分率", "一级指标", "得分率（%）"],
        ["失分最多的指标", "三级指标", "户均失分（分）"],
    ]


@pytest.mark.parametrize("county", ["one_scheme", "mixed"])
def test_what_a_chart_shows_before_it_is_recalculated_is_what_its_cells_hold(county, request):
    summary = Summary(request.getfixturevalue(county).folder.summary)
    for chart in charts(summary.file):
        references = [*chart.iter(f"{C}numRef"), *chart.iter(f"{C}strRef")]
        drawn = [one for one in references if ":" in one.find(f"{C}f").text]
        assert drawn
        for reference in drawn:
            sheet, _, area = reference.find(f"{C}f").text.rpartition("!")
            left, top, right, bottom = range_boundaries(area)
            page = summary.values[sheet.strip("'")]
            held = [
                cell for row in page.iter_rows(top, bottom, left, right, values_only=True) for cell in row
            ]
            cache = {int(pt.get("idx")): pt.find(f"{C}v").text for pt in reference.iter(f"{C}pt")}
            for number, value in enumerate(held):
                if isinstance(value, str):
                    assert cache[number] == value
                else:
                    assert float(cache.get(number) or 0) == pytest.approx(value or 0)


def test_a_department_without_a_rate_or_a_total_is_not_drawn_at_nought(mixed):
    shown = Summary(mixed.folder.summary).table("汇总表")
    known = shown[["支出率", "财政复算分"]].dropna()
    assert 0 < len(known) < len(shown)
    every = charts(mixed.folder.summary)
    scatter = next(chart for chart in every if next(chart.iter(f"{C}scatterChart"), None) is not None)
    drawn = [
        [float(point.find(f"{C}v").text) for point in axis.iter(f"{C}pt")]
        for axis in scatter.iter(f"{C}numCache")
    ]
    expected = sorted(known.itertuples(index=False, name=None))
    assert sorted(zip(*drawn, strict=True)) == [pytest.approx(point) for point in expected]


def finding(sheet: str, cell: str) -> FindingRecord:
    return FindingRecord(
        code="T03", case="", severity=Severity.REMINDER, sheet=sheet, cell=cell, label="栏目", fault="有错。",
        expected="", remedy="请改。",
    )  # fmt: skip


def test_a_finding_leads_to_its_cell_in_the_workbook_that_came_in(desk):
    file = "原件/某局 #1 100% \"终稿\" [1] 'x'.xlsx"
    desk.take(
        changed(review_of(1), digest="1", findings=(finding("基本'情况", "B9"),), comparisons=()), file=file
    )
    desk.consolidate()

    page = openpyxl.load_workbook(desk.folder.summary)["问题清单"]
    link = page["L4"].hyperlink
    assert page["L4"].value == "打开"
    assert unquote(link.target).replace("\\", "/") == file
    assert "#" not in link.target
    assert link.location == "'基本''情况'!B9"
    assert [str(error) for error in OpenXmlValidator().validate(desk.folder.summary).errors] == []


def test_links_are_relative_so_that_the_folder_can_be_moved_and_lead_out_of_others(tmp_path):
    folder = tmp_path / "县 #1"
    assert address_of(folder, folder) == "external:"
    assert address_of(folder, tmp_path / "别处" / "更远") == "external:../../县%20%231/"


def test_beyond_the_links_that_a_sheet_can_hold_the_file_is_named(desk, monkeypatch):
    monkeypatch.setattr(cells, "MOST_LINKS", 2)
    findings = tuple(finding("基本情况表", f"B{row}") for row in range(1, 5))
    desk.take(changed(review_of(1), digest="1", findings=findings, comparisons=()), file="原件/甲.xlsx")
    desk.consolidate()

    shown = Summary(desk.folder.summary).table("问题清单")["工作簿"].tolist()
    assert shown == ["打开", "打开", "原件/甲.xlsx", "原件/甲.xlsx"]


def test_of_many_departments_rows_are_written_to_the_disk_and_read_the_same(mixed, tmp_path, monkeypatch):
    monkeypatch.setattr(building, "MANY", 1)
    mixed.consolidate(workbook=tmp_path / "流.xlsx", document=None)

    faults = [str(error) for error in OpenXmlValidator().validate(tmp_path / "流.xlsx").errors]
    assert [fault for fault in faults if "inline-string" not in fault] == []
    usual, streamed = Summary(mixed.folder.summary), Summary(tmp_path / "流.xlsx")
    assert streamed.values.sheetnames == usual.values.sheetnames
    for name in usual.values.sheetnames:
        assert streamed.rows(name) == usual.rows(name)


def test_the_same_reviews_give_the_same_bytes(one_scheme, tmp_path):
    one_scheme.consolidate(workbook=tmp_path / "再.xlsx", document=tmp_path / "再.docx")
    one_scheme.consolidate(workbook=tmp_path / "又.xlsx", document=tmp_path / "又.docx")
    for suffix in (".xlsx", ".docx"):
        assert (tmp_path / f"再{suffix}").read_bytes() == (tmp_path / f"又{suffix}").read_bytes()
