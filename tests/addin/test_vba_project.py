"""The VBA project read by others: raw streams, olevba, a static analyser, a parser."""

import io
import re
import struct
import zipfile

import olefile
import pytest
from oletools.olevba import VBA_Parser, decompress_stream
from pyopenvba.interpreter import parse_module
from pyvbaanalysis import analyze_office_file

from perfxl.addin.build import macros_folder
from perfxl.addin.sources import ribbon_project
from perfxl.addin.vba_text import TEXTS_MODULE

CODE_PAGE, NAME, REFERENCE, MODULE, OFFSET = 0x0003, 0x0004, 0x0016, 0x0047, 0x0031
VERSION_RECORD = 0x0009
OWN = ["PerfxlActions", "PerfxlResult", "PerfxlRibbon", TEXTS_MODULE, "PerfxlWatch"]
"""The modules that are perfxl's, not xlwings'."""


@pytest.fixture(scope="module")
def container(xlam):
    with zipfile.ZipFile(xlam) as archive:
        return olefile.OleFileIO(io.BytesIO(archive.read("xl/vbaProject.bin")))


@pytest.fixture(scope="module")
def streams(container):
    return {"/".join(path): container.openstream(path).read() for path in container.listdir()}


@pytest.fixture(scope="module")
def records(streams):
    """The records of the ``dir`` stream, in order."""
    content, position, found = bytes(decompress_stream(bytearray(streams["VBA/dir"]))), 0, []
    while position < len(content) - 4:  # the last four bytes are reserved
        kind, size = struct.unpack_from("<HI", content, position)
        size = 6 if kind == VERSION_RECORD else size
        found.append((kind, content[position + 6 : position + 6 + size]))
        position += 6 + size
    return found


@pytest.fixture(scope="module")
def sources(xlam):
    """What olevba reads of every module."""
    parser = VBA_Parser(str(xlam))
    return {path.removeprefix("VBA/"): source for _, path, _, source in parser.extract_macros()}


def of_kind(records, wanted):
    return [content for kind, content in records if kind == wanted]


def test_the_project_has_one_name_in_both_places_where_it_is_named(records, streams):
    project = streams["PROJECT"].decode("ascii")
    assert of_kind(records, NAME) == [b"perfxl"]
    assert re.findall(r'(?m)^Name="(.*)"\r$', project) == ["perfxl"]


def test_modules_are_the_same_in_every_list(records, streams):
    listed = sorted(content.decode("utf-16-le") for content in of_kind(records, MODULE))
    project = streams["PROJECT"].decode("ascii")
    declared = re.findall(r"(?m)^(?:Module|Class|Document)=([^/\r]+)", project)
    workspace = re.findall(r"(?m)^(\w+)=", project.partition("[Workspace]")[2])
    stored = [
        path[4:]
        for path in streams
        if path.startswith("VBA/") and path not in {"VBA/dir", "VBA/_VBA_PROJECT"}
    ]
    assert sorted(declared) == sorted(stored) == sorted(workspace) == listed
    assert re.findall(r"(?m)^Class=(.*)\r$", project) == ["PerfxlWatch"]
    assert all(name.encode() in streams["PROJECTwm"] for name in listed)


def test_nothing_compiled_is_left_so_that_excel_compiles_the_text(records, streams):
    assert {struct.unpack("<I", content)[0] for content in of_kind(records, OFFSET)} == {0}
    assert streams["VBA/_VBA_PROJECT"] == bytes.fromhex("cc61ffff000000")
    assert not [path for path in streams if "__SRP" in path]


def test_the_project_keeps_the_id_with_which_its_keys_are_encrypted(streams):
    project = streams["PROJECT"].decode("ascii")
    assert 'ID="{318BEE36-5BE1-492A-826D-473DB19B0F30}"' in project
    assert all(f'\r\n{key}="' in project for key in ("CMG", "DPB", "GC"))


def test_the_only_library_referred_to_is_office_itself(records):
    assert of_kind(records, REFERENCE) == [b"Office"]


def test_every_module_is_plain_ascii_in_lines_that_vba_takes(records, streams):
    assert struct.unpack("<H", of_kind(records, CODE_PAGE)[0]) == (1252,)
    for content in of_kind(records, MODULE):
        name = content.decode("utf-16-le")
        source = bytes(decompress_stream(bytearray(streams[f"VBA/{name}"])))
        assert source.startswith(f'Attribute VB_Name = "{name}"\r\n'.encode())
        assert source.isascii()
        assert b"\n" not in source.replace(b"\r\n", b"")
        assert max(map(len, source.split(b"\r\n"))) < 1023


def test_the_document_modules_are_those_that_workbook_and_sheet_name(xlam, sources):
    with zipfile.ZipFile(xlam) as archive:
        parts = [archive.read(f"xl/{name}").decode() for name in ("workbook.xml", "worksheets/sheet1.xml")]
    named = [re.search(r'codeName="(\w+)"', part)[1] for part in parts]
    assert named == ["ThisWorkbook", "Sheet2"]
    assert set(named) <= set(sources)


def test_olevba_reads_the_very_text_that_was_put_in(sources):
    put_in = ribbon_project(macros_folder()).modules
    assert set(sources) == {*put_in, "ThisWorkbook", "Sheet2"}
    for name, source in put_in.items():
        # A class has another header in a project than in a file.
        own = source.partition("Attribute VB_Exposed = False\r\n")[2] or source
        assert sources[name].replace("\r\n", "\n").endswith(own.replace("\r\n", "\n")), name


def test_nothing_runs_by_itself_when_a_workbook_is_opened(xlam):
    kinds = {kind for kind, _, _ in VBA_Parser(str(xlam)).analyze_macros()}
    assert "AutoExec" not in kinds


def test_a_static_analysis_finds_nothing_wrong(xlam):
    found = [
        (module, problem.code, problem.message)
        for module, problems in analyze_office_file(xlam).items()
        for problem in problems
        if problem.severity.value == "error" or (module != "xlwings" and problem.severity.value == "warning")
    ]
    assert found == []


@pytest.mark.parametrize("name", OWN)
def test_a_parser_takes_every_block_of_every_module(name, sources):
    # This parser knows classes, but none that hear of events.
    source = sources[name].replace("WithEvents ", "")
    assert parse_module(source, name=name, kind="class" if name == "PerfxlWatch" else "standard").procedures


@pytest.mark.parametrize("name", OWN)
def test_variables_must_be_declared(name, sources):
    assert "Option Explicit" in sources[name]


def test_vba_stays_thin(sources):
    lines = [line.strip() for name in OWN if name != TEXTS_MODULE for line in sources[name].splitlines()]
    assert sum(bool(line) and not line.startswith("'") for line in lines) < 250
