"""N03 wholes and parts, P10 posts and establishment, T11 a full stop amid parts."""

import pytest

from perfxl.checks.passages import Role
from perfxl.checks.text.subcounts import subcounts
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.texts import CELL, cases, found

PUBLISHED = "实现事项共444件（其中市级385个，县级285项，镇级88项，村级45项）就近能办。"


@fires("N03", "more")
def test_parts_that_exceed_their_whole_are_added_up_and_compared():
    finding = found(subcounts, PUBLISHED)[0]
    assert (finding.code, finding.case, finding.place) == ("N03", "more", CELL)
    assert finding.severity is Severity.ERROR
    assert "385＋285＋88＋45＝803件，大于总数444件，相差359件" in finding.fault
    assert "444件（其中市级385个" in finding.fault
    assert found(subcounts, "实现事项共444件（其中市级26件，县级285件，镇级88件，村级45件）。") == []


@fires("N03", "units")
def test_units_that_differ_are_named_beside_the_sum():
    findings = found(subcounts, PUBLISHED)
    assert cases(findings) == [("N03", "more"), ("N03", "units")]
    assert "单位不一致：件、个、项" in findings[1].fault
    (only,) = found(subcounts, "共有事项120件（其中市级50项、县级70个）。")
    assert only.case == "units"
    assert found(subcounts, "共有事项120件（其中市级50件、县级70件）。") == []


@fires("N03", "less")
def test_parts_that_fall_short_are_a_reminder():
    (finding,) = found(subcounts, "受理投诉80宗，其中房屋类30宗、劳动类20宗。")
    assert (finding.case, finding.severity) == ("less", Severity.REMINDER)
    assert "30＋20＝50宗，小于总数80宗，相差30宗" in finding.fault
    assert found(subcounts, "受理投诉80宗，其中主要是房屋类30宗、劳动类20宗。") == []
    assert found(subcounts, "受理投诉80宗，其中房屋类30宗、劳动类20宗等。") == []
    assert found(subcounts, "受理投诉80宗，其中房屋类30宗、劳动类50宗。") == []


@fires("N03", "part")
def test_a_single_part_only_must_not_exceed_the_whole():
    (finding,) = found(subcounts, "举办培训12期，其中线上培训15期。")
    assert (finding.case, finding.severity) == ("part", Severity.ERROR)
    assert "分项15期，大于总数12期" in finding.fault
    assert found(subcounts, "举办培训12期，其中线上培训5期。") == []


@fires("N03", "rounding")
def test_a_difference_within_the_rounding_of_amounts_is_called_so():
    text = "公车购置及运行费995万元（其中购置费38万元，运行费958万元）。"
    (finding,) = found(subcounts, text)
    assert (finding.case, finding.severity) == ("rounding", Severity.REMINDER)
    assert "996万元，总数是995万元，相差1万元" in finding.fault
    assert found(subcounts, text.replace("958", "957")) == []


@pytest.mark.parametrize(
    "text",
    [
        "标准化实施工作共1097项（第一批875项、第二批222项）；",
        "支出3935.66万元，其中基本建设类项目支出3712.50万元、一般项目支出223.16万元。",
        "支出1.24亿元，其中人员经费6512万元、公用经费5888万元。",
        "支出100万元，其中：基本支出60万元，其中人员40万元、公用20万元；项目支出40万元。",
        "支出100万元，其中基本支出60万元（人员经费40万元、公用经费20万元）、项目支出40万元。",
        "现有1894人，其中局本级187人（在职139人、退休8人、协管员40人），环卫处1707人。",
        "受理2720件（其中承办单2299件，重新办理单421件），日均受理7.5件，办结2680件。",
        "受理80宗，办结78宗，其中房屋类30宗、劳动类50宗。",
        "受理投诉80宗。其中，房屋类30宗、劳动类50宗。",
        "“三公”经费21.8万元，其中：出国经费0万元，公务接待11.8万元，用车费用10万元。",
        "编制90名，年末在职85人，其中：行政36人、事业49人；离退休人员41人。",
        "培训12期（其中线上5期、线下7期，共480人次），发放资料300份，服务企业80家。",
        "项目9个、金额300万元，其中基建类3个和一般类6个，基建类200万元，一般类100万元。",
    ],
)
def test_parts_that_add_up_are_in_order(text):
    assert found(subcounts, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "现有党员120名，其中女党员80名、35岁以下60名。",
        "43个单位（企业）共120个办事窗口进驻。",
        "承接事项12项（即办件800件、承诺件400件）。",
        "受理80宗，其中信访30宗、投诉50宗，较上年减少10宗，占比30%。",
        "支出100万元，其中基本支出60万元，项目支出40万元，结余5万元。",
        "镇级事项434项，村级事项111项（不含代办）。",
        "支出100万元，其中基本支出60万元，其中人员40万元，公用20万元，项目30万元。",
        "检查12次，发现问题15个，整改15个（1个延期、2个销号）。",
    ],
)
def test_what_need_not_add_up_is_left_alone(text):
    assert [one for one in found(subcounts, text) if one.case != "less"] == []


@fires("P10", "")
def test_posts_beyond_the_establishment_are_a_reminder():
    text = "事业编制8名，其中：主任1名，副主任2名；正股级领导职数{}名。经费按财政补助一类拨付。"
    (finding,) = found(subcounts, text.format(6))
    assert (finding.code, finding.place, finding.severity) == ("P10", CELL, Severity.REMINDER)
    assert "领导职数9名，多于编制数8名" in finding.fault
    assert found(subcounts, text.format(4)) == []


@fires("T11", "full_stop")
def test_a_full_stop_amid_the_parts_is_found_by_their_sum():
    text = "执行数3935.66万元，其中基本建设类项目支出3712.50万元{}一般项目支出223.16万元。"
    (finding,) = found(subcounts, text.format("。"))
    assert (finding.code, finding.case, finding.place) == ("T11", "full_stop", CELL)
    assert "3712.50万元”的分项没有列完就用了句号" in finding.fault
    assert "3935.66万元" in finding.fault
    assert found(subcounts, text.format("、")) == []
    assert found(subcounts, text.format("。").replace("223.16", "200.00")) == []


def test_headings_and_names_are_not_read_for_sums():
    assert found(subcounts, PUBLISHED, Role.NAME) == []
