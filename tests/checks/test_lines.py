"""Names and headings are one line (T16); titles and long texts may have several."""

import pytest

from tests.support.firing import findings_of, fires
from tests.support.sound import sound


@fires("T16")
def test_a_break_in_a_name_is_found_at_its_cell_with_what_stands_beside_it():
    given = sound({"部门名称": "某县卫生\n健康\t局"})
    (found,) = findings_of(given, "T16")

    assert found.place == given.place("部门名称")
    assert "有2处换行或制表符，第一处在“某县卫生□健康□局”的□处" in found.fault
    assert findings_of(sound({"部门名称": "某县卫生健康局"}), "T16") == []


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\t", "\x85", "\u2028"])
def test_whatever_breaks_a_line_counts_once(sign):
    (found,) = findings_of(sound({"填报人": f"张某{sign}李某"}), "T16")
    assert "有1处" in found.fault


def test_a_name_in_a_table_is_one_line_too():
    given = sound(tables={"重点工作": "名称\n修路\t架桥"})
    assert [one.place for one in findings_of(given, "T16")] == [given.column("重点工作", "名称")[0].place]


def test_the_title_of_the_report_and_long_texts_may_have_several_lines():
    given = sound({"报告标题": "某县某中心\n自评报告", "部门概况": "第一段。\n第二段。"})
    assert findings_of(given, "T16") == []
