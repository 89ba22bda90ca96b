"""Figures as the catalogue's wording shows them: the placeholder names the unit, the unit gives the shape."""

from dataclasses import dataclass

from perfxl.numbers import show_fixed, show_percent, show_plain
from perfxl.scheme.model import Field

MONEY = "万元"
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence: ``{x:万元}`` 3935.66万元, ``{x:%}`` 94.33%, ``{x:人}`` 8人, ``{x}`` 8."""

    value: float

    def __format__(self, unit: str) -> str:
        """The number in the shape that its unit asks for, the unit behind it."""
        if unit == PERCENT:
            return show_percent(self.value)
        if unit == MONEY:
            return show_fixed(self.value) + unit
        return show_plain(self.value) + unit


class Words(str):
    """A text in the place of a figure; it takes any unit and shows none."""

    __slots__ = ()

    def __format__(self, unit: str) -> str:
        """The words themselves, whatever unit was asked for."""
        return str(self)


def figure(value: object) -> object:
    """A number as a :class:`Figure`, a text as :class:`Words`; anything else as it is."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Figure(value)
    return Words(value) if isinstance(value, str) else value


def unit_of(field: Field) -> str:
    """The unit in which a field's number is shown."""
    return {"money": MONEY, "ratio": PERCENT}.get(field.type, field.unit)


def show(value: float, field: Field) -> str:
    """A number as its field's sheet shows it, with its unit: ``3935.66万元``."""
    return format(Figure(value), unit_of(field))
