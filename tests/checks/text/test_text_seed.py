"""The published report as it was published: its known faults are found where they stand, and no others."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from perfxl.checks.base import Skipped
from perfxl.findings import Finding, Place
from perfxl.submission import Submission
from tests.support.sound import GUANGDONG
from tests.support.submissions import submission
from tests.support.texts import examined

ROOT = Path(__file__).parents[3]

FOUND = {
    # (code, case, field): the words of the report that the finding quotes
    ("T05", "alone", "报告标题"): "(参考提纲)",
    ("N07", "institution", "报告标题"): "公益一类事业单位",
    ("T07", "end", "标题_预算执行"): "（一）预算执行情况。",
    ("T04", "", "标题_成效"): "取得和主要成效",
    ("T07", "end", "标题_问题"): "三、存在问题及改进意见。",
    ("T09", "", "部门概况"): "新机编〔2019〕41号",
    ("B11", "no_list", "自评工作说明"): "自评项目九项",
    # Beside the reviewer's list, and true: 完成进行情况 does not read.
    ("T04", "", "自评工作说明"): "完成进行情况",
    ("T11", "full_stop", "预算执行说明"): "其中基本建设类项目支出3712.50万元",
    ("T01", "lookalike", "成效1.内容"): "能カ培训",
    ("T02", "", "成效1.内容"): "视频监控系統",
    ("T03", "", "成效1.内容"): "制度化管埋",
    ("T10", "breaks", "成效1.内容"): "一□是以",
    ("N03", "more", "成效2.内容"): "385＋285＋88＋45＝803件，大于总数444件，相差359件",
    ("N03", "units", "成效2.内容"): "件、个、项",
    ("N09", "", "成效2.内容"): "93.65%以上",
    ("T10", "both", "成效2.内容"): "385□个",
    ("T03", "", "成效3.内容"): "统计台帐",
    ("T10", "blanks", "成效3.内容"): "纳入 2020 年",
    ("T10", "blanks", "成效4.标题"): "健全 12345 热线",
    ("T10", "both", "成效4.内容"): "分析□和督促",
    ("N11", "vague", "问题1.内容"): "只有3句",
    ("T10", "breaks", "改进措施1.内容"): "落实责□任",
    ("N12", "", "自评总分"): "没有得分",
}


def published() -> Submission:
    """The example that holds the report's text verbatim, with nothing filled in that it does not say."""
    file = ROOT / "perfxl" / "examples" / "xinfeng-2020-as-published.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    tables = {name: rows for name, rows in content.items() if isinstance(rows, list)}
    values = {name: value for name, value in content.items() if name not in tables}
    return submission(GUANGDONG, values, tables)


def fields_by_place(given: Submission) -> dict[Place, str]:
    """What stands in a cell: a field's name, or table, row and column, as in 成效2.内容."""
    rows = {
        entry.place: f"{table}{number}.{column}"
        for table, filled in given.tables.items()
        for number, row in enumerate(filled, start=1)
        for column, entry in row.cells.items()
    }
    return {place: name for name, place in given.places.items()} | rows


PUBLISHED = published()
MADE = examined(PUBLISHED)
FINDINGS = [one for one in MADE if isinstance(one, Finding)]
FIELDS = fields_by_place(PUBLISHED)


def key_of(one: Finding) -> tuple[str, str, str]:
    return one.code, one.case, FIELDS[one.place]


def test_exactly_the_known_faults_are_found_each_in_its_cell():
    assert {key_of(one) for one in FINDINGS} == FOUND.keys()


@pytest.mark.parametrize("key", FOUND, ids="-".join)
def test_a_finding_quotes_what_stands_there(key):
    faults = [one.fault for one in FINDINGS if key_of(one) == key]
    assert any(FOUND[key] in fault for fault in faults), faults


def test_only_the_two_template_remains_of_the_title_share_a_rule_and_a_cell():
    counted = Counter(map(key_of, FINDINGS))
    shared = {key: count for key, count in counted.items() if count > 1}
    assert shared == {("T05", "alone", "报告标题"): 2}
    assert any("“附件3”" in one.fault for one in FINDINGS)


def test_four_sentences_are_broken_and_nine_figures_stand_between_blanks():
    """The reviewer counted eight blanks: figures set off by blanks, of which there are nine in all."""
    faults = "".join(one.fault for one in FINDINGS if one.code == "T10")
    assert faults.count("断行1处") == 4
    assert [faults.count(f"空格{count}处") for count in (10, 2)] == [1, 3]


@pytest.mark.parametrize("figure", ["1097", "3712.50万元、", "编制8名", "100%，"])
def test_what_was_confirmed_to_be_right_is_not_found(figure):
    """875＋222＝1097; 3712.50＋223.16＝3935.66; posts 1＋2＋4＝7 of 8; budget and execution of 100%."""
    assert not [one for one in FINDINGS if figure in one.fault]
    assert not {one.code for one in FINDINGS} & {"N01", "N02", "P10"}


def test_the_blank_name_of_the_unit_is_said_to_keep_a_check_from_being_made():
    assert [(one.code, one.lacking) for one in MADE if isinstance(one, Skipped)] == [
        ("N07", ("部门（单位）名称",))
    ]
