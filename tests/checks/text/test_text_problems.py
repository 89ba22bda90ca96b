"""N11 the section on problems, N12 a report without a score."""

import msgspec

from perfxl.checks.text.problems import problems_section
from perfxl.findings import Severity
from perfxl.scheme.model import TableBlock
from tests.support.firing import fires
from tests.support.sound import GUANGDONG
from tests.support.texts import context, findings_in, written


def problems(*rows: str) -> dict[str, str]:
    return {"问题": "\n".join(("内容", *rows))}


def cases_of(*rows: str) -> list[str]:
    return [finding.case for finding in findings_in("N11", tables=problems(*rows))]


@fires("N11", "vague")
def test_three_general_sentences_are_a_vague_section():
    vague = "部分工作尚处于探索阶段。采购管理制度有待完善。预算编制有待增强。"
    (finding,) = [one for one in findings_in("N11", tables=problems(vague)) if one.case == "vague"]
    assert finding.severity is Severity.REMINDER
    assert "只有3句" in finding.fault
    assert "vague" not in cases_of(vague, "支付进度偏慢。")
    assert "vague" not in cases_of("政府采购支付偏慢，12月才支付5.00万元。")


@fires("N11", "unanswered")
def test_deductions_that_no_problem_answers_to_are_listed():
    (finding,) = findings_in("N11", tables=problems("人员紧张，2个岗位空缺。"))
    assert finding.case == "unanswered"
    assert "“预算编制合理性”" in finding.fault
    assert findings_in("N11") == []


@fires("N11", "blank")
def test_a_blank_section_that_is_not_required_is_a_reminder():
    sheets = tuple(
        msgspec.structs.replace(sheet, blocks=tuple(map(_not_required, sheet.blocks)))
        for sheet in GUANGDONG.sheets
    )
    optional = msgspec.structs.replace(GUANGDONG, sheets=sheets)
    blank = context(written(tables={"问题": ""}))
    loose = type(blank)(optional, blank.submission, blank.scorecard, blank.resolve)
    (finding,) = problems_section(loose, ())
    assert (finding.code, finding.case) == ("N11", "blank")
    assert list(problems_section(blank, ())) == []


def _not_required(block):
    return msgspec.structs.replace(block, required=False) if isinstance(block, TableBlock) else block


@fires("N12", "")
def test_a_scorecard_without_a_total_will_leave_the_report_without_one():
    (finding,) = findings_in("N12", {"编制数": None})
    assert finding.severity is Severity.REMINDER
    assert finding.place.sheet == "评分表"
    assert "还有1项没有得分" in finding.fault
    assert findings_in("N12") == []
