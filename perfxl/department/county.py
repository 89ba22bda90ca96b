"""The made-up county (示例县) that comes with perfxl: a dozen departments, to try the bureau's desk with.

Nothing in it is real, and its names and texts say so; some of its departments make mistakes. The values stand
in ``examples/county.json``, which ``tests.regenerate`` writes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from perfxl.department import closed_files, preparing
from perfxl.scheme.load import load_scheme
from perfxl.workbook.filling.values import Given
from perfxl.workbook.saving.naming import fit_for_names

_FILE: Final = Path(__file__).parent.parent / "examples" / "county.json"

Tell = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class County:
    """The county: its scheme, its roster (a row a unit, by heading), and what units have filled in."""

    scheme_id: str
    roster: tuple[Mapping[str, str], ...]
    units: tuple[tuple[str, Given], ...]
    """By the unit's name."""


def county() -> County:
    """The county as it stands in the file."""
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    scheme = load_scheme(told["scheme"])
    units = (_given(unit) for unit in told["units"])
    return County(
        scheme_id=scheme.id,
        roster=tuple(told["roster"]),
        units=tuple((str(unit.singles[scheme.roles.department]), unit) for unit in units),
    )


def _given(unit: Mapping[str, Any]) -> Given:
    tables = {name: tuple(rows) for name, rows in unit.items() if isinstance(rows, list)}
    return Given({name: value for name, value in unit.items() if name not in tables}, tables)


def write_workbooks(made: County, folder: Path, tell: Tell) -> None:
    """Write each unit's workbook as it would hand it in; those of an earlier demonstration are replaced.

    ``tell`` is told how many there are already, and of how many.

    Raises:
        FileError: a file cannot be written.
    """
    with TemporaryDirectory() as temporary:
        blank = Path(temporary) / "blank.xlsx"
        preparing.new_file(load_scheme(made.scheme_id), blank, {})
        for number, (name, given) in enumerate(made.units, start=1):
            target = folder / f"{fit_for_names(name)}.xlsx"
            closed_files.rewrite(blank, target, partial(preparing.fill, given=given), replace=True)
            tell(number, len(made.units))
