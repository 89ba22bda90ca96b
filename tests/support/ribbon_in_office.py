"""The add-in's buttons clicked in a running LibreOffice: its own VBA, with a stand-in for ``RunPython``.

LibreOffice takes all of the add-in's modules but xlwings' own, which is full of Windows. What that module
would start is known from running it in another interpreter (:mod:`tests.support.windows`); the stand-in
starts it.
"""

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from perfxl.engines.office import PIPE_VARIABLE

PYTHON_WITH_UNO = "/usr/bin/python3"
_numbers = itertools.count(1)
_DRIVER = Path(__file__).with_name("office_driver.py")
_LAUNCHER = Path(__file__).with_name("launcher.py")
_FILTER = "Calc MS Excel 2007 VBA XML"
_VBA = "Rem Attribute VBA_ModuleType=VBA{kind}\nOption VBASupport 1\n"
_CONTROL = _VBA.format(kind="ClassModule") + "Option ClassModule\nPublic Tag As String\n"

_STAND_IN = """\
Public Function RunPython(pythonCode As String)
    Shell "{python}", 0, "{launcher} {folder} " & Coded(pythonCode) & " " & Coded(CallerName()), False
    Do While Dir("{folder}/done") = ""
        Wait 20
    Loop
    Kill "{folder}/done"
End Function

Private Function Coded(ByVal text As String) As String
    Dim i As Long
    Coded = "x"
    For i = 1 To Len(text)
        Coded = Coded & Right("000" & Hex(AscW(Mid(text, i, 1)) And 65535), 4)
    Next i
End Function

Public Function GetConfig(key As String) As String
    GetConfig = "C:\\python\\python.exe"
End Function

Public Function GetConfigFilePath() As String
    GetConfigFilePath = "perfxl.conf"
End Function

Public Function FileExistsOnWindows(ByVal file As String) As Boolean
    FileExistsOnWindows = Left(file, 3) = "C:\\" Or Dir(file) <> ""
End Function

Public Function SheetExists(book As Workbook, sheetName As String) As Boolean
    Dim sheet As Worksheet
    On Error Resume Next
    Set sheet = book.Sheets(sheetName)
    On Error GoTo 0
    SheetExists = Not sheet Is Nothing
End Function
"""
"""What the add-in's own modules use of the module xlwings."""

_HARNESS = """\
Public Sub {callback}(ByVal needs As String)
    Dim control As New FakeControl
    control.Tag = needs
    Perfxl{callback} control
End Sub
"""
_QUESTIONS = """\
Public Function IsEnabled(ByVal needs As String) As Boolean
    Dim control As New FakeControl, answer As Variant
    control.Tag = needs
    PerfxlEnabled control, answer
    IsEnabled = answer
End Function

Public Function StatusLine() As String
    Dim control As New FakeControl, answer As Variant
    PerfxlStatus control, answer
    StatusLine = answer
End Function
"""


class RibbonInOffice:
    """A LibreOffice with the add-in; a context manager, and nothing is left running."""

    def __init__(self, addin: Path, folder: Path, python: str) -> None:
        """Start it.

        Args:
            addin: the built file.
            folder: for everything that is written, its name free of spaces.
            python: the program that a click starts.
        """
        _require_office()
        self.folder = folder
        self.pipe = f"perfxl-ribbon-{os.getpid()}-{next(_numbers)}"
        environment = {
            **os.environ, "USERPROFILE": str(folder / "home"), "LC_ALL": "C.UTF-8",
            PIPE_VARIABLE: self.pipe, "RIBBON_PYTHON": python,
        }  # fmt: skip
        self._driver = subprocess.Popen(
            [PYTHON_WITH_UNO, str(_DRIVER), self.pipe, str(folder / "profile")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment,
        )  # fmt: skip
        stand_in = _STAND_IN.format(python=sys.executable, launcher=_LAUNCHER, folder=folder)
        self._do("open", "addin", str(addin), _FILTER, True)
        self._module("xlwings", stand_in)
        self._do("module", "addin", "FakeControl", _CONTROL)
        self._module("Questions", _QUESTIONS)

    def __enter__(self) -> "RibbonInOffice":
        """The office itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End LibreOffice and whoever drives it."""
        try:
            self._do("quit")
        finally:
            self._driver.stdin.close()
            self._driver.wait(60)
            self._driver.stdout.close()

    def _do(self, name: str, *arguments: object) -> Any:
        self._driver.stdin.write(json.dumps([name, arguments]) + "\n")
        self._driver.stdin.flush()
        answer = self._driver.stdout.readline()
        assert answer, f"LibreOffice could not do: {name} {arguments}"
        return json.loads(answer)

    def _module(self, name: str, source: str) -> None:
        self._do("module", "addin", name, _VBA.format(kind="Module") + source)

    def open(self, file: Path) -> None:
        """Open a workbook and bring it to the front."""
        self._do("open", file.name, str(file))

    def click(self, callback: str, command: list[str], needs: str = "template") -> dict[str, Any]:
        """Click the button with this callback; what its Python reported.

        Args:
            callback: ``PerfxlCheck`` and the like.
            command: what the real ``RunPython`` would start, argument by argument.
            needs: the button's tag.
        """
        (self.folder / "command.json").write_text(json.dumps(command), encoding="utf-8")
        name = callback.removeprefix("Perfxl")
        self._module("Harness", _HARNESS.format(callback=name))
        self._do("call", "addin", f"Harness.{name}", [needs])
        return json.loads((self.folder / "ended.json").read_text(encoding="utf-8"))

    def enabled(self, needs: str) -> bool:
        return self._do("call", "addin", "Questions.IsEnabled", [needs])

    @property
    def status(self) -> str:
        """What the ribbon tells of the last result."""
        return self._do("call", "addin", "Questions.StatusLine", [])

    def run(self, procedure: str, *arguments: object) -> Any:
        return self._do("call", "addin", procedure, list(arguments))

    def calculates(self, addin: Path, formulas: Iterable[str], entered: Mapping[str, float]) -> list[str]:
        """What the cells of a new sheet show whose formulas use the functions of an add-in.

        LibreOffice lets only a file's own cells call its functions, so the sheet is one of the add-in.
        """
        self._do("open", addin.name, str(addin), _FILTER, True)
        # LibreOffice 7.4 does not know Value2.
        self._do("replace", addin.name, "PerfxlFunctions", "cell.Value2", "cell.Value")
        shown = self._do("calculate", addin.name, list(formulas), dict(entered))
        self._do("close", addin.name)
        return shown

    def cell(self, file: Path, sheet: str, address: str) -> str:
        """What a cell of an opened workbook shows."""
        return self._do("cell", file.name, sheet, address)


def _require_office() -> None:
    here = shutil.which("soffice") and Path(PYTHON_WITH_UNO).exists()
    if (
        here
        and subprocess.run([PYTHON_WITH_UNO, "-c", "import uno"], capture_output=True, check=False).returncode
        == 0
    ):
        return
    if os.environ.get("PERFXL_OFFICE_REQUIRED"):
        pytest.fail("LibreOffice with its Python is not installed")
    pytest.skip("needs LibreOffice with its Python")
