"""Judgement (定性): the accountant's own score, within the limits of the standard that was chosen."""

import msgspec

from perfxl.scheme.rules.base import RuleRecord


class Standard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A band of judgement: from ``at_least`` (inclusive) up to the next better one, as a ratio of the points."""

    text: str
    at_least: float


class Judgement(RuleRecord, tag="judgement"):
    """``standards`` run from the best to the worst; the best ends at the full points, the worst begins at 0."""

    standards: tuple[Standard, ...] = ()
