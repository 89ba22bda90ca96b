"""The texts that a user reads: quotation marks inside quotation marks, characters that a console has."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import perfxl
from perfxl.findings import Place, finding
from perfxl.wording import nested, subject


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("没有提到：““三公经费”变动率”、“预算控制率”。", "没有提到：“‘三公经费’变动率”、“预算控制率”。"),
        ("“实现“应进必进””不通顺", "“实现‘应进必进’”不通顺"),
        ("“甲”和“乙”", "“甲”和“乙”"),
        ("“甲“乙“丙”丁”戊”", "“甲‘乙‘丙’丁’戊”"),
        ("“级“应进…”疑为", "“级“应进…”疑为"),
        ("”倒了“", "”倒了“"),
        ("", ""),
    ],
)
def test_inner_quotation_marks_are_single_where_the_marks_pair(text: str, shown: str) -> None:
    assert nested(text) == shown


def test_a_label_with_quotation_marks_is_quoted_properly_in_a_finding() -> None:
    found = finding("T13", Place("评分表", "A1"), "“三公经费”变动率", case="formula_gone")
    assert found.fault == "“‘三公经费’变动率”应由公式算出，公式被删除了。"


PATTERNS = "lexicon"
"""What is looked for in texts, and never shown."""


def _texts(content: object) -> Iterator[str]:
    match content:
        case str():
            yield content
        case dict():
            yield from chain.from_iterable(map(_texts, content.values()))
        case list():
            yield from chain.from_iterable(map(_texts, content))


def test_a_chinese_console_has_every_character_of_the_texts() -> None:
    subjects = {file.stem for file in (Path(perfxl.__file__).parent / "texts").iterdir()} - {PATTERNS}
    lacking = {text for name in subjects for text in _texts(subject(name)) if not _in_code_page_936(text)}
    assert lacking == set()


def _in_code_page_936(text: str) -> bool:
    return text == text.encode("cp936", "ignore").decode("cp936")
