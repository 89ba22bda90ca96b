"""Installs the add-ins for one user, without administrator's rights, and takes them away again.

Everything is first planned as steps, so that it can be shown without being done, on any system.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from perfxl.addin import windows
from perfxl.addin.build import (
    CHINESE_CODE_PAGE,
    FUNCTIONS_FILE_NAME,
    build_bytes,
    functions_bytes,
    with_rules_of_this_machine,
)
from perfxl.addin.manual import manual_source, write_manual
from perfxl.addin.places import addin_file, functions_file
from perfxl.addin.settings import settings_file, settings_for, write_settings
from perfxl.errors import PerfxlError
from perfxl.own_folder import LAST_RESULT, own_folder
from perfxl.wording import say


class InstallError(PerfxlError):
    """An add-in cannot be installed or removed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change to the machine: what it is, in words, and how to make it."""

    told: str
    make: Callable[[], object]


def check_machine(*, functions: bool = False) -> None:
    """Make sure that the add-ins can be installed or removed here and now.

    Args:
        functions: whether worksheet functions are wanted.

    Raises:
        InstallError: this is not Windows (E651), or Excel runs and holds its add-ins open (E652), or VBA
            cannot read the Chinese names of the worksheet functions here (E670).
    """
    if not windows.on_windows():
        raise InstallError("E651")
    if windows.excel_is_running():
        raise InstallError("E652")
    if functions and windows.code_page() != CHINESE_CODE_PAGE:
        raise InstallError("E670", code_page=windows.code_page())


def installation(addin: Path | None, python: Path, *, functions: bool = False) -> Iterator[Step]:
    """The steps that install the add-in, and the worksheet functions where they are wanted or there already.

    Args:
        addin: the built add-in, with that of the functions beside it; None builds what is wanted here.
        python: the interpreter that Excel shall start.
        functions: whether worksheet functions are wanted.

    Raises:
        InstallError: there is no such file (E653).
    """
    yield from _placed(_existing(addin), addin_file(), build_bytes)
    if functions or functions_file().is_file():
        built = _existing(addin.with_name(FUNCTIONS_FILE_NAME) if addin else None)
        yield from _placed(built, functions_file(), functions_bytes, with_rules_of_this_machine)
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
    optional = [functions_file()] if functions_file().exists() else []
    for file in (
        addin_file(), *optional, settings_file(), own / say("install.manual_file"), own / LAST_RESULT,
    ):  # fmt: skip
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


def _existing(built: Path | None) -> Path | None:
    if built is not None and not built.is_file():
        raise InstallError("E653", file=built)
    return built


def _placed(
    built: Path | None,
    target: Path,
    build: Callable[[], bytes],
    fitted: Callable[[bytes], bytes] = bytes,
) -> Iterator[Step]:
    """Put one add-in, built before or now, where Excel opens it at every start."""

    def copy() -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(build() if built is None else fitted(built.read_bytes()))

    yield Step(say("install.steps.copy", file=target), copy)
    yield Step(say("install.steps.unmark", file=target), lambda: windows.remove_mark(target))


def _write_settings(python: Path) -> None:
    try:
        write_settings(settings_for(python))
    except UnicodeEncodeError as error:
        raise InstallError("E655", python=python) from error
