"""However a piece of work ends, no LibreOffice is left behind; and whatever goes wrong has a name."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from perfxl.engines import UnreadableWorkbookError
from perfxl.engines.office import (
    DocumentGoneError,
    OfficeGoneError,
    OfficeMissingError,
    SheetGoneError,
    bridge,
    installation,
    open_in_office,
    process,
)
from tests.engines.samples import made, table
from tests.support.processes import none_left, running

pytestmark = pytest.mark.office

ROOT = Path(__file__).parent.parent.parent


def python(source: str, folder: Path, **environment: str) -> "subprocess.Popen[str]":
    """A child that runs a script, with a folder of its own for temporary files."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(source)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), **environment},
    )  # fmt: skip


def said_by(source: str, folder: Path) -> str:
    child = python(source, folder)
    said, complaint = child.communicate(timeout=120)
    assert child.returncode == 0, complaint
    return said.strip()


@pytest.fixture
def path(tmp_path):
    def fill(book, sheet):
        table("  A\n1 甲")(book, sheet)
        book.add_worksheet("附 表").write("A1", "乙")

    return made(tmp_path, fill)


@pytest.mark.parametrize(
    "ending",
    [
        "book.close()",
        "pass",
        "book.sheets[0]['A1'].value = '改了'",
        "raise RuntimeError('a fault of ours')",
        "open_in_office('没有.xlsx')",
        "os._exit(3)",
        "os.kill(os.getpid(), signal.SIGTERM)",
        "os.kill(os.getpid(), signal.SIGKILL)",
    ],
)
def test_nothing_is_left_behind_however_the_work_ends(ending, path, tmp_path):
    own = tmp_path / "temporary"
    own.mkdir()
    child = python(
        f"""
        import os, signal
        from perfxl.engines.office import open_in_office
        book = open_in_office({str(path)!r})
        print(book.sheets[0]["A1"].value, flush=True)
        {ending}
        """,
        own,
    )
    mark = f"perfxl{child.pid}x"
    said, _ = child.communicate(timeout=120)

    assert said.strip() == "甲"
    assert none_left(mark)
    assert list(own.iterdir()) == []


def test_an_office_that_ends_at_once_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "soffice", lambda: program(tmp_path, "exit 3"))

    with pytest.raises(OfficeMissingError, match="status 3"):
        process.OwnOffice()

    assert none_left(str(tmp_path))


def test_an_office_that_does_not_answer_is_given_up_and_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "soffice", lambda: program(tmp_path, "sleep 600"))
    monkeypatch.setattr(process, "_PATIENCE", 0.5)

    with pytest.raises(OfficeMissingError, match="not answered"):
        process.OwnOffice()

    assert none_left(str(tmp_path))


def program(folder: Path, command: str) -> Path:
    """A program that does something else."""
    if sys.platform == "win32":
        pytest.skip("a script of the shell")
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def test_where_no_office_is_installed_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(installation, "_candidates", lambda: iter([tmp_path / "soffice"]))
    installation.soffice.cache_clear()
    try:
        with pytest.raises(OfficeMissingError, match="usual places"):
            installation.soffice()
    finally:
        installation.soffice.cache_clear()


@pytest.fixture
def nowhere_else(monkeypatch):
    """A machine with no LibreOffice but the one that the test puts there."""
    monkeypatch.setattr(installation.shutil, "which", lambda _: None)
    monkeypatch.setattr(installation, "_USUAL", ())
    installation.soffice.cache_clear()
    yield
    installation.soffice.cache_clear()


def test_an_office_among_the_programs_of_windows_is_found_with_its_own_uno(
    nowhere_else, tmp_path, monkeypatch
):
    program = tmp_path / "Program Files" / "LibreOffice 24" / "program"
    program.mkdir(parents=True)
    for name in ("soffice.exe", "uno.py"):
        (program / name).touch()
    monkeypatch.setenv("ProgramFiles", str(tmp_path / "Program Files"))

    assert installation.soffice() == program / "soffice.exe"
    assert installation.program_folder() == program
    assert program / "uno.py" in list(installation.uno_files())


def test_on_a_mac_the_libraries_stand_beside_the_program(nowhere_else, tmp_path, monkeypatch):
    contents = tmp_path / "LibreOffice.app" / "Contents"
    for folder in ("MacOS", "Frameworks", "Resources"):
        (contents / folder).mkdir(parents=True)
    (contents / "MacOS" / "soffice").touch()
    (contents / "Resources" / "uno.py").touch()
    monkeypatch.setattr(installation, "_USUAL", (str(contents / "MacOS" / "soffice"),))

    assert installation.program_folder() == contents / "Frameworks"
    assert contents / "Resources" / "uno.py" in list(installation.uno_files())


def test_where_python_has_no_uno_that_is_said_before_anything_is_started(tmp_path):
    said = said_by(
        """
        from perfxl.engines.office import UnoMissingError, bridge, open_in_office
        bridge.uno_files = lambda: iter(())
        try:
            open_in_office("a.xlsx")
        except UnoMissingError as error:
            print(error)
        """,
        tmp_path,
    )

    assert said == "there is no uno.py, or it cannot be loaded"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "fits"),
    [
        ("libpyuno.so", f"…libpython3.{sys.version_info.minor}.so.1.0…", True),
        ("libpyuno.so", "…libpython3.99.so.1.0…", False),
        ("pyuno.pyd", "…python399.dll…", False),
        ("libpyuno.dylib", "…/Versions/3.99/Python3.99/…", False),
        ("libpyuno.so", "nothing of the kind", True),
    ],
)
def test_a_library_for_another_python_is_not_loaded(name, content, fits, tmp_path):
    (tmp_path / name).write_bytes(content.encode())

    assert bridge._made_for_this_python(tmp_path) is fits


def test_uno_leaves_python_s_own_import_and_search_path_as_they_were(tmp_path):
    said = said_by(
        """
        import builtins, sys
        before = builtins.__import__, list(sys.path)
        from perfxl.engines.office import bridge
        bridge.uno()
        assert (builtins.__import__, sys.path) == before
        try:
            from com.sun.star.beans import PropertyValue
        except ImportError:
            print("no hook")
        """,
        tmp_path,
    )

    assert said == "no hook"


def test_importing_the_engines_does_not_bring_the_office_along(tmp_path):
    source = "import sys, perfxl.engines; print('perfxl.engines.office' in sys.modules, 'uno' in sys.modules)"

    assert said_by(source, tmp_path) == "False False"


def test_a_missing_file_is_missing_and_the_office_goes_again(tmp_path):
    before = set(running(f"perfxl{os.getpid()}x"))

    with pytest.raises(FileNotFoundError):
        open_in_office(tmp_path / "没有.xlsx")

    assert set(running(f"perfxl{os.getpid()}x")) == before


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 cut off"])
def test_what_is_no_workbook_is_unreadable(content, tmp_path, request):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    opened = request.getfixturevalue("open_in_office")

    with pytest.raises(UnreadableWorkbookError, match=r"坏\.xlsx"):
        opened(path)


def test_the_file_is_not_locked_while_it_is_open(path, request):
    opened = request.getfixturevalue("open_in_office")

    with opened(path):
        assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_an_office_that_dies_is_told_at_the_next_word_and_closing_does_no_harm(path):
    before = set(running(f"perfxl{os.getpid()}x"))
    book = open_in_office(path)
    sheet = book.sheets[0]
    for number in set(running(f"perfxl{os.getpid()}x", program="soffice.bin")) - before:
        os.kill(number, signal.SIGKILL)

    for act in (
        lambda: sheet["A1"].value,
        lambda: setattr(sheet["A1"], "value", 1),
        lambda: setattr(sheet["A1"], "color", (1, 2, 3)),
        lambda: sheet["A1"].add_note("注"),
        lambda: book.sheet_names,
        lambda: book.sheets.active,
        lambda: book.names["没有"],
        lambda: (
            book.app.books.open(path.with_name("另.xlsx")) if path.rename(path.with_name("另.xlsx")) else None
        ),
    ):
        with pytest.raises(OfficeGoneError):
            act()
    with book.app.properties(screen_updating=False, status_bar="……"):
        pass
    book.close()
    assert set(running(f"perfxl{os.getpid()}x")) == before


def test_a_workbook_that_the_user_closes_is_told(path, request):
    opened = request.getfixturevalue("open_in_office")
    book = opened(path)
    sheet = book.sheets[0]
    assert sheet["A1"].value == "甲"
    book.impl.document.component.close(True)

    for act in (
        lambda: sheet["A1"].value,
        lambda: setattr(sheet["A1"], "value", 1),
        sheet.activate,
        lambda: book.sheet_names,
        lambda: book.names["没有"],
        lambda: len(sheet.notes),
        book.app.calculate,
    ):
        with pytest.raises(DocumentGoneError, match=r"样本\.xlsx"):
            act()
    book.close()


def test_a_sheet_that_is_deleted_meanwhile_is_missing_and_its_neighbour_stays_as_it_is(path, request):
    opened = request.getfixturevalue("open_in_office")
    with opened(path) as book:
        sheet, neighbour = book.sheets["表"], book.sheets["附 表"]
        assert sheet["A1"].value == "甲"
        book.impl.document.component.Sheets.removeByName("表")

        for act in (
            lambda: sheet["A1"].value,
            lambda: setattr(sheet["A1"], "value", 1),
            lambda: setattr(sheet["A1"], "color", (1, 2, 3)),
            sheet.activate,
            lambda: book.sheets["表"],
        ):
            with pytest.raises(KeyError, match="表"):
                act()

        assert (neighbour["A1"].value, neighbour["A1"].color) == ("乙", None)
        assert issubclass(SheetGoneError, KeyError)
