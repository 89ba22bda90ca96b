"""The file: valid, the same bytes wherever it is built, nothing in it that does not belong there."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

import perfxl
from perfxl.addin import build as building
from perfxl.addin import sources
from perfxl.addin.build import AddinError, build, build_bytes, functions_bytes
from perfxl.addin.hardening import CHANGES, UnknownModuleError, hardened
from perfxl.cli.commands import run

ROOT = Path(perfxl.__file__).parent.parent
ORIGINAL = sources._XLWINGS_MODULE.read_text(encoding="utf-8")
BUILD = "import sys, perfxl.addin.build as b; sys.stdout.buffer.write(b.build_bytes() + b.functions_bytes())"


def test_the_package_is_valid_and_gives_no_cause_for_a_warning(xlam):
    result = OpenXmlValidator().validate(xlam)
    assert result.is_valid
    assert [str(finding) for finding in result.errors] == []


def test_every_part_is_declared_and_referred_to(xlam):
    with zipfile.ZipFile(xlam) as archive:
        contents = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    relations = contents["_rels/.rels"] + contents["xl/_rels/workbook.xml.rels"]
    parts = [name for name in contents if "rels" not in name and name != "[Content_Types].xml"]
    for name in parts:
        assert f'Target="{name.removeprefix("xl/") if name != "xl/workbook.xml" else name}"' in relations, (
            name
        )
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in contents["[Content_Types].xml"]
    assert 'Target="customUI/customUI14.xml"' in contents["_rels/.rels"]
    assert perfxl.__version__ in contents["docProps/core.xml"]


def test_two_builds_in_different_folders_and_with_different_hash_seeds_are_equal(tmp_path):
    digests = set()
    for number, seed in enumerate(("0", "1", "4242")):
        folder = tmp_path / f"文件夹 {number}"
        folder.mkdir()
        environment = {
            **os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT),
            "TZ": ("UTC", "Asia/Shanghai", "America/New_York")[number],
        }  # fmt: skip
        done = subprocess.run([sys.executable, "-c", BUILD], cwd=folder, env=environment, capture_output=True,
                              check=True)  # fmt: skip
        digests.add(hashlib.sha256(done.stdout).hexdigest())
    assert digests == {hashlib.sha256(build_bytes() + functions_bytes()).hexdigest()}


def test_lines_that_end_as_on_windows_give_the_same_file(monkeypatch, tmp_path):
    macros = building.macros_folder()
    (tmp_path / "functions").mkdir()
    for file in macros.rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.relative_to(macros)).write_text(text, encoding="utf-8", newline="\r\n")
    expected = build_bytes(), functions_bytes()
    monkeypatch.setattr(building, "macros_folder", lambda: tmp_path)
    assert (build_bytes(), functions_bytes()) == expected


def test_nothing_in_the_file_depends_on_a_compressor_or_on_the_clock(xlam):
    with zipfile.ZipFile(xlam) as archive:
        for entry in archive.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)


def test_no_name_of_a_person_or_of_a_disk_is_left_in_the_file(xlam):
    with zipfile.ZipFile(xlam) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            for text in (b"felix", b"Users\\", b"absPath", b"creator", b"lastModifiedBy"):
                assert text not in content.replace(b"\0", b""), f"{text!r} in {name}"


def test_a_folder_that_is_not_there_is_said_to_be_so(tmp_path):
    with pytest.raises(AddinError) as caught:
        build(tmp_path / "没有" / "perfxl.xlam")
    assert caught.value.code == "E703"
    assert "没有" in str(caught.value)


def test_without_its_optional_packages_the_build_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "perfxl.addin.sources", None)
    with pytest.raises(AddinError) as caught:
        build_bytes()
    assert caught.value.code == "E701"
    assert 'pip install "perfxl[addin]"' in caught.value.remedy


def test_an_xlwings_with_another_module_is_refused_rather_than_shipped_unhardened(monkeypatch, tmp_path):
    other = tmp_path / "xlwings_custom_addin.bas"
    other.write_text(ORIGINAL.replace("'Workbook Sheet Config", "'Workbook Config"), encoding="utf-8")
    monkeypatch.setattr(sources, "_XLWINGS_MODULE", other)
    with pytest.raises(AddinError) as caught:
        build_bytes()
    assert caught.value.code == "E702"
    assert "a sheet of the opened workbook sets nothing" in str(caught.value)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.why)
def test_a_change_that_does_not_find_its_text_stops_the_build(change):
    with pytest.raises(UnknownModuleError):
        hardened(ORIGINAL.replace(change.start, ""))


def test_the_command_line_writes_the_same_file(tmp_path, xlam):
    done = subprocess.run(
        [sys.executable, "-m", "perfxl", "addin", "build", "-o", "加载项.xlam"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.decode("utf-8").strip() == "已编译加载项：加载项.xlam"
    assert (tmp_path / "加载项.xlam").read_bytes() == xlam.read_bytes()


def test_the_command_line_writes_the_worksheet_functions(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["addin", "build", "--functions"]) == 0
    assert capsys.readouterr().out == "已编译加载项：perfxl-functions.xlam\n"
    assert (tmp_path / "perfxl-functions.xlam").read_bytes() == functions_bytes()


def test_the_macros_are_found_inside_an_installed_package_first(monkeypatch, tmp_path):
    installed = tmp_path / "perfxl" / "addin"
    (installed / "macros").mkdir(parents=True)
    monkeypatch.setattr(building, "__file__", str(installed / "build.py"))
    assert building.macros_folder() == installed / "macros"
