"""Where a command says what it says: a stream that cannot be written to is no fault of the command's.

They stand in the place of the system's streams while a command runs, so that no command has to think of a
full disk behind ``perfxl check … > FILE``, or of a reader who has gone (``perfxl check … | more``).
"""

import errno
import os
import sys
from collections.abc import Callable
from typing import Any, Final, TextIO, cast

from perfxl.errors import FileError

_NOBODY_READS: Final = {errno.EPIPE, *([errno.EINVAL] if os.name == "nt" else [])}
"""Windows calls a pipe that nobody reads any more an invalid argument."""


class _Stream:
    """A stream for text that says itself what it means that it cannot be written to."""

    def __init__(self, stream: TextIO | None, failed: Callable[[OSError], object]) -> None:
        self._stream = stream
        self._failed = failed

    def write(self, text: str) -> int:
        """Write a text."""
        self._attempt(lambda stream: stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Let out what was written."""
        self._attempt(lambda stream: stream.flush())

    def isatty(self) -> bool:
        """Whether somebody sits there."""
        return self._stream is not None and self._stream.isatty()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self._stream, name)

    def _attempt(self, what: Callable[[TextIO], object]) -> None:
        try:
            what(self._open())
        except OSError as error:
            self._failed(error)

    def _open(self) -> TextIO:
        if self._stream is None:  # closed before the program began: ``perfxl check … >&-``
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return self._stream


def guard() -> None:
    """Put both streams under guard.

    A GBK console lacks some characters: they become question marks rather than an error.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.stdout = cast("TextIO", _Stream(sys.stdout, _cannot_say))
    # Where complaints go nowhere, nobody is left to be told.
    sys.stderr = cast("TextIO", _Stream(sys.stderr, lambda _: None))


def _cannot_say(error: OSError) -> None:
    """Tell whoever runs the command.

    Raises:
        BrokenPipeError: whoever was reading has seen enough.
        FileError: what is said cannot be written (E902).
    """
    from perfxl.workbook.saving.save import reason_of  # noqa: PLC0415 - needed where the disk is full only

    if error.errno in _NOBODY_READS:
        raise BrokenPipeError from error
    raise FileError("E902", reason=reason_of(error)) from error


def let_go() -> None:
    """Let out what is still to be said; where that cannot be, it goes nowhere, and Python does not mind."""
    try:
        sys.stdout.flush()
    except (FileError, BrokenPipeError):
        sys.stdout = sys.__stdout__
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
