"""A PDF made by Word or WPS, through COM.

What only Windows has is :func:`word_application`; the rest works on anything that looks like Word.
"""

import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from perfxl.errors import PdfError

_PROGRAMS: Final = ("Word.Application", "KWps.Application")
"""Word, then the writer of WPS Office, which understands the same calls."""

_PDF: Final = 17  # wdExportFormatPDF
_NO_CHANGES: Final = 0  # wdDoNotSaveChanges
_NO_ALERTS: Final = 0  # wdAlertsNone
_NO_MACROS: Final = 3  # msoAutomationSecurityForceDisable


class Document(Protocol):
    """An open document."""

    def ExportAsFixedFormat(self, target: str, kind: int) -> object:  # noqa: N802 - Word's own name
        """Write it in a fixed form."""
        ...

    def Close(self, changes: int) -> object:  # noqa: N802 - Word's own name
        """Close it."""
        ...


class Documents(Protocol):
    """The open documents."""

    def Open(self, file: str, confirm: bool, read_only: bool, recent: bool) -> Document:  # noqa: N802 - Word's own name and way
        """Open one: without asking, not to be changed, not listed among those opened last."""
        ...


class Application(Protocol):
    """Word itself, hidden: a new one, so that no window of the user's is touched."""

    Visible: bool
    DisplayAlerts: int
    AutomationSecurity: int

    @property
    def Documents(self) -> Documents:  # noqa: N802 - Word's own name
        """The open documents."""
        ...

    def Quit(self, changes: int) -> object:  # noqa: N802 - Word's own name
        """End it."""
        ...


def word_application() -> Application:
    """A new, hidden Word, or the WPS that is there instead.

    Raises:
        PdfError: there is none that can be asked (E544).
    """
    if sys.platform == "win32":
        from win32com.client import DispatchEx  # noqa: PLC0415 - Windows only

        for program in _PROGRAMS:
            with suppress(Exception):  # each program fails to start in a way of its own
                application: Application = DispatchEx(program)
                return application
    raise PdfError("E544")


def exported(application: Application, document: bytes) -> bytes:
    """The pages of a ``.docx`` file as a PDF; the application has ended afterwards, whatever happens.

    Raises:
        PdfError: it has made none (E545).
    """
    try:
        with tempfile.TemporaryDirectory(prefix="perfxl-pdf-", ignore_cleanup_errors=True) as name:
            source, target = Path(name) / "report.docx", Path(name) / "report.pdf"
            source.write_bytes(document)
            _export(application, source, target)
            return target.read_bytes()
    except Exception as error:  # COM's errors are of no common kind
        raise PdfError("E545", program="Word") from error
    finally:
        with suppress(Exception):
            application.Quit(_NO_CHANGES)


def _export(application: Application, source: Path, target: Path) -> None:
    application.Visible = False
    application.DisplayAlerts = _NO_ALERTS
    application.AutomationSecurity = _NO_MACROS
    document = application.Documents.Open(str(source), False, True, False)
    try:
        document.ExportAsFixedFormat(str(target), _PDF)
    finally:
        document.Close(_NO_CHANGES)
