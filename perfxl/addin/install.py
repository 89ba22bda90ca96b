"""Installs the add-in for one user, without administrator's rights, and takes it away again.

Everything is first planned as steps, so that it can be shown without being done, on any system.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from perfxl.addin import windows
from perfxl.addin.build import FILE_NAME, build_bytes
from perfxl.addin.manual import manual_source, write_manual
from perfxl.addin.places import addins_folder
from perfxl.addin.settings import settings_file, settings_for, write_settings
from perfxl.errors import PerfxlError
from perfxl.own_folder import LAST_RESULT, own_folder
from perfxl.wording import say


class InstallError(PerfxlError):
    """The add-in cannot be installed or removed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change to the machine: what it is, in words, and how to make it."""

    told: str
    make: Callable[[], object]


def check_machine() -> None:
    """Make sure that the add-in can be installed or removed here and now.

    Raises:
        InstallError: this is not Windows (E651), or Excel runs and holds its add-ins open (E652).
    """
    if not windows.on_windows():
        raise InstallError("E651")
    if windows.excel_is_running():
        raise InstallError("E652")


def installation(addin: Path | None, python: Path) -> Iterator[Step]:
    """The steps that install the add-in.

    Args:
        addin: the built add-in; None builds it here.
        python: the interpreter that Excel shall start.

    Raises:
        InstallError: there is no such file (E653).
    """
    if addin is not None and not addin.is_file():
        raise InstallError("E653", file=addin)
    target = _target()
    yield Step(say("install.steps.copy", file=target), lambda: _copy(addin, target))
    yield Step(say("install.steps.unmark", file=target), lambda: windows.remove_mark(target))
    settings = settings_for(python)
    told = "；".join(f"{key}={value}" for key, value in settings.items())
    yield Step(
        say("install.steps.settings", file=settings_file(), settings=told),
        lambda: _write_settings(python),
    )
    with suppress(PerfxlError):
        manual_source()
        file = own_folder() / say("install.manual_file")
        yield Step(say("install.steps.manual", file=file), lambda: write_manual(own_folder()))


def removal() -> Iterator[Step]:
    """The steps that take away all that the installation has put in place; backups and logs stay."""
    own = own_folder()
    for file in (_target(), settings_file(), own / say("install.manual_file"), own / LAST_RESULT):
        if file.exists():
            yield Step(say("install.steps.remove", file=file), file.unlink)
        else:
            yield Step(say("install.steps.absent", file=file), lambda: None)


def make(steps: Iterator[Step], *, only_show: bool) -> Iterator[str]:
    """Make the steps one after the other, unless they are only to be shown; gives what each is in words.

    Raises:
        InstallError: a step cannot be made (E654); those before it stay made, and all can be made again.
    """
    for step in steps:
        if not only_show:
            try:
                step.make()
            except OSError as error:
                raise InstallError("E654", step=step.told, reason=error.strerror or error) from error
        yield step.told


def _target() -> Path:
    folder = addins_folder() or Path("%APPDATA%", "Microsoft", "Excel", "XLSTART")
    return folder / FILE_NAME


def _copy(addin: Path | None, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if addin is None:
        target.write_bytes(build_bytes())
    else:
        shutil.copyfile(addin, target)


def _write_settings(python: Path) -> None:
    try:
        write_settings(settings_for(python))
    except UnicodeEncodeError as error:
        raise InstallError("E655", python=python) from error
