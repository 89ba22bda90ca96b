"""What an input tells and refuses: the wording follows the field's type, unit and limits."""

import pytest

from perfxl.scheme.model import Field
from perfxl.workbook.validation import limits, prompt, refusal, shortened, validation


def field(type_: str, **more: object) -> Field:
    return Field(name="栏", label="在职人员数", type=type_, **more)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (field("integer", unit="人", required=True), "必填。填整数。单位：人。"),
        (field("money", unit="万元"), "选填。填数字，保留两位小数。单位：万元。"),
        (field("text", prompt="填全称。", required=True), "必填。填全称。"),
        (field("text"), "选填。请填写在职人员数。"),
        (field("choice", options=("是", "否")), "选填。请从下拉列表中选择。"),
        (field("date", prompt="如：2021-04-15。"), "选填。如：2021-04-15。"),
        (field("ratio"), "选填。填百分比，如95.5%。"),
    ],
)
def test_a_prompt_says_whether_with_what_and_in_which_form(given, told):
    assert prompt(given) == told


def test_a_prompt_that_is_too_long_loses_its_middle_and_keeps_its_form():
    told = prompt(field("integer", unit="人", prompt="很长的说明。" * 60))
    assert len(told) == 255
    assert told.endswith("…填整数。单位：人。")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (field("integer"), "不小于0的整数"),
        (field("number", minimum=0, maximum=100), "0至100的数字"),
        (field("money", minimum=0), "不小于0的金额"),
        (field("money"), "减少的填负数"),
        (field("ratio", minimum=0, maximum=1), "0%至100%的百分比"),
        (field("year"), "2000至2100"),
        (field("choice", options=("行政", "事业")), "行政、事业"),
        (field("date"), "2020-12-31"),
        (field("text"), "最多填500个字"),
        (field("longtext"), "太长"),
    ],
)
def test_a_refusal_names_the_field_says_what_is_expected_and_what_to_do(given, expected):
    told = refusal(given)
    assert told.startswith("“在职人员数”")
    assert expected in told
    assert "请按“取消”" in told


def test_a_count_is_never_negative_and_a_change_of_budget_may_be():
    assert limits(field("integer"))[0] == 0
    assert limits(field("money"))[0] < 0
    assert limits(field("money", minimum=0)) == (0, 1e9)


def test_a_long_label_is_cut_to_what_a_title_may_hold():
    long = Field(
        name="栏", label="其中：一般项目（行政事业类）调整后预算数（全年数，含本年追加和追减）", type="money"
    )
    title = validation(long)["input_title"]
    assert len(title) == 32
    assert title.endswith("…")
    assert shortened("短", 32) == "短"


@pytest.mark.parametrize("options", [("有,逗号", "没有"), tuple("很长的选项" * 6 + str(n) for n in range(9))])
def test_choices_that_do_not_fit_into_a_cell_s_list_are_refused(options):
    with pytest.raises(ValueError, match="栏"):
        validation(field("choice", options=options))
