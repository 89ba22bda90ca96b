"""The consolidated report: its sentences hold the figures of the sheets, as a sheet and as a document."""

import re

import pytest

from perfxl.errors import BureauError
from tests.support.bureau_desk import changed, numbers, review_of
from tests.support.documents import Read
from tests.support.summaries import Summary


def told(desk) -> str:
    return "\n".join(row[0] for row in Summary(desk.folder.summary).rows("综合报告") if row[0])


def document(desk) -> Read:
    return Read(desk.folder.summary_report.read_bytes())


def test_the_report_has_the_parts_that_a_bureau_expects(mixed):
    headings = re.findall(r"^　*([一二三四五]、.*)$", told(mixed), re.MULTILINE)
    assert headings == [
        "一、总体情况",
        "二、自评结果",
        "三、取得的主要成效",
        "四、存在的主要问题",
        "五、需要办理的事项",
    ]


def test_who_has_handed_in_and_who_has_not_is_counted(mixed):
    text = told(mixed)
    assert (
        "列入名录的部门（单位）42户，其中40户已报送自评材料并计入汇总，2户尚无可以计入的材料，报送率为95.24%。"
        in text
    )
    assert "另有不在名录的1户报送了材料，一并计入。" in text
    assert "有1份文件不能读取，没有计入。" in text
    assert "有1份是其他年度的材料，没有计入。" in text
    assert "有1份尚未复核，没有计入。" in text


@pytest.mark.parametrize("county", ["one_scheme", "mixed"])
def test_totals_and_rates_are_those_below_the_columns_of_the_table(county, request):
    desk = request.getfixturevalue(county)
    text, closing = told(desk), Summary(desk.folder.summary).closing("汇总表", "合计")
    for name in ("年初预算", "决算数"):
        assert f"{name}合计{closing[name]:.2f}万元" in text
    assert f"支出率为{closing['支出率'] * 100:.2f}%（决算数合计÷调整预算合计）" in text


@pytest.mark.parametrize("county", ["one_scheme", "mixed"])
def test_grades_are_told_as_the_sheet_has_them(county, request):
    desk = request.getfixturevalue(county)
    text = told(desk)
    for table in Summary(desk.folder.summary).blocks("等级分布", "等级").values():
        for row in table.to_dict("records")[:-2]:
            sentence = f"评为“{row['等级']}”（{row['分数段']}）的{row['户数']}户，占{row['占比'] * 100:.2f}%"
            assert sentence in text
            if row["户数"]:
                assert f"{sentence}，涉及预算{row['预算金额']:.2f}万元" in text
    assert ("户评分尚未完成，总分和等级待定，没有列入以上等级。" in text) == (county == "mixed")


def test_examples_are_called_examples_in_the_text_and_below_every_table(mixed):
    assert "该指标体系的分值为示例，得分仅供参考" in told(mixed)
    for title in ("等级分布表", "部门整体支出绩效自评汇总表"):
        notes = [text for style, text in document(mixed).attachments[title] if style == "TableNote"]
        assert any("分值为示例" in note for note in notes)
        assert any("总分只是暂计" in note for note in notes)


def test_the_indicators_that_cost_most_come_first(one_scheme):
    (table,) = Summary(one_scheme.folder.summary).blocks("失分分析", "序号").values()
    first = table.iloc[0]
    assert (
        f"{first['三级指标']}（{first['分值']:g}分），{first['扣分户数']}户扣分，户均失分{first['户均失分']:.2f}分"
        in told(one_scheme)
    )


def test_every_department_tells_what_it_achieved_in_its_own_words(one_scheme):
    text = told(one_scheme)
    for number in numbers(16, "guangdong-county-2020"):
        review = review_of(number)
        assert review.department in text
        for line in review.achievements:
            assert line.partition("：")[0] in text


def test_of_very_many_departments_the_first_are_told_and_the_rest_are_counted(desk, monkeypatch):
    monkeypatch.setattr("perfxl.bureau.summary.census.MOST_TOLD", 2)
    monkeypatch.setattr("perfxl.bureau.summary.document.MOST_TOLD", 2)
    desk.take_county(range(1, 6))
    desk.consolidate()

    assert "其余3户的成效也见该表。" in told(desk)
    *_, (style, note) = [
        one for one in document(desk).attachments["部门整体支出绩效自评汇总表"] if "只列" in str(one[1])
    ]
    assert (style, note) == ("TableNote", "注：本表只列前2户，其余3户见汇总工作簿。")


def test_the_document_says_the_same_as_the_sheet(mixed):
    sheet = re.sub(r"\s", "", told(mixed))
    text = document(mixed).text
    body = [one for style, one in text if style in {"BodyText", "Heading1", "Heading2", "Note"}]
    assert len(body) > 50
    for paragraph in body:
        assert re.sub(r"\s", "", paragraph) in sheet


def test_the_document_is_signed_by_the_bureau_and_left_undated(mixed):
    assert document(mixed).of("Signature") == ["示例县财政局", "　　　　年　　月　　日"]


def test_the_document_has_the_tables_that_the_text_names(mixed):
    read = document(mixed)
    assert list(read.attachments) == ["等级分布表", "部门整体支出绩效自评汇总表", "未报名单"]
    (departments,) = read.tables("部门整体支出绩效自评汇总表")
    assert len(departments) == 1 + 41
    waiting = [row for row in departments if "（暂计）" in "".join(row)]
    assert len(waiting) == 2
    assert all(row[-3] == "待定" for row in waiting)


def test_a_report_of_one_department_without_anything_special_reads_well(desk):
    desk.take(changed(review_of(1), digest="1", findings=(), comparisons=(), achievements=()))
    desk.consolidate()

    text = told(desk)
    assert "收到并计入汇总的自评材料共1户。" in text
    assert "经逐户校验和复核，没有发现问题。" in text
    assert "没有发现得分异常、文字雷同的情况。" in text
    assert "各部门没有填报成效。" in text
    assert not re.search(r"[，；]。|None|nan|\{|\}|，，|、、", text)


@pytest.mark.parametrize("county", ["one_scheme", "mixed"])
def test_no_sentence_is_left_with_a_hole(county, request):
    text = told(request.getfixturevalue(county))
    assert not re.search(r"[，；、：]。|None|nan|[{}]|，，|、、|（）", text)


@pytest.mark.parametrize(
    ("outline", "code", "told"),
    [
        ("# 一\n{% if %}", "E842", "第2行写法有误（语句没有写完整，缺少内容）："),
        ("# 一\n\n{{ nothing.there }}", "E843", "第3行用了没有的数据或不对的写法（没有“nothing”这个名称）："),
        ("{{ figures['没有这一栏'] }}", "E843", "（没有“没有这一栏”这个栏目）："),
        (
            "{{ ''.__class__.__mro__ }}",
            "E843",
            "第1行用了没有的数据或不对的写法（提纲中不能使用“__class__”）：",
        ),
        ("{{ counts.counted / 0 }}", "E843", "（除数是0）："),
    ],
)
def test_an_outline_that_cannot_be_used_is_told_with_its_line_and_nothing_is_written(
    desk, outline, code, told
):
    desk.take(changed(review_of(1), digest="1"))
    desk.root.mkdir(parents=True)
    desk.folder.outline.write_text(outline, encoding="utf-8")
    with pytest.raises(BureauError) as said:
        desk.consolidate()
    assert said.value.code == code
    assert f"{told}{desk.folder.outline}" in str(said.value)
    assert not desk.folder.summary.exists()


def test_a_bureau_s_own_outline_in_the_folder_is_used(desk):
    desk.take(changed(review_of(1), digest="1"))
    desk.root.mkdir(parents=True)
    desk.folder.outline.write_text(
        "﻿# 我县的汇总\r\n\r\n决算数{{ figures['决算数']|money }}万元。", encoding="utf-8"
    )
    desk.consolidate()
    assert told(desk).split("\n") == ["我县的汇总", f"　　决算数{review_of(1).figures['决算数']:.2f}万元。"]


def test_an_outline_that_is_no_text_is_told(desk, tmp_path):
    desk.take(changed(review_of(1), digest="1"))
    (tmp_path / "提纲.j2").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BureauError) as said:
        desk.consolidate(outline=tmp_path / "提纲.j2")
    assert said.value.code == "E844"
