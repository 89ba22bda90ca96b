"""T01 kana, T02 traditional characters."""

import sys

import pytest

from perfxl.checks.text.characters import kana, traditional
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.texts import CELL, cases, found


@fires("T01", "lookalike")
def test_a_kana_that_looks_like_a_character_is_named_with_the_character_meant():
    (finding,) = found(kana, "加强服务礼仪和业务能カ培训，为群众服务。")
    assert (finding.code, finding.case, finding.severity) == ("T01", "lookalike", Severity.ERROR)
    assert finding.place == CELL
    assert "能カ培训" in finding.fault
    assert "U+30AB" in finding.fault
    assert "“力”" in finding.fault
    assert found(kana, "加强服务礼仪和业务能力培训，为群众服务。") == []


@fires("T01", "letter")
def test_any_other_kana_is_named_once_however_often_it_stands():
    findings = found(kana, "窗口の服务、群众の满意，ﾔ")
    assert cases(findings) == [("T01", "letter"), ("T01", "letter")]
    assert "“の”是日文假名（U+306E）" in findings[0].fault
    assert found(kana, "窗口的服务、群众的满意") == []


@fires("T02")
def test_each_traditional_character_is_named_with_its_simplified_form():
    findings = found(traditional, "视频监控系統、公共广播系統，于2020年後投入使用。")
    assert [finding.code for finding in findings] == ["T02", "T02"]
    assert "视频监控系統" in findings[0].fault
    assert "“統”是繁体字，规范字是“统”" in findings[0].fault
    assert "视频监控系统" in findings[0].expected
    assert "“後”是繁体字，规范字是“后”" in findings[1].fault
    assert findings[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    "text",
    [
        "视频监控系统、皇后、前后、下面、干净、征求意见、著名企业、显著成效",
        "乾隆年间、李乾、魏徵之外，东昇村、堃成公司、喆、镕、淼",
        "编钟五音",
        "瞭望哨、慰藉、覆盖率、答复、回复、余款、结余",
    ],
)
def test_simplified_text_and_accepted_variants_are_left_alone(text):
    assert found(traditional, text.replace("魏徵之外，", "")) == []


def test_a_lone_surrogate_or_a_nul_does_not_stop_the_check():
    (finding,) = found(traditional, "系\ud800\x00統")
    assert "“統”" in finding.fault


def test_a_text_within_gb2312_does_not_load_the_converter(monkeypatch):
    monkeypatch.setitem(sys.modules, "opencc", None)
    assert found(traditional, "全部是规范汉字，含《》〔2019〕等标点。") == []
