"""The add-in of worksheet functions: a file like any other, and VBA that works out what Python does."""

import math
import re
import struct
import zipfile

import msgspec
import olefile
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream
from openxml_audit import OpenXmlValidator
from pyopenvba.interpreter import parse_module
from pyvbaanalysis import analyze_office_file

from perfxl.addin import build, functions
from perfxl.addin.build import AddinError, build_functions, functions_bytes, with_rules_of_this_machine
from perfxl.addin.doctor import addin_version
from perfxl.addin.programs import program, program_of, rules_of_this_machine
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.scheme.rules import Band, Bands, Deduction, Proportional
from perfxl.scheme.rules.base import Answer, Asks
from perfxl.scoring import CALCULATED_DIGITS
from perfxl.wording import subject
from tests.support.functions_in_vba import FunctionsInVba

NAMES = ("四舍五入", "支出率", "绩效得分")
CODE_PAGE, MODULE, SIZED_OTHERWISE = 0x0003, 0x0047, 0x0009


@pytest.fixture(scope="module")
def addin(tmp_path_factory):
    return build_functions(tmp_path_factory.mktemp("函数") / "perfxl-functions.xlam")


@pytest.fixture(scope="module")
def vba(addin):
    return FunctionsInVba(addin)


@pytest.fixture(scope="module")
def sources(addin):
    """What olevba, which goes by the project's own code page, reads of every module."""
    return {path.removeprefix("VBA/"): text for _, path, _, text in VBA_Parser(str(addin)).extract_macros()}


@pytest.fixture(scope="module")
def streams(addin):
    with zipfile.ZipFile(addin) as archive, olefile.OleFileIO(archive.read("xl/vbaProject.bin")) as container:
        return {"/".join(path): container.openstream(path).read() for path in container.listdir()}


def decompressed(stream):
    return bytes(decompress_stream(bytearray(stream)))


# The file


def test_the_package_is_valid_and_gives_no_cause_for_a_warning(addin):
    assert [str(finding) for finding in OpenXmlValidator().validate(addin).errors] == []


def test_the_project_says_code_page_936_and_its_modules_are_written_in_it(streams):
    content, position, pages, modules = decompressed(streams["VBA/dir"]), 0, [], []
    while position < len(content) - 4:
        kind, size = struct.unpack_from("<HI", content, position)
        size = 6 if kind == SIZED_OTHERWISE else size
        told = content[position + 6 : position + 6 + size]
        pages += [struct.unpack("<H", told)] if kind == CODE_PAGE else []
        modules += [told.decode("utf-16-le")] if kind == MODULE else []
        position += 6 + size

    assert pages == [(936,)]
    assert sorted(modules) == ["PerfxlFunctions", "PerfxlHelp", "PerfxlTexts", "Sheet2", "ThisWorkbook"]
    source = decompressed(streams["VBA/PerfxlFunctions"]).decode("cp936")
    assert re.findall(r"(?m)^Public Function (\w+)\(", source) == list(NAMES)


def test_no_byte_of_a_chinese_character_can_be_taken_for_an_ascii_character(streams):
    content = decompressed(streams["VBA/PerfxlFunctions"])
    both = re.sub(rb"[\x81-\xfe][\xa1-\xfe]", b"", content)
    assert both != content
    assert both.isascii()


def test_the_project_bears_one_name_and_keeps_nothing_compiled(streams, sources):
    assert re.findall(r'(?m)^Name="(.*)"\r$', streams["PROJECT"].decode("ascii")) == ["perfxlFunctions"]
    assert streams["VBA/_VBA_PROJECT"] == bytes.fromhex("cc61ffff000000")
    assert not [path for path in streams if "__SRP" in path]
    assert "xlwings" not in sources


def test_what_runs_by_itself_tells_excel_of_the_functions_and_does_nothing_else(addin, sources):
    found = [(kind, name) for kind, name, _ in VBA_Parser(str(addin)).analyze_macros()]
    assert [name for kind, name in found if kind == "AutoExec"] == ["Workbook_Open"]
    started = sources["ThisWorkbook"].partition("Option Explicit")[2]
    assert re.findall(r"= (\w+)", started) == ["Application", "AllDescribed"]


def test_nothing_in_it_starts_a_program_or_touches_a_file(sources):
    words = "Shell|CreateObject|GetObject|Open|Kill|Declare|Environ|Evaluate|ExecuteExcel4Macro"
    assert not re.search(rf"(?i)\b({words})\b", "".join(sources.values()))


def test_a_static_analysis_finds_nothing_wrong(addin):
    found = analyze_office_file(addin)
    assert [(module, one.message) for module, problems in found.items() for one in problems] == []


@pytest.mark.parametrize("name", ["PerfxlFunctions", "PerfxlHelp", "PerfxlTexts"])
def test_a_parser_takes_every_block_of_every_module(name, sources):
    assert parse_module(sources[name], name=name, kind="standard").procedures
    assert "Option Explicit" in sources[name]


def test_the_same_bytes_come_out_twice(addin):
    assert functions_bytes() == addin.read_bytes()
    assert with_rules_of_this_machine(addin.read_bytes()) == addin.read_bytes()


def test_a_scheme_of_the_office_s_own_gets_in_when_the_built_file_is_installed(addin, monkeypatch, tmp_path):
    own = [("某县", "某指标", "某指标", "5", "x p *")]
    monkeypatch.setattr(build, "rules_of_this_machine", lambda: own)
    fitted = tmp_path / "perfxl-functions.xlam"
    fitted.write_bytes(with_rules_of_this_machine(addin.read_bytes()))

    assert [str(finding) for finding in OpenXmlValidator().validate(fitted).errors] == []
    assert FunctionsInVba(fitted).run("绩效得分", "某县", "某指标", 0.5) == 2.5
    assert addin_version(fitted) == addin_version(addin)


def test_a_damaged_file_is_refused():
    with pytest.raises(AddinError) as caught:
        with_rules_of_this_machine(b"no zip at all")
    assert caught.value.code == "E671"


# What the functions give

CELLS = st.one_of(
    st.none(),
    st.just(""),
    st.just("约90"),
    st.integers(-3, 3),
    st.floats(-1e6, 1e6).map(lambda one: round(one, 4)),
)


def same(one, other):
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return math.isclose(one, other, abs_tol=1e-9)


@given(st.sampled_from(["四舍五入", "支出率"]), CELLS, CELLS)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_two_cells_hold_vba_gives_what_python_gives(vba, name, first, second):
    if name == "四舍五入" and isinstance(second, float):
        second = int(second) % 5
    assert same(vba.run("OfCells", name, first, second), getattr(functions, name)(first, second))


BY_MEASURE = [
    (scheme, one.id) for scheme in scheme_ids() for one in load_scheme(scheme).indicators()
    if one.rule.asks == Asks.MEASURE
]  # fmt: skip


@given(st.sampled_from(BY_MEASURE), st.floats(-1, 120).map(lambda value: round(value, 4)) | st.floats(0, 1.5))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_score_is_what_python_gives(vba, indicator, measure):
    assert same(vba.run("绩效得分", *indicator, measure), functions.绩效得分(*indicator, measure))


@pytest.mark.parametrize(
    "arguments",
    [
        ("某县", "财政供养人员控制率", 1),
        ("", "财政供养人员控制率", 1),
        ("guangdong-county-2020", "某指标", 1),
        ("guangdong-county-2020", "", 1),
        ("guangdong-county-2020", "预算编制合理性", 1),
        ("guangdong-county-2020", "财政供养人员控制率", "全部"),
        ("guangdong-county-2020", "财政供养人员控制率", ""),
        ("hunan-county-2018", "“三公”经费变动率", -0.1),
        ("hunan-county-2018", "三公经费变动率", 0.05),
    ],
)
def test_an_indicator_goes_by_its_id_or_its_name_and_a_fault_by_the_same_words(vba, arguments):
    assert vba.run("绩效得分", *arguments) == functions.绩效得分(*arguments)


def test_a_rule_of_every_kind_that_goes_by_a_measure_can_be_worked_out(vba):
    rules = [
        Proportional(full_at=100),
        Bands(bands=(Band(points=3, at_least=-0.5), Band(points=1.5, at_least=-1), Band(points=0))),
        Deduction(limit=-0.1, side="above", step=0.01, deduct=0.3),
        Deduction(limit=1, side="below", step=0.05, deduct=2, whole_steps=False),
        Deduction(limit=1, side="both", step=0.05, deduct=0.5),
    ]
    scheme, name = BY_MEASURE[0]
    some = next(one for one in load_scheme(scheme).indicators() if one.id == name)
    for rule in rules:
        indicator = msgspec.structs.replace(some, rule=rule)
        for measure in (-1.2, -0.5, 0.0, 0.97, 1.0, 1.3, 55.5, 100.0):
            worked_out = vba.run("WorkedOut", program_of(indicator), measure, 3.0)
            assert same(worked_out, rule.work(3.0, Answer(measure=measure)).score), (rule, measure)


def test_a_formula_reads_with_its_operands_first():
    assert program("ROUND(MIN(1,MAX(0,x))*p,2)") == "1 0 x MAX MIN p * 2 ROUND"
    assert program("IF(x<=0.1,4,IF(x>=(-0.2),2.8,0))") == "x 0.1 <= 4 x -0.2 >= 2.8 0 IF IF"


@pytest.mark.parametrize("formula", ["SUM(x)", "x^2", "y", "ROUND(x)", '"a"', "IF(x<1,2,3)", "x<=p<=1"])
def test_what_vba_would_not_know_is_refused_when_the_file_is_built(formula):
    with pytest.raises(ValueError, match="the functions add-in does not know"):
        program(formula)


def test_every_word_of_every_program_is_one_that_vba_knows(sources):
    known = set(re.findall(r'"([^"]+)"', sources["PerfxlFunctions"].partition("Function OperandsOf")[2])) | {
        "x",
        "p",
    }
    words = {word for *_, program in rules_of_this_machine() for word in program.split()}
    assert {word for word in words if not re.fullmatch(r"-?[\d.]+", word)} <= known


def test_vba_rounds_a_measure_as_the_scoring_sheet_does(sources):
    lines = sources["PerfxlFunctions"].splitlines()
    assert f"Private Const CALCULATED_DIGITS As Long = {CALCULATED_DIGITS}" in lines


@pytest.mark.parametrize("name", ["四舍五入", "支出率"])
def test_an_error_of_excel_goes_through_as_it_is(vba, name):
    assert str(vba.run("OfAnError", name)) == "Error 2042"


def test_excel_is_told_category_help_and_every_argument_in_chinese(vba):
    told = subject("functions")["functions"]
    assert vba.descriptions == [
        "|".join([name, told[name]["help"], "绩效自评", *told[name]["arguments"].values()]) for name in NAMES
    ]
    assert all(len(text) <= 255 for line in vba.descriptions for text in line.split("|"))


def test_arguments_are_named_as_their_help_names_them(sources):
    for name in NAMES:
        (heading,) = re.findall(rf"Public Function {name}\((.*)\)", sources["PerfxlFunctions"])
        assert re.findall(r"ByVal (\w+)", heading) == list(
            subject("functions")["functions"][name]["arguments"]
        )
