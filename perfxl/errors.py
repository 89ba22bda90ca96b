"""Why a whole action cannot go on: a shallow tree of coded errors, worded in ``texts/errors/``.

A fault *inside* a readable workbook is never an error but a finding (:mod:`perfxl.findings`).
"""

from typing import Final

from perfxl.wording import say, say_without

_FILE: Final = "：{file}"


class PerfxlError(Exception):
    """An action cannot go on; ``code`` names the reason, ``str()`` is Chinese and fit for an accountant."""

    def __init__(self, code: str, **figures: object) -> None:
        """Word the error: ``code`` is a key of ``texts/errors/``, ``figures`` fill its placeholders."""
        self.code = code
        self.figures = figures
        super().__init__(say(f"errors.{code}.fault", **figures))

    @property
    def brief(self) -> str:
        """What it says, without the file's name at the end: for where that is told already."""
        return say_without(_FILE, f"errors.{self.code}.fault", **self.figures)

    @property
    def remedy(self) -> str:
        """What the user can do about it."""
        return say(f"errors.{self.code}.remedy", **self.figures)


class FileError(PerfxlError):
    """A file cannot be read or written: damaged, encrypted, held open, too large, not a workbook."""


class TemplateError(PerfxlError):
    """The workbook is not one that perfxl can work on: no identity, another scheme, version or digest."""


class SchemeError(PerfxlError):
    """A scheme's data is malformed; the message names the file, the key and the mend."""


class ValuesError(PerfxlError):
    """A file of values to be filled in cannot be used."""


class SendError(PerfxlError):
    """A bundle cannot be put into a mail, or the mail cannot be sent; the message says whose turn it is."""


class BureauError(PerfxlError):
    """The bureau's desk cannot go on: nothing to review or to sum up, an outline that cannot be used."""


class FinishError(PerfxlError):
    """A workbook cannot be finished (定稿): errors stand, no reason is given, a bundle is there already."""


class PdfError(PerfxlError):
    """No PDF can be made of a document on this machine."""
