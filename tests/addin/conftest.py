"""The add-in, built once, and Excel with it."""

import pytest

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
