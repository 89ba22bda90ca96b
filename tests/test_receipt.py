"""The receipt: what it depends on, what it keeps, and what comes of rows that are none."""

import dataclasses
import datetime as dt
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl import __version__
from perfxl.evaluation import evaluate
from perfxl.findings import Place
from perfxl.receipt import MOST_CHARACTERS, content_digest, issue, matches, read_rows, receipts_of, to_rows
from perfxl.scoring import score
from perfxl.submission import State
from tests.support.sound import GUANGDONG, sound

CHINA = dt.timezone(dt.timedelta(hours=8))
NOON = dt.datetime(2021, 3, 5, 12, 0, 7, 890_000, tzinfo=CHINA)


def digest(submission):
    return content_digest(GUANGDONG, submission, score(GUANGDONG, submission))


def receipt(submission=None, reason=""):
    return issue(evaluate(GUANGDONG, submission or sound()), at=NOON, reason=reason)


def with_entry(submission, name, **changes):
    entry = msgspec.structs.replace(submission.entries[name], **changes)
    return dataclasses.replace(submission, entries={**submission.entries, name: entry})


# ── the digest of the content ──


def test_the_same_content_has_the_same_digest_wherever_its_cells_stand():
    here = sound()
    there = dataclasses.replace(
        here,
        entries={
            name: msgspec.structs.replace(one, place=Place("别处", "Z9"))
            for name, one in here.entries.items()
        },
        tables={
            name: tuple(msgspec.structs.replace(row, number=row.number + 7) for row in rows)
            for name, rows in here.tables.items()
        },
    )
    assert digest(here) == digest(there)


def test_the_noise_of_binary_fractions_and_of_line_ends_is_no_change():
    assert digest(sound({"实际采购金额": 0.3})) == digest(sound({"实际采购金额": 0.1 + 0.2}))
    assert digest(sound({"填报人": "甲\n乙"})) == digest(sound({"填报人": "甲\r\n乙"}))


def test_a_value_that_was_understood_counts_as_what_it_was_understood_as():
    typed_as_text = with_entry(sound(), "在职人员数", state=State.MENDED, raw="４０", text=True)
    assert digest(typed_as_text) == digest(sound())


@pytest.mark.parametrize(
    "changes",
    [
        {"在职人员数": 39},
        {"实际采购金额": 0.01},
        {"实际采购金额": None},
        {"填报人": "另一人"},
        {"填报人": State.INVALID},
    ],
    ids=str,
)
def test_any_other_entry_gives_another_digest(changes):
    assert digest(sound(changes)) != digest(sound())


def test_what_cannot_be_read_counts_with_the_text_that_it_shows():
    one = with_entry(sound(), "在职人员数", value=None, state=State.INVALID, raw="约四十人")
    other = with_entry(sound(), "在职人员数", value=None, state=State.INVALID, raw="近四十人")
    assert len({digest(one), digest(other), digest(sound())}) == 3


def test_the_order_of_a_tables_rows_counts():
    here = sound()
    name = next(name for name, rows in here.tables.items() if len(rows) > 1)
    turned = dataclasses.replace(here, tables={**here.tables, name: here.tables[name][::-1]})
    assert digest(turned) != digest(here)


def test_other_scores_for_the_same_entries_give_another_digest():
    card = score(GUANGDONG, sound())
    first, *others = card.marks
    other = dataclasses.replace(card, marks=(dataclasses.replace(first, score=0.0), *others))
    assert content_digest(GUANGDONG, sound(), other) != digest(sound())


# ── issuing one ──


def test_a_receipt_says_what_was_finished_under_which_scheme_and_when():
    made = receipt()
    assert (made.total, made.provisional_total, made.grade) == (96.16, 96.16, "优")
    assert (made.errors, made.reason, made.final) == (0, "", True)
    assert made.follows(GUANGDONG)
    assert made.at.isoformat() == "2021-03-05T12:00:07+08:00"
    assert made.perfxl == __version__


def test_with_a_score_lacking_there_is_no_total_but_a_provisional_one():
    made = receipt(sound({"实际采购金额": None}), reason="采购台账未齐")
    assert made.total is None
    assert made.provisional_total > 0
    assert (made.grade, made.final, made.reason) == ("", False, "采购台账未齐")


def test_it_matches_what_it_was_issued_for_and_nothing_else():
    assert matches(receipt(), GUANGDONG, sound(), score(GUANGDONG, sound()))
    changed = sound({"在职人员数": 39})
    assert not matches(receipt(), GUANGDONG, changed, score(GUANGDONG, changed))


def test_a_moment_without_a_zone_or_an_endless_reason_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        issue(evaluate(GUANGDONG, sound()), at=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="1000"):
        receipt(reason="长" * (MOST_CHARACTERS + 1))


# ── rows ──


def test_receipts_come_back_from_their_rows_as_they_were_the_newest_last():
    first = receipt()
    second = dataclasses.replace(first, reason="“待补”\n附件", at=first.at + dt.timedelta(days=1))
    rows = [("scheme", GUANGDONG.id), *to_rows(first), ("说明", "用户自己的"), *to_rows(second)]
    read = read_rows(rows)
    assert (read.kept, read.unreadable) == ((first, second), ())
    assert receipts_of(rows)[-1] == read.newest == second


def test_a_workbook_never_finished_has_none():
    assert read_rows([("scheme", GUANGDONG.id)]).newest is None


def altered(**changes):
    return json.dumps({**json.loads(to_rows(receipt())[0][1]), **changes}, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "=1+1",
        "[" * 5000,
        "\ud800",
        altered()[:-1],
        altered(digest="00"),
        altered(errors=-1),
        altered(errors="0"),
        altered(at="2021-03-05T12:00:07"),
        altered(at="去年"),
        altered(total="1e999"),
        altered(reason="长" * (MOST_CHARACTERS + 1)),
        altered(scheme=None),
    ],
)
def test_a_row_that_is_no_receipt_is_reported_and_hides_no_other(text):
    read = read_rows([("receipt", text), *to_rows(receipt())])
    assert read.unreadable == (text,)
    assert read.kept == (receipt(),)


@given(st.lists(st.tuples(st.sampled_from(["receipt", "version"]), st.text())))
def test_no_rows_whatever_raise(rows):
    assert read_rows(rows).kept == ()
