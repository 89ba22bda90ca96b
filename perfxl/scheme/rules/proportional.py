"""Proportional (按比例): score = ratio × points, the ratio capped at 1."""

from perfxl.scheme.rules.base import RuleRecord


class Proportional(RuleRecord, tag="proportional"):
    """``full_at`` is the measure at which full points are given (1 for a ratio, 100 for a mark out of 100)."""

    full_at: float = 1.0
