"""What a workbook claims against what it holds; every case fires where it should and is silent where not."""

import dataclasses
import datetime as dt

import msgspec
import pytest

from perfxl.bureau.review.comparing import compare
from perfxl.evaluation import Evaluation, evaluate
from perfxl.findings import Finding
from perfxl.receipt import Receipt, Receipts, issue
from perfxl.scheme.inventory import GRADE, STATE, TOTAL, score_name
from perfxl.submission import State, Submission
from perfxl.workbook.computed import computed_values
from tests.support.firing import fires
from tests.support.sound import GUANGDONG, sound

NOON = dt.datetime(2021, 3, 5, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def shown(submission: Submission, **others: object) -> Submission:
    """The submission, its formulas showing what they come to; some show something else."""
    values = computed_values(GUANGDONG, submission) | others
    plain = {name: value for name, value in values.items() if not isinstance(value, list)}
    return dataclasses.replace(submission, claims=sound(claims=plain).claims)


def comparisons(
    submission: Submission, *receipts: Receipt, unreadable: tuple[str, ...] = ()
) -> list[Finding]:
    return list(compare(evaluate(GUANGDONG, submission), Receipts(receipts, unreadable)))


def found(submission: Submission, *receipts: Receipt, code: str, case: str = "") -> Finding | None:
    """The one finding of a case, if there is one."""
    told = [one for one in comparisons(submission, *receipts) if (one.code, one.case) == (code, case)]
    assert len(told) <= 1
    return told[0] if told else None


def evaluation(**changes: object) -> Evaluation:
    return evaluate(GUANGDONG, shown(sound(changes)))


def receipt(of: Evaluation | None = None, **others: object) -> Receipt:
    return dataclasses.replace(issue(of or evaluation(), at=NOON), **others)


def as_text(submission: Submission, name: str) -> Submission:
    """A number typed as text: perfxl understands it, the sheet's formulas do not."""
    entry = msgspec.structs.replace(submission.entries[name], state=State.MENDED, text=True, raw="７")
    return dataclasses.replace(submission, entries={**submission.entries, name: entry})


@fires("R40", "total")
def test_a_total_that_the_entries_do_not_come_to_is_told_with_both() -> None:
    sheet = as_text(sound(), "在职人员数")
    claims = shown(sheet).claims
    told = found(dataclasses.replace(sheet, claims=claims), code="R40", case="total")
    assert told is not None
    assert told.place == claims[TOTAL].place
    due = f"{evaluate(GUANGDONG, sheet).scorecard.total:.2f}"
    assert told.fault == f"工作簿显示自评总分{claims[TOTAL].value:.2f}分，按填报内容复算为{due}分。"
    assert found(shown(sound()), code="R40", case="total") is None


def test_a_total_is_told_once_where_the_check_has_told_of_it_already() -> None:
    old = shown(sound(), **{TOTAL: 99.0})
    assert [one.code for one in evaluate(GUANGDONG, old).findings if one.place == old.claims[TOTAL].place]
    assert found(old, code="R40", case="total") is None


@pytest.mark.parametrize(("off", "told"), [(0.01, False), (-0.01, False), (1e-9, False), (0.02, True)])
def test_programs_may_round_a_total_differently_but_no_more(off: float, told: bool) -> None:
    sheet = shown(sound())
    total = sheet.claims[TOTAL]
    # Typed over somewhere else, so that old values are not told of by themselves.
    typed = msgspec.structs.replace(sheet.claims[GRADE], typed=True)
    claims = {**sheet.claims, GRADE: typed, TOTAL: msgspec.structs.replace(total, value=total.value + off)}
    assert (found(dataclasses.replace(sheet, claims=claims), code="R40", case="total") is not None) is told


@fires("R40", "open")
def test_a_total_claimed_as_final_where_scores_are_missing() -> None:
    whole = shown(sound())
    lacking = dataclasses.replace(sound({"编制数": None}), claims=whole.claims)
    typed = {GRADE: msgspec.structs.replace(whole.claims[GRADE], typed=True)}
    told = found(dataclasses.replace(lacking, claims={**whole.claims, **typed}), code="R40", case="open")
    assert told is not None
    assert "还有1项三级指标没有得分" in told.fault
    assert found(shown(sound({"编制数": None})), code="R40", case="open") is None


@fires("R40", "grade")
def test_a_grade_that_the_total_does_not_give() -> None:
    sheet = shown(sound())
    typed = msgspec.structs.replace(sheet.claims[score_name("预算编制合理性")], typed=True)
    claims = {**sheet.claims, typed.name: typed}
    claims[GRADE] = msgspec.structs.replace(claims[GRADE], value="差")
    told = found(dataclasses.replace(sheet, claims=claims), code="R40", case="grade")
    assert told is not None
    assert (told.place, told.fault) == (
        sheet.claims[GRADE].place,
        "工作簿显示自评等级“差”，按填报内容复算为“优”。",
    )
    assert found(sheet, code="R40", case="grade") is None


@fires("R41")
def test_a_formula_that_shows_a_result_of_entries_that_are_gone() -> None:
    name = "在职人员控制率"
    lacking = sound({"编制数": None})
    told = found(shown(lacking, **{name: 0.875}), code="R41")
    assert told is not None
    assert told.place == lacking.place(name)
    assert "有1个公式单元格保存的结果与填报内容不符（基本情况表!" in told.fault
    assert found(shown(lacking), code="R41") is None


def test_a_formula_without_the_result_that_is_due_among_others_that_have_theirs() -> None:
    assert found(shown(sound(), 在职人员控制率=""), code="R41") is not None


def test_a_file_that_was_never_calculated_is_not_blamed() -> None:
    bare = dataclasses.replace(
        sound(),
        claims={
            name: msgspec.structs.replace(one, value=None) for name, one in shown(sound()).claims.items()
        },
    )
    assert [one.code for one in comparisons(bare)] == ["R42"]


@fires("R42")
def test_a_workbook_without_a_receipt() -> None:
    told = found(shown(sound()), code="R42")
    assert told is not None
    assert told.place == sound().place(STATE)
    assert "没有定稿回执" in told.fault
    assert found(shown(sound()), receipt(), code="R42") is None


def test_a_workbook_finished_once_and_left_alone_has_nothing_against_it() -> None:
    assert comparisons(shown(sound()), receipt()) == []


def test_what_was_changed_after_its_receipt_is_told_in_the_words_of_the_departments_desk() -> None:
    told = found(shown(sound({"在职人员数": 8})), receipt(), code="R30", case="differs")
    assert told is not None
    assert "2021年3月5日12时00分定稿" in told.fault
    assert found(shown(sound()), receipt(), code="R30", case="differs") is None


@fires("R43")
def test_a_workbook_finished_again_with_another_content() -> None:
    before = receipt(evaluation(在职人员数=8), at=NOON - dt.timedelta(days=1))
    told = found(shown(sound()), before, receipt(), code="R43")
    assert told is not None
    assert "先后定稿2次" in told.fault
    assert "2021年3月4日12时00分定稿、总分" in told.fault
    assert found(shown(sound()), receipt(at=NOON - dt.timedelta(days=1)), receipt(), code="R43") is None


@fires("R44")
def test_a_receipt_of_this_content_that_tells_another_total() -> None:
    told = found(shown(sound()), receipt(total=99.5, provisional_total=99.5), code="R44")
    assert told is not None
    due = f"{evaluation().scorecard.total:.2f}"
    assert told.fault.startswith(f"定稿回执写的总分是99.50分，同样的内容复算为{due}分")
    assert found(shown(sound()), receipt(), code="R44") is None
    other = receipt(evaluation(在职人员数=8), total=99.5, provisional_total=99.5)
    assert found(shown(sound()), other, code="R44") is None


@fires("R45")
def test_a_workbook_finished_with_errors_and_why() -> None:
    told = found(shown(sound()), receipt(errors=2, reason="决算尚未批复。"), code="R45")
    assert told is not None
    assert "仍有2处错误没有改正，填报单位说明的理由：决算尚未批复。" in told.fault
    assert found(shown(sound()), receipt(), code="R45") is None
