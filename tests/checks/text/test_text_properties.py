"""No text stops the checks, however odd or long; every case that texts can show is shown by a test."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.checks.passages import Role
from perfxl.checks.text import PASSAGE_CHECKS
from perfxl.findings import Finding, catalogue
from tests.support.texts import examined, passage, written

LONGEST_CELL = 32_767

PIECES = [
    *"（）(、，。；：\n %_X1\r\t\u3000𠀀\x00元件项个名占率约等和优壹仟帐カ》",
    "23.45", "万元", "亿元", "元整", "其中", "编制", "增长", "比上年", "一是", "二是", "三个方面：",
    "一、", "（一）", "1.", "《广东省", "（粤", "〔2019〕", "41号", "2019年度", "绩效自评", "截至",
    "自评得分", "96分", "等级为", "我局", "财政局", "管埋", "系統", "对照", "说明", "100字", "以上",
]  # fmt: skip
"""What the patterns of the checks look for, and what separates it."""

texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
roles = st.sampled_from(list(Role))


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(texts, roles)
def test_no_text_makes_a_check_of_a_passage_raise(text, role):
    for check in PASSAGE_CHECKS:
        assert all(isinstance(one, Finding) for one in check(passage(text, role)))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(texts, texts, texts)
def test_no_text_makes_a_check_of_a_submission_raise(title, body, name):
    examined(written({"报告标题": title, "标题_成效": body, "预算执行说明": body, "部门名称": name}))


@pytest.mark.parametrize(
    "unit",
    [
        "其中1个",
        "1个（2个、3个）",
        "（",
        "（其中",
        "一是",
        "1.",
        " ",
        "\n",
        "1个。",
        "三个方面：",
        "壹",
        "X",
        "《广东省",
        "1",
        "1,",
    ],
)
def test_a_full_cell_of_the_same_few_characters_is_read_to_its_end(unit):
    """A pattern that backtracks would not come back from these."""
    text = (unit * LONGEST_CELL)[:LONGEST_CELL]
    for check in PASSAGE_CHECKS:
        list(check(passage(text)))


def test_a_full_cell_of_everything_that_is_looked_for_is_read_to_its_end():
    pieces = random.Random(7).choices(PIECES, k=LONGEST_CELL)  # noqa: S311 - any mixture will do
    text = "".join(pieces)[:LONGEST_CELL]
    for check in PASSAGE_CHECKS:
        list(check(passage(text)))
    examined(written({"预算执行说明": text}))


def _of_texts(code: str) -> bool:
    return code in {"B11", "P10"} or (code[0] in "NT" and code not in {"T06", "T13", "T14"})


def test_every_sentence_about_texts_is_finished_and_punctuated_in_full_width():
    for case in catalogue().values():
        if _of_texts(case.code):
            for text in (case.fault, case.expected, case.remedy):
                assert text.endswith("。"), (case.code, case.name, text)
                assert not set(text) & set(",;?!()"), (case.code, case.name, text)
