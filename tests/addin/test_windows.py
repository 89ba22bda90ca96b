"""What only Windows can tell, as far as it is text: errors of COM, lists of tasks, the registry, the mark."""

import pytest

from perfxl.addin import windows
from perfxl.addin.policy import MacroPolicy, macro_policy

SECURITY = r"Software\{}Microsoft\Office\16.0\Excel\Security"
POLICY, CHOICE = SECURITY.format("Policies" + "\\"), SECURITY.format("")
PLACES = r"\Trusted Locations"


class ComError(Exception):
    """Looks like ``pywintypes.com_error``."""

    def __init__(self, hresult, excepinfo=None):
        super().__init__(hresult)
        self.hresult, self.excepinfo = hresult, excepinfo


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (ComError(-2147418111), "busy"),
        (ComError(-2147023174), "gone"),
        (
            ComError(-2147352567, (0, "Microsoft Excel", "受保护", "xlmain11.chm", 0, -2146827284)),
            "protected",
        ),
        (ComError(-2147352567, (0, "Microsoft Excel", "", None, 0, -2146777998)), "busy"),
        (ComError(-2147352567, None), ""),
        (ComError(-2147352567, ()), ""),
        (ValueError("-2147418111"), ""),
        (KeyError(-2147418111), ""),
    ],
)
def test_errors_of_com_are_told_apart_by_their_codes(error, fault):
    assert windows.com_fault(error) == fault


@pytest.mark.parametrize(
    ("tasks", "runs"),
    [
        ('"EXCEL.EXE","4711","Console","1","250,000 K"\r\n', True),
        ('"excel.exe","4711","Console","1","250,000 K"\r\n', True),
        ("信息: 没有运行的任务匹配指定标准。\r\n", False),
        ("", False),
        ('"EXCELSIOR.EXE","4711","Console","1","1 K"\r\n', False),
    ],
)
def test_excel_is_found_in_the_list_of_tasks_whatever_language_windows_speaks(tasks, runs):
    assert windows.lists_excel(tasks) is runs


def test_the_mark_of_a_file_from_elsewhere_is_seen_and_taken_off(tmp_path):
    file = tmp_path / "perfxl.xlam"
    file.write_bytes(b"PK")
    windows.remove_mark(file)
    assert not windows.is_marked(file)

    (tmp_path / "perfxl.xlam:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="ascii")
    assert windows.is_marked(file)
    windows.remove_mark(file)

    assert not windows.is_marked(file)
    assert file.read_bytes() == b"PK"


def test_without_windows_there_is_nothing_to_tell_and_messages_are_printed(capsys):
    assert windows.registered(POLICY, "VBAWarnings") is None
    assert windows.excel_version() == ""
    assert windows.excel_is_running() is False
    windows.message_box("文本", "标题", "info")

    assert capsys.readouterr().out == "标题\n文本\n"


@pytest.mark.parametrize(
    ("registry", "policy"),
    [
        ({}, "RUNS"),
        ({(CHOICE, "VBAWarnings"): 4}, "RUNS"),
        ({(CHOICE, "VBAWarnings"): 4, (CHOICE + PLACES, "AllLocationsDisabled"): 1}, "UNTRUSTED"),
        ({(POLICY, "VBAWarnings"): 3, (POLICY + PLACES, "AllLocationsDisabled"): 1}, "UNTRUSTED"),
        ({(POLICY, "VBAWarnings"): 2, (POLICY + PLACES, "AllLocationsDisabled"): 1}, "RUNS"),
        (
            {
                (POLICY, "VBAWarnings"): 1,
                (CHOICE, "VBAWarnings"): 4,
                (CHOICE + PLACES, "AllLocationsDisabled"): 1,
            },
            "RUNS",
        ),
        ({(r"Software\Policies\Microsoft\Office\16.0\Common", "vbaoff"): 1}, "SWITCHED_OFF"),
    ],
)
def test_macros_in_xlstart_run_unless_trusted_places_or_vba_are_switched_off(registry, policy):
    found = macro_policy(lambda key, name: registry.get((key, name)), "16.0")

    assert found is MacroPolicy[policy]


def test_the_settings_looked_at_are_those_of_the_installed_excel():
    looked = []
    macro_policy(lambda key, _: looked.append(key), "14.0")

    assert looked
    assert all(r"\14.0" in key for key in looked)
