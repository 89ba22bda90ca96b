"""``perfxl open`` and ``perfxl attach …``: work on what is open in LibreOffice, without Excel."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Group, Parameter

from perfxl.cli import CLEAN, FOUND, show
from perfxl.evaluation import Evaluation
from perfxl.findings import errors_among
from perfxl.wording import say

_SHOWN_FINDINGS = 6

attach = App(
    name="attach",
    help=say("cli_office.attach.help"),
    sort_key=10,
    group_commands=Group(say("cli.groups.commands")),
    group_parameters=Group(say("cli.groups.options")),
)
attach["--help"].help = say("cli.options.help")

_FILE = Parameter(name=say("cli.names.file"), help=say("cli_office.open.file"))
_NAME = Parameter(
    name="--file",
    help=say("cli_office.attach.file"),
    metavar=say("cli.names.file"),
    show_default=False,
)
_Name = Annotated[str, _NAME]


def register(app: App) -> None:
    """Add the commands to the command line."""
    app.command(open_workbook, name="open", help=say("cli_office.open.help"), sort_key=9)
    app.command(attach)


def open_workbook(file: Annotated[Path, _FILE], /) -> int:
    """Open a workbook in LibreOffice so that ``attach`` finds it."""
    # What talks to LibreOffice is needed by these commands only.
    from perfxl.department import office_workbook  # noqa: PLC0415

    _print([say("cli_office.open.opening", file=file)])
    office_workbook.open_file(file)
    _print([say("cli_office.open.done")])
    return CLEAN


@attach.command(name="check", help=say("cli_office.check.help"), sort_key=0)
def check(*, file: _Name = "") -> int:
    """Check the open workbook; marks and 审核结果 go into it."""
    from perfxl.department import office_workbook  # noqa: PLC0415

    name, evaluation = office_workbook.check(file)
    _print([*show.findings_text(evaluation), *show.skipped_text(evaluation)])
    return _written(name, evaluation)


@attach.command(name="score", help=say("cli_office.score.help"), sort_key=1)
def score(*, file: _Name = "") -> int:
    """Check and score the open workbook; marks, explanations and 审核结果 go into it."""
    from perfxl.department import office_workbook  # noqa: PLC0415

    name, evaluation = office_workbook.score(file)
    _print([*show.score_text(evaluation), *show.findings_text(evaluation, limit=_SHOWN_FINDINGS)])
    return _written(name, evaluation)


@attach.command(name="report", help=say("cli_office.report.help"), sort_key=2)
def report(*, file: _Name = "") -> int:
    """Write the report into the open workbook."""
    from perfxl.department import office_workbook  # noqa: PLC0415

    name, evaluation = office_workbook.report(file)
    _print(show.score_text(evaluation))
    return _written(name, evaluation)


def _written(name: str, evaluation: Evaluation) -> int:
    _print([say("cli_office.attach.written", file=name)])
    return FOUND if errors_among(evaluation.findings) else CLEAN


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
