"""When something was sent or last changed: ISO 8601 in UTC, or nothing where what is told cannot be."""

import datetime as dt
import email.utils
from collections.abc import Iterable
from typing import Final

_EARLIEST: Final = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
_AHEAD: Final = dt.timedelta(days=1)
"""How far a sender's clock may be ahead."""


def utc(moment: dt.datetime, now: dt.datetime) -> str:
    """A moment as it is kept; ``""`` for one before there was such mail, or one that has not come yet.

    One without a zone is taken as UTC, as mail has it.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    try:
        moment = moment.astimezone(dt.UTC)
    except OverflowError:
        return ""
    return moment.isoformat(timespec="seconds") if _EARLIEST <= moment <= now + _AHEAD else ""


def of_file(modified: float, now: dt.datetime) -> str:
    """When a file was last changed, by the file system's count of seconds."""
    try:
        return utc(dt.datetime.fromtimestamp(modified, dt.UTC), now)
    except (ValueError, OverflowError, OSError):
        return ""


def of_headings(dates: Iterable[str], now: dt.datetime) -> str:
    """The first date, as mails write them, that can be; ``Received`` has it behind its last semicolon."""
    for text in dates:
        try:
            told = utc(email.utils.parsedate_to_datetime(text.rpartition(";")[2].strip()), now)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        if told:
            return told
    return ""
