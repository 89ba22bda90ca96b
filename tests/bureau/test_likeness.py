"""Texts that departments have copied from each other, found without comparing every one with every other."""

from collections.abc import Iterable

import msgspec
import pytest

from perfxl.bureau.likeness import LIKENESS, SHORTEST, alike, likeness, text_print
from perfxl.bureau.records import TextPrint
from perfxl.findings import Place

HALL = (
    "甲局负责全县政务服务大厅的运行管理，组织进驻单位开展线上线下一体化服务，全年受理各类事项十二万余件，"
    "按时办结率保持在较高水平，群众办事平均跑动次数明显减少。"
)
ROADS = (
    "本单位承担县道、乡道的日常养护和水毁修复，全年完成路面大中修四十余公里，处置危桥三座，"
    "安装波形护栏九千余米，农村公路优良中等路率稳步提升。"
)


def printed(text: str, *, cell: str = "C5", department: str = "") -> TextPrint:
    made = text_print(text, label="部门概况", place=Place("基本情况表", cell), department=department)
    assert made is not None
    return made


def grouped(texts: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The owners of each group of texts that are alike."""
    prints = ((owner, printed(text, department=owner)) for owner, text in texts)
    return [[member.owner for member in group] for group in alike(prints)]


def test_a_short_text_leaves_no_print() -> None:
    assert text_print("字" * (SHORTEST - 1), label="理由", place=Place("评分表", "H5")) is None
    assert text_print("，" * 500, label="理由", place=Place("评分表", "H5")) is None


def test_spaces_punctuation_and_the_departments_own_name_do_not_count() -> None:
    other = HALL.replace("甲局", "乙 局").replace("，", ", ").replace("。", "！\n")
    assert printed(HALL, department="甲局").digest == printed(other, department="乙局").digest
    assert printed(HALL).digest != printed(other).digest


def test_the_same_text_of_two_departments_is_found_and_another_is_not() -> None:
    assert grouped([("甲局", HALL), ("丙局", ROADS), ("乙局", HALL.replace("甲局", "乙局"))]) == [
        ["甲局", "乙局"]
    ]


def test_a_text_with_a_few_words_changed_is_found_with_its_likeness() -> None:
    prints = [("甲局", printed(HALL, cell="C5")), ("乙局", printed(HALL.replace("十二", "九"), cell="C6"))]
    ((first, second),) = alike(prints)
    assert (first.place, first.likeness) == (Place("基本情况表", "C5"), 1.0)
    assert (second.place, second.owner) == (Place("基本情况表", "C6"), "乙局")
    assert LIKENESS <= second.likeness < 1.0


def test_a_text_that_was_half_rewritten_is_not_found() -> None:
    half = len(HALL) // 2
    assert grouped([("甲局", HALL), ("乙局", HALL[:half] + ROADS[half:])]) == []


def test_one_department_repeating_itself_is_no_group() -> None:
    assert grouped([("甲局", HALL), ("甲局", HALL), ("乙局", ROADS)]) == []


def test_the_largest_group_comes_first_and_the_order_of_the_prints_stays() -> None:
    texts = [("甲", ROADS), ("乙", ROADS), ("丙", HALL), ("丁", HALL), ("戊", HALL)]
    assert grouped(texts) == [["丙", "丁", "戊"], ["甲", "乙"]]


@pytest.mark.parametrize("changed", [0, 5, 20, 60])
def test_the_estimate_is_near_the_likeness_that_it_estimates(changed: int) -> None:
    text = "".join(chr(0x4E00 + 7 * number) for number in range(400))
    other = "".join(chr(0x9000 + 3 * number) for number in range(changed)) + text[changed:]
    grams = [{said[start : start + 4] for start in range(len(said) - 3)} for said in (text, other)]
    exact = len(grams[0] & grams[1]) / len(grams[0] | grams[1])
    assert likeness(printed(text).signature, printed(other).signature) == pytest.approx(exact, abs=0.12)


@pytest.mark.parametrize("agreeing", range(21))
def test_texts_that_agree_in_any_one_band_of_their_signatures_are_compared(agreeing: int) -> None:
    first = printed(HALL)
    altered = bytearray(first.signature)
    for band in set(range(21)) - {agreeing}:
        altered[band * 6 + band % 6] ^= 1
    second = msgspec.structs.replace(first, digest="f" * 32, signature=bytes(altered))
    between = printed(ROADS)
    (group,) = alike([("甲局", first), ("丙局", between), ("乙局", second)])
    assert [member.owner for member in group] == ["甲局", "乙局"]
