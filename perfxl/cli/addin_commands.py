"""``perfxl addin …``: the add-in for Excel, worded in ``texts/cli_addin.toml``."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Group, Parameter

from perfxl.addin.build import FILE_NAME, build
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


@addin.command(name="build", help=say("cli_addin.build.help"))
def build_addin(*, output: Annotated[Path, _OUTPUT] = Path(FILE_NAME)) -> int:
    """Write the add-in."""
    sys.stdout.write(say("cli_addin.build.done", file=build(output)) + "\n")
    return CLEAN
