"""A workbook names its scheme, version and digest; anything but the very same is refused, and told apart."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from perfxl.engines import open_closed
from perfxl.errors import TemplateError
from perfxl.workbook.identity import identify, read_identity
from tests.support.workbooks import SCHEME_ID, edited, scheme, template, written

WHOLE = {"rows": None}


@pytest.fixture
def identified(tmp_path: Path):
    def run(change=None, **cells: object):
        def both(book: Workbook) -> None:
            rows = {row[0].value: row[1] for row in book["_perfxl"].iter_rows(max_col=2)}
            for key, value in cells.items():
                rows[key].value = value
            if change is not None:
                change(book)

        with open_closed(written(tmp_path, edited(template(**WHOLE), change=both))) as book:
            return identify(book)

    return run


def refusal(identified, *args: object, **cells: object) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        identified(*args, **cells)
    assert caught.value.remedy
    return caught.value


def test_the_template_names_its_scheme(identified) -> None:
    assert identified() is scheme(rows=None)


def test_the_identity_of_a_template_can_be_read(tmp_path: Path) -> None:
    with open_closed(written(tmp_path, template(**WHOLE))) as book:
        identity = read_identity(book)
    whole = scheme(rows=None)
    assert (identity.scheme, identity.version, identity.digest) == (SCHEME_ID, whole.version, whole.digest)


def test_a_workbook_of_another_make_is_E201(identified) -> None:
    def remove(book: Workbook) -> None:
        del book["_perfxl"]

    assert refusal(identified, remove).code == "E201"


@pytest.mark.parametrize("key", ["scheme", "version", "digest", "layout"])
def test_an_identity_with_a_gap_is_E202_and_says_which(identified, key: str) -> None:
    error = refusal(identified, **{key: None})
    assert error.code == "E202"
    assert key in str(error)


def test_an_unknown_scheme_is_E203_and_the_known_ones_are_named(identified) -> None:
    error = refusal(identified, scheme="guangxi-county-2019")
    assert error.code == "E203"
    assert "guangxi-county-2019" in str(error)
    assert SCHEME_ID in error.remedy
    assert ".perfxl/schemes" in error.remedy


@pytest.mark.parametrize(
    ("theirs", "code"), [("0.9.0", "E204"), ("0.10", "E204"), ("1.1.1", "E205"), (2, "E205")]
)
def test_another_version_is_told_with_both_numbers(identified, theirs: object, code: str) -> None:
    error = refusal(identified, version=theirs)
    assert error.code == code
    assert f"{theirs} 版" in str(error)
    assert f"{scheme().version} 版" in str(error)


def test_the_same_version_with_another_digest_is_E206(identified) -> None:
    assert refusal(identified, digest="0" * 64).code == "E206"


def test_another_layout_is_E207(identified) -> None:
    assert refusal(identified, layout="999").code == "E207"
