"""The commands themselves: thin over :mod:`perfxl.department`, worded in ``texts/cli.toml``."""

import sys
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, CycloptsError, Group, Parameter

import perfxl
from perfxl.cli import CLEAN, FOUND, UNREADABLE, show
from perfxl.cli.help import ChineseHelp, usage_error
from perfxl.department import closed_files
from perfxl.evaluation import Evaluation
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.wording import say

_DEMO_FINDINGS = 6


def _option(key: str, *names: str) -> Parameter:
    return Parameter(name=names or None, help=say(f"cli.{key}"), negative=(), show_default=False)


app = App(
    name="perfxl",
    help=say("cli.help"),
    help_format="plaintext",
    help_formatter=ChineseHelp(),
    usage=say("cli.usage_all"),
    version=perfxl.__version__,
    group_commands=Group(say("cli.groups.commands")),
    group_arguments=Group(say("cli.groups.arguments")),
    group_parameters=Group(say("cli.groups.options")),
)
app["--help"].help = say("cli.options.help")
app["--version"].help = say("cli.options.version")

_Output = Annotated[Path | None, _option("options.output", "--output", "-o")]
_Replace = Annotated[bool, _option("options.replace", "--replace")]
_Json = Annotated[bool, _option("options.json", "--json")]


def run(arguments: list[str]) -> int:
    """Parse and run one command line; an error of usage is explained in Chinese."""
    try:
        status: Any = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        sys.stderr.write(usage_error(error) + "\n")
        return UNREADABLE
    return status if isinstance(status, int) else CLEAN


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")


def _status(evaluation: Evaluation) -> int:
    return FOUND if show.errors_in(evaluation) else CLEAN


@app.command(name="schemes", help=say("cli.schemes.help"))
def schemes() -> int:
    """List the schemes that perfxl brings."""
    for scheme_id in scheme_ids():
        scheme = load_scheme(scheme_id)
        points = say(f"cli.points.{scheme.weights}")
        _print(
            [say("cli.schemes.line", id=scheme.id, title=scheme.title, version=scheme.version, points=points)]
        )
    return CLEAN


@app.command(name="new", help=say("cli.new.help"))
def new(
    scheme: Annotated[str, _option("new.scheme")],
    /,
    *,
    department: Annotated[str, _option("new.department", "--department")] = "",
    year: Annotated[int | None, _option("new.year", "--year")] = None,
    output: Annotated[Path | None, _option("new.output", "--output", "-o")] = None,
    replace: _Replace = False,
) -> int:
    """Write a blank workbook."""
    file = closed_files.new(scheme, output, department=department, year=year, replace=replace)
    _print([say("cli.new.done", file=file)])
    return CLEAN


@app.command(name="fill", help=say("cli.fill.help"))
def fill(
    file: Annotated[Path, _option("fill.file")],
    values: Annotated[Path, _option("fill.values")],
    /,
    *,
    output: _Output = None,
    overwrite: Annotated[bool, _option("fill.overwrite", "--overwrite")] = False,
    replace: _Replace = False,
) -> int:
    """Put values from a file into a workbook's inputs."""
    target = output or _beside(file, "fill")
    report = closed_files.fill(file, values, target, overwrite=overwrite, replace=replace)
    _print(
        [say("cli.show.filled", count=report.count), *report.lines(), say("cli.show.wrote", file=target)]
    )
    return CLEAN


@app.command(name="check", help=say("cli.check.help"))
def check(file: Annotated[Path, _option("check.file")], /, *, json: _Json = False) -> int:
    """Check a workbook and list every finding."""
    evaluation = closed_files.check(file)
    if json:
        _print([show.as_json(evaluation, file)])
    else:
        _print([*show.findings_text(evaluation), *show.skipped_text(evaluation)])
    return _status(evaluation)


@app.command(name="score", help=say("cli.score.help"))
def score(
    file: Annotated[Path, _option("score.file")],
    /,
    *,
    output: _Output = None,
    json: _Json = False,
    replace: _Replace = False,
) -> int:
    """Check and score a workbook; marks, explanations and 审核结果 go into a new file."""
    target = output or _beside(file, "score")
    evaluation = closed_files.score(file, target, replace=replace)
    if json:
        _print([show.as_json(evaluation, file, target)])
    else:
        _print([*show.score_text(evaluation), *show.findings_text(evaluation, limit=_DEMO_FINDINGS)])
        _print([say("cli.show.wrote", file=target)])
    return _status(evaluation)


@app.command(name="report", help=say("cli.report.help"))
def report(
    file: Annotated[Path, _option("report.file")],
    /,
    *,
    output: _Output = None,
    replace: _Replace = False,
) -> int:
    """Write the narrative sheet 自评报告 into a new file."""
    target = output or _beside(file, "report")
    evaluation = closed_files.report(file, target, replace=replace)
    _print([*show.score_text(evaluation), say("cli.show.wrote", file=target)])
    return _status(evaluation)


@app.command(name="repair", help=say("cli.repair.help"))
def repair(
    file: Annotated[Path, _option("repair.file")],
    /,
    *,
    output: _Output = None,
    replace: _Replace = False,
) -> int:
    """Move every input into a fresh template of the same version."""
    target = output or _beside(file, "repair")
    moved = closed_files.repair(file, target, replace=replace)
    _print([say("cli.show.moved", count=moved.count), *moved.lines(), say("cli.show.wrote", file=target)])
    return CLEAN


@app.command(name="demo", help=say("cli.demo.help"))
def demo(folder: Annotated[Path | None, _option("demo.folder")] = None, /) -> int:
    """Check, score and report the published example, as published and completed."""
    from perfxl.department.demo import examples, perform

    started = time.perf_counter()
    folder = folder or Path(say("cli.demo.default_folder"))
    for number, example in enumerate(examples()):
        if number == 0:
            _print([say("cli.demo.intro", scheme=load_scheme(example.scheme_id).title)])
        _print(["", say(f"cli.demo.examples.{example.id}.title")])
        file, evaluation = perform(example, folder, say(f"cli.demo.examples.{example.id}.file"))
        _print(show.score_text(evaluation))
        _print(show.findings_text(evaluation, limit=_DEMO_FINDINGS))
        _print([say("cli.show.wrote", file=file)])
    _print(["", say("cli.demo.closing", seconds=f"{time.perf_counter() - started:.1f}")])
    return CLEAN


def _beside(file: Path, command: str) -> Path:
    """A telling name beside the input, so that the input itself is never the output."""
    return file.with_name(f"{file.stem}-{say(f'cli.{command}.suffix')}.xlsx")


@cache
def command_names() -> tuple[str, ...]:
    """The commands, for the documents' table."""
    return tuple(name for name in app if not name.startswith("-"))
