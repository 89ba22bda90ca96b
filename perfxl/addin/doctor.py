"""环境自检: what this machine lacks for the buttons to work, and how to mend it, point by point."""

import os
import platform
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from pathlib import Path
from typing import Final

import perfxl
from perfxl.addin import windows
from perfxl.addin.build import CHINESE_CODE_PAGE, AddinError, with_rules_of_this_machine
from perfxl.addin.places import addin_file, addins_folder, functions_file
from perfxl.addin.policy import MacroPolicy, macro_policy
from perfxl.addin.settings import interpreter, settings_file
from perfxl.own_folder import own_folder
from perfxl.wording import say

_PATIENCE: Final = 60
_VERSION: Final = re.compile(rb"<cp:version>([^<]*)</cp:version>")
_TRIAL: Final = "import perfxl.addin.ribbon, perfxl.engines, perfxl; print(perfxl.__version__)"


class State(Enum):
    """How a point stands."""

    WELL = "well"
    REMARK = "remark"
    """Works, but a person should know."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was looked at; ``remedy`` says how to mend it, empty where nothing is to be mended."""

    state: State
    told: str
    remedy: str = ""

    def lines(self) -> Iterator[str]:
        """What a user reads of it."""
        yield say(f"doctor.states.{self.state.value}", told=self.told)
        if self.remedy:
            yield say("doctor.remedy", remedy=self.remedy)


def examine() -> list[Point]:
    """Look at everything; what cannot be looked at on this system says so."""
    looks: tuple[Callable[[], Iterator[Point]], ...] = (
        _python,
        _packages,
        _configured,
        _excel,
        _addin,
        _functions,
        _macros,
        _folders,
    )
    return [point for look in looks for point in _guarded(look)]


def _guarded(look: Callable[[], Iterator[Point]]) -> Iterator[Point]:
    """A point that cannot be looked at is a point, and hides no other."""
    try:
        yield from look()
    except Exception as error:  # noqa: BLE001 - a doctor does not fall ill
        name = look.__name__.strip("_")
        yield Point(State.REMARK, say("doctor.unseen", name=say(f"doctor.names.{name}"), reason=error))


def _point(state: State, key: str, **figures: object) -> Point:
    remedy = "" if state is State.WELL else say(f"doctor.{key}.remedy", **figures)
    return Point(state, say(f"doctor.{key}.told", **figures), remedy)


def _python() -> Iterator[Point]:
    yield _point(State.WELL, "python", version=platform.python_version(), file=sys.executable)


def _packages() -> Iterator[Point]:
    yield _point(State.WELL, "perfxl", version=perfxl.__version__, folder=Path(perfxl.__file__).parent)
    wanted = _wanted()
    try:
        version = metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        yield _point(State.MISSING, "no_xlwings", wanted=wanted)
        return
    fits = _fits(version, wanted)
    yield _point(State.WELL if fits else State.MISSING, "xlwings", version=version, wanted=wanted)
    if windows.on_windows():
        try:
            yield _point(State.WELL, "pywin32", version=metadata.version("pywin32"))
        except metadata.PackageNotFoundError:
            yield _point(State.MISSING, "no_pywin32")


def _wanted() -> str:
    """What perfxl's own package says of xlwings; nothing where perfxl runs from its source folder."""
    try:
        requirements = metadata.requires("perfxl") or ()
    except metadata.PackageNotFoundError:
        requirements = ()
    return next((one for one in requirements if one.startswith("xlwings")), "xlwings")


def _fits(version: str, wanted: str) -> bool:
    """Whether a version meets a requirement such as ``xlwings<0.38,>=0.33.16``."""
    number = _number(version)
    for limit in wanted.removeprefix("xlwings").split(","):
        text = limit.strip()
        if text.startswith(">=") and number < _number(text[2:]):
            return False
        if text.startswith("<") and number >= _number(text[1:]):
            return False
    return True


def _number(version: str) -> tuple[int, ...]:
    parts = version.split(".")[:3]
    return tuple(int("".join(sign for sign in part if sign.isdecimal()) or 0) for part in parts)


def _configured() -> Iterator[Point]:
    """The Python that Excel will start: named, there, and able to start."""
    python = interpreter()
    if python is None:
        yield _point(State.MISSING, "no_settings", file=settings_file())
    elif not python.is_file():
        yield _point(State.MISSING, "no_interpreter", python=python, file=settings_file())
    elif _same(python, Path(sys.executable)):
        yield _point(State.WELL, "interpreter", python=python)
    else:
        yield _tried(python)


def _same(one: Path, other: Path) -> bool:
    return os.path.normcase(one) == os.path.normcase(other)


def _tried(python: Path) -> Point:
    """Another Python than this one has to show that it can start a click."""
    ran = subprocess.run(  # noqa: S603 - the interpreter that the user's own settings name
        [python, "-B", "-P", "-c", _TRIAL], capture_output=True, check=False, timeout=_PATIENCE
    )
    said = ran.stdout.decode("utf-8", "replace").strip()
    if ran.returncode != 0:
        return _point(State.MISSING, "interpreter_fails", python=python)
    if said != perfxl.__version__:
        return _point(
            State.REMARK, "interpreter_differs", python=python, theirs=said, ours=perfxl.__version__
        )
    return _point(State.WELL, "interpreter", python=python)


def _excel() -> Iterator[Point]:
    if not windows.on_windows():
        yield Point(State.REMARK, say("doctor.not_windows"))
        return
    version = windows.excel_version()
    yield _point(
        State.WELL if version else State.MISSING, "excel" if version else "no_excel", version=version
    )


def _addin() -> Iterator[Point]:
    """The add-in: in its place, of this version, not blocked, not switched off."""
    if addins_folder() is None:
        return
    file = addin_file()
    if not file.is_file():
        yield _point(State.MISSING, "no_addin", file=file)
        return
    version = addin_version(file)
    same = version == perfxl.__version__
    yield _point(
        State.WELL if same else State.MISSING, "addin", file=file, version=version, ours=perfxl.__version__
    )
    yield from _marked(file)


def _marked(file: Path) -> Iterator[Point]:
    if windows.is_marked(file):
        yield _point(State.MISSING, "marked", file=file)


def _functions() -> Iterator[Point]:
    """The worksheet functions, if they were asked for: of this version, for these schemes, readable here."""
    file = functions_file()
    if addins_folder() is None or not file.is_file():
        return
    content = file.read_bytes()
    try:
        fresh = with_rules_of_this_machine(content) == content
    except AddinError:
        fresh = False
    yield _point(State.WELL if fresh else State.REMARK, "functions" if fresh else "functions_old", file=file)
    if windows.on_windows() and windows.code_page() != CHINESE_CODE_PAGE:
        yield _point(State.MISSING, "functions_unreadable", code_page=windows.code_page(), file=file)
    yield from _marked(file)


def addin_version(file: Path) -> str:
    """The version of perfxl that an add-in was built by, empty where it tells none."""
    try:
        with zipfile.ZipFile(file) as archive:
            found = _VERSION.search(archive.read("docProps/core.xml"))
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    return found[1].decode("utf-8") if found else ""


def _macros() -> Iterator[Point]:
    if not windows.on_windows():
        return
    policy = macro_policy(windows.registered, windows.excel_version())
    state = State.WELL if policy is MacroPolicy.RUNS else State.MISSING
    yield _point(state, f"macros_{policy.value}")


def _folders() -> Iterator[Point]:
    """What a click writes: the last result and backups, records of faults, the error log of VBA."""
    for name, folder in (("own", own_folder()), ("temporary", Path(tempfile.gettempdir()))):
        reason = _not_writable(folder)
        key = "not_writable" if reason else "writable"
        yield _point(
            State.MISSING if reason else State.WELL,
            key,
            name=say(f"doctor.folders.{name}"),
            folder=folder,
            reason=reason,
        )


def _not_writable(folder: Path) -> str:
    """Why nothing can be written into a folder; empty where it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or str(error)
