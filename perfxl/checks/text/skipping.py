"""A check of texts that could not be made, named as the catalogue names it."""

from collections.abc import Iterable

from perfxl.checks.base import Skipped
from perfxl.findings import catalogue

_SHOWN = 3
"""So many missing fields are named; an accountant who has filled in none needs no longer list."""


def skipped(code: str, lacking: Iterable[str]) -> Skipped:
    """The check of a code, not made for want of fields with these labels."""
    title = next(case.title for (known, _), case in catalogue().items() if known == code)
    return Skipped(code, title, tuple(lacking)[:_SHOWN])
