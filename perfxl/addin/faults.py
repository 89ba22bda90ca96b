"""From an exception to what a user reads: what happened, and what to do about it."""

from perfxl.addin.windows import com_fault
from perfxl.errors import PerfxlError
from perfxl.logbook import write_record
from perfxl.wording import say, subject


class ClickError(PerfxlError):
    """A click cannot be carried out: no workbook, a protected sheet, Excel busy or gone."""


def explain(error: Exception) -> str:
    """The message for a fault; one that nobody has foreseen is put on record, and the message says where."""
    known = _known(error)
    if known is None:
        log = write_record(error)
        return f"{say('click.faults.unexpected', log=log)}\n\n{say('click.faults.unexpected_remedy')}"
    fault = say("click.faults.known", code=known.code, fault=known)
    return f"{fault}\n\n{say('click.faults.remedy', remedy=_remedy(known))}"


def _known(error: Exception) -> PerfxlError | None:
    if isinstance(error, PerfxlError):
        return error
    if com_fault(error) == "busy":
        return ClickError("E607")
    if com_fault(error) == "gone":
        return ClickError("E608")
    return None


def _remedy(error: PerfxlError) -> str:
    """What to do in Excel, where that differs from what to do at a command line."""
    return str(subject("click")["remedies"].get(error.code, error.remedy))
