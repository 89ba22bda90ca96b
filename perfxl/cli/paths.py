"""What every command asks of the names of files and folders that it is given, before it looks at any."""

import errno
import os
import re
from pathlib import Path, PurePath, PureWindowsPath
from typing import TYPE_CHECKING, Final, get_args

from perfxl.errors import FileError
from perfxl.wording import say
from perfxl.workbook.saving.naming import FORBIDDEN

if TYPE_CHECKING:
    from cyclopts import App, ArgumentCollection
    from cyclopts.argument import Argument

_UNFIT: Final = re.compile(rf"[{FORBIDDEN}\x00-\x1f]")
"""What no name on Windows holds. After a colon would begin a hidden stream of a file that is empty."""
_DEVICES: Final = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?", re.IGNORECASE
)
_LONGEST: Final = 255
"""So many units of UTF-16 has a name on Windows at most."""


def refuse_unusable(_app: "App", _commands: tuple[str, ...], arguments: "ArgumentCollection") -> None:
    """See that a file or folder is named at all, and by a name that a file system takes.

    It is called with what stands on the command line before that becomes paths: an empty name would become
    the current folder.

    Raises:
        FileError: a name is empty (E901), too long for any file (E507), or none that Windows takes (E903).
    """
    for argument in arguments:
        if Path in (argument.hint, *get_args(argument.hint)):
            for token in argument.tokens:
                _refuse_empty(argument, token.value)
                _refuse_too_long(Path(token.value))
                if os.name == "nt":
                    refuse_on_windows(PureWindowsPath(token.value))


def _refuse_empty(argument: "Argument", name: str) -> None:
    if not name.strip():
        names = say("cli.usage_errors.either").join(argument.names)
        raise FileError("E901", option=names if argument.name.startswith("-") else argument.name.upper())


def _refuse_too_long(path: Path) -> None:
    try:
        os.lstat(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise FileError("E507", file=path) from error
    except ValueError:  # a character that no name holds: told where the file is looked for
        pass


def refuse_on_windows(path: PurePath) -> None:
    """See that Windows takes every name of a path: of some it says nothing but that they are invalid.

    Raises:
        FileError: a name is too long (E507), holds a forbidden character, or is that of a device (E903).
    """
    for name in path.parts[1 if path.anchor else 0 :]:
        if len(name.encode("utf-16-le", "surrogatepass")) > 2 * _LONGEST:
            raise FileError("E507", file=path)
        if character := _UNFIT.search(name):
            sign = character[0] if character[0].isprintable() else f"U+{ord(character[0]):04X}"
            raise FileError("E903", file=path, why=say("cli.unusable.character", shown=sign))
        if device := _DEVICES.fullmatch(name):
            raise FileError("E903", file=path, why=say("cli.unusable.device", name=device[1]))
