"""What is committed although it is made is what the sources make now, byte for byte."""

import pytest

from tests.regenerate import ROOT, made


@pytest.fixture(scope="module")
def files():
    return made()


def test_templates_examples_and_catalogue_are_as_the_sources_make_them(files):
    stale = [str(path.relative_to(ROOT)) for path, content in files.items() if path.read_bytes() != content]

    assert stale == [], "run: python -m tests.regenerate"


def test_nothing_else_lies_among_the_workbooks(files):
    found = set((ROOT / "workbooks").rglob("*.xlsx"))

    assert found == {path for path in files if path.suffix == ".xlsx"}
