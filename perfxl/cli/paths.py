"""What every command asks of the names of files and folders that it is given, before it looks at any."""

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from perfxl.errors import FileError
from perfxl.wording import say

if TYPE_CHECKING:
    from cyclopts import App, ArgumentCollection
    from cyclopts.argument import Argument


def refuse_unusable(_app: "App", _commands: tuple[str, ...], arguments: "ArgumentCollection") -> None:
    """See that a file or folder is named at all, and by a name that a file system takes.

    It is called with what stands on the command line before that becomes paths: an empty name would become
    the current folder.

    Raises:
        FileError: a name is empty (E901), or too long for any file (E507).
    """
    for argument in arguments:
        if Path in (argument.hint, *get_args(argument.hint)):
            for token in argument.tokens:
                _refuse_empty(argument, token.value)
                _refuse_too_long(Path(token.value))


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
