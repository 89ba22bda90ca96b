"""Coded errors: what they say, and what they say where the file's name stands beside them."""

import pytest

from perfxl.errors import FileError, PerfxlError

SAID = {
    "E109": ("文件已损坏或不完整：甲.xlsx", "文件已损坏或不完整"),
    "E823": (
        "复核这个文件时遇到未预料的问题：甲.xlsx（详细记录在 乙.log）",
        "复核这个文件时遇到未预料的问题（详细记录在 乙.log）",
    ),
    # The sentence needs the name.
    "E801": (
        "“甲.xlsx”是收件文件夹里由本工具保管的内容，不能再作为来源收取。",
        "“甲.xlsx”是收件文件夹里由本工具保管的内容，不能再作为来源收取。",
    ),
}


@pytest.mark.parametrize("code", SAID)
def test_an_error_leaves_its_file_out_where_the_name_is_told_already(code: str) -> None:
    error = PerfxlError(code, file="甲.xlsx", log="乙.log")
    assert (str(error), error.brief) == SAID[code]


def test_an_error_about_no_file_says_the_same_both_ways() -> None:
    error = FileError("E832")
    assert str(error) == error.brief
