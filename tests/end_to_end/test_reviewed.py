"""Every planted fault is found and none is invented; every score is worked out a second time."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from perfxl.bureau.records import FindingRecord
from perfxl.findings import Place, Severity
from tests.support.county import reckoning
from tests.support.county.season import ALTERATION, COUNT
from tests.support.workbooks import place_of


def told(findings: Iterable[FindingRecord], severity: Severity) -> set[str]:
    """Place and code, as plantings have them."""
    return {
        f"{Place(one.sheet, one.cell)} {one.code}" + (f".{one.case}" if one.case else "")
        for one in findings
        if one.severity is severity
    }


def test_every_planted_fault_is_found_and_none_is_invented(scene, reviewed):
    for sender in scene.season.senders:
        review = reviewed[sender.name].reviewed
        planted = sender.planting.errors if sender.planting else set()
        assert told(review.findings, Severity.ERROR) == planted, sender.name
        if sender.planting:
            assert sender.planting.looks <= told(review.findings, Severity.REMINDER), sender.name


RECEIPTS = {"finished": set(), "with errors": {"R45"}, "altered": {"R30"}, "as it is": {"R42"}}
"""What the receipt tells of each way of handing in, or its absence."""


def test_what_became_of_a_workbook_after_it_was_finished_is_told(scene, reviewed):
    for sender in scene.season.senders:
        review = reviewed[sender.name].reviewed
        told_of = {one.code for one in (*review.findings, *review.comparisons)}
        assert told_of & {"R30", "R42", "R43", "R44", "R45"} == RECEIPTS[sender.way], sender.name
        assert bool(review.finished_at) == (sender.way != "as it is")
        if sender.way == "altered":
            (changed,) = (one.fault for one in review.comparisons if one.code == "R30")
            assert place_of(ALTERATION[0], rows=None) in changed


def plain(series: pd.Series) -> dict[str, Any]:
    """By key, None where there is nothing."""
    return {key: None if pd.isna(value) else value for key, value in series.items()}


def test_every_score_is_that_of_a_second_reading_of_the_notices(scene, reviewed):
    scored = reckoning.scores(scene.season.counted)
    totals = reckoning.totals(scored)
    assert len(totals) == COUNT + 1
    for name, row in totals.iterrows():
        review = reviewed[name].reviewed
        read = scored[scored.department == name].set_index("indicator").score
        assert {mark.id: mark.score for mark in review.marks} == plain(read)
        assert (review.total, review.unscored) == (row["sum"], row.missing)
        assert review.grade == row.grade
