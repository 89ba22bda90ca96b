"""What only Windows can tell or do; on other systems there is nothing to tell, and messages are printed."""

import csv
import ctypes
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

MARK: Final = "Zone.Identifier"
"""The stream beside a file by which Windows remembers that it came from elsewhere (Mark of the Web)."""

_ICONS: Final = {"info": 0x40, "critical": 0x30}
_IN_FRONT: Final = 0x10000


def on_windows() -> bool:
    """Whether this is Windows; a function, so that tests can try the rest elsewhere."""
    return sys.platform == "win32"


ComFault = Literal["protected", "busy", "gone", ""]

_COM_FAULTS: Final[Mapping[int, ComFault]] = {
    -2147418111: "busy",  # RPC_E_CALL_REJECTED
    -2147417846: "busy",  # RPC_E_SERVERCALL_RETRYLATER
    -2146777998: "busy",  # VBA_E_IGNORE: a cell is being edited, or a dialog is open
    -2147023174: "gone",  # RPC_S_SERVER_UNAVAILABLE
    -2147023170: "gone",  # RPC_S_CALL_FAILED
    -2147417848: "gone",  # RPC_E_DISCONNECTED
    -2147221021: "gone",  # MK_E_UNAVAILABLE
    -2146827284: "protected",  # Excel's own error 1004, of which protection is the usual reason
}


def com_fault(error: BaseException) -> ComFault:
    """What an error of COM amounts to; empty for other errors and for codes that tell nothing.

    Excel's own errors arrive as a general one (``hresult``) with the code that counts inside.
    """
    codes = [getattr(error, "hresult", 0)]
    details = getattr(error, "excepinfo", None)
    if isinstance(details, tuple) and details:
        codes.append(details[-1])
    return next((_COM_FAULTS[code] for code in codes if code in _COM_FAULTS), "")


def message_box(text: str, title: str, icon: str) -> None:
    """Show a message without Excel's help: it may be gone, or may never have been reached."""
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, text, title, _ICONS[icon] | _IN_FRONT)
    else:
        sys.stdout.write(f"{title}\n{text}\n")


def is_marked(file: Path) -> bool:
    """Whether a file carries the Mark of the Web: Excel runs no macro of such a file."""
    return _mark_of(file).exists()


def remove_mark(file: Path) -> None:
    """Take the Mark of the Web off a file that the user has chosen to install.

    Raises:
        OSError: it is there and cannot be removed.
    """
    _mark_of(file).unlink(missing_ok=True)


def _mark_of(file: Path) -> Path:
    return file.with_name(f"{file.name}:{MARK}")


def excel_is_running() -> bool:
    """Whether Excel runs; it holds its add-ins open, so that they cannot be replaced."""
    if sys.platform == "win32":
        with suppress(OSError, subprocess.SubprocessError):
            listed = subprocess.run(
                ["tasklist", "/FI", "IMAGENAME eq EXCEL.EXE", "/FO", "CSV", "/NH"],  # noqa: S607
                capture_output=True,
                check=False,
                timeout=20,
                creationflags=subprocess.CREATE_NO_WINDOW,
            )
            return lists_excel(listed.stdout.decode("mbcs", "replace"))
    return False


def lists_excel(tasks: str) -> bool:
    """Whether a list of tasks, as ``tasklist /FO CSV`` prints it, has Excel among them."""
    return any(row and row[0].casefold() == "excel.exe" for row in csv.reader(tasks.splitlines()))


def code_page() -> int:
    """The code page in which programs that know no Unicode, VBA among them, read text; 0 elsewhere."""
    if sys.platform == "win32":
        return int(ctypes.windll.kernel32.GetACP())
    return 0


def registered(key: str, name: str) -> str | int | None:
    """A value of the user's registry, or else of the machine's; None where there is none."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - Windows only

        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CLASSES_ROOT):
            with suppress(OSError), winreg.OpenKey(root, key) as opened:
                value, _ = winreg.QueryValueEx(opened, name)
                if isinstance(value, (str, int)):
                    return value
    return None


def excel_version() -> str:
    """The installed Excel as the registry numbers it, such as ``16.0``; empty where there is none."""
    version = registered(r"Excel.Application\CurVer", "")
    return f"{version.rpartition('.')[2]}.0" if isinstance(version, str) else ""
