"""A Windows with Excel in which the add-in's own VBA runs: pyOpenVBA's interpreter, and a machine around it.

The interpreter knows Excel's objects and the language, but no files, no environment and no other programs:
those are given here. The few statements about files, which it cannot run, become calls of functions.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any

from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import EMPTY, VBAArray, VBAInt, VBAObject, method
from pyopenvba.interpreter._values import error

PROFILE = r"C:\Users\会计"
PYTHON = rf"{PROFILE}\AppData\Local\perfxl\python\python.exe"
CONFIG = rf"{PROFILE}\.perfxl\perfxl.conf"
RESULT = rf"{PROFILE}\.perfxl\last-result.txt"
FOLDER = r"D:\填报"
"""Where opened workbooks stand."""

INSTALLED = {PYTHON: "", CONFIG: f'"INTERPRETER_WIN","{PYTHON}"'}
"""The files of a user for whom the add-in was installed."""

_FILE_NOT_FOUND, _PERMISSION_DENIED = 53, 70
_HARNESS = """\
Public Sub Click(ByVal callback As String, ByVal needs As String)
    Dim control As New FakeControl
    control.Tag = needs
    Application.Run callback, control
End Sub

Public Function Enabled(ByVal needs As String) As Boolean
    Dim control As New FakeControl, answer As Variant
    control.Tag = needs
    PerfxlEnabled control, answer
    Enabled = answer
End Function

Public Function Status() As String
    Dim control As New FakeControl, answer As Variant
    PerfxlStatus control, answer
    Status = answer
End Function
"""


@dataclass
class Machine:
    """The disk, the environment, and what was started."""

    files: dict[str, str] = field(default_factory=dict)
    """Contents by full path."""
    environment: dict[str, str] = field(
        default_factory=lambda: {
            "USERPROFILE": PROFILE,
            "SystemRoot": r"C:\Windows",
            "Temp": rf"{PROFILE}\AppData\Local\Temp",
        }
    )
    commands: list[str] = field(default_factory=list)
    """The command lines that WScript.Shell was told to run."""
    copied: list[tuple[str, str]] = field(default_factory=list)
    exit_code: int = 0
    """What the next program ends with; a program that fails leaves a record in the file it was told."""
    refusal: str = ""
    """Why the system starts no program, if it does not."""

    def content(self, path: str) -> str | None:
        """What stands in a file; None if there is none. Windows does not mind the case of a name."""
        found = (text for name, text in self.files.items() if PureWindowsPath(name) == PureWindowsPath(path))
        return next(found, None)

    def setting(self, path: str, name: str) -> str:
        """The value in a line ``"NAME","value"``, or VBA's null character."""
        found = re.search(rf'(?im)^"{re.escape(name)}","(.*)"$', self.content(path) or "")
        return found[1] if found else "\0"

    def expand(self, text: str) -> str:
        known = {name.lower(): value for name, value in self.environment.items()}
        return re.sub(r"%([^%]+)%", lambda found: known.get(found[1].lower(), found[0]), text)


class _Shell(VBAObject):
    """``WScript.Shell``."""

    vba_type_name = "WshShell"
    vba_library = "wscript"

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @method
    def ExpandEnvironmentStrings(self, text: object) -> object:
        return self.machine.expand(str(text))

    @method
    def Run(self, command: object, _style: object, _wait: object) -> object:
        if self.machine.refusal:
            raise error(_PERMISSION_DENIED, self.machine.refusal)
        self.machine.commands.append(str(command))
        return VBAInt(self.machine.exit_code, "Long")


class Excel:
    """Excel with an add-in loaded and no workbook open yet."""

    def __init__(self, addin: Path, machine: Machine) -> None:
        self._machine = machine
        self._app = ExcelApplication.open(addin, with_vba=False)
        program = self._app.application
        program._this_workbook, program.active_book = program.active_book, None
        interpreter = self._app.interpreter
        interpreter.host.create = lambda _: _Shell(machine)
        interpreter._intrinsics = {**interpreter._intrinsics, **self._functions()}
        with ExcelFile(addin) as file:
            for module in file.vba_project().modules:
                if module.kind.name == "standard":
                    self._app.add_module(_runnable(module.source), name=module.name)
        self._app.add_module("Public Tag As String\n", name="FakeControl", kind="class")
        self._app.add_module(_HARNESS, name="Harness")

    def _functions(self) -> dict[str, Any]:
        """What VBA asks of the machine, as the interpreter wants its own functions: arguments in a list."""
        machine = self._machine

        def get_attr(_: object, arguments: list[Any], __: object) -> object:
            if machine.content(arguments[0]) is None:
                raise error(_FILE_NOT_FOUND)
            return VBAInt(32, "Integer")

        def bytes_of(_: object, arguments: list[Any], __: object) -> object:
            content = (machine.content(arguments[0]) or "").encode("utf-8", "surrogateescape")
            return VBAArray([(0, len(content) - 1)], items=[VBAInt(byte, "Byte") for byte in content])

        def copy(_: object, arguments: list[Any], __: object) -> object:
            machine.copied.append((arguments[0], arguments[1]))
            return EMPTY

        return {
            "environ": lambda _, arguments, __: machine.environment.get(arguments[0], ""),
            "getattr": get_attr,
            "bytesof": bytes_of,
            "settingin": lambda _, arguments, __: machine.setting(*arguments),
            "copyondisk": copy,
            "deleteondisk": lambda _, __, ___: EMPTY,
        }

    def open(self, name: str, sheets: Mapping[str, Sequence[tuple[str, str]]] | None = None) -> None:
        """Open a workbook and bring it to the front; its sheets are given with the rows they hold."""
        book = self._app.add_workbook()
        book.name, book.path = name, FOLDER
        for sheet, rows in (sheets or {}).items():
            added = book.vba_get("Worksheets").vba_get("Add")
            added.vba_set("Name", sheet)
            for number, (key, value) in enumerate(rows, start=1):
                added.vba_get("Range", [f"A{number}"]).vba_set("Value", key)
                added.vba_get("Range", [f"B{number}"]).vba_set("Value", value)

    def click(self, callback: str, needs: str = "template") -> None:
        """Click the button with this callback and this tag."""
        self._app.run("Click", callback, needs)

    def enabled(self, needs: str) -> bool:
        return bool(self._app.run("Enabled", needs))

    @property
    def status(self) -> str:
        """What the ribbon tells of the last result."""
        # VBA's text is made of 16-bit units; two of them may be one character.
        return str(self._app.run("Status")).encode("utf-16-le", "surrogatepass").decode("utf-16-le")

    def run(self, procedure: str, *arguments: object) -> Any:
        return self._app.run(procedure, *arguments)

    @property
    def messages(self) -> list[str]:
        """What was shown in boxes so far."""
        return [text for _, text, _, _ in self._app.interpreter.dialogs]

    @property
    def program(self) -> Any:
        """Excel itself, for its settings."""
        return self._app.application


def _runnable(source: str) -> str:
    """The source without what the interpreter cannot do: comments beside directives, files, windows."""
    source = source.replace("\r\n", "\n")
    source = re.sub(r"(?m)^(\s*#[^'\n]*)'.*$", r"\1", source)
    source = re.sub(r"(?m)^(\s*)FileCopy (.+)$", r"\1CopyOnDisk \2", source)
    source = re.sub(r"(?m)^(\s*)Kill (.+)$", r"\1DeleteOnDisk \2", source)
    source = source.replace("Application.Hwnd", "4711")
    # Excel compares the text "False" with True; the interpreter does not.
    source = re.sub(r'(GetConfig\("[^"]+", False\)) = True', r'\1 = "True"', source)
    source = _with_body(source, "GetConfigFromFile", (
        "sValue = SettingIn(sFile, sName)", "GetConfigFromFile = (sValue <> vbNullChar)",
    ))  # fmt: skip
    return _with_body(source, "FirstBytes", ("FirstBytes = BytesOf(file)",))


def _with_body(source: str, function: str, lines: tuple[str, ...]) -> str:
    pattern = rf"(?ms)^((?:Private |Public )?Function {function}\(.*?\n).*?^End Function"
    body = "".join(f"    {line}\n" for line in lines)
    return re.sub(pattern, lambda found: f"{found[1]}{body}End Function", source)
