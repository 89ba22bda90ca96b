"""The inputs of a made-up department under the Guangdong scheme."""

from typing import Any

from tests.support.county import figures
from tests.support.county.figures import Figures, Project

LINES = ("年初预算", "调整预算", "决算")


def enter(made: Figures, nature: str) -> dict[str, str]:
    """Enter all but scores and texts; returns the reasons why indicators do not apply, by their id."""
    rng, values = made.rng, made.values
    values |= {
        "内设机构数": rng.randint(3, 9),
        "下属预算单位数": rng.choice((0, 0, 1, 3)),
        "单位性质": nature,
    }
    people = figures.staff(made, nature)
    spent = _budget(made, people)
    figures.public_funds(made, last_budget_parts=made.chance(0.5))
    values["公务用车数"] = rng.randint(1, 6)
    _office_details(made)
    bought = figures.purchases(made, spent, "政府采购预算", "实际采购金额")
    total = rng.randint(5000, 400000)
    used = made.spent(total, min(0.99, made.quality + 0.08))
    made.put({"固定资产总额": total, "在用固定资产": used, "闲置固定资产": total - used})
    figures.building(made)
    made.reason("厉行节约措施", "saving")
    _results(made)
    return {} if bought else {"政府采购执行率": made.writer.one("reasons", "no_purchase")}


def _budget(made: Figures, people: int) -> int:
    rng = made.rng
    rate = min(0.995, 0.5 + made.quality / 2)
    wages = people * rng.randint(900, 1500)
    office = people * rng.randint(90, 260)
    raised = rng.randint(0, wages // 20)
    found = figures.projects(made, rate)
    lines = {
        "人员经费": (wages, wages + raised, made.spent(wages + raised, min(0.995, rate + 0.03))),
        "公用经费": (office, office, made.spent(office, min(0.98, rate + 0.02))),
        "基本建设类项目": _sums(found, capital=True),
        "一般项目": _sums(found, capital=False),
    }
    lines["基本支出"] = _added(lines["人员经费"], lines["公用经费"])
    lines["项目支出"] = _added(lines["基本建设类项目"], lines["一般项目"])
    lines["总支出"] = _added(lines["基本支出"], lines["项目支出"])
    for name, amounts in lines.items():
        made.put(dict(zip((f"{name}_{line}" for line in LINES), amounts, strict=True)))
    _list(made, found)
    initial, budget, spent = lines["总支出"]
    _carried(made, initial, budget, spent)
    return spent


def _added(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, int, int]:
    one, two, three = (a + b for a, b in zip(first, second, strict=True))
    return one, two, three


def _sums(found: list[Project], *, capital: bool) -> tuple[int, int, int]:
    own = [one for one in found if one.capital == capital]
    return sum(one.initial for one in own), sum(one.budget for one in own), sum(one.spent for one in own)


def _carried(made: Figures, initial: int, budget: int, spent: int) -> None:
    carried = made.rng.choice((0, made.rng.randint(10, budget // 30)))
    added = budget - initial
    made.put({"年初结转结余": carried, "本年追加预算": added, "年末结转结余": carried + budget - spent})
    made.reason("追加调整原因", "added", when=added > 0)
    made.reason("追加调整原因", "cut", when=added < 0)
    made.reason("执行率偏低原因", "low_execution", when=spent < budget * 0.9)
    left = carried + budget - spent
    made.reason("结转原因说明", "carried" if left > budget // 20 else "carried_little")
    other = made.rng.choice((0, spent // 9))
    sources = {
        "一般公共预算": spent - other,
        "政府性基金": other,
        "国有资本经营": 0,
        "财政专户": 0,
        "单位资金": 0,
    }
    made.put(sources, "资金来源_{}")


def _list(made: Figures, found: list[Project]) -> None:
    made.tables["项目清单"] = []
    for one in found:
        row: dict[str, Any] = {
            "名称": one.name,
            "类别": "基本建设类项目" if one.capital else "一般项目",
            "年初预算": one.initial / 100,
            "全年预算": one.budget / 100,
            "全年执行": one.spent / 100,
            "自评得分": figures.project_score(made),
            **figures.dates(made),
        }
        if not one.initial and "备注" not in row:
            row["备注"] = made.writer.one("reasons", "new_project")
        made.tables["项目清单"].append(row)


def _office_details(made: Figures) -> None:
    for column in ("上年决算", "本年预算", "本年决算"):
        details = {name: made.rng.randint(30, 400) for name in ("办公费", "水电差旅费", "会议培训费")}
        made.put(details, f"{{}}_{column}")


def _results(made: Figures) -> None:
    rng, values = made.rng, made.values
    aims = rng.randint(8, 30)
    values |= {
        "绩效指标设定数": aims,
        "绩效指标完成数": round(aims * min(1, rng.uniform(made.quality - 0.03, 1.0))),
    }
    letters = rng.choice((0, rng.randint(1, 60)))
    answered = letters if made.chance(made.quality) else letters - letters // 9
    values |= {
        "信访受理件数": letters,
        "信访已回复件数": answered,
        "信访按期回复件数": answered if made.chance(made.quality) else answered - answered // 9,
    }
    figures.satisfaction(made)
    made.reason("满意度调查说明", "survey")
    _tasks(made)


def _tasks(made: Figures) -> None:
    """Key tasks of which about as many are done as money was spent."""
    rng, values = made.rng, made.values
    names = _task_names(made)
    done = round(len(names) * values["总支出_决算"] / values["总支出_调整预算"])
    rows = []
    for number, name in enumerate(names):
        plan = rng.randint(6, 400)
        finished = number < done
        actual = plan + rng.randint(0, plan // 5) if finished else plan - rng.randint(1, max(1, plan // 3))
        row = {
            "名称": name,
            "计划值": str(plan),
            "完成值": str(actual),
            "计量单位": made.writer.one("tasks", "units"),
            "是否完成": "是" if finished else "否",
            "是否按时": "是" if finished and made.chance(made.quality + 0.1) else "否",
        }
        if row["是否按时"] == "否":
            row["未完成原因"] = made.writer.one("reasons", "undone")
        rows.append(row)
    rng.shuffle(rows)
    made.tables["重点工作"] = rows


def _task_names(made: Figures) -> list[str]:
    things = made.rng.sample(made.writer.domain.things, made.rng.randint(5, 9))
    return [made.writer.one("tasks", "plain_names").replace("…", thing) for thing in things]
