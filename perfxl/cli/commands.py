"""The commands themselves: thin over :mod:`perfxl.department`, worded in ``texts/cli.toml``."""

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, CycloptsError, Group, Parameter

import perfxl
from perfxl.cli import CLEAN, FOUND, UNREADABLE, bureau_commands, office_commands, send_command, show
from perfxl.cli.addin_install_commands import addin
from perfxl.cli.faults import describe
from perfxl.cli.help import ChineseHelp, usage_error
from perfxl.cli.mail_commands import mail
from perfxl.cli.paths import refuse_unusable
from perfxl.cli.whole_numbers import refuse_fractions
from perfxl.department import bundling, closed_files, preparing, reporting
from perfxl.department.examples import EXAMPLES, perform
from perfxl.department.heading import Heading
from perfxl.errors import FileError, SchemeError
from perfxl.evaluation import Evaluation
from perfxl.findings import errors_among
from perfxl.narrative.report import prove_outline
from perfxl.scheme.load import load_scheme, own_schemes, scheme_ids
from perfxl.wording import say
from perfxl.workbook.saving.elsewhere import is_open_elsewhere
from perfxl.workbook.saving.naming import unmistakable
from perfxl.workbook.saving.save import make_folder

_SHOWN_FINDINGS = 6


def _argument(key: str, name: str) -> Parameter:
    return Parameter(name=say(f"cli.names.{name}"), help=say(f"cli.{key}"))


def _option(key: str, *names: str, value: str = "") -> Parameter:
    metavar = say(f"cli.names.{value}") if value else None
    return Parameter(
        name=names or None, help=say(f"cli.{key}"), metavar=metavar, negative=(), show_default=False
    )


app = App(
    name="perfxl",
    help=say("cli.help"),
    help_format="plaintext",
    help_formatter=ChineseHelp(),
    usage=say("cli.usage_all"),
    version=perfxl.__version__,
    config=(refuse_unusable, refuse_fractions),
    suppress_keyboard_interrupt=False,  # who stops a command is told that nothing has changed
    group_commands=Group(say("cli.groups.commands")),
    group_arguments=Group(say("cli.groups.arguments")),
    group_parameters=Group(say("cli.groups.options")),
)
app["--help"].help = say("cli.options.help")
app["--version"].help = say("cli.options.version")
app.command(addin)
app.command(mail)
office_commands.register(app)
send_command.register(app)
bureau_commands.register(app)

_Output = Annotated[Path | None, _option("options.output", "--output", "-o", value="file")]
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


def _warn_if_open(file: Path) -> None:
    if is_open_elsewhere(file):
        sys.stderr.write(say("cli.show.open_elsewhere", file=file) + "\n")


def _status(evaluation: Evaluation) -> int:
    return FOUND if errors_among(evaluation.findings) else CLEAN


@app.command(name="schemes", help=say("cli.schemes.help"), sort_key=6)
def schemes() -> int:
    """List the schemes that perfxl brings and the office's own; a malformed one hides none of the others."""
    status = CLEAN
    for scheme_id in scheme_ids():
        try:
            scheme = load_scheme(scheme_id)
            prove_outline(scheme)
        except SchemeError as error:
            _print([describe(error)])
            status = UNREADABLE
            continue
        points = say(f"cli.points.{scheme.weights}")
        _print(
            [say("cli.schemes.line", id=scheme.id, title=scheme.title, version=scheme.version, points=points)]
        )
    return status


@app.command(name="new", help=say("cli.new.help"), sort_key=0)
def new(
    scheme: Annotated[str, _argument("new.scheme", "scheme")],
    /,
    *,
    department: Annotated[str, _option("new.department", "--department", value="name")] = "",
    year: Annotated[int | None, _option("new.year", "--year", value="year")] = None,
    output: Annotated[Path | None, _option("new.output", "--output", "-o", value="file")] = None,
    replace: _Replace = False,
) -> int:
    """Write a blank workbook."""
    heading = Heading(load_scheme(scheme), department, year)
    file = output or Path(heading.file_name)
    preparing.new_file(heading.scheme, file, heading.values, replace=replace)
    _print([say("cli.new.done", file=file)])
    if heading.scheme.id not in scheme_ids():
        _print([say("cli.new.not_kept", id=heading.scheme.id, folder=own_schemes() / heading.scheme.id)])
    return CLEAN


@app.command(name="fill", help=say("cli.fill.help"), sort_key=1)
def fill(
    file: Annotated[Path, _argument("fill.file", "file")],
    values: Annotated[Path, _argument("fill.values", "values")],
    /,
    *,
    output: _Output = None,
    overwrite: Annotated[bool, _option("fill.overwrite", "--overwrite")] = False,
    replace: _Replace = False,
) -> int:
    """Put values from a file into a workbook's inputs."""
    _warn_if_open(file)
    target = output or _beside(file, "fill")
    report = preparing.fill_file(file, values, target, overwrite=overwrite, replace=replace)
    _print([say("cli.show.filled", count=report.count), *report.lines(), say("cli.show.wrote", file=target)])
    return CLEAN


@app.command(name="check", help=say("cli.check.help"), sort_key=2)
def check(file: Annotated[Path, _argument("check.file", "file")], /, *, json: _Json = False) -> int:
    """Check a workbook and list every finding."""
    _warn_if_open(file)
    evaluation = closed_files.check(file)
    if json:
        _print([show.as_json(evaluation, file)])
    else:
        _print([*show.findings_text(evaluation), *show.skipped_text(evaluation)])
    return _status(evaluation)


@app.command(name="score", help=say("cli.score.help"), sort_key=3)
def score(
    file: Annotated[Path, _argument("score.file", "file")],
    /,
    *,
    output: _Output = None,
    json: _Json = False,
    replace: _Replace = False,
) -> int:
    """Check and score a workbook; marks, explanations and 审核结果 go into a new file."""
    _warn_if_open(file)
    target = output or _beside(file, "score")
    evaluation = closed_files.score(file, target, replace=replace)
    if json:
        _print([show.as_json(evaluation, file, target)])
    else:
        _print([*show.score_text(evaluation), *show.findings_text(evaluation, limit=_SHOWN_FINDINGS)])
        _print([say("cli.show.wrote", file=target)])
    return _status(evaluation)


@app.command(name="report", help=say("cli.report.help"), sort_key=4)
def report(
    file: Annotated[Path, _argument("report.file", "file")],
    /,
    *,
    output: _Output = None,
    replace: _Replace = False,
) -> int:
    """Write the narrative sheet 自评报告, or a document, into a new file."""
    _warn_if_open(file)
    target = output or _beside(file, "report")
    evaluation = reporting.report(file, target, replace=replace)
    _print([*show.score_text(evaluation), say("cli.show.wrote", file=target)])
    return _status(evaluation)


@app.command(name="finish", help=say("cli.finish.help"), sort_key=4.5)
def finish(
    file: Annotated[Path, _argument("finish.file", "file")],
    /,
    *,
    output: Annotated[Path | None, _option("finish.output", "--output", "-o", value="folder")] = None,
    with_errors: Annotated[bool, _option("finish.with_errors", "--with-errors")] = False,
    reason: Annotated[str, _option("finish.reason", "--reason", value="reason")] = "",
    replace: Annotated[bool, _option("finish.replace", "--replace")] = False,
) -> int:
    """Finish a workbook: a folder with the workbook and its receipt, the document and the PDF."""
    _warn_if_open(file)
    made = bundling.finish_file(
        file, output, with_errors=with_errors, reason=reason, replace=replace, tell=_tell_step
    )
    _print(show.finished_text(made))
    return _status(made.evaluation)


def _tell_step(step: str) -> None:
    _print([say(f"cli.finish.steps.{step}")])
    sys.stdout.flush()


@app.command(name="repair", help=say("cli.repair.help"), sort_key=5)
def repair(
    file: Annotated[Path, _argument("repair.file", "file")],
    /,
    *,
    output: _Output = None,
    replace: _Replace = False,
) -> int:
    """Move every input into a fresh template of the same version."""
    _warn_if_open(file)
    target = output or _beside(file, "repair")
    moved = preparing.repair_file(file, target, replace=replace)
    _print([say("cli.show.moved", count=moved.count), *moved.lines(), say("cli.show.wrote", file=target)])
    return CLEAN


@app.command(name="demo", help=say("cli.demo.help"), sort_key=7)
def demo(
    folder: Annotated[Path | None, _argument("demo.folder", "folder")] = None,
    /,
    *,
    county: Annotated[bool, _option("demo.county", "--county")] = False,
) -> int:
    """Check, score and report the published example; or show the bureau's desk with a made-up county."""
    if county:
        from perfxl.cli.county_demo import county_demo  # noqa: PLC0415

        return county_demo(folder or Path(say("cli_county.folder")))
    started = time.perf_counter()
    folder = folder or Path(say("cli.demo.default_folder"))
    make_folder(folder)
    _print([say("cli.demo.intro", scheme=load_scheme(EXAMPLES[0].scheme_id).title)])
    for example in EXAMPLES:
        file = folder / f"{say(f'cli.demo.examples.{example.id}.file')}.xlsx"
        evaluation = perform(example, file)
        _print(["", say(f"cli.demo.examples.{example.id}.title"), *show.score_text(evaluation)])
        _print([*show.findings_text(evaluation, limit=_SHOWN_FINDINGS), say("cli.show.wrote", file=file)])
    _print(["", say("cli.demo.closing", seconds=f"{time.perf_counter() - started:.1f}")])
    return CLEAN


def _beside(file: Path, command: str) -> Path:
    """A telling name beside the input, so that the input itself is never the output.

    Raises:
        FileError: the input can only be a folder (E102).
    """
    if not file.name:
        raise FileError("E102", file=file)
    return file.with_name(f"{unmistakable(file.stem)}-{say(f'cli.{command}.suffix')}.xlsx")
