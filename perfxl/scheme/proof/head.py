"""Names, labels and titles are written out; the id names a folder, the version is a number that can grow."""

import re
from collections.abc import Iterator

from perfxl.scheme.model import ListBlock, MatrixBlock, Scheme
from perfxl.scheme.proof.base import Fault, each, fault, placed_blocks, placed_indicators

_ID = re.compile(r"\w[\w.-]*(?<!\.)")
"""The id is the name of a folder, and the beginning of the blank workbook's."""
_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})*")
"""Numbers, by which a workbook is told to be older or newer."""
_HEAD = ("title", "region", "basis")


def prove_head(scheme: Scheme) -> Iterator[Fault]:
    """Id, version, and the texts by which a user knows the scheme."""
    if not _ID.fullmatch(scheme.id):
        yield fault("id", "id_form", id=scheme.id)
    if not _VERSION.fullmatch(scheme.version):
        yield fault("version", "version_form", version=scheme.version)
    for key in _HEAD:
        if not getattr(scheme, key).strip():
            yield fault(key, "no_text")


def prove_titles(scheme: Scheme) -> Iterator[Fault]:
    """The name of every level, group, indicator and grade, and the label of every field, row and column."""
    for path, text in _titles(scheme):
        if not text.strip():
            yield fault(path, "no_text")


def _titles(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for path, grade in each("grades", scheme.grades):
        yield f"{path}.name", grade.name
    for path, level in each("levels", scheme.levels):
        yield f"{path}.name", level.name
        for at, group in each(f"{path}.groups", level.groups):
            yield f"{at}.name", group.name
    for path, indicator in placed_indicators(scheme):
        yield f"{path}.name", indicator.name
    for path, block in placed_blocks(scheme):
        if isinstance(block, ListBlock):
            yield from ((f"{at}.label", field.label) for at, field in each(f"{path}.fields", block.fields))
            continue
        if isinstance(block, MatrixBlock):
            yield from ((f"{at}.label", row.label) for at, row in each(f"{path}.rows", block.rows))
            yield from (
                (f"{at}.label", column.label) for at, column in each(f"{path}.columns", block.columns)
            )
            continue
        yield from ((f"{at}.label", column.label) for at, column in each(f"{path}.columns", block.columns))
