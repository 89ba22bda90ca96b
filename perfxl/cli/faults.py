"""What a user sees when something goes wrong: a coded Chinese message, never a traceback."""

import os
import platform
import traceback
from datetime import datetime
from pathlib import Path

import perfxl
from perfxl.errors import PerfxlError
from perfxl.wording import say


def describe(error: PerfxlError) -> str:
    """The coded message of a known error, with its remedy."""
    fault = say("cli.faults.prefix", code=error.code, fault=error)
    return f"{fault}\n{say('cli.faults.remedy', remedy=error.remedy)}"


def record(error: BaseException) -> str:
    """Write an unexpected fault into a log file of its own and say where it is."""
    log = _log_folder() / f"perfxl-{datetime.now().astimezone():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    facts = f"perfxl {perfxl.__version__}, Python {platform.python_version()}, {platform.platform()}\n\n"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(facts + "".join(traceback.format_exception(error)), encoding="utf-8")
    return f"{say('cli.faults.unexpected', log=log)}\n{say('cli.faults.unexpected_remedy')}"


def _log_folder() -> Path:
    """The user's own place for logs: local application data on Windows, the state folder elsewhere."""
    local = os.environ.get("LOCALAPPDATA")
    if local:
        return Path(local) / "perfxl" / "logs"
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "perfxl"
