"""What the summary of the county must show, worked out with pandas by a second reading of the notices.

Nothing here asks perfxl. The rules are written down a second time, from their clauses; the figures come from
what the departments were made with; ratios are exact fractions, rounded half up as a person rounds.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pandas as pd

from tests.support.county.departments import Department

Values = Mapping[str, Any]
Clause = Callable[[Values], Fraction]


class UnknownError(Exception):
    """What is needed was not given, or cannot be read."""


def _exact(value: Any) -> Fraction:
    if value is None:
        raise UnknownError
    return Fraction(str(value))


def _number(name: str) -> Clause:
    return lambda values: _exact(values[name])


def _rate(part: str, whole: str) -> Clause:
    return lambda values: _exact(values[part]) / _exact(values[whole])


def _proportion(points: str, rate: Clause) -> Clause:
    return lambda values: min(Fraction(1), rate(values)) * _exact(points)


def _at_least(rate: Clause, *steps: tuple[str, str]) -> Clause:
    """The points of the first step that the rate reaches; below all of them nothing."""
    return lambda values: next(
        (_exact(p) for limit, p in steps if rate(values) >= _exact(limit)), Fraction(0)
    )


def _at_most(rate: Clause, *steps: tuple[str, str]) -> Clause:
    return lambda values: next(
        (_exact(p) for limit, p in steps if rate(values) <= _exact(limit)), Fraction(0)
    )


def _deducted(points: str, excess: Clause, step: str, taken: str) -> Clause:
    """So many points off for every whole step of the excess, until none are left."""

    def scored(values: Values) -> Fraction:
        steps = floor(max(Fraction(0), excess(values)) / _exact(step))
        return max(Fraction(0), _exact(points) - steps * _exact(taken))

    return scored


def _ticked(indicator: str, *points: str) -> Clause:
    return lambda values: sum(
        (_exact(p) for n, p in enumerate(points, 1) if values[f"要点_{indicator}_{n}"] == "是"), Fraction(0)
    )


def _judged(indicator: str) -> Clause:
    return _number(f"自评_{indicator}")


def _each(indicator: str, points: str) -> Clause:
    return lambda values: max(Fraction(0), _exact(points) - _exact(values[f"自评_{indicator}"]))


def _unless_none(points: str, names: tuple[str, str], clause: Clause) -> Clause:
    """Full points where neither a budget nor an expense exists."""
    return lambda values: clause(values) if any(values[name] for name in names) else _exact(points)


def _over_one(part: str, whole: str) -> Clause:
    return lambda values: _rate(part, whole)(values) - 1


def _grown(new: str, old: str) -> Clause:
    return lambda values: (_exact(values[new]) - _exact(values[old])) / _exact(values[old])


def _rows(values: Values, table: str) -> Any:
    if values[table] is None:
        raise UnknownError
    return values[table]


def _counted(table: str, column: str, word: str) -> Clause:
    def rate(values: Values) -> Fraction:
        rows = _rows(values, table)
        return Fraction(sum(row.get(column) == word for row in rows), len(rows))

    return rate


def _on_time(values: Values) -> Fraction:
    rows = _rows(values, "项目清单")
    kept = [row for row in rows if row.get("实际完成时间") and row["实际完成时间"] <= row["计划完成时间"]]
    return Fraction(len(kept), len(rows))


def _available(values: Values) -> Fraction:
    return sum((_exact(values[name]) for name in ("上年结转", "年初预算", "本年追加预算")), Fraction(0))


def _carried(values: Values) -> Fraction:
    whole = _exact(values["年初结转结余"]) + _exact(values["总支出_调整预算"])
    return _exact(values["年末结转结余"]) / whole


def _built(points: str, done: str, approved: str) -> Clause:
    clause = _deducted(points, _over_one(done, approved), "0.05", "2")
    return lambda values: clause(values) if values["是否有新建楼堂馆所"] == "是" else _exact(points)


_CONTENT = _rate("满意份数", "满意度有效样本数")
_PURCHASE = ("政府采购_本年预算", "政府采购_本年决算")


def _within_five(values: Values) -> Fraction:
    return abs(_rate(_PURCHASE[1], _PURCHASE[0])(values) - 1)


_GUANGDONG: Mapping[str, Mapping[str, Clause]] = {
    "预算编制情况": {
        name: _judged(name)
        for name in ("预算编制合理性", "预算编制规范性", "绩效目标合理性", "绩效指标明确性")
    },
    "预算执行情况": {
        "部门预算资金支出率": _proportion("6", _rate("总支出_决算", "总支出_调整预算")),
        "结转结余率": _at_most(_carried, ("0.1", "4"), ("0.2", "2.8"), ("0.3", "1.6")),
        "政府采购执行率": _unless_none(
            "3", ("政府采购预算", "实际采购金额"), _proportion("3", _rate("实际采购金额", "政府采购预算"))
        ),
        "财务合规性": _each("财务合规性", "4"),
        "预决算信息公开性": _ticked("预决算信息公开性", "1", "1", "1"),
        "项目实施程序": _ticked("项目实施程序", "1", "1", "1"),
        "项目监管": _ticked("项目监管", "1", "1", "1"),
        "资产管理安全性": _ticked("资产管理安全性", "0.5", "1", "0.5"),
        "固定资产利用率": _at_least(
            _rate("在用固定资产", "固定资产总额"), ("0.9", "2"), ("0.75", "1.4"), ("0.6", "0.8")
        ),
        "财政供养人员控制率": _at_most(_rate("在职人员数", "编制数"), ("1", "2")),
        "管理制度健全性": _ticked("管理制度健全性", "1", "0.5", "0.5", "1"),
    },
    "预算使用效益": {
        "公用经费控制率": _at_most(_rate("公用经费_决算", "公用经费_调整预算"), ("1", "3")),
        "三公经费控制率": _at_most(_rate("三公经费_本年决算", "三公经费_本年预算"), ("1", "3")),
        "重点工作完成率": _proportion("6", _counted("重点工作", "是否完成", "是")),
        "绩效目标完成率": _proportion("6", _rate("绩效指标完成数", "绩效指标设定数")),
        "项目完成及时性": _proportion("5", _on_time),
        "社会经济环境效益": _judged("社会经济环境效益"),
        "群众信访办理情况": _ticked("群众信访办理情况", "2", "1", "1"),
        "公众或服务对象满意度": _at_least(_CONTENT, ("0.9", "6"), ("0.8", "4.2"), ("0.7", "2.4")),
    },
}
_CHOICES = {"效果较好": Fraction(6), "效果一般": Fraction(3), "无效果或者效果不明显": Fraction(0)}
_HUNAN: Mapping[str, Mapping[str, Clause]] = {
    "投入": {
        "在职人员控制率": _deducted("5", _over_one("在职人员数", "编制数"), "0.01", "0.5"),
        "三公经费变动率": _deducted("5", _grown("三公经费_本年预算", "三公经费_上年预算"), "0.01", "0.5"),
    },
    "过程": {
        "预算完成率": _deducted("5", lambda v: _exact(v["年末结余"]) / _available(v), "0.05", "2"),
        "预算控制率": _at_most(
            lambda v: abs(_exact(v["本年追加预算"])) / _exact(v["年初预算"]),
            ("0", "5"), ("0.1", "4"), ("0.2", "3"), ("0.3", "2"),
        ),
        "楼堂馆所面积控制率": _built("5", "楼堂馆所实际面积", "楼堂馆所批准面积"),
        "楼堂馆所投资概算控制率": _built("5", "楼堂馆所实际投资", "楼堂馆所批准投资"),
        "公用经费控制率": _deducted("8", _over_one("公用经费_本年决算", "公用经费_本年预算"), "0.01", "1"),
        "三公经费控制率": _deducted("7", _over_one("三公经费_本年决算", "三公经费_本年预算"), "0.01", "1"),
        "政府采购执行率": _unless_none("6", _PURCHASE, _deducted("6", _within_five, "0.05", "2")),
        "管理制度健全性": _ticked("管理制度健全性", "2", "2", "2", "2"),
        "资金使用合规性": _each("资金使用合规性", "6"),
        "预决算信息公开性": _ticked("预决算信息公开性", "1", "1", "1", "1", "1"),
    },
    "产出及效率": {
        "重点工作实际完成率": _proportion("8", lambda v: _exact(v["绩效办考核分"]) / 100),
        "经济社会生态效益": _judged("经济社会生态效益"),
        "行政效能": lambda v: _CHOICES[v["档次_行政效能"]],
        "社会公众或服务对象满意度": _at_least(_CONTENT, ("0.9", "6"), ("0.8", "4"), ("0.7", "2")),
    },
}  # fmt: skip
CLAUSES = {"guangdong-county-2020": _GUANGDONG, "hunan-county-2018": _HUNAN}

_FIGURES: Mapping[str, Mapping[str, str | tuple[str, ...]]] = {
    "guangdong-county-2020": {
        "编制数": "编制数",
        "在职人员数": "在职人员数",
        "年初预算": "总支出_年初预算",
        "调整预算": "总支出_调整预算",
        "决算数": "总支出_决算",
        "年末结转结余": "年末结转结余",
        "基本支出": "基本支出_决算",
        "项目支出": "项目支出_决算",
        "“三公”经费预算": "三公经费_本年预算",
        "“三公”经费决算": "三公经费_本年决算",
        "政府采购预算": "政府采购预算",
        "实际采购金额": "实际采购金额",
    },
    "hunan-county-2018": {
        "编制数": "编制数",
        "在职人员数": "在职人员数",
        "年初预算": "年初预算",
        "调整预算": ("年初预算", "本年追加预算"),
        "决算数": "支出决算",
        "年末结转结余": "年末结余",
        "项目支出": "项目支出_本年决算",
        "“三公”经费预算": "三公经费_本年预算",
        "“三公”经费决算": "三公经费_本年决算",
        "政府采购预算": "政府采购_本年预算",
        "实际采购金额": "政府采购_本年决算",
    },
}
"""Where each figure of the summary comes from; several inputs are added up."""

RATES = {
    "在职人员控制率": ("在职人员数", "编制数"),
    "支出率": ("决算数", "调整预算"),
    "政府采购执行率": ("实际采购金额", "政府采购预算"),
}
_POINTS = {
    "guangdong-county-2020": {
        "预算编制合理性": 5, "预算编制规范性": 5, "绩效目标合理性": 5, "绩效指标明确性": 5,
        "部门预算资金支出率": 6, "结转结余率": 4, "政府采购执行率": 3, "财务合规性": 4,
        "预决算信息公开性": 3, "项目实施程序": 3, "项目监管": 3, "资产管理安全性": 2,
        "固定资产利用率": 2, "财政供养人员控制率": 2, "管理制度健全性": 3, "公用经费控制率": 3,
        "三公经费控制率": 3, "重点工作完成率": 6, "绩效目标完成率": 6, "项目完成及时性": 5,
        "社会经济环境效益": 12, "群众信访办理情况": 4, "公众或服务对象满意度": 6,
    },
    "hunan-county-2018": {
        "在职人员控制率": 5, "三公经费变动率": 5, "预算完成率": 5, "预算控制率": 5,
        "楼堂馆所面积控制率": 5, "楼堂馆所投资概算控制率": 5, "公用经费控制率": 8, "三公经费控制率": 7,
        "政府采购执行率": 6, "管理制度健全性": 8, "资金使用合规性": 6, "预决算信息公开性": 5,
        "重点工作实际完成率": 8, "经济社会生态效益": 10, "行政效能": 6, "社会公众或服务对象满意度": 6,
    },
}  # fmt: skip
GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))


def round_half_up(value: Fraction, digits: int = 2) -> float:
    """As a person rounds."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def points(scheme: str, indicator: str) -> int:
    """What an indicator gives at most."""
    return _POINTS[scheme][indicator]


def scores(departments: Iterable[Department]) -> pd.DataFrame:
    """A row for each department and indicator: department, scheme, level, indicator, points, score.

    The score is missing (NaN) where something that it needs was not given.
    """
    rows = [
        (one.name, one.scheme_id, level, indicator, points(one.scheme_id, indicator), _scored(clause, one))
        for one in departments
        for level, clauses in CLAUSES[one.scheme_id].items()
        for indicator, clause in clauses.items()
    ]
    columns = ["department", "scheme", "level", "indicator", "points", "score"]
    return pd.DataFrame(rows, columns=columns)


def _scored(clause: Clause, one: Department) -> float:
    try:
        return round_half_up(clause(dict(one.values) | dict(one.tables)))
    except UnknownError:
        return float("nan")


def totals(scored: pd.DataFrame) -> pd.DataFrame:
    """By department: the sum of its scores, how many are missing, and, where none is, total and grade."""
    by_department = scored.groupby("department", sort=False).score
    frame = pd.DataFrame({"sum": by_department.sum().round(2), "missing": by_department.agg(_missing)})
    frame["total"] = frame["sum"].where(frame.missing == 0)
    frame["grade"] = [next((grade for least, grade in GRADES if total >= least), "") for total in frame.total]
    return frame


def _missing(scores: pd.Series) -> int:
    return int(scores.isna().sum())


def levels(scored: pd.DataFrame) -> pd.Series:
    """Subtotal by department and first-level indicator; missing where one of its scores is."""
    grouped = scored.groupby(["department", "level"], sort=False).score
    return grouped.sum().round(2).where(grouped.agg(_missing) == 0)


def figures(departments: Iterable[Department]) -> pd.DataFrame:
    """The figures of the summary, a row for each department by its name; rates as ratios."""
    rows = {}
    for one in departments:
        names = _FIGURES[one.scheme_id]
        projects = one.tables["项目清单"]
        rows[one.name] = {
            name: _figure(one, (of,) if isinstance(of, str) else of) for name, of in names.items()
        }
        rows[one.name]["项目个数"] = float("nan") if projects is None else len(projects)
    return with_rates(pd.DataFrame.from_dict(rows, orient="index"))


def _figure(one: Department, inputs: tuple[str, ...]) -> float:
    """The sum of some inputs, missing where one of them is."""
    parts = [one.values.get(name) for name in inputs]
    return float("nan") if None in parts else round(sum(parts), 2)


def with_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with its rates; where nothing is below the line there is none."""
    for name, (part, whole) in RATES.items():
        frame[name] = frame[part].where(frame[whole] != 0) / frame[whole].where(frame[whole] != 0)
    return frame
