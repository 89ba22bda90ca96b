"""Installing for one user: the add-in, the settings that VBA reads, the manual; and taking it all away."""

import os
from pathlib import Path

import pytest

from perfxl.addin import install, settings, windows
from perfxl.addin.build import functions_bytes
from perfxl.addin.doctor import addin_version
from perfxl.addin.install import InstallError, Step, check_machine, installation, make, removal
from perfxl.addin.settings import interpreter, read_settings, settings_for, write_settings
from perfxl.cli import FOUND
from perfxl.cli.commands import run
from tests.support.windows import Machine


@pytest.fixture
def user(tmp_path, monkeypatch):
    """A user's home on a Windows machine, as its environment tells it."""
    home = tmp_path / "会计"
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "AppData" / "Roaming",
        "LOCALAPPDATA": home / "AppData" / "Local",
    }
    for variable, folder in folders.items():
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(variable, str(folder))
    return home


@pytest.fixture
def python(user):
    file = user / "AppData" / "Local" / "perfxl" / "python" / "python.exe"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"")
    return file


@pytest.fixture
def addin(tmp_path):
    file = tmp_path / "安装包" / "perfxl.xlam"
    file.parent.mkdir()
    file.write_bytes(b"an add-in")
    return file


def everything(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def installed(user):
    return user / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "perfxl.xlam"


def test_the_addin_stands_where_excel_opens_it_at_every_start(user, addin, python):
    mark = installed(user).with_name("perfxl.xlam:Zone.Identifier")
    mark.parent.mkdir(parents=True)
    mark.write_bytes(b"[ZoneTransfer]")
    list(make(installation(addin, python), only_show=False))

    assert installed(user).read_bytes() == b"an add-in"
    assert not mark.exists()


def test_without_a_built_addin_it_is_built_on_the_spot(user, python):
    list(make(installation(None, python), only_show=False))

    assert addin_version(installed(user)) == install.build_bytes.__globals__["perfxl"].__version__


def test_what_is_shown_is_what_is_done_and_showing_does_nothing(user, addin, python):
    before = everything(user)
    shown = list(make(installation(addin, python), only_show=True))
    assert everything(user) == before

    assert list(make(installation(addin, python), only_show=False)) == shown
    assert shown[0] == f"把加载项复制到 Excel 的启动文件夹：{installed(user)}"
    assert "写入配置文件" in shown[2]


def test_the_settings_are_lines_that_vba_reads_without_a_chinese_character(user, addin, python):
    list(make(installation(addin, python), only_show=False))
    content = (user / ".perfxl" / "perfxl.conf").read_bytes()

    assert content.isascii()
    assert content.decode().split("\r\n") == [
        f'"INTERPRETER_WIN","%LOCALAPPDATA%{os.sep}perfxl{os.sep}python{os.sep}python.exe"',
        '"PYTHONPATH",""',
        '"SHOW CONSOLE","False"',
        '"USE UDF SERVER","False"',
        "",
    ]
    assert interpreter() == python


def test_the_interpreter_that_vba_is_told_is_the_one_that_was_meant(user, python):
    write_settings(settings_for(python))
    told = Machine(environment=dict(os.environ)).expand(read_settings()["INTERPRETER_WIN"])

    assert Path(told) == python


def test_a_setting_that_somebody_has_added_stays(user, addin, python):
    write_settings({"TEMP DIR": r"D:\temp", "INTERPRETER_WIN": "old"})
    list(make(installation(addin, python), only_show=False))

    assert read_settings()["TEMP DIR"] == r"D:\temp"
    assert interpreter() == python


def test_a_path_that_the_code_page_lacks_is_refused_in_words(user, addin, monkeypatch):
    monkeypatch.setattr(settings, "_ENCODING", "cp1252")
    steps = make(installation(addin, Path("/别处/python.exe")), only_show=False)

    with pytest.raises(InstallError, match="本机系统区域设置不支持的文字") as caught:
        list(steps)
    assert caught.value.code == "E655"


def test_the_manual_is_there_without_a_network(user, addin, python):
    list(make(installation(addin, python), only_show=False))
    page = (user / ".perfxl" / "使用手册.html").read_text(encoding="utf-8")

    assert page.startswith("<!DOCTYPE html>")
    assert "http://" not in page.partition("<body>")[2].replace("http://www.w3.org", "")
    assert 'src="data:image/png;base64,' in page


@pytest.fixture
def addins(addin):
    """A folder with both add-ins, as the offline bundle has them."""
    addin.with_name("perfxl-functions.xlam").write_bytes(functions_bytes())
    return addin


def test_worksheet_functions_are_installed_for_those_who_ask_and_kept_up_to_date_from_then_on(
    user, addins, python
):
    functions = installed(user).with_name("perfxl-functions.xlam")
    list(make(installation(addins, python), only_show=False))
    assert not functions.exists()

    list(make(installation(addins, python, functions=True), only_show=False))
    assert functions.read_bytes() == functions_bytes()

    functions.write_bytes(b"of an older version")
    list(make(installation(addins, python), only_show=False))
    assert functions.read_bytes() == functions_bytes()

    list(make(removal(), only_show=False))
    assert not functions.exists()


def test_functions_are_built_on_the_spot_where_no_file_is_given(user, python):
    list(make(installation(None, python, functions=True), only_show=False))
    assert installed(user).with_name("perfxl-functions.xlam").read_bytes() == functions_bytes()


def test_functions_that_are_not_beside_the_addin_are_named(user, addin, python):
    with pytest.raises(InstallError, match=r"没有这个加载项文件：.*perfxl-functions\.xlam"):
        list(installation(addin, python, functions=True))


@pytest.mark.parametrize("code_page", [1252, 950, 65001])
def test_functions_are_refused_where_vba_cannot_read_their_names_and_the_buttons_are_not(
    monkeypatch, code_page
):
    monkeypatch.setattr(windows, "on_windows", lambda: True)
    monkeypatch.setattr(windows, "code_page", lambda: code_page)
    check_machine()

    with pytest.raises(InstallError, match=f"代码页 {code_page}") as caught:
        check_machine(functions=True)
    assert caught.value.code == "E670"


def test_functions_are_not_refused_on_a_chinese_windows(monkeypatch):
    monkeypatch.setattr(windows, "on_windows", lambda: True)
    monkeypatch.setattr(windows, "code_page", lambda: 936)
    check_machine(functions=True)


def test_removing_leaves_backups_and_nothing_else(user, addin, python):
    before = everything(user)
    list(make(installation(addin, python), only_show=False))
    (user / ".perfxl" / "last-result.txt").write_text("09:00 校验", encoding="utf-8")
    backup = user / ".perfxl" / "backups" / "某局-20260101-abcd.xlsx"
    backup.parent.mkdir()
    backup.write_bytes(b"PK")
    list(make(removal(), only_show=False))

    assert everything(user) == {**before, backup.relative_to(user): b"PK"}


def test_removing_what_is_not_there_is_no_fault(user):
    told = list(make(removal(), only_show=False))

    assert all(line.startswith("没有安装，无须删除：") for line in told)


def test_a_step_that_fails_is_named_with_its_reason(user):
    def refuse():
        raise PermissionError(13, "拒绝访问")

    with pytest.raises(InstallError, match=r"没有做成：复制（拒绝访问）"):
        list(make(iter([Step("复制", refuse)]), only_show=False))


def test_an_addin_that_is_not_there_is_named(user, tmp_path):
    with pytest.raises(InstallError, match="没有这个加载项文件"):
        list(installation(tmp_path / "没有.xlam", Path("python.exe")))


def test_elsewhere_than_on_windows_nothing_is_installed(monkeypatch):
    monkeypatch.setattr(windows, "on_windows", lambda: False)

    with pytest.raises(InstallError, match="只能安装在 Windows 上"):
        check_machine()


def test_a_running_excel_holds_its_addins_open(monkeypatch):
    monkeypatch.setattr(windows, "on_windows", lambda: True)
    monkeypatch.setattr(windows, "excel_is_running", lambda: True)

    with pytest.raises(InstallError, match="Excel 正在运行"):
        check_machine()


# The commands


def test_the_command_shows_what_it_would_do_on_any_system(user, addin, capsys):
    assert run(["addin", "install", str(addin), "--dry-run"]) == 0
    assert run(["addin", "uninstall", "--dry-run"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"将要做（没有做）：把加载项复制到 Excel 的启动文件夹：{installed(user)}"
    assert said[-1] == f"备份和运行记录予以保留：{user / '.perfxl'}"
    assert not installed(user).exists()


def test_the_command_installs_and_removes(user, addin, capsys, monkeypatch):
    monkeypatch.setattr(windows, "on_windows", lambda: True)
    assert run(["addin", "install", str(addin)]) == 0
    assert installed(user).read_bytes() == b"an add-in"
    assert run(["addin", "uninstall"]) == 0
    assert not installed(user).exists()

    said = capsys.readouterr().out
    assert "安装完成。请启动 Excel" in said
    assert said.endswith("卸载完成。\n")


def test_the_command_shows_that_functions_would_be_installed(user, addins, capsys):
    assert run(["addin", "install", str(addins), "--functions", "--dry-run"]) == 0
    assert f"启动文件夹：{installed(user).with_name('perfxl-functions.xlam')}" in capsys.readouterr().out


def test_the_command_refuses_functions_on_another_windows(user, addins, monkeypatch):
    monkeypatch.setattr(windows, "on_windows", lambda: True)
    with pytest.raises(InstallError, match="区域设置不是简体中文"):
        run(["addin", "install", str(addins), "--functions"])
    assert not installed(user).exists()


def test_elsewhere_the_command_refuses_and_says_why(user, addin):
    with pytest.raises(InstallError, match="只能安装在 Windows 上"):
        run(["addin", "install", str(addin)])


def test_the_self_check_ends_with_a_status_that_a_script_can_ask_for(user, capsys):
    assert run(["addin", "doctor"]) == FOUND
    assert "[缺少] 没有告诉 Excel 使用哪一个 Python" in capsys.readouterr().out
