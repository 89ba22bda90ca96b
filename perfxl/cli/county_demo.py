"""``perfxl demo --county``: a bureau's season with a made-up county, by the commands that officers type."""

import csv
import io
import sys
from pathlib import Path

from perfxl.cli import CLEAN, bureau_commands
from perfxl.cli.progress import progress
from perfxl.department.county import County, county, write_workbooks
from perfxl.wording import say
from perfxl.workbook.saving.save import make_folder, write_whole


def county_demo(folder: Path) -> int:
    """Let the county hand in, then take in, review and sum up; everything stays in the folder."""
    made = county()
    returns, roster = folder / say("cli_county.returns"), folder / say("cli_county.roster")
    desk = folder / say("cli_county.desk")
    make_folder(returns)
    _print(say("cli_county.intro", units=len(made.units), listed=len(made.roster)))
    with progress(say("cli_county.filling")) as tell:
        write_workbooks(made, returns, tell)
    write_whole(roster, _roster(made), replace=True)
    _print(say("cli_county.handed_in", count=len(made.units), folder=returns, roster=roster))
    _step("collect", returns=returns, desk=desk, roster=roster)
    bureau_commands.collect([returns], output=desk, roster=roster)
    _step("review", desk=desk)
    bureau_commands.review(desk)
    _step("consolidate", desk=desk)
    bureau_commands.consolidate(desk, replace=True)
    _print("", say("cli_county.closing", desk=desk))
    return CLEAN


def _roster(made: County) -> bytes:
    """The roster as a CSV file, in the encoding that Excel takes for Chinese without being asked."""
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, list(made.roster[0]))
    rows.writeheader()
    rows.writerows(made.roster)
    return text.getvalue().encode("utf-8-sig")


def _step(name: str, **places: Path) -> None:
    _print("", say(f"cli_county.steps.{name}", **places))


def _print(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
