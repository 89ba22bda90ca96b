"""What every command asks of the whole numbers that it is given, before anything is made of them."""

import re
from typing import TYPE_CHECKING, Final, get_args

from cyclopts import CoercionError

if TYPE_CHECKING:
    from cyclopts import App, ArgumentCollection

_WHOLE: Final = re.compile(r"[+-]?\d+")


def refuse_fractions(_app: "App", _commands: tuple[str, ...], arguments: "ArgumentCollection") -> None:
    """See that a whole number is written as one: ``--year 2020.5`` would be taken for 2020.

    Raises:
        CoercionError: it is not.
    """
    for argument in arguments:
        if int in (argument.hint, *get_args(argument.hint)):
            for token in argument.tokens:
                if not _WHOLE.fullmatch(token.value.strip()):
                    raise CoercionError(argument=argument, token=token, target_type=int)
