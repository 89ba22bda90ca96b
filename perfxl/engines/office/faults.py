"""What can go wrong between Python and LibreOffice, each kind an error of its own."""

from perfxl.engines.backend import EngineError


class OfficeMissingError(EngineError):
    """No LibreOffice is installed, or it does not start."""


class UnoMissingError(EngineError):
    """LibreOffice is there, but this Python has no ``uno`` to talk to it with."""


class NotListeningError(EngineError):
    """No running LibreOffice listens at the pipe."""


class OfficeGoneError(EngineError):
    """LibreOffice has ended, or the connection to it."""


class DocumentGoneError(EngineError):
    """The workbook has been closed in LibreOffice."""


class SheetGoneError(EngineError, KeyError):
    """The sheet has been deleted or renamed; to xlwings, as everywhere, a missing sheet is a missing key."""


class ConversionError(EngineError):
    """LibreOffice has made no file of another kind: it failed, or took longer than it may."""
