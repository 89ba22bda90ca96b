"""What the tests of several rooms share."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from perfxl.engines import Book
from perfxl.engines.office import OfficeMissingError, UnoMissingError, hidden_office
from tests.support.both_readers import comparing_readers


@pytest.fixture(scope="session", autouse=True)
def both_readers() -> Iterator[None]:
    """Whatever any test reads from a closed file, the fast reader reads too, and tells the same."""
    with comparing_readers():
        yield


@pytest.fixture(scope="session")
def open_in_office() -> Iterator[Callable[[Path], Book]]:
    """Opens workbooks in one hidden LibreOffice, each in an app of its own: a start takes over a second."""
    with ExitStack() as running:
        try:
            opened = running.enter_context(hidden_office())
        except (OfficeMissingError, UnoMissingError) as error:
            if os.environ.get("PERFXL_OFFICE_REQUIRED"):
                raise
            pytest.skip(f"needs LibreOffice: {error}")
        yield opened
