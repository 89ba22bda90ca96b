"""Stepwise deduction (每超N个百分点扣M分，扣完为止): above, below or on either side of a limit."""

from typing import Literal

from perfxl.scheme.rules.base import RuleRecord


class Deduction(RuleRecord, tag="deduction"):
    """For every ``step`` beyond ``limit`` ``deduct`` points are lost: whole steps only, or pro rata."""

    limit: float
    side: Literal["above", "below", "both"]
    step: float
    deduct: float
    whole_steps: bool = True
