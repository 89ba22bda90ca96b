"""Checklist (要点制): each point that is met gives its points."""

import msgspec

from perfxl.scheme.rules.base import RuleRecord


class Point(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One point to be met, and what it is worth."""

    text: str
    points: float


class Checklist(RuleRecord, tag="checklist"):
    """The points' worths add up to the indicator's points; the answers are 是 or 否."""

    items: tuple[Point, ...]
