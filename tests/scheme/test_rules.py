"""Every kind of rule at its limits: the score, the sentence that quotes it, the faults of its data."""

import pytest

from perfxl.scheme.rules import (
    Answer,
    Asks,
    Band,
    Bands,
    Cells,
    Checklist,
    Choice,
    Deduction,
    Judgement,
    Option,
    Point,
    Proportional,
    Rule,
    Standard,
    Target,
    Violations,
)


def worked(rule: Rule, full: float, **answer: object) -> tuple[float, str]:
    working = rule.work(full, Answer(**answer))  # type: ignore[arg-type]
    return working.score, working.text


# ── proportional ──


@pytest.mark.parametrize(
    ("ratio", "score", "text"),
    [
        (0.973, 4.87, "按比例计分，97.30%×5分"),
        (1.0, 5.0, "按比例计分，100.00%×5分"),
        (1.2, 5.0, "超过100%按100%计分"),
        (0.0, 0.0, "按比例计分，0.00%×5分"),
        (-0.2, 0.0, "低于0，按0计分"),
    ],
)
def test_a_ratio_gives_its_share_of_the_points(ratio: float, score: float, text: str) -> None:
    assert worked(Proportional(), 5, measure=ratio) == (score, text)


def test_a_mark_out_of_a_hundred_gives_its_share_too() -> None:
    rule = Proportional(full_at=100)
    assert worked(rule, 8, measure=92.5, percent=False) == (7.4, "按比例计分，92.50÷100×8分")
    assert worked(rule, 8, measure=101, percent=False) == (8.0, "超过100按100计分")


def test_full_points_at_nothing_is_a_fault() -> None:
    assert Proportional(full_at=0).faults(5) == [("full_at", "此处为0，应为大于0的数。")]


# ── deduction ──

EVERY_POINT = Deduction(limit=1, side="above", step=0.01, deduct=0.5)


@pytest.mark.parametrize(
    ("ratio", "score", "text"),
    [
        (0.9, 5.0, "未超过100%，不扣分"),
        (1.0, 5.0, "未超过100%，不扣分"),
        (1.005, 5.0, "超0.5个百分点，每超1个百分点扣0.5分，不足1个百分点，不扣分"),
        (1.01, 4.5, "超1个百分点，每超1个百分点扣0.5分，应扣0.50分"),
        (1.01996, 4.5, "超1.996个百分点，每超1个百分点扣0.5分，应扣0.50分"),
        (1.1, 0.0, "超10个百分点，每超1个百分点扣0.5分，应扣5.00分，扣完为止"),
        (1.125, 0.0, "超12.5个百分点，每超1个百分点扣0.5分，应扣6.00分，扣完为止"),
    ],
)
def test_whole_steps_above_a_limit_are_deducted_until_nothing_is_left(
    ratio: float, score: float, text: str
) -> None:
    assert worked(EVERY_POINT, 5, measure=ratio) == (score, text)


@pytest.mark.parametrize("steps", range(10))
def test_the_noise_of_floating_point_neither_adds_nor_drops_a_step(steps: int) -> None:
    assert EVERY_POINT.work(5, Answer(measure=round(1 + steps / 100, 10))).score == 5 - 0.5 * steps


def test_pro_rata_takes_part_of_a_step() -> None:
    rule = Deduction(limit=0, side="above", step=0.01, deduct=0.8, whole_steps=False)
    assert worked(rule, 5, measure=0.0235) == (3.12, "比0%超2.35个百分点，每超1个百分点扣0.8分，应扣1.88分")


def test_below_a_limit() -> None:
    rule = Deduction(limit=1, side="below", step=0.05, deduct=2)
    assert worked(rule, 5, measure=0.93) == (3.0, "低7个百分点，每低5个百分点扣2分，应扣2.00分")
    assert worked(rule, 5, measure=1.2) == (5.0, "不低于100%，不扣分")


def test_on_either_side_of_a_limit() -> None:
    rule = Deduction(limit=1, side="both", step=0.05, deduct=2)
    assert worked(rule, 6, measure=0.9) == (2.0, "低10个百分点，每超过或降低5个百分点扣2分，应扣4.00分")
    assert worked(rule, 6, measure=1.05) == (4.0, "超5个百分点，每超过或降低5个百分点扣2分，应扣2.00分")
    assert worked(rule, 6, measure=1.0) == (6.0, "等于100%，不扣分")


def test_a_limit_that_is_no_percentage_is_named() -> None:
    rule = Deduction(limit=30, side="above", step=1, deduct=0.1)
    assert worked(rule, 5, measure=42.0, percent=False) == (3.8, "比30超12，每超1扣0.1分，应扣1.20分")


def test_a_negative_limit_is_bracketed_in_the_formula() -> None:
    rule = Deduction(limit=-0.1, side="above", step=0.01, deduct=1)
    assert "MAX(0,m-(-0.1))" in rule.native(Cells(measure="m", full="f"))


def test_a_deduction_without_step_or_amount_is_a_fault() -> None:
    rule = Deduction(limit=1, side="above", step=0, deduct=-1)
    assert [key for key, _ in rule.faults(5)] == ["step", "deduct"]


# ── bands ──

CARRY_OVER = Bands(bands=(Band(at_most=0, points=5), Band(at_most=0.1, points=4), Band(points=0)))
SATISFACTION = Bands(bands=(Band(at_least=0.9, points=6), Band(at_least=0.8, points=4), Band(points=0)))


@pytest.mark.parametrize(
    ("ratio", "score", "text"),
    [
        (-0.2, 5.0, "属“不超过0%”一档，该档5分"),
        (0.0, 5.0, "属“不超过0%”一档，该档5分"),
        (0.0001, 4.0, "属“超过0%且不超过10%”一档，该档4分"),
        (0.1, 4.0, "属“超过0%且不超过10%”一档，该档4分"),
        (0.1000000001, 0.0, "属“超过10%”一档，该档0分"),
    ],
)
def test_a_band_includes_its_upper_limit(ratio: float, score: float, text: str) -> None:
    assert worked(CARRY_OVER, 5, measure=ratio) == (score, text)


@pytest.mark.parametrize(
    ("ratio", "score", "text"),
    [
        (0.9, 6.0, "属“不低于90%”一档，该档6分"),
        (0.8999, 4.0, "属“低于90%且不低于80%”一档，该档4分"),
        (0.7999, 0.0, "属“低于80%”一档，该档0分"),
    ],
)
def test_a_band_includes_its_lower_limit(ratio: float, score: float, text: str) -> None:
    assert worked(SATISFACTION, 6, measure=ratio) == (score, text)


def band_faults(*bands: Band, points: float = 5) -> list[str]:
    return [f"{key}：{message}" for key, message in Bands(bands=bands).faults(points)]


def test_bands_without_a_gap_have_no_faults() -> None:
    assert band_faults(*CARRY_OVER.bands) == []
    assert band_faults(*SATISFACTION.bands, points=6) == []
    assert band_faults(Band(points=5)) == []


@pytest.mark.parametrize(
    ("bands", "fault"),
    [
        ((), "bands：内容不全"),
        ((Band(at_most=0, points=5), Band(at_most=0.1, points=0)), "bands[2]：最后一档不应设上下限"),
        ((Band(at_most=0, points=5), Band(at_least=0.5, points=2), Band(points=0)), "bands：除最后一档外"),
        ((Band(points=5), Band(at_most=0.5, points=2), Band(points=0)), "bands：除最后一档外"),
        ((Band(at_most=0, at_least=0, points=5), Band(points=0)), "bands：除最后一档外"),
        (
            (Band(at_most=0.2, points=5), Band(at_most=0.1, points=3), Band(points=0)),
            "bands：各档上限须由小到大",
        ),
        (
            (Band(at_least=0.1, points=5), Band(at_least=0.1, points=3), Band(points=0)),
            "bands：各档上限须由小到大",
        ),
        ((Band(at_most=0, points=6), Band(points=0)), "bands[1].points：得分6不在0至5分之间"),
        ((Band(at_most=0, points=5), Band(points=-1)), "bands[2].points：得分-1不在0至5分之间"),
        ((Band(at_most=0, points=4), Band(points=0)), "bands[1].points：最高一档得4分，应等于该指标分值5分"),
        (
            (Band(at_most=0, points=5), Band(at_most=1, points=0), Band(points=3)),
            "bands：各档得分须依次递减或依次递增",
        ),
    ],
)
def test_bands_that_leave_a_gap_or_go_astray_are_faults(bands: tuple[Band, ...], fault: str) -> None:
    (found,) = band_faults(*bands)
    assert found.startswith(fault)


# ── checklist ──

RULES_IN_PLACE = Checklist(items=(Point(text="有制度", points=3), Point(text="执行有效", points=2)))


def test_each_point_that_is_met_gives_its_points() -> None:
    assert worked(RULES_IN_PLACE, 5, points=(True, True)) == (5, "2项要点全部符合")
    assert worked(RULES_IN_PLACE, 5, points=(True, False)) == (
        3,
        "2项要点符合1项，不符合：第2项“执行有效”（2分）",
    )
    assert worked(RULES_IN_PLACE, 5, points=(False, False)) == (
        0,
        "2项要点符合0项，不符合：第1项“有制度”（3分）；第2项“执行有效”（2分）",
    )


def test_points_that_do_not_add_up_are_a_fault() -> None:
    assert RULES_IN_PLACE.faults(5) == []
    assert RULES_IN_PLACE.faults(6) == [("items", "各要点分值合计5分，应等于该指标分值6分，请改为一致。")]
    assert [key for key, _ in Checklist(items=()).faults(5)] == ["items"]
    worthless = Checklist(items=(Point(text="有制度", points=5), Point(text="执行有效", points=0)))
    assert [key for key, _ in worthless.faults(5)] == ["items[2].points"]


def test_points_that_add_up_but_for_the_noise_of_floating_point_are_sound() -> None:
    thirds = Checklist(items=tuple(Point(text=f"要点{number}", points=0.1) for number in range(3)))
    assert thirds.faults(0.3) == []


# ── violations ──


@pytest.mark.parametrize(
    ("count", "score", "text"),
    [
        (0, 6.0, "无违规，不扣分"),
        (2, 3.0, "2例，每例扣1.5分，应扣3.00分"),
        (4, 0.0, "4例，每例扣1.5分，应扣6.00分，扣完为止"),
        (9, 0.0, "9例，每例扣1.5分，应扣13.50分，扣完为止"),
    ],
)
def test_each_violation_costs_points_until_none_is_left(count: int, score: float, text: str) -> None:
    assert worked(Violations(deduct=1.5), 6, entered=float(count)) == (score, text)


def test_violations_that_cost_nothing_are_a_fault() -> None:
    assert [key for key, _ in Violations(deduct=0).faults(6)] == ["deduct"]


# ── choice ──

EFFICIENCY = Choice(
    options=(Option(text="较好", points=6), Option(text="一般", points=3), Option(text="无", points=0))
)


def test_each_option_gives_its_points() -> None:
    assert worked(EFFICIENCY, 6, option="一般") == (3, "选择“一般”，该项3分")
    assert worked(EFFICIENCY, 6, option="无") == (0, "选择“无”，该项0分")


def test_an_option_that_there_is_not_is_a_programmers_error() -> None:
    with pytest.raises(KeyError):
        EFFICIENCY.work(6, Answer(option="尚可"))


@pytest.mark.parametrize(
    ("options", "faults"),
    [
        ([("好", 6), ("差", 0)], []),
        ([("好", 6)], ["options：内容不全，请补充各档（项）。"]),
        ([("好", 6), ("好", 0)], ["options：“好”出现不止一次，请改为不同的文字。"]),
        (
            [("A", 6), ("a", 0)],
            ["options：“A”出现不止一次，请改为不同的文字。", "options：“a”出现不止一次，请改为不同的文字。"],
        ),
        ([("好", 6), (" ", 0)], ["options：有一项没有文字，请填写。"]),
        ([("好", 5), ("差", 0)], ["options[1].points：最高一档得5分，应等于该指标分值6分，请改为一致。"]),
        ([("好", 6), ("差", 7)], ["options[2].points：得分7不在0至6分之间，请改为不超过该指标分值的数。"]),
    ],
)
def test_options_that_are_unclear_are_faults(options: list[tuple[str, float]], faults: list[str]) -> None:
    rule = Choice(options=tuple(Option(text=text, points=points) for text, points in options))
    assert [f"{key}：{message}" for key, message in rule.faults(6)] == faults


# ── target ──

AT_LEAST = Target(target="目标值", direction="at_least")
AT_MOST = Target(target="目标值", direction="at_most")
AT_MOST_INVERSE = Target(target="目标值", direction="at_most", beyond="inverse")
EXACTLY = Target(target="目标值", direction="exactly")


@pytest.mark.parametrize(
    ("rule", "figures", "score", "text"),
    [
        (AT_LEAST, (100, 100), 10.0, "达到目标值100，得满分"),
        (AT_LEAST, (130, 100), 10.0, "达到目标值100，得满分"),
        (AT_LEAST, (85, 100), 8.5, "未达到目标值100，按85÷100×10分计"),
        (AT_LEAST, (-5, 100), 0.0, "未达到目标值100，不得分"),
        (AT_LEAST, (-5, -2), 0.0, "未达到目标值-2，不得分"),
        (AT_LEAST, (0, 0), 10.0, "达到目标值0，得满分"),
        (AT_MOST, (100, 100), 10.0, "未超过目标值100，得满分"),
        (AT_MOST, (120, 100), 8.0, "超过目标值100，按超出比例扣减，[1－(120－100)÷100]×10分"),
        (AT_MOST, (200, 100), 0.0, "超过目标值100过多，不得分"),
        (AT_MOST, (500, 100), 0.0, "超过目标值100过多，不得分"),
        (AT_MOST_INVERSE, (125, 100), 8.0, "超过目标值100，按100÷125×10分计"),
        (AT_MOST, (1, 0), 0.0, "超过目标值0过多，不得分"),
        (EXACTLY, (0, 0), 10.0, "达到目标值0，得满分"),
        (EXACTLY, (1, 0), 0.0, "未达到目标值0，不得分"),
        (EXACTLY, (90, 100), 9.0, "未达到目标值100，按90÷100×10分计"),
        (EXACTLY, (110, 100), 10.0, "达到目标值100，得满分"),
    ],
)
def test_a_target_is_reached_or_scored_by_how_far_it_was(
    rule: Target, figures: tuple[float, float], score: float, text: str
) -> None:
    actual, target = map(float, figures)
    assert worked(rule, 10, measure=actual, target=target, percent=False) == (score, text)


@pytest.mark.parametrize(
    ("target", "faulty"),
    [("目标值 * 2", False), ("目标值", False), ("目标值 >", True), ('"五"', True), ("甲 > 1", True)],
)
def test_a_target_must_be_an_expression_that_gives_a_number(target: str, faulty: bool) -> None:
    assert [key for key, _ in Target(target=target, direction="at_least").faults(5)] == ["target"] * faulty


# ── judgement ──

STANDARDS = Judgement(
    standards=(
        Standard(text="达成", at_least=0.8),
        Standard(text="部分达成", at_least=0.6),
        Standard(text="未达成", at_least=0),
    )
)


def test_a_judgement_is_the_entered_score() -> None:
    assert worked(Judgement(), 10, entered=8.5) == (8.5, "按评分标准自评")
    assert worked(STANDARDS, 10, entered=8.5, option="达成") == (8.5, "自评档次“达成”")


def test_a_score_outside_its_standard_is_scored_all_the_same() -> None:
    assert worked(STANDARDS, 10, entered=9.5, option="未达成")[0] == 9.5


def test_the_limits_of_a_standard_leave_out_the_beginning_of_the_better_one() -> None:
    assert STANDARDS.interval(10, "达成") == (8.0, 10, True)
    assert STANDARDS.interval(10, "部分达成") == (6.0, 8.0, False)
    assert STANDARDS.interval(10, "未达成") == (0.0, 6.0, False)
    assert Judgement().interval(10, "") == (0.0, 10, True)
    with pytest.raises(KeyError):
        STANDARDS.interval(10, "尚可")


def test_a_standard_is_asked_for_only_where_there_are_any() -> None:
    assert Judgement().asks == Asks.ENTERED
    assert STANDARDS.asks == Asks.ENTERED | Asks.OPTION


@pytest.mark.parametrize(
    ("standards", "keys"),
    [
        ([("达成", 0.8), ("未达成", 0)], []),
        ([("达成", 1.2), ("未达成", 0)], ["standards"]),
        ([("达成", 0.5), ("部分", 0.5), ("未达成", 0)], ["standards"]),
        ([("达成", 0.8), ("未达成", 0.1)], ["standards[2].at_least"]),
        ([("达成", 0.8), ("达成", 0)], ["standards"]),
    ],
)
def test_standards_that_leave_a_gap_are_faults(standards: list[tuple[str, float]], keys: list[str]) -> None:
    rule = Judgement(standards=tuple(Standard(text=text, at_least=limit) for text, limit in standards))
    assert [key for key, _ in rule.faults(10)] == keys
