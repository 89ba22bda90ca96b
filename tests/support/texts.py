"""Texts to be checked: a passage of its own, or put into a submission in which all else is in order."""

from collections.abc import Callable, Iterator, Mapping

from perfxl.checks.base import Context, Skipped
from perfxl.checks.passages import Passage, Role
from perfxl.checks.text import examine
from perfxl.findings import Finding, Place
from perfxl.scoring import resolver, score
from perfxl.submission import Submission
from tests.support.sound import GUANGDONG, sound
from tests.support.submissions import Given

CELL = Place("成效与问题", "C21")
LABEL = "具体内容"

CLEAN_TITLE = "某县行政服务中心2020年度整体支出绩效自评报告"
CLEAN_PROBLEMS = """
内容
绩效指标明确性不足，20个指标中有1个未量化；预算编制的合理性、规范性和绩效目标的合理性仍有提升空间，年中追加预算745.66万元。
社会经济环境效益的统计口径不统一，1项重点工作未按时报送资料。
采购资金支付偏慢，政府采购执行率95.00%；结转结余129.50万元，预算资金支出率有待提高。
"""


def passage(text: str, role: Role = Role.BODY) -> Passage:
    return Passage(CELL, LABEL, text, role)


def found(check: Callable[[Passage], Iterator[Finding]], text: str, role: Role = Role.BODY) -> list[Finding]:
    """What one check finds in one passage, which is always at the passage's cell."""
    findings = list(check(passage(text, role)))
    assert {(one.place, one.label) for one in findings} <= {(CELL, LABEL)}
    return findings


def cases(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.case) for finding in findings]


def context(submission: Submission) -> Context:
    return Context(GUANGDONG, submission, score(GUANGDONG, submission), resolver(GUANGDONG, submission))


def examined(submission: Submission) -> list[Finding | Skipped]:
    """What the checks of texts find in a submission, and which of them could not be made."""
    return list(examine(context(submission)))


def written(
    changes: Mapping[str, Given] | None = None, tables: Mapping[str, str] | None = None
) -> Submission:
    """A submission whose texts are all in order, with some fields and whole tables changed."""
    texts: Mapping[str, Given] = {"报告标题": CLEAN_TITLE}
    return sound(texts | dict(changes or {}), {"问题": CLEAN_PROBLEMS} | dict(tables or {}))


def findings_in(
    code: str, changes: Mapping[str, Given] | None = None, tables: Mapping[str, str] | None = None
) -> list[Finding]:
    """What one rule finds in a submission whose texts are changed."""
    made = examined(written(changes, tables))
    return [one for one in made if isinstance(one, Finding) and one.code == code]
