"""The worksheet functions as VBA works them out, in pyOpenVBA's interpreter."""

from pathlib import Path
from typing import Any

from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import EMPTY

_HARNESS = """\
Public Function OfCells(ByVal functionName As String, ByVal first As Variant, ByVal second As Variant)
    With ActiveWorkbook.Worksheets(1)
        .Range("A1:B1").ClearContents
        If Not IsEmpty(first) Then .Range("A1").Value = first
        If Not IsEmpty(second) Then .Range("B1").Value = second
        OfCells = Application.Run(functionName, .Range("A1"), .Range("B1"))
    End With
End Function

Public Function OfAnError(ByVal functionName As String) As Variant
    OfAnError = Application.Run(functionName, 1, CVErr(2042))
End Function

Public Sub Learned(ByVal Macro As String, ByVal Description As String, ByVal Category As String, _
        ByVal ArgumentDescriptions As Variant)
    MsgBox Macro & "|" & Description & "|" & Category & "|" & Join(ArgumentDescriptions, "|")
End Sub
"""


class FunctionsInVba:
    """Excel with the add-in of functions and one empty workbook."""

    def __init__(self, addin: Path) -> None:
        self._app = ExcelApplication.open(addin, with_vba=False)
        program = self._app.application
        program._this_workbook, program.active_book = program.active_book, None
        self._app.add_workbook()
        with ExcelFile(addin) as file:
            for module in file.vba_project().modules:
                if module.kind.name == "standard":
                    # Excel's dialog for functions is no part of the interpreter.
                    source = module.source.replace("Application.MacroOptions", "Learned")
                    self._app.add_module(source.replace("\r\n", "\n"), name=module.name)
        self._app.add_module(_HARNESS, name="Harness")

    def run(self, function: str, *arguments: object) -> Any:
        """Call a function of the add-in with what stands in a formula; None stands for a blank."""
        return self._app.run(function, *(EMPTY if one is None else one for one in arguments))

    @property
    def descriptions(self) -> list[str]:
        """What Excel is told of each function when a workbook comes to the front."""
        self._app.run("AllDescribed")
        return [text for _, text, _, _ in self._app.interpreter.dialogs]
