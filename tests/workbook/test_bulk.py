"""The fast reader gives the scheme, the submission and perfxl's own rows of a workbook from its bytes."""

from pathlib import Path

import pytest

from perfxl.errors import FileError, PerfxlError, TemplateError
from perfxl.scheme.load import load_scheme
from perfxl.submission import State
from perfxl.workbook.bulk import ReadWorkbook, read_workbook
from tests.regenerate import ROOT
from tests.support.files import workbook_bytes
from tests.support.workbooks import SCHEME_ID, cell_of, edited, template, unzipped, zipped

PATH = Path("某县行政服务中心.xlsx")
EXAMPLE = ROOT / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
WHOLE = {"rows": None}


def read(content: bytes) -> ReadWorkbook:
    return read_workbook(content, PATH)


def refusal(content: bytes) -> PerfxlError:
    with pytest.raises(PerfxlError) as caught:
        read(content)
    return caught.value


def test_the_example_is_read_whole() -> None:
    seen = read(EXAMPLE.read_bytes())
    assert seen.scheme is load_scheme(SCHEME_ID)
    assert seen.submission.text("部门名称") == "新丰县行政服务中心"
    assert len(seen.submission.tables["项目清单"]) == 9
    assert seen.submission.claims["自评等级"].value == "优"
    assert seen.external_links == 0
    assert seen.own_rows[0] == ("scheme", SCHEME_ID)


def test_an_entry_tells_its_cell_and_what_is_odd_about_it() -> None:
    seen = read(edited(template(**WHOLE), {"编制数": "9人"}, **WHOLE)).submission
    entry = seen.entries["编制数"]
    assert (entry.value, entry.state, entry.raw) == (9.0, State.MENDED, "9人")
    assert (entry.place.sheet, entry.place.cell) == cell_of("编制数", **WHOLE)
    assert [(one.code, one.case) for one in seen.remarks] == [("T14", "unit")]


def test_a_workbook_without_identity_is_E201_and_the_gate_refuses_as_ever() -> None:
    assert isinstance(refusal(workbook_bytes()), TemplateError)
    assert refusal(workbook_bytes()).code == "E201"
    assert refusal(b"").code == "E103"
    assert refusal(workbook_bytes({"xl/vbaProject.bin": b"x"})).code == "E111"


def test_a_cell_that_no_program_writes_makes_the_workbook_unreadable() -> None:
    parts = unzipped(template(**WHOLE))
    sheet = parts["xl/worksheets/sheet2.xml"]
    _, cell = cell_of("编制数", **WHOLE)
    parts["xl/worksheets/sheet2.xml"] = sheet.replace(
        f'<c r="{cell}"'.encode(), f'<c r="{cell}" t="n"><v>九</v></c><c r="A1"'.encode()
    )
    error = refusal(zipped(parts))
    assert isinstance(error, FileError)
    assert error.code == "E120"
    assert str(PATH) in str(error)
