"""A range, its font, and the note of a cell."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from xlwings import base_classes, utils

from perfxl.engines.addresses import address_of, quoted
from perfxl.engines.backend import MAX_COLUMN, MAX_ROW, Box, Colour, Grid, Look, Raw, Value

if TYPE_CHECKING:
    from perfxl.engines.shell.books import Sheet


def _colour(value: object) -> Colour | None:
    """A colour as xlwings lets it be written: three numbers, ``#efefef``, Excel's own number, or None."""
    if isinstance(value, str):
        value = utils.hex_to_rgb(value)  # type: ignore[no-untyped-call,unused-ignore]
    elif isinstance(value, int):
        value = utils.int_to_rgb(value)  # type: ignore[no-untyped-call,unused-ignore]
    return None if value is None else cast("Colour", tuple(cast("Colour", value)))


def _trait(trait: Look) -> property:
    """A property that reads and sets one trait of the look of a range."""

    def read(self: "Range | Font") -> object:
        return self.box_grid.look(self.box, trait)

    def write(self: "Range | Font", value: object) -> None:
        coloured = trait in (Look.COLOR, Look.FONT_COLOR)
        self.box_grid.set_look(self.box, trait, _colour(value) if coloured else value)

    return property(read, write)


class Range(base_classes.Range):
    """A rectangle of cells on one sheet."""

    options: object = None

    def __init__(self, sheet: "Sheet", box: Box) -> None:
        self._sheet = sheet
        self.box = box

    number_format = _trait(Look.NUMBER_FORMAT)
    color = _trait(Look.COLOR)
    wrap_text = _trait(Look.WRAP_TEXT)
    horizontal_alignment = _trait(Look.HORIZONTAL)
    vertical_alignment = _trait(Look.VERTICAL)
    column_width = _trait(Look.COLUMN_WIDTH)
    row_height = _trait(Look.ROW_HEIGHT)

    @property
    def box_grid(self) -> Grid:
        """The cells of the sheet."""
        return self._sheet.grid

    @property
    def sheet(self) -> "Sheet":
        """The sheet it is on."""
        return self._sheet

    @property
    def api(self) -> "Range":
        """There is nothing below; xlwings only asks whether there is something."""
        return self

    @property
    def row(self) -> int:
        """The first row."""
        return self.box.top

    @property
    def column(self) -> int:
        """The first column."""
        return self.box.left

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return self.box.shape

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, arg1: int, arg2: int | None = None) -> "Range":
        """One cell, by row and column within the range, or by its number row by row; all from 1."""
        row, column = divmod(arg1 - 1, self.shape[1]) if arg2 is None else (arg1 - 1, arg2 - 1)
        row, column = self.box.top + row, self.box.left + column
        return Range(self._sheet, Box(row, column, row, column))

    @property
    def max_cells_per_read(self) -> None:
        """Blocks are read whole: all cells of a sheet are cut to those in use, and nothing travels far."""

    @property
    def max_cells_per_write(self) -> None:
        """Blocks are written whole."""

    @property
    def font(self) -> "Font":
        """Its font."""
        return Font(self)

    def _inside(self) -> Box:
        """The box, whole columns and rows cut to what is used."""
        if self.box.bottom < MAX_ROW and self.box.right < MAX_COLUMN:
            return self.box
        used = self.box_grid.used()
        bottom = used.bottom if self.box.bottom == MAX_ROW else self.box.bottom
        right = used.right if self.box.right == MAX_COLUMN else self.box.right
        return Box(self.box.top, self.box.left, max(self.box.top, bottom), max(self.box.left, right))

    @property
    def raw_value(self) -> Raw:
        """The values as the backend gives them; one alone for a single cell."""
        rows = self.box_grid.values(self._inside())
        return rows[0][0] if self.shape == (1, 1) else tuple(tuple(row) for row in rows)

    @raw_value.setter
    def raw_value(self, value: object) -> None:
        if isinstance(value, str) and value.startswith("=") and len(self) > 1:
            self.box_grid.fill(self.box, value)
        else:
            self._enter(self._rows(value))

    @property
    def formula(self) -> str | tuple[tuple[str, ...], ...]:
        """What the cells hold; one alone for a single cell."""
        rows = self.box_grid.formulas(self._inside())
        return rows[0][0] if self.shape == (1, 1) else tuple(tuple(row) for row in rows)

    @formula.setter
    def formula(self, value: object) -> None:
        self.raw_value = value

    formula2 = formula

    def _rows(self, value: object) -> Sequence[Sequence[Value]]:
        if not isinstance(value, (list, tuple)):
            return [[cast("Value", value)] * self.shape[1]] * self.shape[0]
        return value if isinstance(value[0], (list, tuple)) else [value]

    def _enter(self, rows: Sequence[Sequence[Value]]) -> None:
        top, left = self.box.top, self.box.left
        self.box_grid.enter(Box(top, left, top + len(rows) - 1, left + len(rows[0]) - 1), rows)

    def clear_contents(self) -> None:
        """Clear the contents and leave the rest."""
        self.box_grid.clear(self._inside(), contents_only=True)

    def clear(self) -> None:
        """Clear contents, formats, notes, links and merged areas."""
        self.box_grid.clear(self._inside(), contents_only=False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """The address, with book and sheet in front where ``external``."""
        address = address_of(self.box, row_absolute=row_absolute, column_absolute=col_absolute)
        if not external:
            return address
        return f"{quoted(f'[{self._sheet.book.name}]{self._sheet.name}')}!{address}"

    @property
    def address(self) -> str:
        """The address within the sheet."""
        return address_of(self.box)

    def merge(self, across: bool = False) -> None:
        """Merge the cells into one, or each row into one."""
        top, left, bottom, right = self.box
        boxes = [Box(row, left, row, right) for row in range(top, bottom + 1)] if across else [self.box]
        for box in boxes:
            self.box_grid.merge(box)

    def unmerge(self) -> None:
        """Part every merged area that the range touches."""
        self.box_grid.unmerge(self.box)

    @property
    def merge_area(self) -> "Range":
        """The merged area of the first cell, or that cell alone."""
        return Range(self._sheet, self.box_grid.merged(self.box.top, self.box.left))

    @property
    def merge_cells(self) -> bool:
        """Whether any of the cells is part of a merged area; where only some are, Excel says None."""
        return self.box_grid.has_merged(self.box)

    @property
    def hyperlink(self) -> str:
        """Where the first cell leads; an empty text where it leads nowhere."""
        return self.box_grid.link(self.box.top, self.box.left)

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Let the first cell lead somewhere and show a text."""
        # The apostrophe is Excel's own way to keep a text from being taken for a formula, a number or a date.
        self(1, 1).raw_value = f"'{text_to_display or address}"
        self.box_grid.set_link(self.box.top, self.box.left, address, screen_tip or "")

    def select(self) -> None:
        """Select the cells, on their sheet, which comes to the front."""
        self._sheet.activate()
        self.box_grid.select(self.box)

    @property
    def note(self) -> "Note | None":
        """The note of the first cell."""
        return Note(self) if self.box_grid.note(self.box.top, self.box.left) is not None else None

    def add_note(self, text: str) -> "Note":
        """Write a note to the first cell."""
        self.box_grid.set_note(self.box.top, self.box.left, text)
        return Note(self)


class Font(base_classes.Font):
    """The font of a range."""

    bold = _trait(Look.BOLD)
    italic = _trait(Look.ITALIC)
    size = _trait(Look.SIZE)
    name = _trait(Look.FONT_NAME)
    color = _trait(Look.FONT_COLOR)

    def __init__(self, owner: Range) -> None:
        self.box = owner.box
        self.box_grid = owner.box_grid


class Note(base_classes.Note):
    """The note of one cell."""

    def __init__(self, cell: Range) -> None:
        self._cell = cell

    @property
    def location(self) -> Range:
        """The cell."""
        return self._cell

    @property
    def text(self) -> str:
        """What it says."""
        return self._cell.box_grid.note(self._cell.row, self._cell.column) or ""

    @text.setter
    def text(self, value: str) -> None:
        self._cell.box_grid.set_note(self._cell.row, self._cell.column, value)

    def delete(self) -> None:
        """Remove it."""
        self._cell.box_grid.set_note(self._cell.row, self._cell.column, None)
