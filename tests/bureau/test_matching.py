"""What came in, held against the roster: by code, by name, and never by likeness alone."""

from perfxl.bureau.matching import count_departments, folded, match, of_one_code
from perfxl.bureau.records import Received, RosterEntry


def sent(department: str, digest: str = "1", code: str = "") -> Received:
    return Received(
        file=f"{digest}.xlsx", digest=digest, name="", source="", department=department, code=code
    )


def unit(department: str, code: str = "") -> RosterEntry:
    return RosterEntry(department=department, code=code)


def test_a_unit_that_sent_nothing_is_missing_and_one_that_did_is_not():
    matching = match([unit("教育局"), unit("卫生健康局")], [sent("教育局")])

    assert [one.entry.department for one in matching.missing] == ["卫生健康局"]
    assert matching.strangers == ()


def test_spaces_width_and_kinds_of_brackets_make_no_other_name():
    assert folded("某县 教育局（本级）") == folded("某县教育局(本级)") == folded("某县教育局〔本级〕 ")
    assert match([unit("某县教育局（本级）")], [sent("某县教育局 (本级)")]).missing == ()


def test_a_name_that_only_looks_alike_is_a_hint_on_both_sides_and_never_a_match():
    matching = match([unit("某县教育局")], [sent("教育局")])

    assert [(one.entry.department, one.hint) for one in matching.missing] == [("某县教育局", "教育局")]
    assert [(one.sender.department, one.hint) for one in matching.strangers] == [("教育局", "某县教育局")]


def test_a_name_like_no_other_gets_no_hint():
    assert match([unit("某县教育局")], [sent("青山镇人民政府")]).strangers[0].hint == ""


def test_the_budget_code_decides_where_both_have_one_whatever_the_name_and_lost_zeros():
    matching = match([unit("某县教育局", "018001")], [sent("县教育局机关", code="18001")])

    assert (matching.missing, matching.strangers) == ((), ())


def test_units_of_one_name_are_told_apart_by_code_and_not_guessed_without():
    roster = [unit("财政所", "101"), unit("财政所", "102")]

    assert [one.entry.code for one in match(roster, [sent("财政所", code="102")]).missing] == ["101"]
    assert len(match(roster, [sent("财政所")]).strangers) == 1


def test_a_code_that_is_not_on_the_roster_leaves_the_name_to_decide():
    assert match([unit("教育局", "018001")], [sent("教育局", code="999")]).missing == ()


def test_a_namesake_of_another_code_is_a_department_of_its_own_beside_the_unit_of_the_roster():
    matching = match(
        [unit("水务局", "S1")],
        [sent("水务局", "1", "S9"), sent("水务局", "2", "S1"), sent("水务局", "3")],
    )

    assert [[one.code for one in unit.senders] for unit in matching.units] == [["S1", ""]]
    assert [one.sender.code for one in matching.strangers] == ["S9"]


def test_who_sent_more_than_once_is_told_with_the_number_of_different_workbooks():
    again = match([unit("教育局")], [sent("教育局", "1"), sent("教育局", "2"), sent("教育局", "2")])

    assert [(len(one.items), one.versions) for one in again.repeated] == [(3, 2)]
    assert match([unit("教育局")], [sent("教育局")]).repeated == ()


def test_a_workbook_that_names_no_department_is_nobodys():
    matching = match([unit("教育局")], [sent("")])

    assert (len(matching.missing), matching.strangers) == (1, ())


def test_departments_are_counted_by_name_and_by_the_codes_that_tell_namesakes_apart():
    came = [
        sent("水务局", "1", "S1"),
        sent("水务局", "2"),
        sent("水 务局", "3", "S9"),
        sent("林业局"),
        sent(""),
    ]

    assert count_departments(came) == 3


def test_several_names_of_one_budget_code_are_told_and_zeros_are_no_code():
    assert of_one_code([sent("科技局", code="018001"), sent("科技创新局", code="18001")]) == {
        "18001": ("科技局", "科技创新局")
    }
    assert of_one_code([sent("科技局", code="000"), sent("教育局", code="0"), sent("民政局")]) == {}
