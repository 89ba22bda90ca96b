"""The made-up county 示例县: as many departments as wanted, each the same whenever it is asked for.

Nothing in it is real: names, people and figures are made up, and the texts say so.
"""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from perfxl.scheme.inventory import input_fields
from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Scheme
from perfxl.scoring import Scorecard, score
from tests.support.county import guangdong, hunan
from tests.support.county.answers import answer
from tests.support.county.figures import YEAR, Figures
from tests.support.county.prose import DOMAINS, Writer
from tests.support.submissions import submission

SEED = 2020
_ENTER = {"guangdong-county-2020": guangdong.enter, "hunan-county-2018": hunan.enter}
_SCHEMES = ("guangdong-county-2020", "guangdong-county-2020", "hunan-county-2018")
_ROOM = 20
"""Rows that the table of problems has."""
_QUALITIES = (0.97, 0.9, 0.94, 0.82, 0.98, 0.74, 0.88, 0.55, 0.95, 0.3)
"""From the best to the worst: every grade occurs."""


@dataclass(frozen=True)
class Department:
    """One made-up department and all that it enters: values by field name, rows by table name."""

    number: int
    scheme_id: str
    values: Mapping[str, Any]
    tables: Mapping[str, Sequence[Mapping[str, Any]]]

    @property
    def name(self) -> str:
        return str(self.values["部门名称"])

    @property
    def address(self) -> str:
        """Its mail address, in a domain that is kept for examples."""
        return f"bumen{self.number:02d}@shilixian.example.com"

    @property
    def scheme(self) -> Scheme:
        return load_scheme(self.scheme_id)


def departments(count: int = 60, *, seed: int = SEED) -> tuple[Department, ...]:
    """The first ``count`` departments of the county."""
    return tuple(department(number, seed=seed) for number in range(1, count + 1))


@cache
def department(number: int, *, seed: int = SEED) -> Department:
    """One department by its number from 1."""
    rng = random.Random(f"county/{seed}/{number}")  # noqa: S311 - nothing secret
    domain = DOMAINS[(number - 1) % len(DOMAINS)]
    name, supervisor, nature = _named(domain.name, (number - 1) // len(DOMAINS))
    scheme = load_scheme(_SCHEMES[number % len(_SCHEMES)])
    quality = _QUALITIES[number % len(_QUALITIES)]
    made = Figures(rng, Writer(rng, name, domain), quality)
    made.values |= {
        "部门名称": name,
        "主管部门": supervisor,
        "填报人": f"填报人{number}（示例）",
        "联系电话": f"0000-{number:07d}",
        "填报日期": dt.date(YEAR + 1, 3, 1 + number % 31),
        "评价年度": YEAR,
    }
    not_applicable = _ENTER[scheme.id](made, nature)
    if "预算编码" in input_fields(scheme):
        made.values["预算编码"] = f"S{number:06d}"
    answer(made, scheme, not_applicable)
    _tell(made, scheme, nature)
    return Department(
        number, scheme.id, made.values, {name: tuple(rows) for name, rows in made.tables.items()}
    )


def _named(domain: str, round_: int) -> tuple[str, str, str]:
    """Name, supervisor and kind (单位性质)."""
    bureau = f"示例县{domain}局"
    if round_ == 0:
        return bureau, bureau, "行政"
    if round_ == 1:
        return f"示例县{domain}服务中心", bureau, "公益一类"
    return f"示例县第{round_ - 1}镇{domain}站", bureau, "公益一类"


def _tell(made: Figures, scheme: Scheme, nature: str) -> None:
    """Enter the texts, which quote the figures."""
    values, writer, rng = made.values, made.writer, made.rng
    hunan_names = "支出决算" in values
    writer.figures = {
        "编制数": str(values["编制数"]),
        "在职人员数": str(values["在职人员数"]),
        "项目数": str(len(made.tables["项目清单"])),
        "支出": f"{values['支出决算' if hunan_names else '总支出_决算']:.2f}",
        "项目支出": f"{values['项目支出_本年决算' if hunan_names else '项目支出_决算']:.2f}",
    }
    what = "部门" if nature == "行政" else "单位"
    values["报告标题"] = f"{values['部门名称']}{YEAR}年度{what}整体支出绩效自评报告"
    staffing = writer.some(1, "overview", "staffing") if values["在职人员数"] <= values["编制数"] else []
    overview = [writer.one("overview", "openings"), *staffing, *writer.some(2, "overview", "middles")]
    values["部门概况"] = "".join(overview)
    values["预算执行说明"] = "".join(writer.some(rng.randint(3, 5), "explanation", "sentences"))
    if "自评工作说明" in input_fields(scheme):
        values["自评工作说明"] = "".join(writer.some(rng.randint(2, 4), "process", "sentences"))
    made.tables["成效"] = writer.achievements(rng.randint(3, 5))
    card = score(scheme, submission(scheme, values, made.tables))
    made.tables["问题"] = [{"内容": text} for text in _problems(writer, card)]
    measures = writer.some(2 * rng.randint(2, 4), "improvements", "sentences")
    made.tables["改进措施"] = [{"内容": a + b} for a, b in zip(measures[::2], measures[1::2], strict=True)]


def _problems(writer: Writer, card: Scorecard) -> list[str]:
    """An answer to every deduction, and now and then one thing more."""
    lost = [mark.indicator.id for mark in card.marks if (mark.score or 0) < mark.indicator.points]
    told = [writer.problem(indicator) for indicator in lost]
    told += writer.some(writer.rng.randint(1, 2), "problems", "general")
    # More than the table has rows for goes together into its last one.
    return [*told[: _ROOM - 1], "".join(told[_ROOM - 1 :])] if len(told) > _ROOM else told
