"""A book made into a file: values beside formulas, recalculated when opened, the same bytes every time."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from perfxl.engines import EngineError, open_closed, package_of
from tests.engines.samples import SHEET, TYPES, WORKBOOK, before, made, parts_of, patched, table

ROOT = Path(__file__).parents[2]
SCORES = """
  A      B    C
1 预算   1000 =B1*2→2000
2 等级   .    =IF(B1>1,"优","差")→优
3 合计   .    =SUM(B1:B2)→1000
"""


@pytest.fixture
def book(tmp_path):
    with open_closed(made(tmp_path, table(SCORES))) as book:
        yield book


def shown(content: bytes) -> dict[str, object]:
    """What stands beside the formulas, as another reader sees it."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    return {cell.coordinate: cell.value for (cell,) in sheet["C1:C3"]}


def test_formulas_keep_the_values_that_they_were_opened_with(book):
    assert shown(package_of(book, {})) == {"C1": 2000, "C2": "优", "C3": 1000}


def test_given_values_stand_beside_their_formulas_and_the_formulas_stay(book):
    content = package_of(book, {("表", "C1"): 1.5, ("表", "C2"): "良<&>", ("表", "C3"): True})

    assert shown(content) == {"C1": 1.5, "C2": "良<&>", "C3": True}
    formulas = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [formulas[cell].value for cell in ("C1", "C2", "C3")] == [
        "=B1*2",
        '=IF(B1>1,"优","差")',
        "=SUM(B1:B2)",
    ]


def test_a_formula_that_was_written_has_only_the_value_that_is_given(book):
    book.sheets[0]["C1:C2"].formula = [["=B1+1"], ["=B1+2"]]

    assert shown(package_of(book, {("表", "C2"): 7.0})) == {"C1": None, "C2": 7, "C3": 1000}


def test_an_error_is_saved_as_an_error_and_a_text_with_control_characters_escaped(book):
    parts = parts_of(package_of(book, {("表", "C1"): "#DIV/0!", ("表", "C2"): "甲\x0b_x000B_"}))

    assert b't="e"><f>B1*2</f><v>#DIV/0!</v>' in parts[SHEET]
    assert "<v>甲_x000B__x005F_x000B_</v>" in parts[SHEET].decode()


def test_a_value_for_a_cell_without_a_formula_is_left_out(book):
    assert shown(package_of(book, {("表", "A1"): 5.0, ("表", "Z99"): 5.0}))["C1"] == 2000


def test_a_value_for_a_sheet_that_is_not_there_is_a_mistake(book):
    with pytest.raises(KeyError, match="没有"):
        package_of(book, {("没有", "A1"): 1.0})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_a_mistake(book, value):
    with pytest.raises(ValueError, match="no number"):
        package_of(book, {("表", "C1"): value})


def test_values_of_array_formulas_and_formulas_with_markup_are_put_in(tmp_path):
    def fill(_book, sheet):
        sheet.write_array_formula("A1:A2", "{=B1:B2*2}", None, 2)
        sheet.write_formula("C1", '=IF(B1<2,"<a>"&"&",B1)', None, "<a>&")

    path = made(tmp_path, fill)
    with open_closed(path) as book:
        content = package_of(book, {("表", "A1"): 4.0})

    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    assert (sheet["A1"].value, sheet["C1"].value) == (4, "<a>&")


def test_excel_is_told_to_recalculate_when_it_opens_the_file(book):
    assert b'fullCalcOnLoad="1"' in parts_of(package_of(book, {}))[WORKBOOK]


def test_a_workbook_without_calculation_settings_is_recalculated_as_well(tmp_path):
    path = made(tmp_path, table(SCORES))
    patched(path, {WORKBOOK: lambda xml: xml.replace(b'<calcPr calcId="124519" fullCalcOnLoad="1"/>', b"")})

    with open_closed(path) as book:
        assert b'fullCalcOnLoad="1"' in parts_of(package_of(book, {}))[WORKBOOK]


def test_nothing_of_the_clock_is_in_the_file(book):
    with zipfile.ZipFile(io.BytesIO(package_of(book, {}))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}


def test_the_dates_of_the_document_are_those_of_the_original(tmp_path):
    path = made(tmp_path, table(SCORES))
    original = parts_of(path)["docProps/core.xml"].decode()
    created = original.split("<dcterms:created")[1].split(">")[1].split("<")[0]

    with open_closed(path) as book:
        core = parts_of(package_of(book, {}))["docProps/core.xml"].decode()

    assert core.count(created) == 2


@pytest.mark.parametrize(
    "core",
    [
        None,
        b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    ],
)
def test_dates_that_the_original_does_not_have_are_not_taken_from_the_clock(tmp_path, core):
    path = patched(made(tmp_path, table(SCORES)), {"docProps/core.xml": core})
    if core is None:
        patched(path, {"_rels/.rels": lambda xml: xml.replace(b"core-properties", b"gone")})

    with open_closed(path) as book:
        written = parts_of(package_of(book, {}))["docProps/core.xml"]

    assert written.count(b">1980-01-01T00:00:00Z<") == 2


SAVE = """
import sys, hashlib
from perfxl.engines import open_closed, package_of
with open_closed(sys.argv[1]) as book:
    book.sheets[0]["D1"].value = [["甲", 1.5], ["乙", None]]
    book.sheets[0]["D1:D2"].color = (255, 199, 206)
    book.sheets[0]["D1"].add_note("注")
    for row in range(1, 40):
        book.sheets[0].range((row, 6), (row, 8)).merge()
    print(hashlib.sha256(package_of(book, {("表", "C1"): 3.0})).hexdigest())
"""


def test_the_same_book_gives_the_same_bytes_in_every_process(tmp_path):
    path = made(tmp_path, table(SCORES))

    def digest(seed: str) -> str:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
        return subprocess.check_output(
            [sys.executable, "-c", SAVE, str(path)], env=environment, text=True
        ).strip()

    assert len({digest(seed) for seed in ("1", "2", "3")}) == 1


def test_a_file_from_which_openpyxl_has_dropped_something_is_not_written(tmp_path):
    def fill(_book, sheet):
        sheet.conditional_format("A1:A9", {"type": "cell", "criteria": ">", "value": 5})

    path = made(tmp_path, fill)
    patched(
        path,
        {
            SHEET: lambda xml: xml.replace(b'type="cellIs"', b'type="cellIs" priority="x"', 1).replace(
                b' priority="1"', b""
            )
        },
    )

    with open_closed(path) as book:
        assert book.sheets[0]["A1"].value is None
        with pytest.raises(EngineError, match="conditional formatting"):
            package_of(book, {})


def test_only_a_closed_file_can_be_made_a_file_of(book, monkeypatch):
    with monkeypatch.context() as changed:
        changed.setattr(book.impl, "document", object())
        with pytest.raises(TypeError):
            package_of(book, {})


def test_every_part_of_the_package_is_declared_once(book):
    parts = parts_of(package_of(book, {}))
    declared = parts[TYPES].decode()

    for name in parts:
        extension = name.rpartition(".")[2]
        assert f'PartName="/{name}"' in declared or f'Extension="{extension}"' in declared
        assert declared.count(f'PartName="/{name}"') <= 1


def test_a_workbook_s_structure_stays_protected(tmp_path):
    protection = (
        '<workbookProtection workbookAlgorithmName="SHA-512" workbookHashValue="AAAA"'
        ' workbookSaltValue="BBBB" workbookSpinCount="100000" lockStructure="1"/>'
    )
    path = patched(made(tmp_path, table(SCORES)), {WORKBOOK: before("<bookViews>", protection)})

    with open_closed(path) as book:
        written = parts_of(package_of(book, {}))[WORKBOOK].decode()

    element = written.split("<workbookProtection ")[1].split("/>")[0]
    assert set(element.split()) == set(
        protection.split("<workbookProtection ")[1].split("/>", maxsplit=1)[0].split()
    )
