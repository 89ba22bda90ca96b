"""xlwings' own tests as a check of both engines: what fails is listed with its reason, nothing else fails.

Asked for by the environment variable PERFXL_XLWINGS_SUITE, since the tests are fetched from the internet:
``PERFXL_XLWINGS_SUITE=1 pytest tests/engines/test_xlwings_suite.py``.
"""

import os
import tomllib
from pathlib import Path

import pytest
import xlwings

from tests.support.xlwings_suite import Suite

EXPECTED = tomllib.loads(Path(__file__).with_name("xlwings_expected_failures.toml").read_text("utf-8"))
ENGINES = ["closed files", pytest.param("LibreOffice", marks=pytest.mark.office)]

asked_for = pytest.mark.skipif(
    not os.environ.get("PERFXL_XLWINGS_SUITE"), reason="fetches xlwings' tests: set PERFXL_XLWINGS_SUITE"
)


def expected_failures(engine: str) -> set[str]:
    return {test for group in EXPECTED["failures"] if engine in group["engines"] for test in group["tests"]}


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    return Suite(tmp_path_factory.mktemp("xlwings"))


@asked_for
@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_xlwings_own_tests_pass_but_for_those_that_are_listed(suite, engine):
    assert xlwings.__version__ == EXPECTED["version"], "list anew what fails: xlwings is another version"

    outcomes = suite.outcomes(engine, EXPECTED["modules"])
    by_outcome = {
        kind: {test for test, outcome in outcomes.items() if outcome == kind}
        for kind in ("passed", "failed", "skipped")
    }

    assert by_outcome["failed"] == expected_failures(engine), "the list can only become shorter"
    assert len(by_outcome["skipped"]) == EXPECTED["skipped"], "xlwings skips where a member does not exist"
    assert len(by_outcome["passed"]) >= EXPECTED["passed"][engine]


def test_every_group_of_expected_failures_has_a_reason_and_no_test_twice():
    for group in [*EXPECTED["failures"], *EXPECTED["left_out"]]:
        assert len(group["reason"]) > 20
    for engine in ("closed files", "LibreOffice"):
        listed = [t for group in EXPECTED["failures"] if engine in group["engines"] for t in group["tests"]]
        assert len(listed) == len(set(listed))
        assert {test.partition(".py")[0] for test in listed} <= set(EXPECTED["modules"])
    left_out = {module for group in EXPECTED["left_out"] for module in group["modules"]}
    assert not left_out & set(EXPECTED["modules"])
