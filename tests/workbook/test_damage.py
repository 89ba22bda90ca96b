"""What pasting and other programs do to the template is told once a sheet, with the cells, as a reminder."""

import io
import re
from pathlib import Path

import msgspec
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill, Protection

from perfxl.engines import open_closed
from perfxl.findings import Finding, Severity
from perfxl.scheme.model import Field, Scheme, Sheet, TableBlock
from perfxl.workbook.layout import plan
from perfxl.workbook.reading.damage import bears_mark, damage
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.template.blank import write_template
from tests.support.kinds import KINDS
from tests.support.workbooks import (
    cell_of,
    codes,
    edited,
    place_of,
    scheme,
    template,
    unzipped,
    written,
    zipped,
)

PLAIN_SHEET = Sheet(
    name="文字材料",
    title="文字材料",
    blocks=(
        TableBlock(
            name="文字材料",
            prefix="文字材料",
            title="文字材料",
            capacity=2,
            columns=(Field(name="内容", label="内容", type="longtext"),),
        ),
    ),
)
KINDS_WITH_A_PLAIN_SHEET = msgspec.structs.replace(KINDS, sheets=(*KINDS.sheets, PLAIN_SHEET))


def damage_of(folder: Path, content: bytes) -> tuple[Finding, ...]:
    file = written(folder, content)
    book = open_closed(file)
    try:
        return damage(file, scheme(), read_submission(book, scheme()))
    finally:
        book.close()


@pytest.fixture
def found(tmp_path: Path):
    def find(edits: dict[str, object] | None = None, change=None) -> tuple[Finding, ...]:
        return damage_of(tmp_path, edited(template(), edits, change))

    return find


def test_the_template_itself_has_no_damage(tmp_path: Path) -> None:
    assert damage_of(tmp_path, template()) == ()


def test_filling_in_is_no_damage(found) -> None:
    assert found({"编制数": 8, "项目_名称[1]": "甲", "填报日期": "2021.4.15"}) == ()


def test_a_cell_pasted_whole_loses_validation_fill_and_is_locked(found) -> None:
    def paste(book: Workbook) -> None:
        for name in ("项目_名称[2]", "项目_名称[3]", "项目_类别[2]"):
            sheet, cell = cell_of(name)
            book[sheet][cell].fill = PatternFill("solid", fgColor="FFFFFFFF")
            book[sheet][cell].protection = Protection(locked=True)

    told = found(change=paste)
    sheet, first = cell_of("项目_名称[2]")
    _, second = cell_of("项目_名称[3]")
    _, kind = cell_of("项目_类别[2]")
    assert codes(told) == {f"{sheet}!{first}:{second} R21", f"{sheet}!{first}:{second} R22"}
    assert all(f"{first}:{second}、{kind}" in one.fault for one in told)
    assert all(one.severity is Severity.REMINDER for one in told)
    assert [str(place) for place in told[0].places] == [f"{sheet}!{kind}"]


def test_lost_validations_are_told_sheet_by_sheet(found) -> None:
    def lose(book: Workbook) -> None:
        book["重点工作"].data_validations.dataValidation = []

    (told,) = found(change=lose)
    assert told.code == "R20"
    assert told.place.sheet == "重点工作"
    assert "等处" in told.fault


def test_validations_kept_in_the_newer_way_count(tmp_path: Path) -> None:
    parts = unzipped(template())
    name = next(part for part in parts if b"<dataValidations" in parts[part])
    before, rest = parts[name].decode().split("<dataValidations", 1)
    validations, after = rest.split("</dataValidations>", 1)
    areas = re.findall(r'sqref="([^"]*)"', validations)
    newer = "".join(f"<x:dataValidation><m:sqref>{area}</m:sqref></x:dataValidation>" for area in areas)
    extension = f'<extLst xmlns:x="urn:x" xmlns:m="urn:m"><ext uri="{{0}}">{newer}</ext></extLst></worksheet>'
    parts[name] = (before + after.replace("</worksheet>", extension)).encode()
    assert damage_of(tmp_path, zipped(parts)) == ()


def test_protection_taken_off_is_told(found) -> None:
    def unprotect(book: Workbook) -> None:
        book["评分表"].protection.sheet = False

    assert codes(found(change=unprotect)) == {"评分表 R24"}


def test_an_unlocked_formula_is_told(found) -> None:
    def unlock(book: Workbook) -> None:
        sheet, cell = cell_of("在职人员控制率")
        book[sheet][cell].protection = Protection(locked=False)

    assert codes(found(change=unlock)) == {f"{place_of('在职人员控制率')} R23"}


def test_conditional_formats_gone_are_told(found) -> None:
    def lose(book: Workbook) -> None:
        sheet = book["基本情况表"]
        for area in list(sheet.conditional_formatting):
            del sheet.conditional_formatting[str(area.sqref)]

    assert codes(found(change=lose)) == {"基本情况表 R25"}


def test_a_sheet_that_never_had_conditional_formats_has_lost_none(tmp_path: Path) -> None:
    content = io.BytesIO()
    write_template(KINDS_WITH_A_PLAIN_SHEET, content)
    file = written(tmp_path, content.getvalue())
    book = open_closed(file)
    try:
        found = damage(file, KINDS_WITH_A_PLAIN_SHEET, read_submission(book, KINDS_WITH_A_PLAIN_SHEET))
    finally:
        book.close()
    assert found == ()


@pytest.mark.parametrize(
    "known", [scheme(), KINDS, KINDS_WITH_A_PLAIN_SHEET], ids=["whole", "kinds", "plain"]
)
def test_conditional_formats_are_expected_just_where_the_template_has_them(known: Scheme) -> None:
    content = io.BytesIO()
    write_template(known, content)
    slots = plan(known).slots.values()
    book = load_workbook(io.BytesIO(content.getvalue()))
    of_inputs = {slot.sheet for slot in slots if slot.kind in {"input", "formula"}}
    assert {slot.sheet for slot in slots if bears_mark(slot)} == {
        name for name in of_inputs if len(book[name].conditional_formatting)
    }


def test_hidden_rows_that_hold_entries_are_told_and_empty_ones_are_not(found) -> None:
    sheet, cell = cell_of("编制数")
    _, other = cell_of("领导职数")

    def hide(book: Workbook) -> None:
        book[sheet].row_dimensions[int(cell[1:])].hidden = True
        book[sheet].row_dimensions[int(other[1:])].hidden = True

    assert codes(found({"编制数": 8}, hide)) == {f"{sheet}!{cell} R13.cells"}


def test_links_to_other_workbooks_are_told(tmp_path: Path) -> None:
    parts = unzipped(template())
    rels = "xl/_rels/workbook.xml.rels"
    link = (
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>'
    )
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    file = written(tmp_path, zipped(parts))
    book = open_closed(written(tmp_path, template(), "原件.xlsx"))
    try:
        (told,) = damage(file, scheme(), read_submission(book, scheme()))
    finally:
        book.close()
    assert (told.code, str(told.place)) == ("R26", "工作簿")
