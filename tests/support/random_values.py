"""Random values for every input of a scheme, edge cases and blanks mixed; the same seed, the same values."""

import datetime as dt
import random
from typing import Any

from perfxl.scheme.inventory import input_fields
from perfxl.scheme.model import Field, Scheme, TableBlock

_FIRST_DAY = dt.date(2020, 1, 1)
_EDGES = (0.0, 0.01, 1.0, 100.0)


def random_values(scheme: Scheme, seed: int) -> dict[str, Any]:
    """Values by field name, and rows by table name; in half of all seeds some inputs are left out."""
    rng = random.Random(f"{scheme.id}/{seed}")  # noqa: S311 - nothing secret
    left_out = rng.choice((0.0, 0.0, 0.02, 0.15))
    values: dict[str, Any] = {
        name: _value(field, rng) for name, field in input_fields(scheme).items() if rng.random() >= left_out
    }
    for name, table in scheme.tables().items():
        values[name] = _rows(table, rng, left_out)
    return values


def _rows(table: TableBlock, rng: random.Random, left_out: float) -> list[dict[str, Any]]:
    count = rng.choice((0, 1, 2, 5, min(12, table.capacity)))
    inputs = [column for column in table.columns if not column.formula]
    return [
        {
            column.name: _value(column, rng)
            for number, column in enumerate(inputs)
            if number == 0 or rng.random() >= left_out
        }
        for _ in range(count)
    ]


def _value(field: Field, rng: random.Random) -> Any:
    if field.type == "choice":
        return rng.choice(field.options)
    if field.type == "year":
        return 2020
    if field.type == "date":
        return _FIRST_DAY + dt.timedelta(days=rng.randrange(366))
    if field.type in {"text", "longtext"}:
        return rng.choice(("示例", "示例文字，仅供测试", "第1项", "3", "12.5"))
    return _number(field, rng)


def _number(field: Field, rng: random.Random) -> float | int:
    low = field.minimum if field.minimum is not None else (0.0 if rng.random() < 0.7 else -50.0)
    high = field.maximum if field.maximum is not None else rng.choice((10.0, 300.0, 5000.0))
    if field.type == "integer":
        return rng.randint(int(low), int(high))
    if rng.random() < 0.15:
        return min(high, rng.choice(_EDGES))
    return round(rng.uniform(low, high), 2)
