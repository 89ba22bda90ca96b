"""定稿状态 on the cover: whether the workbook was finished, and whether anything has changed since.

One formula over two cells of ``_perfxl``: the words for the last finishing, and the number of inputs that no
longer hold what they held then. It works without perfxl, in Excel 2010 and later, WPS and LibreOffice.
"""

from perfxl.engines.addresses import column_letters
from perfxl.scheme.native import literal
from perfxl.wording import say
from perfxl.workbook.layout import CHANGES, FINISHED


def native_state() -> str:
    """The formula of the cover's cell, without its equals sign."""
    unchanged = f"{literal(say('finishing.state.unchanged'))}&{_told(FINISHED)}"
    before, after = say("finishing.state.changed", count="\n").split("\n")
    changed = f"{literal(before)}&{CHANGES}&{literal(after)}&{_told(FINISHED)}"
    unfinished = literal(say("finishing.state.unfinished"))
    return f"IF(LEN({FINISHED})=0,{unfinished},IF({CHANGES}=0,{unchanged},{changed}))"


def _told(cell: str) -> str:
    before, after = say("finishing.state.told", text="\n").split("\n")
    return f"{literal(before)}&{cell}&{literal(after)}"


def shown_state(finished: str, changes: int) -> str:
    """What the formula shows for these words and this number."""
    if not finished:
        return say("finishing.state.unfinished")
    state = "changed" if changes else "unchanged"
    return say(f"finishing.state.{state}", count=changes) + say("finishing.state.told", text=finished)


def native_changes(cells: str, kept: str, *, several: bool, errors: bool) -> str:
    """How many cells hold something else than was kept of them, without the equals sign.

    EXACT tells blanks from zeros and capitals from small letters, which the sign ``=`` does not. An error
    value equals nothing; it is kept as :data:`ERROR` and compared apart.

    Args:
        cells: the absolute reference of the input cells.
        kept: that of the cells that keep what they held, of the same shape.
        several: whether these are more cells than one.
        errors: whether any of them held an error value.
    """
    if not several:
        return f'IF(ISERROR({cells}),IF({kept}="{ERROR}",0,1),IF(EXACT({cells}&"",{kept}&""),0,1))'
    # Joined with nothing, since LibreOffice's EXACT sees numbers of an area in the format of their cells.
    alike = f'SUMPRODUCT(--ISNUMBER(1/EXACT({cells}&"",{kept}&"")))'
    if errors:
        alike = f'{alike}-SUMPRODUCT(ISERROR({cells})*({kept}="{ERROR}"))'
    # A row that was inserted or deleted leaves areas of different size: then something has changed.
    return f"IFERROR(ROWS({kept})-{alike},1)"


def native_sum(column: int, first: int, last: int) -> str:
    """The sum of some rows of a column of ``_perfxl``, counted from 1."""
    letters = column_letters(column)
    return f"SUM({letters}{first}:{letters}{last})"


ERROR = "#"
"""What is kept of an error value."""
