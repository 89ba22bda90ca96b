"""Addresses as people type them, and words from cells that must not get into headers."""

import pytest

from perfxl.department.dispatch import mailbox, mailboxes
from perfxl.department.dispatch.words import lines, one_line
from perfxl.errors import SendError


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a.b-c@example.gov.cn", "a.b-c@example.gov.cn"),
        ("  a@example.cn ", "a@example.cn"),
        ("预算股 <a@example.cn>", "预算股 <a@example.cn>"),
        ('"预算股（绩效）" <a@example.cn>', "预算股（绩效） <a@example.cn>"),
        ("a＠example．cn", "a@example.cn"),
        ("a@example。cn", "a@example.cn"),
        ("caizheng@某县.政务", "caizheng@xn--5nrv08b.xn--zfr164b"),
    ],
)
def test_what_is_meant_is_understood(typed, shown):
    assert str(mailbox(typed)) == shown


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("example.cn", "不合邮箱地址的写法"),
        ("a@qq", "不合邮箱地址的写法"),
        ("a@localhost", "不合邮箱地址的写法"),
        ("a b@example.cn", "不合邮箱地址的写法"),
        ("a@example..cn", "不合邮箱地址的写法"),
        ("a@[192.168.1.1]", "不合邮箱地址的写法"),
        ("a@example.cn\r\nBcc: x@example.cn", "不合邮箱地址的写法"),
        ("张三@example.cn", "@前面只能是英文字母、数字和常用符号"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(typed, reason):
    with pytest.raises(SendError) as refused:
        mailbox(typed)

    assert refused.value.code == "E550"
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


def test_several_addresses_may_stand_in_one_text_and_each_counts_once():
    found = mailboxes(["a@example.cn；B <b@example.cn>", "A@example.cn, c@example.cn;"])

    assert [one.address for one in found] == ["a@example.cn", "b@example.cn", "c@example.cn"]


@pytest.mark.parametrize(
    "sign", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00"]
)
def test_no_sign_that_ends_a_line_survives_in_one_line(sign):
    assert one_line(f"某局{sign}Bcc: x@example.cn") == "某局 Bcc: x@example.cn"


def test_signs_that_turn_or_hide_text_are_taken_out():
    assert one_line("gpj.\u202excod\u200b.xlsx") == "gpj. xcod .xlsx"
    assert lines("一\n二\u202e\x07\r\n三") == "一\n二\n三"


def test_a_line_that_is_too_long_is_cut_and_says_so():
    assert one_line("长" * 200, 10) == "长" * 9 + "…"
    assert one_line("长" * 10, 10) == "长" * 10
