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
SHEET = "成效与问题"

FOUND = {
    # (code, case, cell): the words of the report that the finding quotes
    ("T05", "", "C6"): "(参考提纲)",
    ("N07", "institution", "C6"): "公益一类事业单位",
    ("T07", "end", "C9"): "（一）预算执行情况。",
    ("T04", "", "C10"): "取得和主要成效",
    ("T07", "end", "C11"): "三、存在问题及改进意见。",
    ("T09", "", "C15"): "新机编〔2019〕41号",
    ("B11", "no_list", "C16"): "自评项目九项",
    # Beside the reviewer's list, and true: 完成进行情况 does not read.
    ("T04", "", "C16"): "完成进行情况",
    ("T11", "full_stop", "C17"): "其中基本建设类项目支出3712.50万元",
    ("T01", "lookalike", "C21"): "能カ培训",
    ("T02", "", "C21"): "视频监控系統",
    ("T03", "", "C21"): "制度化管埋",
    ("T10", "breaks", "C21"): "一↵是以",
    ("N03", "more", "C22"): "385＋285＋88＋45＝803件，大于总数444件，相差359件",
    ("N03", "units", "C22"): "件、个、项",
    ("N09", "", "C22"): "93.65%以上",
    ("T10", "both", "C22"): "385↵个",
    ("T03", "", "C23"): "统计台帐",
    ("T10", "blanks", "C23"): "纳入 2020 年",
    ("T10", "blanks", "B24"): "健全 12345 热线",
    ("T10", "both", "C24"): "分析↵和督促",
    ("N11", "vague", "C44"): "只有3句",
    ("T10", "breaks", "C67"): "落实责↵任",
    ("N12", "", "J31"): "没有得分",
}


def published() -> Submission:
    """The example that holds the report's text verbatim, with nothing filled in that it does not say."""
    file = ROOT / "perfxl" / "examples" / "xinfeng-2020-as-published.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    tables = {name: rows for name, rows in content.items() if isinstance(rows, list)}
    values = {name: value for name, value in content.items() if name not in tables}
    return submission(GUANGDONG, values, tables)


MADE = examined(published())
FINDINGS = [one for one in MADE if isinstance(one, Finding)]


def test_exactly_the_known_faults_are_found_each_in_its_cell():
    assert {(one.code, one.case, one.place.cell) for one in FINDINGS} == FOUND.keys()
    assert {one.place.sheet for one in FINDINGS if one.code != "N12"} == {SHEET}


@pytest.mark.parametrize("key", FOUND, ids="-".join)
def test_a_finding_quotes_what_stands_there(key):
    faults = [one.fault for one in FINDINGS if (one.code, one.case, one.place.cell) == key]
    assert any(FOUND[key] in fault for fault in faults), faults


def test_only_the_two_template_remains_of_the_title_share_a_rule_and_a_cell():
    counted = Counter((one.code, one.case, one.place) for one in FINDINGS)
    shared = {key: count for key, count in counted.items() if count > 1}
    assert shared == {("T05", "", Place(SHEET, "C6")): 2}
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
