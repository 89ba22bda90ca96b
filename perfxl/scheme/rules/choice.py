"""Choice (选项): each option gives its points."""

import msgspec

from perfxl.scheme.rules.base import RuleRecord


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One option, and the points it gives."""

    text: str
    points: float


class Choice(RuleRecord, tag="choice"):
    """The best option gives the indicator's full points."""

    options: tuple[Option, ...]
