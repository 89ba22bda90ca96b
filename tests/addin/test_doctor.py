"""环境自检: every lack is told in plain Chinese, with what to do about it; nothing hides anything else."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import perfxl
from perfxl.addin import build as building
from perfxl.addin import doctor, windows
from perfxl.addin.build import build_bytes, functions_bytes
from perfxl.addin.doctor import State, examine
from perfxl.addin.settings import settings_for, write_settings


@pytest.fixture
def user(tmp_path, monkeypatch):
    home = tmp_path / "会计"
    for variable, folder in (("HOME", home), ("USERPROFILE", home), ("APPDATA", home / "Roaming")):
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(variable, str(folder))
    return home


@pytest.fixture
def on_windows(user, monkeypatch):
    """A Windows machine with Excel 2016 or later, the settings of which can be changed."""
    registry = {(r"Excel.Application\CurVer", ""): "Excel.Application.16"}
    monkeypatch.setattr(windows, "on_windows", lambda: True)
    monkeypatch.setattr(windows, "registered", lambda key, name: registry.get((key, name)))
    monkeypatch.setattr(metadata, "version", lambda name: {"xlwings": "0.37.8", "pywin32": "311"}[name])
    return registry


@pytest.fixture
def installed(on_windows, user):
    addin = user / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "perfxl.xlam"
    addin.parent.mkdir(parents=True)
    addin.write_bytes(build_bytes())
    write_settings(settings_for(Path(sys.executable)))
    return addin


def lacks():
    return {point.told: point.remedy for point in examine() if point.state is State.MISSING}


def test_a_machine_on_which_all_is_installed_lacks_nothing(installed):
    points = examine()

    assert [point.told for point in points if point.state is not State.WELL] == []
    assert len(points) >= 9
    assert any("Excel 16.0" in point.told for point in points)


def test_a_bare_machine_is_told_to_install(on_windows):
    told = lacks()

    assert set(told.values()) == {
        "请运行 perfxl addin install。",
        "请关闭 Excel，运行 perfxl addin install。",
    }


def test_a_python_that_has_been_moved_is_missed(installed, tmp_path):
    write_settings(settings_for(tmp_path / "没有" / "python.exe"))

    assert any("配置文件指定的 Python 不存在" in told for told in lacks())


def test_another_python_has_to_show_that_it_can_start_a_click(installed, tmp_path, monkeypatch):
    other = tmp_path / "python.exe"
    other.write_bytes(b"")
    write_settings(settings_for(other))
    started = []

    def run(command, **_):
        started.append(command)
        return subprocess.CompletedProcess(command, 1, b"", b"")

    monkeypatch.setattr(doctor.subprocess, "run", run)

    assert any("不能运行本工具" in told for told in lacks())
    assert started[0][:4] == [other, "-B", "-P", "-c"]


def test_a_second_perfxl_of_another_version_is_pointed_out(installed, tmp_path, monkeypatch):
    other = tmp_path / "python.exe"
    other.write_bytes(b"")
    write_settings(settings_for(other))
    monkeypatch.setattr(
        doctor.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0, b"0.0.9\r\n")
    )
    (remark,) = [point for point in examine() if point.state is State.REMARK]

    assert f"perfxl 0.0.9，这里是 {perfxl.__version__}" in remark.told


def test_an_addin_of_another_version_is_told(installed):
    installed.write_bytes(b"no zip at all")

    assert any("加载项版本" in told and "重新安装" in remedy for told, remedy in lacks().items())


def test_an_addin_that_carries_the_mark_of_the_web_is_told(installed):
    installed.with_name("perfxl.xlam:Zone.Identifier").write_bytes(b"[ZoneTransfer]")

    assert any("来自网络" in told and "解除锁定" in remedy for told, remedy in lacks().items())


@pytest.fixture
def functions(installed, monkeypatch):
    """Worksheet functions beside the add-in, on a Chinese Windows."""
    monkeypatch.setattr(windows, "code_page", lambda: 936)
    file = installed.with_name("perfxl-functions.xlam")
    file.write_bytes(functions_bytes())
    return file


def test_worksheet_functions_of_this_version_and_these_schemes_are_well(functions):
    points = examine()
    assert [point.told for point in points if point.state is not State.WELL] == []
    assert f"工作表函数：{functions}" in [point.told for point in points]


def test_worksheet_functions_that_know_other_schemes_are_pointed_out(functions, monkeypatch):
    monkeypatch.setattr(building, "rules_of_this_machine", lambda: [("某县", "一", "一", "5", "x")])
    (remark,) = [point for point in examine() if point.state is State.REMARK]

    assert "与本机的程序版本或指标体系不一致" in remark.told
    assert "perfxl addin install --functions" in remark.remedy


def test_a_damaged_file_of_worksheet_functions_is_pointed_out_too(functions):
    functions.write_bytes(b"PK")
    assert [point.remedy for point in examine() if point.state is State.REMARK]


def test_worksheet_functions_that_vba_cannot_read_here_are_told(functions, monkeypatch):
    monkeypatch.setattr(windows, "code_page", lambda: 1252)
    assert any("代码页 1252" in told and "删除这个文件" in remedy for told, remedy in lacks().items())


def test_macros_that_may_not_run_are_told(installed, on_windows):
    key = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
    on_windows[key, "VBAWarnings"] = 4
    on_windows[key + r"\Trusted Locations", "AllLocationsDisabled"] = 1

    assert any("不允许加载项运行" in told for told in lacks())


def test_a_machine_without_excel_is_told(installed, on_windows):
    del on_windows[r"Excel.Application\CurVer", ""]

    assert "没有检测到 Excel。" in lacks()


@pytest.mark.parametrize(
    ("version", "wanted", "fits"),
    [
        ("0.37.8", "xlwings<0.38,>=0.33.16", True),
        ("0.38.0", "xlwings<0.38,>=0.33.16", False),
        ("0.33.15", "xlwings<0.38,>=0.33.16", False),
        ("0.33.16", "xlwings<0.38,>=0.33.16", True),
        ("1.0rc1", "xlwings<0.38,>=0.33.16", False),
        ("0.37.8", "xlwings", True),
    ],
)
def test_another_xlwings_than_perfxl_was_made_for_is_told(installed, monkeypatch, version, wanted, fits):
    monkeypatch.setattr(metadata, "version", lambda name: {"xlwings": version, "pywin32": "311"}[name])
    monkeypatch.setattr(metadata, "requires", lambda _: ["lxml>=5", wanted])

    assert any(told.startswith("xlwings") for told in lacks()) is not fits


def test_packages_that_are_missing_are_told(installed, monkeypatch):
    def version(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)

    assert "没有安装 xlwings，Python 无法与 Excel 通信。" in lacks()


def test_a_folder_that_cannot_be_written_to_is_told(installed, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "拒绝访问")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)

    assert len([told for told in lacks() if "不能写入（拒绝访问）" in told]) == 2


def test_what_cannot_be_looked_at_says_so_and_hides_nothing(installed, monkeypatch):
    monkeypatch.setattr(doctor, "interpreter", lambda: 1 / 0)
    points = examine()

    assert "配置文件：无法检查（division by zero）。" in [point.told for point in points]
    assert any("Excel 16.0" in point.told for point in points)


def test_elsewhere_than_on_windows_it_is_said_what_was_not_looked_at(user, monkeypatch):
    monkeypatch.delenv("APPDATA")

    assert any("本机不是 Windows" in point.told for point in examine())
