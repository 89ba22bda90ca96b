"""A whole click: the add-in's own callback in a spreadsheet program, the command line that the real RunPython
would start, a Python of its own, perfxl's action on the open workbook; and then the workbook is read back.
"""

import shutil
import sys
from pathlib import Path

import pytest

from perfxl.addin.build import build
from perfxl.addin.buttons import BUTTONS
from perfxl.department import closed_files, reporting
from perfxl.engines.office import PIPE_VARIABLE, attach
from perfxl.narrative import compose
from perfxl.scheme.inventory import explanation_name, input_fields
from perfxl.scheme.load import load_scheme
from perfxl.workbook.colours import rgb
from perfxl.workbook.layout import plan
from perfxl.workbook.results.marks import NOTE_HEAD, fill_of, note_text
from tests.support.command_line import arguments, shell_commands
from tests.support.ribbon_in_office import RibbonInOffice
from tests.support.windows import CONFIG, INSTALLED, Excel, Machine

pytestmark = [pytest.mark.office, pytest.mark.slow]

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
SCHEME = "guangdong-county-2020"
FILE = "新丰县 行政服务中心(终稿)&2020.xlsx"
BUTTON = {button.action: button for button in BUTTONS}
FIRST = 5
"""The row of the first finding in 审核结果."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A folder with the add-in, a filled workbook, and a user's home."""
    folder = tmp_path_factory.mktemp("click")
    build(folder / "perfxl.xlam")
    shutil.copyfile(EXAMPLE, folder / FILE)
    (folder / "家").mkdir()
    return folder


@pytest.fixture(scope="module")
def office(world):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HOME", str(world / "家"))
        with RibbonInOffice(world / "perfxl.xlam", world, sys.executable) as office:
            environment.setenv(PIPE_VARIABLE, office.pipe)
            office.open(world / FILE)
            yield office


@pytest.fixture(scope="module")
def clicked(office, world):
    """Click a button once; what its Python reported."""
    done = {}

    def click(action):
        if action not in done:
            ended = office.click(BUTTON[action].id, command_of(world, BUTTON[action]))
            line = (world / "家" / ".perfxl" / "last-result.txt").read_text(encoding="utf-8")
            done[action] = {**ended, "line": line}
        return done[action]

    return click


def command_of(world, button):
    """What the real RunPython starts for this button in this workbook, told by another interpreter."""
    machine = Machine(files={**INSTALLED, CONFIG: f'{INSTALLED[CONFIG]}\n"PYTHONPATH","{ROOT}"'})
    excel = Excel(world / "perfxl.xlam", machine)
    excel.open(FILE, {"_perfxl": []})
    excel.click(button.id, button.needs.value)
    (line,) = machine.commands
    return arguments(shell_commands(line.partition(" /C ")[2])[-1])


@pytest.fixture
def book(office):
    """The workbook as it is open now."""
    app = attach()
    yield next(book for book in app.books if book.name == FILE)
    app.quit()


@pytest.fixture(scope="module")
def evaluation():
    return closed_files.check(EXAMPLE)


@pytest.mark.parametrize("action", ["check", "score", "report"])
def test_python_is_started_as_vba_says_and_ends_in_silence(clicked, action):
    ended = clicked(action)

    assert (ended["same"], ended["status"], ended["complaint"]) == (True, 0, "")


def test_checking_marks_every_finding_and_lists_it(clicked, book, evaluation):
    clicked("check")
    found = {}
    for one in evaluation.findings:
        if one.place.cell:
            found.setdefault(one.place, []).append(one)

    assert len(found) > 10
    for place, here in found.items():
        cell = book.sheets[place.sheet][place.cell][0, 0]
        assert cell.note.text.endswith(note_text(here)), place
        assert cell.color == rgb(fill_of(here)), place
    listed = book.sheets["审核结果"].range((FIRST, 1), (FIRST + len(evaluation.findings) - 1, 6)).value
    assert [(row[2], row[3], row[5]) for row in listed] == [
        (one.code, str(one.place), one.fault) for one in evaluation.findings
    ]


def test_scoring_explains_every_score_and_leaves_the_native_formulas_alone(clicked, book, evaluation):
    before = book.names["得分_部门预算资金支出率"].refers_to_range.formula
    line = clicked("score")["line"]
    places = plan(load_scheme(SCHEME)).slots

    for mark in evaluation.scorecard.marks:
        slot = places[explanation_name(mark.indicator.id)]
        assert book.sheets[slot.sheet][slot.address].value == mark.explanation
        score = places[f"得分_{mark.indicator.id}"]
        assert book.sheets[score.sheet][score.address].value == pytest.approx(mark.score)
    assert book.names["得分_部门预算资金支出率"].refers_to_range.formula == before
    assert before.startswith("=")
    assert f"{evaluation.scorecard.total:g}分（{evaluation.scorecard.grade}）" in line


def test_the_report_is_written_whole_and_brought_to_the_front(office, book, world, evaluation):
    office.click(BUTTON["report"].id, command_of(world, BUTTON["report"]))
    sheet = book.sheets["自评报告"]
    lines = [cell for cell in sheet.range((1, 1), (400, 1)).value if cell]

    assert "".join(lines).replace("　", "") == "".join(
        paragraph.text for paragraph in compose(evaluation)
    ).replace("　", "")
    assert book.sheets.active.name == "自评报告"


def test_a_second_click_replaces_what_the_first_one_wrote(office, clicked, book, world, evaluation):
    clicked("score")
    before = [(note.location.address, note.text) for sheet in book.sheets for note in sheet.notes]
    ended = office.click("PerfxlScore", command_of(world, BUTTON["score"]))

    assert ended["status"] == 0
    assert [(note.location.address, note.text) for sheet in book.sheets for note in sheet.notes] == before
    assert sum(text.count(NOTE_HEAD) for _, text in before) == len(
        {one.place for one in evaluation.findings if one.place.cell}
    )


def test_no_input_was_changed_and_the_file_on_the_disk_neither(clicked, book, world):
    for action in ("check", "score", "report"):
        clicked(action)
    scheme = load_scheme(SCHEME)
    slots = plan(scheme).slots
    with closed_files.opened(EXAMPLE) as original:
        for name in input_fields(scheme):
            slot = slots[name]
            assert (
                book.sheets[slot.sheet][slot.address].value == original.sheets[slot.sheet][slot.address].value
            )
    assert (world / FILE).read_bytes() == EXAMPLE.read_bytes()
    (copy,) = (world / "家" / ".perfxl" / "backups").iterdir()
    assert copy.read_bytes() == EXAMPLE.read_bytes()


def test_the_workbook_recalculates_and_can_be_worked_on(clicked, book):
    for action in ("check", "score", "report"):
        clicked(action)
    slots = plan(load_scheme(SCHEME)).slots
    cell = book.sheets[slots["在职人员数"].sheet][slots["在职人员数"].address]
    rate = book.sheets[slots["在职人员控制率"].sheet][slots["在职人员控制率"].address]
    held, shown = cell.value, rate.value
    cell.value = held * 2

    assert rate.value == pytest.approx(shown * 2)
    cell.value = held


def test_a_click_and_the_command_line_come_to_the_same(clicked, book, tmp_path):
    clicked("score")
    target = tmp_path / "命令.xlsx"
    closed_files.score(EXAMPLE, target)
    reporting.report(target, tmp_path / "报告.xlsx")
    with closed_files.opened(target) as other:
        rows = other.sheets["审核结果"].range((FIRST, 1), (60, 9)).value
    assert book.sheets["审核结果"].range((FIRST, 1), (60, 9)).value == rows
