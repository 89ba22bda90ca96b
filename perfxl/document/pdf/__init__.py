"""A Word document as PDF, by whatever this machine has: LibreOffice, or Word or WPS on Windows.

perfxl cannot lay out pages itself; a machine without any of them gets no PDF, and is told so.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

from perfxl.document.pdf.word import exported, word_application
from perfxl.document.substitutes import fontconfig
from perfxl.errors import PdfError

_FONTS: Final = "FONTCONFIG_FILE"


def as_pdf(document: bytes) -> bytes:
    """The pages of a ``.docx`` file as a PDF.

    Raises:
        PdfError: nothing here can make one (E544), or what could has failed (E545).
    """
    # What starts LibreOffice is needed by this one only.
    from perfxl.engines.office.converting import converted  # noqa: PLC0415
    from perfxl.engines.office.faults import ConversionError, OfficeMissingError  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="perfxl-fonts-") as folder:
        try:
            return converted(document, ".docx", "pdf", environment=_fonts(Path(folder)))
        except OfficeMissingError:
            return exported(word_application(), document)
        except ConversionError as error:
            raise PdfError("E545", program="LibreOffice") from error


def _fonts(folder: Path) -> dict[str, str]:
    """Free fonts in the place of the standard's, where fontconfig serves LibreOffice."""
    if sys.platform != "linux":
        return {}
    file = folder / "fonts.conf"
    file.write_text(fontconfig(), encoding="utf-8")
    return {_FONTS: str(file)}


__all__ = ["as_pdf"]
