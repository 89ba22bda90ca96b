"""The folder for machines without a network: what its scripts are like, and what they do."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parent.parent.parent / "packaging"


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bundle = loaded(PACKAGING / "bundle.py")


@pytest.fixture
def folder(tmp_path):
    bundle.write_scripts(tmp_path, "3.12")
    return tmp_path


@pytest.fixture
def installer(folder, monkeypatch):
    monkeypatch.setenv("LOCALAPPDATA", str(folder / "本地"))
    return loaded(folder / "install.py")


@pytest.fixture
def started(monkeypatch):
    """The commands that are started, none of them really; some may be told to fail."""
    commands = []

    def run(command, *, check=False, **_):
        commands.append([str(part) for part in command])
        failed = run.failing in commands[-1]
        if failed and check:
            raise subprocess.CalledProcessError(1, command)
        return subprocess.CompletedProcess(command, int(failed))

    run.failing = object()
    monkeypatch.setattr(subprocess, "run", run)
    return commands, run


def test_command_files_are_ascii_with_the_line_ends_of_windows(folder):
    for name in ("install.cmd", "install-functions.cmd", "uninstall.cmd"):
        content = (folder / name).read_bytes()
        assert content.isascii()
        assert content.count(b"\n") == content.count(b"\r\n") > 1


def test_every_script_asks_for_the_python_that_the_wheels_are_made_for(folder):
    told = (folder / "install.cmd").read_text(encoding="ascii")

    assert "py -3.12" in told
    assert "!= '3.12'" in told
    assert not any(b"@PYTHON@" in file.read_bytes() for file in folder.iterdir() if file.is_file())


def test_what_is_told_without_a_python_is_in_the_characters_of_a_chinese_console(folder):
    told = (folder / "no-python.txt").read_bytes().decode("gb18030")

    assert "没有找到 64 位的 Python 3.12。" in told
    assert "\r\n" in told


def test_installing_takes_everything_from_the_folder_and_nothing_from_a_network(
    folder, installer, started, capsys
):
    commands, _ = started
    status = installer.main([])

    environment, packages, addin, doctor = commands
    python = str(installer.python_of(folder / "本地" / "perfxl" / "python"))
    assert status == 0
    assert environment == [
        sys.executable,
        "-m",
        "venv",
        "--clear",
        str(folder / "本地" / "perfxl" / "python"),
    ]
    assert packages[:4] == [python, "-m", "pip", "install"]
    assert {"--no-index", "--require-hashes", "--no-deps", str(folder / "wheels")} <= set(packages)
    assert addin == [python, "-m", "perfxl", "addin", "install", str(folder / "perfxl.xlam")]
    assert doctor == [python, "-m", "perfxl", "addin", "doctor"]
    assert capsys.readouterr().out.startswith("[1/4] 正在建立运行环境……\n[2/4]")


def test_worksheet_functions_are_installed_by_a_command_file_of_their_own(folder, installer, started):
    commands, _ = started
    assert b'install.cmd" --functions' in (folder / "install-functions.cmd").read_bytes()
    assert installer.main(["--functions", "--whatever"]) == 0
    assert commands[2][-3:] == ["install", str(folder / "perfxl.xlam"), "--functions"]


def test_a_step_that_fails_ends_the_installation_with_advice(installer, started, capsys):
    commands, run = started
    run.failing = "pip"

    assert installer.main([]) == 1
    assert len(commands) == 2
    assert "没有完成" in capsys.readouterr().out


def test_what_the_self_check_finds_does_not_undo_the_installation(installer, started):
    _, run = started
    run.failing = "doctor"

    assert installer.main([]) == 0


def test_removing_takes_the_addin_away_and_then_the_environment(folder, installer, started):
    commands, _ = started
    python = installer.python_of(installer.home())
    python.parent.mkdir(parents=True)
    python.write_bytes(b"")
    (folder / "本地" / "perfxl" / "logs").mkdir()

    assert installer.main(["--remove"]) == 0
    assert commands == [[str(python), "-m", "perfxl", "addin", "uninstall"]]
    assert [path.name for path in (folder / "本地" / "perfxl").iterdir()] == ["logs"]


def test_removing_what_is_not_there_is_no_fault(installer, started):
    assert installer.main(["--remove"]) == 0
    assert started[0] == []


def test_the_folder_is_listed_with_its_size(folder):
    (folder / "wheels").mkdir()
    (folder / "wheels" / "a.whl").write_bytes(bytes(3 * 1024 * 1024))
    *_, last = bundle.listing(folder)

    assert "    3072 KB  wheels/a.whl" in list(bundle.listing(folder))
    assert last.strip().startswith("3.0 MB")


def test_a_folder_that_holds_something_is_left_alone(folder, started):
    with pytest.raises(SystemExit):
        bundle.main([str(folder)])
    assert started[0] == []


@pytest.mark.parametrize("file", sorted(PACKAGING.rglob("*.*")), ids=lambda file: file.name)
def test_no_host_is_named(file):
    if file.is_file() and file.suffix != ".pyc":
        text = file.read_text(encoding="utf-8")
        assert "http:" not in text
        assert "https:" not in text
