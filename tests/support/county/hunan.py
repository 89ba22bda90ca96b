"""The inputs of a made-up department under the Hunan scheme."""

from tests.support.county import figures
from tests.support.county.figures import Figures

_KINDS = ("业务工作专项", "运行维护专项")


def enter(made: Figures, nature: str) -> dict[str, str]:
    """Enter all but scores and texts; returns the reasons why indicators do not apply, by their id."""
    rng = made.rng
    people = figures.staff(made, "")
    spent = _budget(made, people)
    figures.public_funds(made, last_budget_parts=False)
    bought = figures.purchases(made, spent, "政府采购_本年预算", "政府采购_本年决算")
    made.put({"政府采购_上年决算": rng.randint(0, 9000)})
    built = figures.building(made)
    made.reason("厉行节约措施", "saving")
    made.values["绩效办考核分"] = round(min(99.0, max(40.0, rng.gauss(55 + 43 * made.quality, 2))), 1)
    figures.satisfaction(made)
    reasons = {} if bought else {"政府采购执行率": made.writer.one("reasons", "no_purchase")}
    if not built:
        why = made.writer.one("reasons", "no_building")
        reasons |= {"楼堂馆所面积控制率": why, "楼堂馆所投资概算控制率": why}
    return reasons


def _budget(made: Figures, people: int) -> int:
    rng = made.rng
    rate = min(0.995, 0.55 + made.quality * 0.45)
    wages, office = people * rng.randint(900, 1500), people * rng.randint(90, 260)
    found = figures.projects(made, rate)
    project = {column: _by_kind(found, column) for column in ("budget", "spent")}
    last = [rng.randint(sum(project["spent"]) // 3, sum(project["spent"])) for _ in _KINDS]
    for column, amounts in {
        "上年决算": last,
        "本年预算": project["budget"],
        "本年决算": project["spent"],
    }.items():
        made.put(dict(zip(_KINDS, amounts, strict=True)) | {"项目支出": sum(amounts)}, f"{{}}_{column}")
    over = made.quality < 0.7 and made.chance(0.5)
    used = office + rng.randint(1, office // 15) if over else made.spent(office, 0.96)
    made.put({"公用经费_上年决算": office - rng.randint(0, office // 9), "公用经费_本年预算": office})
    made.put({"公用经费_本年决算": used})
    for column in ("上年决算", "本年预算", "本年决算"):
        details = {name: rng.randint(30, 400) for name in ("办公费", "水电差旅费", "会议培训费")}
        made.put(details, f"{{}}_{column}")
    made.tables["项目清单"] = [
        {
            "名称": one.name,
            "类别": _KINDS[not one.capital],
            "本年预算": one.budget / 100,
            "本年决算": one.spent / 100,
            "自评得分": figures.project_score(made),
        }
        for one in found
    ]
    spent = made.spent(wages, 0.99) + used + sum(project["spent"])
    _whole(made, wages + office + sum(project["budget"]), spent)
    return spent


def _by_kind(found: list[figures.Project], column: str) -> list[int]:
    return [sum(getattr(one, column) for one in found if one.capital == capital) for capital in (True, False)]


def _whole(made: Figures, budget: int, spent: int) -> None:
    rng = made.rng
    share = rng.choice((0, 0.05, 0.15)) if made.quality > 0.8 else rng.choice((0.08, 0.2, 0.35))
    added = round(budget * share / (1 + share))
    carried = rng.randint(max(0, spent - budget), max(0, spent - budget) + budget // 30)
    made.put({"上年结转": carried, "年初预算": budget - added, "本年追加预算": added, "支出决算": spent})
    made.put({"年末结余": carried + budget - spent})
    made.reason("追加调整原因", "added", when=added > 0)
    left = carried + budget - spent
    made.reason("结转原因说明", "carried" if left > budget // 20 else "carried_little")
