"""The closed list of buttons: which there are, what each one calls, and when it can be clicked.

``macros/customUI14.xml`` and ``macros/PerfxlRibbon.bas`` say the same for Excel; a test holds the three
together. What a user reads of a button stands in ``texts/ribbon.toml``.

What ``perfxl.addin.ribbon`` expects of the VBA:

- Python is started as ``python.exe -P -B -c "import perfxl.addin.ribbon; perfxl.addin.ribbon.check()"`` with
  ``--wb=… --from_xl=1 --hwnd=…`` behind it. No ``import xlwings.utils`` comes first: it costs half a second
  where pandas is installed, and no path is to be prepared. ``-P`` keeps the current folder off the path.
  Without a workbook ``--wb=`` stays empty.
- Excel's own dialogs are asked for by Python, through ``App.macro("perfxl.xlam!PerfxlDialogs.…")``, so that
  no path travels through a command line: ``ChooseFile(title, filter)``, ``ChooseFolder(title)``,
  ``ChooseTarget(title, filter, suggested)`` and ``AskText(title, prompt, suggested)``, all ``ByVal … As
  String``; each gives a String, empty if the user has cancelled (``GetOpenFilename``, ``FileDialog``,
  ``GetSaveAsFilename``, ``Application.InputBox``).
- A copy of the open workbook is saved by ``PerfxlCopies.SaveCopy(workbook, target)`` (``SaveCopyAs``), which
  gives an empty String, or why it was not saved.
- 校验 marks cells and fills 审核结果, as 计分 does, but leaves the explanations in 评分表 alone.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from perfxl.wording import say

TAB: Final = "perfxlTab"
STATUS: Final = "perfxlStatus"
"""The label that tells the last result: a control of the ribbon, but no button."""

GROUPS: Final = ("fill_in", "report", "submit", "consolidate", "help", "status")
"""The groups of the tab from left to right; the last one, whose width changes, holds ``STATUS`` alone."""


class Needs(Enum):
    """What must be open for a button to make sense; its value stands in the control's ``tag``."""

    NOTHING = "nothing"
    TEMPLATE = "template"
    """The active workbook is one of perfxl's: it has the sheet ``_perfxl``."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button; ``action`` is the function of ``perfxl.addin.ribbon`` that it calls, without arguments."""

    action: str
    group: str
    icon: str
    """The name of a picture that Office brings (``imageMso``)."""
    keytip: str
    """The letter to press after Alt and the tab's own letters."""
    needs: Needs = Needs.TEMPLATE
    large: bool = False

    @property
    def id(self) -> str:
        """The control's id in the ribbon, and the name of its callback in VBA."""
        return "Perfxl" + "".join(word.capitalize() for word in self.action.split("_"))

    @property
    def label(self) -> str:
        """What stands on the button."""
        return say(f"ribbon.buttons.{self.action}.label")

    @property
    def screentip(self) -> str:
        """The bold line that appears when the mouse rests on the button."""
        return say(f"ribbon.buttons.{self.action}.screentip")

    @property
    def supertip(self) -> str:
        """The explanation under that line."""
        return say(f"ribbon.buttons.{self.action}.supertip")


BUTTONS: Final = (
    Button("new_workbook", "fill_in", "FileNew", "N", Needs.NOTHING),
    Button("import_values", "fill_in", "GetExternalDataFromText", "D"),
    Button("check", "fill_in", "ErrorChecking", "J", large=True),
    Button("score", "fill_in", "AutoSum", "F", large=True),
    Button("report", "report", "CreateReport", "B", large=True),
    Button("export_word", "report", "FileSaveAsWordDocx", "W"),
    Button("export_pdf", "report", "FileSaveAsPdfOrXps", "P"),
    Button("finish_and_send", "submit", "FileSendAsAttachment", "S"),
    Button("consolidate", "consolidate", "Consolidate", "H", Needs.NOTHING),
    Button("doctor", "help", "FileDocumentInspect", "Z", Needs.NOTHING),
    Button("manual", "help", "Help", "M", Needs.NOTHING),
    Button("about", "help", "Info", "A", Needs.NOTHING),
)

ACTIONS: Final = tuple(button.action for button in BUTTONS)
"""The functions of ``perfxl.addin.ribbon`` that Excel may call, and no others."""


def group_label(group: str) -> str:
    """What stands under a group of buttons."""
    return say(f"ribbon.groups.{group}")
