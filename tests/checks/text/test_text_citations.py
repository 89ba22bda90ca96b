"""T08 form of document numbers, T09 number and title of one authority."""

import pytest

from perfxl.checks.text.citations import document_numbers, issuing_authority
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.texts import CELL, cases, found


@fires("T08", "form")
@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("[2019]41号", "〔2019〕41号"),
        ("（2019）41号", "〔2019〕41号"),
        ("(2019)41号", "〔2019〕41号"),
        ("【2019】41号", "〔2019〕41号"),
        ("［2019］41号", "〔2019〕41号"),
        ("〔2019]41号", "〔2019〕41号"),
        ("〔2019〕041号", "〔2019〕41号"),
        ("〔2019〕第41号", "〔2019〕41号"),
    ],
)
def test_a_document_number_has_angled_brackets_and_a_plain_serial(written, right):
    (finding,) = found(document_numbers, f"根据《机构改革方案》（新机编{written}）的要求")
    assert (finding.code, finding.case, finding.place) == ("T08", "form", CELL)
    assert finding.severity is Severity.REMINDER
    assert f"写作“{written}”" in finding.fault
    assert right in finding.expected
    assert found(document_numbers, f"根据《机构改革方案》（新机编{right}）的要求") == []


@fires("T08", "year")
def test_a_document_number_has_four_digits_of_the_year():
    (finding,) = found(document_numbers, "（粤府〔19〕41号）")
    assert (finding.case, "年份不是四位" in finding.fault) == ("year", True)
    assert found(document_numbers, "（粤府〔2019〕41号）") == []


@pytest.mark.parametrize("text", ["（2019）粤0118民初12号", "三楼（2）房", "截至2019年（41个）", "12345号"])
def test_other_numbers_in_brackets_are_no_document_numbers(text):
    assert found(document_numbers, text) == []


@fires("T09")
def test_a_provincial_title_with_a_county_number_is_questioned():
    text = "根据《广东省关于市县机构改革的总体意见》（新机编〔2019〕41号）和《新丰县机构改革方案》，"
    (finding,) = found(issuing_authority, text)
    assert (finding.code, finding.place, finding.severity) == ("T09", CELL, Severity.REMINDER)
    assert "“新机编〔2019〕41号”" in finding.fault
    assert "“粤”开头" in finding.expected
    assert found(issuing_authority, text.replace("新机编", "粤机编")) == []


@pytest.mark.parametrize(
    "text",
    [
        "《广东省财政厅关于开展自评的通知》（粤财绩〔2020〕3号）",
        "《广东省新丰县机构改革方案》（新机编〔2019〕41号）",
        "《湖南省人民政府关于推进预算绩效管理的意见》（湘政发〔2012〕33号）",
        "《国务院关于深化预算管理制度改革的决定》（国发〔2014〕45号）",
        "《财政部关于印发办法的通知》（财预〔2020〕10号）",
        "《财政部门内部控制办法》（新财〔2020〕1号）",
        "《新丰县预算绩效管理办法》（新府〔2020〕1号）",
        "《广东省预算审批监督条例》和新府〔2020〕1号文件",
    ],
)
def test_numbers_that_fit_their_titles_are_in_order(text):
    assert found(issuing_authority, text) == []


def test_two_provinces_are_told_apart():
    text = "《湖南省预算绩效管理办法》（粤财〔2020〕1号）"
    assert cases(found(issuing_authority, text)) == [("T09", "")]
