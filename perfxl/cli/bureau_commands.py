"""The commands of the bureau's desk: take in, review, consolidate; worded in ``texts/cli_bureau.toml``."""

import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from cyclopts import Parameter

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.shown import first_of
from perfxl.cli import CLEAN, FOUND
from perfxl.errors import PerfxlError
from perfxl.wording import say

if TYPE_CHECKING:
    from cyclopts import App

    from perfxl.bureau.intake.collecting import Collected

_SHOWN: int = 6


def _option(key: str, *names: str, value: str = "") -> Parameter:
    metavar = say(f"cli_bureau.names.{value}") if value else None
    return Parameter(
        name=names, help=say(f"cli_bureau.{key}"), metavar=metavar, negative=(), show_default=False
    )


def register(app: "App") -> None:
    """Add the commands to the command line."""
    app.command(collect, name="collect", help=say("cli_bureau.collect.help"), sort_key=20)
    app.command(review, name="review", help=say("cli_bureau.review.help"), sort_key=21)
    app.command(consolidate, name="consolidate", help=say("cli_bureau.consolidate.help"), sort_key=22)


def collect(
    sources: Annotated[
        list[Path],
        Parameter(name=say("cli_bureau.names.source"), help=say("cli_bureau.collect.sources"), negative=()),
    ],
    /,
    *,
    output: Annotated[Path, _option("collect.output", "--output", "-o", value="folder")],
    roster: Annotated[Path | None, _option("collect.roster", "--roster", value="roster")] = None,
    json: Annotated[bool, _option("json", "--json")] = False,
) -> int:
    """Take in workbooks from folders, archives and mails, and list them."""
    # What takes in and what shows progress is needed by this command only.
    from perfxl.bureau.intake.collecting import collect as take_in  # noqa: PLC0415
    from perfxl.cli.progress import progress  # noqa: PLC0415

    try:
        with progress(say("cli_bureau.collect.doing"), "bytes") as tell:
            done = take_in(sources, output, roster, tell)
    except KeyboardInterrupt:
        sys.stderr.write(say("cli_bureau.collect.stopped") + "\n")
        raise
    _print([_collected_json(done)] if json else _collected_text(done))
    return FOUND if done.unreadable or done.tally.not_used else CLEAN


def _collected_text(done: "Collected") -> Iterator[str]:
    tally = done.tally
    yield say("cli_bureau.collect.new", workbooks=tally.workbooks, attachments=tally.attachments)
    if tally.again:
        yield say("cli_bureau.collect.again", again=tally.again)
    if tally.not_used:
        yield say("cli_bureau.collect.not_used", not_used=tally.not_used)
    yield from (say("cli_bureau.collect.absent", name=name) for name in tally.absent)
    yield say("cli_bureau.collect.stand", departments=done.departments, unreadable=len(done.unreadable))
    for one in done.unreadable[:_SHOWN]:
        fault = one.fault
        if fault is not None:
            yield say("cli_bureau.collect.unreadable", name=one.name, code=fault.code, fault=fault.fault)
    if len(done.unreadable) > _SHOWN:
        yield say("cli_bureau.collect.unreadable_more", count=len(done.unreadable) - _SHOWN)
    for names in done.alike[:_SHOWN]:
        yield say("cli_bureau.collect.alike", names=first_of(names, _SHOWN))
    if done.matching is not None:
        yield from _matched_text(done)
    yield say("cli_bureau.collect.list", file=done.list_file)


def _matched_text(done: "Collected") -> Iterator[str]:
    matching = done.matching
    if matching is None:
        return
    yield say(
        "cli_bureau.collect.matched",
        units=len(matching.units),
        missing=len(matching.missing),
        repeated=len(matching.repeated),
        strangers=len(matching.strangers),
    )
    names = [unit.entry.department for unit in matching.missing]
    if names:
        listed = say("intake.list_and").join(names[:_SHOWN])
        yield say("cli_bureau.collect.missing" if len(names) <= _SHOWN else "cli_bureau.collect.missing_more",
            names=listed)  # fmt: skip


def _collected_json(done: "Collected") -> str:
    tally, matching = done.tally, done.matching
    document: dict[str, Any] = {
        "folder": str(done.folder),
        "list": str(done.list_file),
        "new": {"workbooks": tally.workbooks, "attachments": tally.attachments, "bytes": tally.copied},
        "again": tally.again,
        "not_used": tally.not_used,
        "absent": tally.absent,
        "departments": done.departments,
        "of_one_code": done.alike,
        "unreadable": [
            {
                "file": one.file,
                "name": one.name,
                "sender": one.sender,
                "code": one.fault.code,
                "fault": one.fault.fault,
            }
            for one in done.unreadable
            if one.fault is not None
        ],
        "roster": None
        if matching is None
        else {
            "units": len(matching.units),
            "missing": [unit.entry.department for unit in matching.missing],
            "repeated": [unit.entry.department for unit in matching.repeated],
            "strangers": [one.sender.department for one in matching.strangers],
        },
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8")


def review(
    folder: Annotated[
        Path,
        Parameter(name=say("cli_bureau.names.folder"), help=say("cli_bureau.review.folder"), negative=()),
    ],
    /,
    *,
    jobs: Annotated[int | None, _option("review.jobs", "--jobs", value="count")] = None,
    scheduler: Annotated[str, _option("review.scheduler", "--scheduler", value="address")] = "",
    copies: Annotated[bool, _option("review.copies", "--copies")] = False,
    json: Annotated[bool, _option("json", "--json")] = False,
) -> int:
    """Review every workbook of a folder; return sheets and the workbook of review scores follow."""
    from perfxl.bureau.review.running import review as run  # noqa: PLC0415
    from perfxl.cli import show_review  # noqa: PLC0415
    from perfxl.cli.progress import progress  # noqa: PLC0415

    if jobs is not None and jobs < 1:
        raise PerfxlError("E830", jobs=jobs)
    done = run(
        folder,
        jobs=jobs,
        scheduler=scheduler,
        copies=copies,
        stages=lambda stage: progress(say(f"cli_bureau.review.stages.{stage}")),
    )
    _print([show_review.as_json(done)] if json else show_review.text(done))
    return FOUND if show_review.found(done) else CLEAN


def consolidate(
    folder: Annotated[
        Path,
        Parameter(name=say("cli_bureau.names.folder"), help=say("cli_bureau.review.folder"), negative=()),
    ],
    /,
    *,
    output: Annotated[Path | None, _option("consolidate.output", "--output", "-o", value="file")] = None,
    report: Annotated[Path | None, _option("consolidate.report", "--report", value="file")] = None,
    year: Annotated[int | None, _option("consolidate.year", "--year", value="year")] = None,
    office: Annotated[str, _option("consolidate.office", "--office", value="name")] = "",
    outline: Annotated[Path | None, _option("consolidate.outline", "--outline", value="file")] = None,
    jobs: Annotated[int | None, _option("review.jobs", "--jobs", value="count")] = None,
    replace: Annotated[bool, _option("consolidate.replace", "--replace")] = False,
    json: Annotated[bool, _option("json", "--json")] = False,
) -> int:
    """Review what has come in since, then write the summary workbook and the consolidated report."""
    from perfxl.bureau.summary import Wanted  # noqa: PLC0415
    from perfxl.bureau.summing_up import faults, in_words, left_out, sum_up  # noqa: PLC0415
    from perfxl.cli import show_summary  # noqa: PLC0415
    from perfxl.cli.progress import progress  # noqa: PLC0415

    if jobs is not None and jobs < 1:
        raise PerfxlError("E830", jobs=jobs)
    places = BureauFolder(folder)
    workbook = output or places.summary
    wanted = Wanted(
        root=folder,
        workbook=workbook,
        document=report or workbook.parent / places.summary_report.name,
        at=dt.datetime.now().astimezone(),
        year=year,
        outline=outline,
        office=office,
        replace=replace,
    )
    fresh = outline is not None and not outline.exists()
    done = sum_up(wanted, jobs=jobs, stages=lambda stage: progress(say(f"summing_up.stages.{stage}")))
    _print([show_summary.as_json(done)] if json else in_words(done))
    if fresh and not json:
        _print([say("cli_bureau.consolidate.outline_written", file=outline)])
    return FOUND if left_out(done) or faults(done) or done.review.score_findings else CLEAN


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
