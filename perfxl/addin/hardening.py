"""xlwings' own VBA module with everything taken out by which an opened workbook could choose what is run.

As it ships, ``RunPython`` reads the interpreter and the search path from a sheet of the active workbook and
from a file beside it, runs Python code that stands in a sheet, puts the workbook's path unquoted into a
command line of cmd.exe, and starts with the workbook's folder as a place to import from. All of that is
convenient between colleagues and dangerous with workbooks that arrive by mail.

The changes are made to the module of the installed xlwings, which is under the BSD licence; nothing of its
PRO part is in it afterwards. Each change must find its text exactly once, or the build stops: another
version of xlwings has to be looked at by a person first.
"""

from dataclasses import dataclass
from typing import Final


class UnknownModuleError(Exception):
    """The module of the installed xlwings is not the one that these changes were written for."""


@dataclass(frozen=True, slots=True)
class Change:
    """Replace the text from ``start`` up to ``until``, or ``start`` alone, as often as it occurs."""

    why: str
    start: str
    until: str = ""
    new: str = ""
    times: int = 1


_PATH_ARGUMENT: Final = "import sys; sys.path[:0] = [p for p in '\" & PYTHONPATH & \"'.split(';') if p]; "
_ESCAPED_PATH: Final = """\
    PYTHONPATH = Replace(PYTHONPATH, "\\", "\\\\")
    PYTHONPATH = Replace(PYTHONPATH, "'", "\\'")
"""

CHANGES: Final = (
    Change(
        "the settings are those of perfxl: %USERPROFILE%\\.perfxl\\perfxl.conf and the add-in's own sheet",
        'Public Const PROJECT_NAME As String = "myaddin"',
        new='Public Const PROJECT_NAME As String = "perfxl"',
    ),
    Change(
        "whoever reads the copy is told that it is one",
        "'xlwings is distributed under a BSD 3-clause license.\n",
        new="'xlwings is distributed under a BSD 3-clause license.\n"
        "'This copy was changed for perfxl: no opened workbook or folder chooses what is run.\n",
    ),
    Change(
        "a sheet of the opened workbook sets nothing",
        "            'Workbook Sheet Config\n",
        until="            'Add-in Sheet Config",
    ),
    Change(
        "a file in the workbook's folder sets nothing",
        "    ' Directory Config\n",
        until="    ' User Config\n",
    ),
    Change(
        "and nothing asks for its place",
        "Function GetDirectoryConfigFilePath() As String\n",
        until='#If App = "Microsoft Excel" Then\nFunction GetConfigFromSheet(',
    ),
    Change(
        "only what is needed is declared",
        "    Dim i As Integer\n    Dim SourcePythonCommand As String",
        until='    #If Mac Then\n        interpreter = GetConfig("INTERPRETER_MAC"',
        new="    Dim interpreter As String, PYTHONPATH As String, OPTIMIZED_CONNECTION As Boolean\n\n",
    ),
    Change(
        "no interpreter is better than whichever lies in the current folder",
        '    If interpreter = "" Then\n        \' Legacy\n',
        until="    ' Check for embedded Python code\n",
    ),
    Change(
        "sheets hold no code; the search path is the user's own setting, without names of folders or files",
        "    ' Check for embedded Python code\n",
        until='    OPTIMIZED_CONNECTION = GetConfig("USE UDF SERVER"',
        new='    PYTHONPATH = GetConfig("PYTHONPATH")\n\n',
    ),
    Change(
        "sheets hold no code; xlwings PRO is not used",
        "    ' PythonCommand with embedded code\n",
        until="    ' Call Python platform-dependent\n",
    ),
    Change(
        "the search path stands in single quotes inside one argument, where cmd.exe sees no operators",
        "    ' Handle ampersands and backslashes in file paths\n",
        until='    If CondaPath <> "" And CondaEnv <> "" Then\n        If CheckConda(CondaPath) = False',
        new=_ESCAPED_PATH + "\n",
    ),
    Change(
        "-P: the current folder is no place to import from; and xlwings is imported later, lean, by perfxl",
        '" -B -c ""import xlwings.utils;xlwings.utils.prepare_sys_path(\\""" & PYTHONPATH & "\\""); "',
        new=f'" -B -P -c ""{_PATH_ARGUMENT}"',
    ),
    Change(
        "the current folder may hold a cmd.exe of its own",
        'WScript.Run("cmd.exe /C "',
        new='WScript.Run(Environ("SystemRoot") & "\\System32\\cmd.exe /C "',
    ),
    Change(
        "the workbook's name is left out where it could be read as something else, or is none",
        '" --wb=" & """" & ActiveWorkbook.Name & """ --from_xl=1"',
        new='" --wb=" & """" & CallerName() & """ --from_xl=1"',
    ),
    Change(
        "an accountant is told in Chinese, and the record is kept",
        "    If ExitCode <> 0 Then\n        Call ShowError(LOG_FILE)\n",
        new="    If ExitCode <> 0 Then\n        TellFailure LOG_FILE\n",
    ),
    Change(
        "neither sheets nor names of workbooks are modules (worksheet functions)",
        '#If App = "Microsoft Excel" Then\nFunction GetUdfModules(',
        until="Private Sub CleanUp()\n",
    ),
    Change(
        "nothing is written into the VBA of opened workbooks",
        "Sub ImportPythonUDFsBase(",
        until="Private Sub GetDLLVersion()\n",
    ),
    Change(
        "the search path is the user's own setting (worksheet functions)",
        "    ' TODO: Doesn't automatically check if code is embedded\n",
        until='    PYTHON_WIN = GetConfig("INTERPRETER_WIN", "")\n    If PYTHON_WIN = "" Then\n'
        "        ' Legacy\n"
        '        PYTHON_WIN = GetConfig("INTERPRETER", "pythonw")\n    End If\n    DEBUG_UDFS',
        new='    PYTHONPATH = GetConfig("PYTHONPATH")\n' + _ESCAPED_PATH + "\n",
    ),
    Change(
        "no interpreter is better than whichever lies in the current folder (worksheet functions)",
        '    If PYTHON_WIN = "" Then\n        \' Legacy\n'
        '        PYTHON_WIN = GetConfig("INTERPRETER", "pythonw")\n    End If\n',
        times=2,
    ),
    Change(
        "xlwings PRO is not used (worksheet functions)",
        '    licenseKey = GetConfig("LICENSE_KEY", "")\n',
        until="    If DEBUG_UDFS = True Then\n",
    ),
    Change(
        "-P, and the search path in one argument (worksheet functions)",
        '" -B -c ""import sys, os;" & LicenseKeyEnvString & '
        '"import xlwings.utils;xlwings.utils.prepare_sys_path(\\""" & PYTHONPATH & "\\"");import xlwings; ',
        new=f'" -B -P -c ""{_PATH_ARGUMENT}import xlwings; ',
    ),
    Change(
        "the class Dictionary, which served Excel for Mac, is left out of the add-in",
        "    #If Mac Then\n    Dim d As Dictionary\n    Set d = New Dictionary\n    #Else\n",
        until="    Dim sht As Worksheet\n\n    Set sht = wb.Sheets(PROJECT_NAME",
        new='    Dim d As Object\n    Set d = CreateObject("Scripting.Dictionary")\n',
    ),
    Change(
        "the settings can be read while no workbook, or a chart, is in front",
        'For Each cell In Range(sht.Range("A1"), lastCell)',
        new='For Each cell In sht.Range(sht.Range("A1"), lastCell)',
    ),
    Change(
        "only what is needed is declared (worksheet functions)",
        "LOG_FILE As String, tail As String, licenseKey As String, LicenseKeyEnvString As String, "
        "AddExcelDir As String\n",
        new="LOG_FILE As String, tail As String\n",
    ),
)


def hardened(source: str) -> str:
    """The module with every change made.

    Raises:
        UnknownModuleError: a change does not find its text as often as it should.
    """
    for change in CHANGES:
        source = _changed(source, change)
    return source


def _changed(source: str, change: Change) -> str:
    if source.count(change.start) != change.times:
        raise UnknownModuleError(change.why)
    for _ in range(change.times):
        before, _, after = source.partition(change.start)
        if change.until:
            _, found, rest = after.partition(change.until)
            if not found:
                raise UnknownModuleError(change.why)
            after = found + rest
        source = before + change.new + after
    return source
