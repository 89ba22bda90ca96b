"""Whatever departments write stays text: no formula, no link of theirs, no line mark, no template code."""

import zipfile
from itertools import count

import openpyxl
import pytest
from defusedxml import ElementTree

from perfxl.bureau.records import FindingRecord, RosterEntry
from perfxl.bureau.summary import building
from perfxl.findings import Severity
from tests.support.bureau_desk import Desk, changed, review_of
from tests.support.documents import Read
from tests.support.summaries import Summary

TRICKS = (
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://example.com/?\"&A1,\"点此查看\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r\n=1+1",
    "＝1+1",
    "DDE(\"cmd\";\"/C calc\";\"1\")",
    "http://example.com/payload",
    "mailto:someone@example.com",
    "internal:Sheet1!A1",
    "{=1+1}",
    "<b>&amp;\"'</b>",
    "_x003D_1+1",
    "<r><t>x</t></r></is></c><c r=\"ZZ1\"><f>1+1</f></c><c r=\"ZZ2\" t=\"inlineStr\"><is><r><t>y</t></r>",
    "# {{ 7 * 7 }} {% for x in y %} > @",
)  # fmt: skip
"""What somebody may write into any field, hoping that the bureau's spreadsheet does something with it."""


@pytest.fixture(scope="module", params=["few", "many"])
def attacked(request, tmp_path_factory) -> Desk:
    """Every text that comes from outside is a trick, in a department each; written in both ways there are."""
    desk = Desk(tmp_path_factory.mktemp("攻击") / "汇总")
    for number, trick in zip(count(1), TRICKS):
        base = review_of(1 + number % 2)
        found = FindingRecord(
            code="T03", case="", severity=Severity.ERROR, sheet=trick, cell=trick, label=trick, fault=trick,
            expected=trick, remedy=trick,
        )  # fmt: skip
        figures = {name: trick if isinstance(value, str) else value for name, value in base.figures.items()}
        name = f"{trick}（{number}）"
        desk.take(
            changed(
                base, digest=f"trick{number}", department=name, figures=figures, claimed_grade=trick,
                achievements=(trick,), problems=(trick,), findings=(found,), comparisons=(found,),
            ),
            file=f"原件/{number}.xlsx", name=trick, source=trick, sender=trick,
        )  # fmt: skip
        desk.take_unreadable(name=trick, source=trick, sender=trick, file=f"原件/坏{number}.xlsx")
        desk.roster.append(
            RosterEntry(department=name, code=trick, section=trick, supervisor=trick, kind=trick)
        )
        desk.roster.append(RosterEntry(department=f"{trick}未报{number}", section=trick, kind=trick))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "MANY", 1 if request.param == "many" else building.MANY)
        desk.consolidate(office=TRICKS[0])
    return desk


@pytest.fixture(scope="module")
def book(attacked) -> openpyxl.Workbook:
    return openpyxl.load_workbook(attacked.folder.summary)


def test_no_formula_of_the_summary_holds_a_text_from_outside(book):
    formulas = [
        str(getattr(cell.value, "text", cell.value))
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 300
    for formula in formulas:
        assert not any(word in formula for word in ("cmd", "HYPERLINK", "SUM(1+1)", "http", "DDE", "calc"))


def test_every_trick_arrives_as_the_text_that_it_is(book):
    shown = {
        # openpyxl takes the format's escapes away where strings are shared among cells, and only there.
        str(cell.value).rstrip(" ").replace("_x005F_", "_")
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type in {"s", "inlineStr"}
    }
    for trick in TRICKS:
        assert trick.replace("\r\n", "\n") in shown


def test_no_link_leads_anywhere_but_to_what_came_in_or_to_a_sheet(attacked, book):
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                link = cell.hyperlink
                if link is not None and link.target:
                    assert link.target.replace("\\", "/").startswith("原件/"), link.target
    with zipfile.ZipFile(attacked.folder.summary) as parts:
        names = parts.namelist()
        assert not [name for name in names if "externalLink" in name or "vba" in name.lower()]


def test_the_document_shows_texts_as_they_are_and_has_no_field_but_page_numbers(attacked):
    content = attacked.folder.summary_report.read_bytes()
    text = "".join(text for _, text in Read(content).text)
    assert "{{ 7 * 7 }} {% for x in y %}" in text
    assert "49" not in text.replace("_", "")[:200]
    with zipfile.ZipFile(attacked.folder.summary_report) as parts:
        for name in parts.namelist():
            if name.endswith(".xml"):
                fields = [
                    node.text
                    for node in ElementTree.fromstring(parts.read(name)).iter()
                    if node.tag.endswith("instrText")
                ]
                assert set(fields) <= {" PAGE "}
            if name.endswith(".rels"):
                assert b"TargetMode" not in parts.read(name)


def test_a_heading_of_the_report_is_never_a_departments(attacked):
    headings = [
        text for style, text in Read(attacked.folder.summary_report.read_bytes()).text if style == "Heading1"
    ]
    assert [heading[:2] for heading in headings] == ["一、", "二、", "三、", "四、", "五、"]


def test_control_characters_are_dropped(desk):
    ugly = "示例县\x00\x0b某局\ufffe"
    desk.take(changed(review_of(1), digest="1", department=ugly, achievements=(ugly,)))
    desk.consolidate()

    assert "示例县某局" in Summary(desk.folder.summary).table("汇总表")["部门名称"].tolist()


def test_numbers_that_no_sheet_can_hold_are_no_figures(desk):
    mad = {"年初预算": 1e308, "调整预算": float("inf"), "决算数": float("nan")}
    desk.take(changed(review_of(1), digest="1", figures=mad, claimed_total=1e200))
    desk.take(changed(review_of(2), digest="2"))
    desk.consolidate()

    summary = Summary(desk.folder.summary)
    assert summary.closing("汇总表", "合计")["年初预算"] == pytest.approx(review_of(2).figures["年初预算"])
