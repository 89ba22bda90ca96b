"""The command line: one command for each button, and the batch work."""

import sys

from perfxl.cli import streams
from perfxl.cli.faults import describe, record
from perfxl.errors import PerfxlError
from perfxl.wording import say

CLEAN, FOUND, UNREADABLE, UNEXPECTED = 0, 1, 2, 3
"""Exit status: nothing wrong, findings of severity 错误, a file that cannot be worked on, a fault of ours."""


def main() -> None:
    """Run one command and leave with its status; what goes wrong is said in Chinese, without a traceback."""
    streams.guard()
    status = _run(sys.argv[1:])
    streams.let_go()
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    try:
        # Imported behind the last door, so that even a broken installation speaks Chinese.
        from perfxl.cli.commands import run  # noqa: PLC0415

        status = run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever was reading has seen enough (``perfxl check … | more``)
        return UNREADABLE
    except PerfxlError as error:
        _complain(describe(error))
        return UNREADABLE
    except KeyboardInterrupt:
        _complain(say("cli.faults.stopped"))
        return UNREADABLE
    except Exception as error:  # noqa: BLE001 - the last door: nothing may reach the user as a traceback
        _complain(record(error))
        return UNEXPECTED
    else:
        return status


def _complain(text: str) -> None:
    sys.stderr.write(text + "\n")
