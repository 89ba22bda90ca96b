"""The file: the same bytes from the same evaluation, text that stays text, written whole or not at all."""

import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest
from openxml_audit import OpenXmlValidator

from perfxl.department import closed_files, reporting
from perfxl.department.document import write_document
from perfxl.document.nodes import shown
from perfxl.errors import FileError, SchemeError
from perfxl.evaluation import evaluate
from tests.support.documents import W, read
from tests.support.sound import GUANGDONG, sound

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"


@pytest.fixture
def workbook(tmp_path):
    file = tmp_path / "新丰 2020.xlsx"
    file.write_bytes(EXAMPLE.read_bytes())
    return file


# ── the package ──


def test_the_same_evaluation_gives_the_same_bytes_whenever_it_is_written(monkeypatch):
    evaluation = evaluate(GUANGDONG, sound())
    first = write_document(evaluation)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))

    assert write_document(evaluation) == first


def test_no_part_of_the_file_tells_the_time_or_the_machine():
    content = read().content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        dates = {part.date_time for part in archive.infolist()}
    properties = docx.Document(io.BytesIO(content)).core_properties

    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert properties.created is None
    assert properties.modified is None
    assert (properties.title, properties.author) == ("县级部门整体支出绩效自评报告", "某县行政服务中心")


def test_a_validator_of_the_format_finds_nothing_wrong(tmp_path):
    file = tmp_path / "报告.docx"
    file.write_bytes(read().content)

    assert list(OpenXmlValidator().validate(file).errors) == []


def test_python_docx_is_loaded_by_the_document_only():
    code = "import sys, perfxl.cli.commands, perfxl.addin.ribbon; print('docx' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"


# ── what users entered is text ──


NASTY = "<w:p/>&amp; { PAGE } =1+1 \x00\x07\x1b\u202e倒\u202c\ufdd0\ufeff\uffff 正文"


def test_what_looks_like_code_is_text_and_what_no_text_may_hold_is_left_out():
    document = read(sound({"部门概况": NASTY, "部门名称": NASTY, "结转原因说明": NASTY, "报告标题": NASTY}))
    cleaned = "<w:p/>&amp; { PAGE } =1+1 倒 正文"

    assert cleaned in document.of("BodyText")
    assert document.of("Signature")[0] == cleaned
    assert cleaned in str(document.tables("部门整体支出绩效评价基本情况表"))
    assert document.word.core_properties.author == cleaned


def test_half_a_character_is_left_out():
    assert shown("正\ud800文") == "正文"


def test_no_text_becomes_a_field_or_a_link():
    document = read(sound({"部门概况": 'HYPERLINK "https://example.invalid" { INCLUDETEXT "a" } DDEAUTO'}))
    body = document.word.element.body

    assert not list(body.iter(f"{W}instrText", f"{W}fldSimple", f"{W}hyperlink"))
    assert not any(relation.is_external for relation in document.word.part.rels.values())


def test_line_breaks_and_tabs_do_not_tear_a_cell():
    document = read(sound({"结转原因说明": "一是跨年。\r\n二是\t结算。"}))
    lists = [row for table in document.tables("部门整体支出绩效评价基本情况表") for row in table]

    assert ["结转结余情况说明", "一是跨年。\n二是 结算。"] in lists


def test_a_very_long_name_neither_breaks_the_file_nor_its_properties():
    document = read(sound({"部门名称": "某县" * 2000, "报告标题": "报告" * 3000}))

    assert len(document.word.core_properties.title) == 255
    assert document.of("Signature")[0] == "某县" * 2000


# ── saving ──


def test_a_name_that_ends_in_docx_gets_the_document_and_the_workbook_stays_as_it_was(workbook):
    before = workbook.read_bytes()
    target = workbook.with_name("自评报告.DOCX")

    evaluation = reporting.report(workbook, target)

    assert workbook.read_bytes() == before
    assert target.read_bytes() == write_document(evaluation)
    assert [file.name for file in workbook.parent.iterdir()].count("自评报告.DOCX") == 1


def test_a_name_that_ends_in_xlsx_gets_the_sheet_as_before(workbook):
    target = workbook.with_name("报告.xlsx")
    reporting.report(workbook, target)
    with closed_files.opened(target) as book:
        assert book.sheets["自评报告"]["A1"].value


@pytest.mark.parametrize("name", ["报告.doc", "报告.txt", "报告"])
def test_any_other_name_is_refused_before_anything_is_read(tmp_path, name):
    with pytest.raises(FileError) as caught:
        reporting.report(tmp_path / "没有.xlsx", tmp_path / name)

    assert caught.value.code == "E530"
    assert ".docx" in caught.value.remedy


def test_a_document_that_is_there_is_replaced_only_when_asked(workbook):
    target = workbook.with_name("报告.docx")
    target.write_bytes(b"old")

    with pytest.raises(FileError) as caught:
        reporting.report(workbook, target)
    kept = target.read_bytes()
    reporting.report(workbook, target, replace=True)

    assert (caught.value.code, kept) == ("E502", b"old")
    assert docx.Document(str(target)).paragraphs


def test_a_folder_that_is_not_there_is_told(workbook):
    with pytest.raises(FileError) as caught:
        reporting.report(workbook, workbook.parent / "没有" / "报告.docx")

    assert caught.value.code == "E503"


def test_a_fault_on_the_way_leaves_no_file(workbook, monkeypatch):
    def broken(_evaluation):
        raise SchemeError("E380", scheme="x", line=1, reason="")

    monkeypatch.setattr("perfxl.department.document.write_document", broken)
    before = sorted(workbook.parent.iterdir())

    with pytest.raises(SchemeError):
        reporting.report(workbook, workbook.with_name("报告.docx"))

    assert sorted(workbook.parent.iterdir()) == before


def test_the_command_writes_a_document_and_tells_where(workbook):
    ran = subprocess.run(
        [sys.executable, "-m", "perfxl", "report", workbook.name, "-o", "报告.docx"],
        cwd=workbook.parent, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(EXAMPLE.parents[2]), "PYTHONIOENCODING": "utf-8", "PATH": ""},
    )  # fmt: skip
    said = ran.stdout.decode("utf-8")

    assert ran.returncode == 1  # errors stand in the published text
    assert "91.94" in said
    assert said.rstrip().endswith("已写入：报告.docx")
    assert docx.Document(str(workbook.with_name("报告.docx"))).sections[1].orientation == 1
