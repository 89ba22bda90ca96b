"""T03 wrong words, T04 set phrases, and the proof of the lists themselves."""

import pytest

from perfxl.checks.text.lexicon import Word, lexicon
from perfxl.checks.text.words import confusions, set_phrases
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.texts import CELL, cases, found

WORDS = [*lexicon().confusions.words, *lexicon().set_phrases.words]


@fires("T03")
def test_a_wrong_word_is_quoted_with_its_neighbours_and_the_right_one():
    findings = found(confusions, "四是以制度化管埋为基础。建立健全统计台帐和档案管理。")
    assert cases(findings) == [("T03", ""), ("T03", "")]
    assert findings[0].place == CELL
    assert findings[0].severity is Severity.REMINDER
    assert "制度化管埋为基础" in findings[0].fault
    assert "疑为“管理”之误" in findings[0].fault
    assert "“台账”" in findings[1].fault
    assert found(confusions, "四是以制度化管理为基础。建立健全统计台账和档案管理。") == []


def test_a_wrong_word_across_a_broken_line_is_found():
    assert cases(found(confusions, "认真落实，实行制度化管\n埋要求，确保实效。")) == [("T03", "")]


@pytest.mark.parametrize(
    "text",
    [
        "完成水管埋设1200米，搭建帐篷20顶、蚊帐30床",
        "已经废止的文件，各部门执行攻坚任务，关注消费者权益",
        "预防犯罪，攻坚难题，校园满意度，上报消防工作",
        "周末完成检查，年末能源消耗下降，干部们按排名发言",
        "上千部手机，推销费用，持续效果，致贫因素",
    ],
)
def test_harmless_neighbours_are_no_wrong_words(text):
    assert found(confusions, text) == []


@fires("T04")
def test_a_faulty_set_phrase_is_found_with_a_better_one():
    (finding,) = found(set_phrases, "（二）取得和主要成效")
    assert (finding.code, finding.severity) == ("T04", Severity.REMINDER)
    assert "取得和主要成效" in finding.fault
    assert "取得的主要成效" in finding.expected
    assert found(set_phrases, "（二）取得的主要成效") == []


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.wrong)
def test_every_listed_word_is_found_and_its_correction_is_not(word: Word):
    check = confusions if word in lexicon().confusions.words else set_phrases
    (finding,) = [one for one in found(check, f"本年度{word.wrong}，") if f"“{word.wrong}”" in one.fault]
    assert word.right in finding.remedy
    assert found(confusions, word.right) + found(set_phrases, word.right) == []


@pytest.mark.parametrize("word", [word for word in WORDS if word.unless], ids=lambda word: word.wrong)
def test_no_listed_exception_is_found(word: Word):
    for phrase in word.unless:
        start = phrase.find(word.wrong)
        text = phrase if start >= 0 else _overlapping(word.wrong, phrase)
        assert not [one for one in found(confusions, text) if f"“{word.wrong}”" in one.fault], phrase
        assert not [one for one in found(set_phrases, text) if f"“{word.wrong}”" in one.fault], phrase


def _overlapping(wrong: str, phrase: str) -> str:
    """The wrong word and the phrase sharing their ends, as in 资金投人民生."""
    for shared in range(min(len(wrong), len(phrase)), 0, -1):
        if wrong.endswith(phrase[:shared]):
            return wrong + phrase[shared:]
        if phrase.endswith(wrong[:shared]):
            return phrase + wrong[shared:]
    raise AssertionError(f"{phrase} does not touch {wrong}")


def test_no_word_is_listed_twice():
    assert len({word.wrong for word in WORDS}) == len(WORDS)
