"""Figures of one made-up department that fit together: budgets cross-foot, lists add up, reasons are given.

All money is counted in cents of 万元 (100 元), so that every sum is exact.
"""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.county.prose import Writer

YEAR = 2020
_WITHOUT = dt.date(YEAR, 12, 31)


@dataclass
class Figures:
    """Values by field name, rows by table name; ``quality`` from 0 to 1 bends them all to better or worse."""

    rng: random.Random
    writer: Writer
    quality: float
    values: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def put(self, cents: Mapping[str, int], pattern: str = "{}") -> None:
        """Enter money."""
        self.values |= {pattern.format(name): amount / 100 for name, amount in cents.items()}

    def reason(self, name: str, *keys: str, when: bool = True) -> None:
        """Enter a reason where one is due."""
        if when:
            self.values[name] = self.writer.one("reasons", *keys)

    def spent(self, budget: int, rate: float) -> int:
        """What was spent of a budget, at about a rate and never more than the budget."""
        return min(budget, round(budget * min(1.0, max(0.0, self.rng.gauss(rate, 0.02)))))

    def split(self, whole: int, parts: int) -> list[int]:
        """Whole numbers from 0 that add up to ``whole``."""
        cuts = sorted(self.rng.randint(0, whole) for _ in range(parts - 1))
        return [high - low for low, high in zip([0, *cuts], [*cuts, whole], strict=True)]


@dataclass(frozen=True)
class Project:
    """One project; money in cents."""

    name: str
    capital: bool
    initial: int
    budget: int
    spent: int


def projects(made: Figures, rate: float) -> list[Project]:
    """Two to eight projects, some begun within the year."""
    rng, found = made.rng, []
    for number in range(rng.randint(2, 8)):
        capital = number % 4 == 0
        name = _new_name(made, "capital" if capital else "ordinary", found)
        initial = rng.randint(500, 90000) * (4 if capital else 1)
        added = rng.choice((0, 0, rng.randint(100, 8000), -rng.randint(50, initial // 10)))
        if number and made.chance(0.08):
            initial, added = 0, rng.randint(300, 9000)
        budget = initial + added
        found.append(Project(name, capital, initial, budget, made.spent(budget, rate)))
    return found


def _new_name(made: Figures, kind: str, found: list[Project]) -> str:
    while True:
        name = made.writer.one("projects", kind)
        if all(one.name != name for one in found):
            return name


def staff(made: Figures, nature: str) -> int:
    """Establishment and people; returns the people in post."""
    rng = made.rng
    quota = rng.randint(9, 120)
    over = made.quality < 0.6 and made.chance(0.5)
    people = quota + rng.randint(1, 4) if over else rng.randint(quota - max(1, quota // 6), quota)
    made.values |= {"编制数": quota, "在职人员数": people}
    if nature:
        _staff_parts(made, quota, people, nature)
    return people


def _staff_parts(made: Figures, quota: int, people: int, nature: str) -> None:
    rng = made.rng
    if nature == "行政":
        parts = {"编制数": made.split(quota, 3), "在职人员数": made.split(people, 3)}
    else:
        parts = {"编制数": [0, quota, 0], "在职人员数": [0, people, 0]}
    for name, counts in parts.items():
        made.values |= dict(zip((f"行政{name}", f"事业{name}", f"工勤{name}"), counts, strict=True))
    retired, outside = rng.randint(0, 30), rng.randint(0, 12)
    if people + retired + outside == quota:
        retired += 1
    made.values |= {"离退休人数": retired, "编外人数": outside, "领导职数": rng.randint(2, min(8, quota))}


def public_funds(made: Figures, *, last_budget_parts: bool) -> None:
    """The 三公 expenses of two years, all parts adding up."""
    rng, values = made.rng, made.values
    run, host, bought = (
        rng.randint(120, 900),
        rng.randint(20, 300),
        made.chance(0.15) * rng.randint(1200, 1800),
    )
    over = made.quality < 0.75 and made.chance(0.5)
    this_budget = {"公车购置费": bought, "公车运行费": run, "公务接待费": host, "因公出国费": 0}
    columns = {
        "上年决算": {"公车运行费": run + rng.randint(-60, 80), "公务接待费": host + rng.randint(-15, 30)},
        "本年预算": this_budget,
        "本年决算": {
            "公车购置费": bought,
            "公车运行费": run + rng.randint(5, 40) if over else rng.randint(run * 7 // 10, run),
            "公务接待费": rng.randint(0, host),
        },
        "上年预算": {"公车运行费": run + rng.randint(90, 160), "公务接待费": host + rng.randint(31, 60)},
    }
    if over:
        columns["本年决算"]["公务接待费"] = host
    for column, given in columns.items():
        parts = dict.fromkeys(this_budget, 0) | given
        parts["公务用车费"] = parts["公车购置费"] + parts["公车运行费"]
        whole = {"三公经费": parts["公务用车费"] + parts["公务接待费"] + parts["因公出国费"]}
        made.put(whole if column == "上年预算" and not last_budget_parts else whole | parts, f"{{}}_{column}")
    made.reason(
        "三公经费超支原因", "public_funds", when=values["三公经费_本年决算"] > values["三公经费_本年预算"]
    )


def purchases(made: Figures, spent: int, budget_name: str, spent_name: str) -> bool:
    """Public purchases; whether there were any."""
    rng = made.rng
    if made.chance(0.12):
        made.values |= {budget_name: 0.0, spent_name: 0.0}
        return False
    budget = rng.randint(100, max(200, spent // 4))
    bought = made.spent(budget, min(0.99, made.quality + 0.08))
    made.put({budget_name: budget, spent_name: bought})
    made.reason("采购执行说明", "purchase_low", when=bought < budget * 0.9)
    return True


def building(made: Figures) -> bool:
    """A new building now and then; whether there is one."""
    rng = made.rng
    there = made.chance(0.15)
    made.values["是否有新建楼堂馆所"] = "是" if there else "否"
    if there:
        area, cost = rng.randint(800, 6000), rng.randint(20000, 180000)
        grown = 1 if made.quality > 0.8 else rng.choice((1, 1.04, 1.12))
        made.values |= {"楼堂馆所批准面积": float(area), "楼堂馆所实际面积": float(round(area * grown))}
        made.put({"楼堂馆所批准投资": cost, "楼堂馆所实际投资": round(cost * grown)})
    return there


def satisfaction(made: Figures) -> None:
    """A survey and how many were content."""
    sample = made.rng.randint(80, 600)
    content = min(1.0, max(0.5, made.rng.gauss(0.55 + 0.42 * made.quality, 0.03)))
    made.values |= {"满意度有效样本数": sample, "满意份数": round(sample * content)}


def dates(made: Figures) -> dict[str, Any]:
    """When a project was due and done, and a remark where it was late or is unfinished."""
    rng = made.rng
    due = dt.date(YEAR, rng.randint(6, 12), rng.choice((15, 20, 28)))
    row: dict[str, Any] = {"计划完成时间": due}
    if made.chance((1 - made.quality) / 3):
        return row | {"备注": made.writer.one("reasons", "unfinished")}
    late = made.chance(1 - made.quality)
    row["实际完成时间"] = (
        min(due + dt.timedelta(days=rng.randint(3, 60)), _WITHOUT)
        if late
        else due - dt.timedelta(days=rng.randint(0, 30))
    )
    if row["实际完成时间"] > due:
        row["备注"] = made.writer.one("reasons", "late")
    return row


def project_score(made: Figures) -> float:
    """A project's own score, below full marks."""
    return round(min(99.5, max(55.0, made.rng.gauss(62 + 36 * made.quality, 2.5))), 1)
