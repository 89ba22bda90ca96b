"""What a click loads: Excel waits for every import, and nothing may come from the workbook's folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlwings

import perfxl
from perfxl.addin.hardening import hardened
from tests.support.workbooks import edited, template, written

ROOT = Path(perfxl.__file__).parent.parent
CLICK = (
    "import json, sys\n"
    "from perfxl.addin import ribbon\n"
    "from perfxl.engines import open_closed\n"
    "told = []\n"
    "with open_closed(sys.argv[1]) as book:\n"
    "    book.app.impl.answer = lambda alert: told.append(alert.prompt) or 'ok'\n"
    "    book.set_mock_caller()\n"
    "    getattr(ribbon, sys.argv[2])()\n"
    "print(json.dumps([told, sorted(sys.modules)]))\n"
)


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "家"
    folder.mkdir()
    return folder


def python(home, *arguments, cwd=None, **environment):
    """Run Python as a user whose home is a folder of the test; what it printed, and on its standard error."""
    places = {"HOME": str(home), "USERPROFILE": str(home), "LOCALAPPDATA": str(home), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd or home, capture_output=True, check=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), **places, **environment},
    )  # fmt: skip
    return done.stdout, done.stderr


@pytest.fixture
def workbook(tmp_path):
    return written(tmp_path, edited(template(rows=None), {"编制数": 8}, rows=None))


@pytest.mark.parametrize(
    ("action", "light"),
    [
        ("check", ("xlsxwriter", "jinja2", "opencc")),
        ("score", ("xlsxwriter", "jinja2", "opencc")),
        ("report", ("xlsxwriter",)),
        ("about", ("xlsxwriter", "jinja2", "opencc")),
    ],
)
def test_a_click_loads_no_more_than_it_needs_and_nothing_of_xlwings_pro(home, workbook, action, light):
    said, complaint = python(home, "-c", CLICK, workbook, action, XLWINGS_LICENSE_KEY="noncommercial")
    told, modules = json.loads(said)

    assert "程序遇到未预料的问题" not in told[0]
    assert len(told) == 1
    assert complaint == ""
    never = ("pandas", "matplotlib", "cyclopts", "rich", "docx", "xlwings.pro", "perfxl.cli")
    loaded = [one for one in modules for part in (*never, *light) if f"{one}.".startswith(f"{part}.")]
    assert loaded == []


def test_what_a_click_imports_before_it_finds_its_workbook_needs_no_library_for_files(home):
    code = "import sys; import perfxl.addin.clicks; print(*sys.modules)"
    modules = python(home, "-c", code)[0].split()

    heavy = ("numpy", "pandas", "matplotlib", "PIL", "openpyxl", "xlsxwriter", "jinja2", "opencc", "rich")
    assert [one for one in modules if one.partition(".")[0] in heavy] == []


HOSTILE = "raise SystemExit('chosen by the folder of the workbook')"
COMMAND = "import perfxl.addin.ribbon; perfxl.addin.ribbon.about(); import xlwings; print(xlwings.__file__)"


@pytest.fixture
def hostile(tmp_path):
    """A folder as a mailed archive might bring it: modules of every name that a click imports."""
    folder = tmp_path / "附件"
    (folder / "perfxl").mkdir(parents=True)
    for name in (
        "perfxl/__init__",
        "xlwings",
        "msgspec",
        "tomllib",
        "sitecustomize",
        "usercustomize",
        "site",
    ):
        (folder / f"{name}.py").write_text(HOSTILE, encoding="utf-8")
    return folder


def test_a_click_made_in_a_hostile_folder_loads_nothing_of_it(home, hostile):
    said, complaint = python(home, "-B", "-P", "-c", COMMAND, "--wb=", "--from_xl=1", cwd=hostile)

    assert "chosen by the folder" not in complaint + said
    assert f"绩效自评工具 perfxl {perfxl.__version__}" in said
    assert said.splitlines()[-1] == xlwings.__file__


@pytest.mark.parametrize("asked", ["true", "false"])
def test_what_xlwings_would_do_with_the_folder_is_not_done_by_the_addin(home, hostile, asked):
    """xlwings' own way is to put the workbook's folder first: the danger is real."""
    file = hostile / "某局.xlsx"
    prepare = f"import xlwings.utils; xlwings.utils.prepare_sys_path({f'{asked};{file};{file};;;;'!r}); "
    code = prepare + "import importlib.util as u; print(u.find_spec('perfxl').origin)"
    said, _ = python(home, "-B", "-P", "-c", code)

    assert (str(hostile / "perfxl" / "__init__.py") in said) == (asked == "true")
    ours = hardened((Path(xlwings.__file__).parent / "xlwings_custom_addin.bas").read_text(encoding="utf-8"))
    assert "prepare_sys_path" not in ours
    assert "ADD_WORKBOOK_TO_PYTHONPATH" not in ours


def test_a_workbook_cannot_name_a_folder_as_its_scheme(home, tmp_path):
    """A scheme's outline is a template that is run: only those that are installed may be."""
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "scheme.toml").write_text("", encoding="utf-8")
    (folder / "report.j2").write_text("{{ 1 }}", encoding="utf-8")

    def point_elsewhere(book):
        book["_perfxl"]["B1"] = str(folder)

    file = written(tmp_path, edited(template(), {}, point_elsewhere))
    said, complaint = python(home, "-c", CLICK, file, "report")
    (told,), _ = json.loads(said)

    assert f"指标体系“{folder}”，本机没有" in told
    assert complaint == ""
