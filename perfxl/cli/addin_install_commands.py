"""``perfxl addin install | uninstall | doctor``, worded in ``texts/cli_addin_install.toml``."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from perfxl.addin.doctor import State, examine
from perfxl.addin.install import Step, check_machine, installation, make, removal
from perfxl.cli import CLEAN, FOUND
from perfxl.cli.addin_commands import addin
from perfxl.own_folder import own_folder
from perfxl.wording import say

__all__ = ["addin"]

_DRY_RUN = Parameter(name="--dry-run", help=say("cli_addin_install.options.dry_run"), negative=())
_ADDIN = Parameter(
    name=say("cli_addin_install.install.file"),
    help=say("cli_addin_install.install.addin"),
    show_default=False,
)


_FUNCTIONS = Parameter(name="--functions", help=say("cli_addin_install.options.functions"), negative=())


@addin.command(name="install", help=say("cli_addin_install.install.help"))
def install(
    file: Annotated[Path | None, _ADDIN] = None,
    /,
    *,
    functions: Annotated[bool, _FUNCTIONS] = False,
    dry_run: Annotated[bool, _DRY_RUN] = False,
) -> int:
    """Install the add-in for the user who runs this."""
    steps = installation(file, Path(sys.executable), functions=functions)
    _make(steps, dry_run=dry_run, functions=functions)
    if not dry_run:
        _print([say("cli_addin_install.install.done")])
    return CLEAN


@addin.command(name="uninstall", help=say("cli_addin_install.uninstall.help"))
def uninstall(*, dry_run: Annotated[bool, _DRY_RUN] = False) -> int:
    """Take the add-in away."""
    _make(removal(), dry_run=dry_run)
    _print([say("install.kept", folder=own_folder())])
    if not dry_run:
        _print([say("cli_addin_install.uninstall.done")])
    return CLEAN


@addin.command(name="doctor", help=say("cli_addin_install.doctor.help"))
def doctor() -> int:
    """Tell what this machine lacks, and how to mend it."""
    points = examine()
    _print(line for point in points for line in point.lines())
    return FOUND if any(point.state is State.MISSING for point in points) else CLEAN


def _make(steps: Iterator[Step], *, dry_run: bool, functions: bool = False) -> None:
    if not dry_run:
        check_machine(functions=functions)
    shown = "would" if dry_run else "did"
    _print(say(f"cli_addin_install.show.{shown}", step=step) for step in make(steps, only_show=dry_run))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
