"""The user's own LibreOffice, started so that it listens."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from perfxl.engines.office.bridge import uno
from perfxl.engines.office.faults import NotListeningError, OfficeMissingError
from perfxl.engines.office.installation import soffice
from perfxl.engines.office.process import Connection, accepting

PIPE_VARIABLE: Final = "PERFXL_OFFICE_PIPE"
"""The environment variable with the name of the pipe, where it is not the usual one."""
_USUAL_PIPE: Final = "perfxl"

_PATIENCE: Final = 60.0
_PAUSE: Final = 0.2
_APART: Final = 0x00000008 | 0x00000200
"""On Windows: detached, and in a group of its own."""


def pipe_name() -> str:
    """Where the user's LibreOffice listens: at a pipe that only programs of the same user can open."""
    return os.environ.get(PIPE_VARIABLE) or _USUAL_PIPE


def start_listening(file: Path) -> None:
    """Open a file in the user's LibreOffice, which then listens; one that runs already takes both over.

    It is the user's: it stays open when this process ends.

    Raises:
        OfficeMissingError: there is none, or it does not listen after a minute.
        UnoMissingError: this Python could not talk to it anyway.
    """
    uno()
    pipe = pipe_name()
    command = [str(soffice()), accepting(pipe), "--calc", str(file.resolve())]
    # Two ways of outliving us; each system ignores the other's.
    windows = _APART if sys.platform == "win32" else 0
    started = subprocess.Popen(  # noqa: S603  (our own command line)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=windows,
    )
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            Connection(pipe)
        except NotListeningError:
            if started.poll():
                break
            time.sleep(_PAUSE)
        else:
            # It goes on without us; Python shall not complain of that.
            started.returncode = 0
            return
    raise OfficeMissingError(f"soffice does not listen (status {started.poll()})")
