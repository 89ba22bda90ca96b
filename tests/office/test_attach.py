"""``perfxl open`` and ``perfxl attach``: a person's own LibreOffice, in which the results appear."""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from perfxl.cli import FOUND
from perfxl.department import office_workbook
from perfxl.department.office_workbook import OfficeError
from perfxl.engines import EngineError, ProtectedSheetError, open_closed
from perfxl.engines.office import (
    PIPE_VARIABLE,
    DocumentGoneError,
    NotListeningError,
    OfficeGoneError,
    OfficeMissingError,
    SheetGoneError,
    UnoMissingError,
    attach,
)
from perfxl.engines.office.bridge import properties, uno_error
from perfxl.engines.office.process import Connection
from perfxl.errors import TemplateError
from tests.support.alike import alike
from tests.support.processes import none_left
from tests.support.shown_content import content

pytestmark = pytest.mark.office

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
PIPE = f"perfxl-attach-{os.getpid()}"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A user with a profile and a pipe of their own, and a screen that nobody sees."""
    home = tmp_path_factory.mktemp("用户")
    own = {"HOME": str(home), "PYTHONPATH": str(ROOT), PIPE_VARIABLE: PIPE, "SAL_USE_VCLPLUGIN": "svp"}
    if sys.platform == "win32":
        pytest.skip("a screen that nobody sees is there on other systems only")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PIPE_VARIABLE, PIPE)
        yield {**os.environ, **own, "LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="module")
def perfxl(environment):
    """Runs one command line and gives back its status and what it said."""

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "perfxl", *map(str, arguments)],
            capture_output=True, check=False, timeout=180, env=environment, text=True, encoding="utf-8",
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture(scope="module")
def users_office(environment, perfxl, tmp_path_factory):
    """The user's LibreOffice, opened with ``perfxl open``; it outlives the command."""
    file = tmp_path_factory.mktemp("填报") / "第一个=.xlsx"
    file.write_bytes(EXAMPLE.read_bytes())
    status, said, complaint = perfxl("open", file)
    assert (status, complaint) == (0, "")
    assert "已打开" in said
    office = Connection(PIPE)
    yield office
    app = attach()
    for book in app.books:  # else LibreOffice asks somebody whether they shall be saved
        book.impl.document.component.setModified(False)
    app.quit()
    with suppress(uno_error()):
        office.desktop.terminate()
    assert none_left(PIPE)


@pytest.fixture
def workbook(users_office, perfxl, tmp_path):
    """The completed example, opened beside the others."""
    file = tmp_path / "新丰 2020.xlsx"
    file.write_bytes(EXAMPLE.read_bytes())
    status, _, complaint = perfxl("open", file)
    assert (status, complaint) == (0, "")
    with users_book(file.name) as book:
        yield book
        with suppress(EngineError, uno_error()):
            book.impl.document.component.close(True)


@contextmanager
def users_book(name):
    """The open workbook of this name, as soon as it is there."""
    for _ in range(100):
        app = attach()
        if name in [book.name for book in app.books]:
            break
        app.quit()
        time.sleep(0.1)
    try:
        yield app.books[name]
    finally:
        app.quit()


def undo(book):
    book.impl.document.component.getUndoManager().undo()


def looks(book, what, sheets=("审核结果", "自评报告", "评分表")):
    """One trait of rows of the sheets that perfxl writes to."""
    return [getattr(book.sheets[name][row, 0], what) for name in sheets for row in range(0, 60, 3)]


def test_check_marks_the_open_workbook_and_leaves_the_file_alone(workbook, perfxl):
    before = Path(workbook.fullname).read_bytes()

    status, said, complaint = perfxl("attach", "check", "--file", workbook.name)

    assert (status, complaint) == (FOUND, "")
    assert said.startswith("审核意见：")
    assert f"已写入 LibreOffice 中打开的“{workbook.name}”，尚未保存" in said
    assert "审核意见" in " ".join(note.text for sheet in workbook.sheets for note in sheet.notes)
    assert workbook.impl.document.component.isModified()
    assert Path(workbook.fullname).read_bytes() == before


def test_score_and_report_show_what_they_show_in_a_file(workbook, perfxl, tmp_path):
    source, scored, reported = Path(workbook.fullname), tmp_path / "已计分.xlsx", tmp_path / "报告.xlsx"
    assert perfxl("score", source, "-o", scored)[0] == FOUND
    assert perfxl("report", scored, "-o", reported)[0] == FOUND

    status, said, _ = perfxl("attach", "score", "--file", workbook.name)
    assert status == FOUND
    assert "自评总分" in said
    assert perfxl("attach", "report", "--file", workbook.name.upper())[0] == FOUND

    with open_closed(reported) as book:
        expected, shown = content(book), content(workbook)
    for found in (expected, shown):
        told = found.values["审核结果", 2, 1]
        found.values["审核结果", 2, 1] = re.sub(r"\d+时\d+分", "", told)  # when it was checked
    assert shown.values.keys() == expected.values.keys()
    assert all(alike(shown.values[place], value) for place, value in expected.values.items())
    assert (shown.formulas, shown.notes, shown.fills) == (expected.formulas, expected.notes, expected.fills)


def test_one_undo_takes_everything_back(workbook, perfxl):
    before, fills, heights = content(workbook), looks(workbook, "color"), looks(workbook, "row_height")

    assert perfxl("attach", "score", "--file", workbook.name)[0] == FOUND
    assert perfxl("attach", "report", "--file", workbook.name)[0] == FOUND
    assert content(workbook).values != before.values

    undo(workbook)
    undo(workbook)

    after = content(workbook)
    assert after.values == before.values
    assert (after.formulas, after.notes, after.fills) == (before.formulas, before.notes, before.fills)
    assert looks(workbook, "color") == fills
    # Rows that had no height of their own are fitted anew.
    assert looks(workbook, "row_height") == pytest.approx(heights, abs=2)


def test_the_workbook_in_front_is_the_one_that_is_meant(workbook, perfxl):
    status, said, _ = perfxl("attach", "report")

    assert status == FOUND
    assert f"“{workbook.name}”" in said


def test_a_file_name_with_an_equals_sign_does_no_harm(users_office, perfxl):
    status, said, complaint = perfxl("attach", "check", "--file", "第一个=.xlsx")

    assert (status, complaint) == (FOUND, "")
    assert "“第一个=.xlsx”" in said


def test_a_name_that_is_not_open_is_told_with_those_that_are(workbook, perfxl):
    status, said, complaint = perfxl("attach", "check", "--file", "没有.xlsx")

    assert (status, said) == (2, "")
    assert "[E528]" in complaint
    assert workbook.name in complaint
    assert "第一个=.xlsx" in complaint


def test_a_file_that_is_missing_or_none_of_ours_is_not_opened(users_office, perfxl, tmp_path):
    (tmp_path / "坏.xlsx").write_bytes(b"no workbook")

    for name in ("没有.xlsx", "坏.xlsx"):
        status, _, complaint = perfxl("open", tmp_path / name)
        assert status == 2
        assert "[E1" in complaint


def test_a_new_workbook_of_the_user_s_is_none_of_ours_and_stays_as_it_is(users_office):
    component = users_office.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties())
    try:
        with pytest.raises(TemplateError):
            office_workbook.score(component.getTitle())
        assert not component.isModified()
    finally:
        component.close(True)


def test_nobody_listening_is_told(monkeypatch):
    monkeypatch.setenv(PIPE_VARIABLE, "perfxl-nobody")

    with pytest.raises(OfficeError) as caught:
        office_workbook.check()

    assert caught.value.code == "E524"
    assert "perfxl open" in caught.value.remedy


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (SheetGoneError("评分表"), "E520"),
        (OfficeMissingError(""), "E522"),
        (UnoMissingError(""), "E523"),
        (NotListeningError(""), "E524"),
        (OfficeGoneError(""), "E525"),
        (DocumentGoneError(""), "E526"),
        (ProtectedSheetError(""), "E529"),
    ],
)
def test_every_fault_of_the_office_has_a_code_and_a_remedy(raised, code, monkeypatch):
    def fail():
        raise raised

    monkeypatch.setattr(office_workbook, "attach", fail)

    with pytest.raises(OfficeError) as caught:
        office_workbook.score("甲.xlsx")

    assert caught.value.code == code
    assert "{" not in f"{caught.value}{caught.value.remedy}"


class Meanwhile:
    """Does something to the workbook while an action works on it, in the name of its user."""

    def __init__(self, monkeypatch, deed):
        monkeypatch.setattr(office_workbook.actions, "score", self.score)
        self._deed = deed

    def score(self, book, *, tell, **_):
        book.sheets["审核结果"]["A5"].value = [["写了一半", 1]]
        self._deed(book.impl.document.component)
        tell("writing")
        book.sheets["自评报告"]["A1"].value = "另一半"


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (lambda component: component.Sheets.removeByName("自评报告"), "E520"),
        (lambda component: component.Sheets.getByName("自评报告").protect("秘密"), "E529"),
    ],
)
def test_what_is_half_written_when_a_sheet_goes_or_is_closed_is_taken_back(workbook, monkeypatch, deed, code):
    Meanwhile(monkeypatch, deed)
    before = content(workbook)

    with pytest.raises(OfficeError) as caught:
        office_workbook.score(workbook.name)

    assert caught.value.code == code
    after = content(workbook)
    assert after.values == before.values
    assert not workbook.impl.document.component.hasControllersLocked()


def test_a_workbook_that_is_closed_meanwhile_is_told(workbook, monkeypatch):
    Meanwhile(monkeypatch, lambda component: component.close(True))

    with pytest.raises(OfficeError) as caught:
        office_workbook.score(workbook.name)

    assert caught.value.code == "E526"


def test_letting_go_of_the_user_s_office_leaves_all_open(workbook):
    app = attach()
    count = len(app.books)
    app.books[workbook.name].close()
    app.quit()

    again = attach()
    assert len(again.books) == count
    again.quit()
