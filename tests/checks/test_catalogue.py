"""The catalogue as a whole: every rule has its place, every case its test, the page is up to date."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from perfxl.checks.catalogue import catalogue_markdown, unanswerable
from perfxl.findings import catalogue
from perfxl.wording import subject

ROOT = Path(__file__).parents[2]
RULE_IDS = (ROOT / "tests" / "data" / "rule_ids.txt").read_text(encoding="utf-8").split()
OWN_LETTERS = frozenset("BPAK")

SHOWN_BY = (
    "tests/checks",
    "tests/checks/text",
    "tests/workbook",
    "tests/bureau/review",
    "tests/bureau/summary",
)
"""The folders whose modules show cases: by rows of ``FIRINGS`` or ``ODD``, or by tests marked ``@fires``."""


def modules() -> Iterator[ModuleType]:
    for folder in SHOWN_BY:
        for file in sorted((ROOT / folder).glob("test_*.py")):
            if file != Path(__file__):
                yield importlib.import_module(f"{folder.replace('/', '.')}.{file.stem}")


def cases_shown() -> set[tuple[str, str]]:
    """Every case of which a test shows that it fires, with its cell and figures, and that it falls silent."""
    shown = set()
    for module in modules():
        rows = (*getattr(module, "FIRINGS", ()), *getattr(module, "ODD", ()))
        shown |= {(one.code, one.case) for one in rows}
        shown |= {test.fires for test in vars(module).values() if hasattr(test, "fires")}
    return shown


def cases_of_tables_and_scores() -> set[tuple[str, str]]:
    return {
        (code, case)
        for code, case in catalogue()
        if code == "T06" or (code[0] in OWN_LETTERS and code not in {"B11", "P10"})
    }


def test_every_case_of_every_rule_has_a_test_that_fires_and_falls_silent():
    assert cases_shown() == set(catalogue())


def test_every_known_rule_is_either_asked_or_said_to_be_unanswerable():
    asked = {code for code, _ in catalogue()}
    assert len(RULE_IDS) == 94
    assert set(RULE_IDS) <= asked | unanswerable().keys()


def test_no_rule_is_both_asked_and_unanswerable():
    assert {code for code, _ in catalogue()} & unanswerable().keys() == set()


@pytest.mark.parametrize("code", sorted(unanswerable()))
def test_an_unanswerable_rule_is_a_known_one_and_says_why(code):
    rule = unanswerable()[code]
    assert code in RULE_IDS
    assert rule["kind"] in subject("checks")["catalogue"]["kind"]
    assert rule["why"].endswith("。")


def test_every_sentence_is_finished_and_punctuated_in_full_width():
    for case in catalogue().values():
        if case.code in {code for code, _ in cases_of_tables_and_scores()}:
            for text in (case.fault, case.expected, case.remedy):
                assert text.endswith("。"), (case.code, case.name, text)
                assert not set(text) & set(",;?!()"), (case.code, case.name, text)


def test_every_text_of_every_case_ends_with_a_full_stop():
    """Save where the cell's own content is quoted whole: a formula, a label of the template."""
    quoted = {"{due}", "“{label}”"}
    texts = [
        (case.code, case.name, text)
        for case in catalogue().values()
        for text in (case.fault, case.expected, case.remedy)
    ]
    assert [one for one in texts if not one[2].endswith("。") and one[2] not in quoted] == []


def test_a_provenance_is_shown_in_words_and_each_source_once():
    assert catalogue()["B06", ""].basis == "一般知识（没有出处）"
    assert catalogue()["B04", ""].basis == "湖南式基础数据表实例、预算一体化系统公开代码"


def test_the_page_of_the_rules_is_the_catalogue_itself():
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert page == catalogue_markdown(), "write docs/findings.md anew with what catalogue_markdown() gives"
