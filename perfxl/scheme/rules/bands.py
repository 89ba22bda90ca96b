"""Bands (分档): the first band whose limit the measure meets gives the score."""

import msgspec

from perfxl.scheme.rules.base import RuleRecord


class Band(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One band: exactly one of ``at_most``, ``at_least`` (inclusive), or neither for the last, open band."""

    points: float
    at_most: float | None = None
    at_least: float | None = None


class Bands(RuleRecord, tag="bands"):
    """Limits run in one direction, strictly, and the last band is open: so no value falls between two."""

    bands: tuple[Band, ...]
