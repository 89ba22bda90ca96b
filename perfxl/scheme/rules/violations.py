"""Deduction per violation (每出现一例扣N分，扣完为止)."""

from perfxl.scheme.rules.base import RuleRecord


class Violations(RuleRecord, tag="violations"):
    """``deduct`` points are lost for each violation counted."""

    deduct: float
