"""The dozen departments of the made-up county that perfxl brings along, to show the bureau's desk with.

``python -m tests.regenerate`` writes them down as ``perfxl/examples/county.json``: values to fill in, some of
them wrong, so that there is something to find.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.support.county.departments import Department, department
from tests.support.county.plantings import copied, perfect

SCHEME = "guangdong-county-2020"
NUMBERS = (1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18)
SILENT = (19, 21)
"""Units of the roster that never hand in."""


def _changed(one: Department, **values: Any) -> Department:
    return replace(one, values=dict(one.values) | values)


def units() -> tuple[Department, ...]:
    """The departments as they hand in."""
    made = {number: department(number) for number in NUMBERS}
    made[3] = _changed(made[3], 人员经费_年初预算=round(made[3].values["人员经费_年初预算"] + 0.02, 2))
    made[4] = perfect(made[4])
    made[6] = copied(made[6], made[1])
    made[9] = _changed(made[9], 执行率偏低原因=None, 联系电话=None)
    first, *others = made[12].tables["成效"]
    wrong = {**first, "内容": "全年办理事项共1097件（线上875件、线下285件），加强窗口人员业务能カ培训。"}
    made[12] = replace(made[12], tables=dict(made[12].tables) | {"成效": (wrong, *others)})
    return tuple(made.values())


def document() -> bytes:
    """All of it as JSON: the units that hand in, and the names of the whole roster."""
    told = {
        "scheme": SCHEME,
        "roster": [_entry(department(number)) for number in sorted((*NUMBERS, *SILENT))],
        "units": [{**_written(one.values), **_tables(one)} for one in units()],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _entry(one: Department) -> dict[str, str]:
    kind = "行政单位" if one.name.endswith("局") else "事业单位"
    return {"单位名称": one.name, "预算编码": one.values["预算编码"], "单位类别": kind}


def _tables(one: Department) -> dict[str, list[dict[str, Any]]]:
    return {name: [_written(row) for row in rows] for name, rows in one.tables.items()}


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in values.items()
        if value is not None
    }
