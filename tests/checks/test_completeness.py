"""Required blanks (T06): the cover cell by cell, all else counted, never a wall of red."""

from dataclasses import replace

from perfxl.evaluation import evaluate
from perfxl.findings import Place, Severity
from perfxl.scheme.inventory import input_fields
from perfxl.scheme.load import load_scheme
from perfxl.submission import State
from tests.support.firing import findings_of, fires
from tests.support.sound import GUANGDONG, PROJECTS, sound
from tests.support.submissions import submission, table


@fires("T06", "cover")
def test_each_blank_of_the_cover_has_its_own_finding_at_its_own_cell():
    given = sound({"填报人": None, "联系电话": None})
    found = findings_of(given, "T06", "cover")
    assert [(one.place, one.fault) for one in found] == [
        (given.place("填报人"), "“填报人”没有填写。"),
        (given.place("联系电话"), "“联系电话”没有填写。"),
    ]
    assert findings_of(sound(), "T06", "cover") == []


@fires("T06", "section")
def test_the_blanks_of_one_block_are_one_finding_that_counts_and_names_them():
    given = sound({"编制数": None, "在职人员数": None, "政府采购预算": None})
    staff, assets = findings_of(given, "T06", "section")
    assert (staff.label, staff.place) == ("二、人员情况", given.place("编制数"))
    assert staff.places == (given.place("编制数"), given.place("在职人员数"))
    assert "有2个必填栏没有填写" in staff.fault
    assert f"编制数（{given.place('编制数').cell}）、年末实有在职人数（" in staff.fault
    assert assets.label == "五、政府采购、资产和楼堂馆所"
    assert findings_of(sound(), "T06", "section") == []


def test_a_long_list_of_blanks_is_cut_but_counted_in_full():
    scheme = load_scheme("guangdong-county-2020")
    blank = evaluate(scheme, submission(scheme)).findings
    matrix = next(one for one in blank if "21个必填栏" in one.fault)
    assert matrix.fault.count("（D") + matrix.fault.count("（C") + matrix.fault.count("（B") == 8
    assert matrix.fault.endswith("等。")
    assert len(matrix.places) == 21


def test_a_fresh_template_gives_a_handful_of_findings_and_no_wall_of_red():
    scheme = load_scheme("guangdong-county-2020")
    defaults = {name: field.default for name, field in input_fields(scheme).items() if field.default}
    found = evaluate(scheme, submission(scheme, defaults)).findings
    assert {one.severity for one in found if one.code == "T06"} == {Severity.ERROR}
    assert len([one for one in found if one.code == "T06"]) < 20


@fires("T06", "table")
def test_a_required_table_without_a_row_is_found_and_an_optional_one_is_not():
    given = sound(tables={"重点工作": "", "项目清单": ""})
    (found,) = findings_of(given, "T06", "table")
    assert found.fault == "“年度重点工作完成情况”一行也没有填写。"
    assert found.place == Place("重点工作", given.place("重点工作_名称").cell.partition(":")[0])
    assert findings_of(sound(), "T06", "table") == []


def test_a_table_whose_sheet_is_gone_is_not_called_blank():
    given = sound(tables={"重点工作": ""})
    places = {name: place for name, place in given.places.items() if not name.startswith("重点工作")}
    assert findings_of(replace(given, places=places), "T06", "table") == []


@fires("T06", "rows")
def test_the_blank_cells_of_filled_rows_are_one_finding_a_table():
    rows = PROJECTS.replace("| 3600 ", "|      ").replace("| 一般项目 ", "|          ")
    given = sound(tables={"项目清单": rows})
    (found,) = findings_of(given, "T06", "rows")
    first, second = given.tables["项目清单"]
    assert found.places == (first.cells["全年执行"].place, second.cells["类别"].place)
    assert "有2格必填内容没有填写" in found.fault
    assert f"第{first.number}行“全年执行数”（{first.cells['全年执行'].place.cell}）" in found.fault
    assert findings_of(sound(), "T06", "rows") == []


def test_an_optional_cell_of_a_filled_row_may_be_blank():
    rows = PROJECTS.replace("2020-11-30", "          ")
    assert findings_of(sound(tables={"项目清单": rows}), "T06", "rows") == []


@fires("T06", "scoring")
def test_the_blank_answers_of_the_scoring_sheet_are_one_finding():
    given = sound({"档次_社会经济环境效益": None, "要点_项目监管_2": None, "自评_财务合规性": None})
    (found,) = findings_of(given, "T06", "scoring")
    assert "有3处应由填报人评定的内容没有填写" in found.fault
    assert set(found.places) == {
        given.place(name) for name in ("档次_社会经济环境效益", "要点_项目监管_2", "自评_财务合规性")
    }
    assert findings_of(sound(), "T06", "scoring") == []


def test_a_score_by_hand_is_asked_for_only_where_the_measure_cannot_be_formed():
    scheme = load_scheme("hunan-county-2018")

    def asked(last_year):
        given = submission(scheme, {"三公经费_上年预算": last_year, "三公经费_本年预算": 3.2})
        found = [
            one for one in evaluate(scheme, given).findings if (one.code, one.case) == ("T06", "scoring")
        ]
        return given.place("自评_三公经费变动率") in {place for one in found for place in one.places}

    assert asked(0)
    assert not asked(4)


def test_what_cannot_be_read_or_is_lost_is_not_called_blank_again():
    given = sound({"编制数": State.INVALID, "填报人": State.LOST})
    assert [one for one in evaluate(GUANGDONG, given).findings if one.code == "T06"] == []


def test_a_text_table_knows_blank_cells():
    assert table("甲 | 乙\n1 |\n | 2") == [{"甲": "1", "乙": ""}, {"甲": "", "乙": "2"}]


def test_a_table_that_is_gone_is_not_called_blank():
    given = sound({"预算执行说明": "本年度自评项目共9项。"}, tables={"项目清单": "", "重点工作": ""})
    gone = {
        name: place for name, place in given.places.items() if not name.startswith(("项目_", "重点工作_"))
    }
    codes = {("T06", "table"), ("B10", "no_list"), ("B11", "no_list")}
    assert codes <= {(one.code, one.case) for one in evaluate(GUANGDONG, given).findings}
    lost = evaluate(GUANGDONG, replace(given, places=gone))
    assert not codes & {(one.code, one.case) for one in lost.findings}
    assert next(one for one in lost.skipped if one.code == "B10").lacking == ("《项目清单》项目名称",)
