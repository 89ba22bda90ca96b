"""What a user sees when something goes wrong: a coded Chinese message, never a traceback."""

from perfxl.errors import PerfxlError
from perfxl.logbook import write_record
from perfxl.wording import say


def describe(error: PerfxlError) -> str:
    """The coded message of a known error, with its remedy."""
    fault = say("cli.faults.prefix", code=error.code, fault=error)
    return f"{fault}\n{say('cli.faults.remedy', remedy=error.remedy)}"


def record(error: BaseException) -> str:
    """Write an unexpected fault into a log file of its own and say where it is."""
    log = write_record(error)
    return f"{say('cli.faults.unexpected', log=log)}\n{say('cli.faults.unexpected_remedy')}"
