"""``perfxl addin …``: the add-in for Excel, worded in ``texts/cli_addin.toml``."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Group, Parameter

from perfxl.addin.build import FILE_NAME, FUNCTIONS_FILE_NAME, build, build_functions
from perfxl.cli import CLEAN
from perfxl.wording import say

addin = App(
    name="addin",
    help=say("cli_addin.help"),
    sort_key=8,
    group_arguments=Group(say("cli.groups.arguments")),
    group_parameters=Group(say("cli.groups.options")),
)
addin["--help"].help = say("cli.options.help")

_OUTPUT = Parameter(
    name=("--output", "-o"),
    help=say("cli_addin.build.output"),
    metavar=say("cli_addin.build.file"),
    show_default=False,
)


_FUNCTIONS = Parameter(name="--functions", help=say("cli_addin.build.functions"), negative=())


@addin.command(name="build", help=say("cli_addin.build.help"))
def build_addin(
    *,
    output: Annotated[Path | None, _OUTPUT] = None,
    functions: Annotated[bool, _FUNCTIONS] = False,
) -> int:
    """Write the add-in with the ribbon, or the one with the worksheet functions."""
    make, name = (build_functions, FUNCTIONS_FILE_NAME) if functions else (build, FILE_NAME)
    sys.stdout.write(say("cli_addin.build.done", file=make(output or Path(name))) + "\n")
    return CLEAN
