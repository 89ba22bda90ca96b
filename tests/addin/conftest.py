"""The add-in, built once, and Excel with it; what a user answers to its dialogs."""

import pytest

from perfxl.addin import dialogs
from perfxl.addin.build import build
from tests.support.windows import INSTALLED, Excel, Machine


@pytest.fixture(scope="session")
def xlam(tmp_path_factory):
    return build(tmp_path_factory.mktemp("加载项") / "perfxl.xlam")


@pytest.fixture
def machine():
    """The machine of a user for whom the add-in was installed."""
    return Machine(files=dict(INSTALLED))


@pytest.fixture
def excel(xlam, machine):
    """Excel with the add-in and no workbook."""
    return Excel(xlam, machine)


@pytest.fixture
def answers(monkeypatch):
    """What the user answers to Excel's dialogs, one after the other; what they were asked is noted."""
    given, asked = [], []

    def answer(_app, macro, *arguments):
        asked.append((macro, *arguments))
        return given.pop(0)

    monkeypatch.setattr(dialogs, "_asked", answer)
    return given, asked
