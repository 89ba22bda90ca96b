"""图表: what people would rather see than read. Excel's own charts, over the figures of the other sheets.

Series differ in lightness and bear their values, so that they can be told apart in black and white.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.columns import Plan
from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.sheets import grades as grades_sheet
from perfxl.bureau.summary.sheets import levels as parts_sheet
from perfxl.bureau.summary.sheets.cells import Formula, put
from perfxl.bureau.summary.sheets.overview import Place
from perfxl.bureau.summary.sheets.page import Book, quoted
from perfxl.wording import say

MOST_POINTS: Final = 5_000
"""So many departments are drawn as points; of more nobody sees anything."""
_MOST_BARS: Final = 10
_WIDTHS: Final = (78.0, 1.5, 78.0, 1.5)
"""Columns: a chart, what parts it from the next, and so again."""
_WIDTH, _HEIGHT = 629, 380
"""Pixels. A chart ends where its column does: where a font makes the columns narrower, so are the charts."""
_ROWS_EACH, _ROWS_A_PAGE = 15, 2
_SCALE: Final = 68
"""Percent: so two charts side by side, and two rows of them below the notes, fill a page across."""
_BESIDE: Final = (30, 31)
"""Columns, counted from 0, far beside the charts."""
_SHADES: Final = ("#1F4E79", "#9DC3E6", "#F2F2F2")
_LINE: Final = {"color": "#404040", "width": 0.75}
_GRID: Final = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
_FONT: Final = {"name": "宋体", "size": 10}
_TITLE_FONT: Final = {"name": "黑体", "size": 13, "bold": False}


@dataclass(frozen=True, slots=True)
class Point:
    """One department: at which rate it executed its budget, what it scored, and its row in 汇总表."""

    rate: float
    total: float
    place: Place


class Points:
    """The departments of which both are known."""

    def __init__(self, plan: Plan) -> None:
        """Find the column with the rate; where schemes have different ones there are no points."""
        self._plan = plan
        keys = {column.key for one in plan.judgings if (column := plan.execution(one))}
        self._column = plan.column(keys.pop()) if len(keys) == 1 else None
        self.found: list[Point] = []

    def take(self, one: Department, place: Place) -> None:
        """Note where one department stands, if there is room for more points."""
        if self._column is None or one.total is None or len(self.found) >= MOST_POINTS:
            return
        rate = self._column.get(one)
        if isinstance(rate, float):
            self.found.append(Point(rate, one.total, place))

    def formulas(self, one: Point) -> tuple[Formula, Formula]:
        """Its two figures, as they stand in 汇总表."""
        keys = ("" if self._column is None else self._column.key, "total")
        rate, total = (f"{quoted(one.place.sheet)}!{self._plan.letters[key]}{one.place.row}" for key in keys)
        return Formula(rate, one.rate), Formula(total, one.total)


class ChartsSheet:
    """The sheet: two charts beside each other, as many rows of them as it takes."""

    def __init__(self, book: Book, page: Worksheet) -> None:
        """Write its head."""
        self._book, self._page = book, page
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        page.set_print_scale(_SCALE)
        notes = (say("summary.charts.note"), *book.notes)
        self._row = book.head(page, say("summary.charts.title"), notes, _WIDTHS)
        self._count = 0

    def end(self) -> None:
        """Two rows of charts fill a page."""
        rows = -(-self._count // 2)
        every = range(_ROWS_A_PAGE, rows, _ROWS_A_PAGE)
        self._page.print_area(0, 0, self._row + rows * _ROWS_EACH - 1, len(_WIDTHS) - 1)
        self._page.set_h_pagebreaks([self._row + number * _ROWS_EACH for number in every])

    def _add(self, chart: Chart) -> None:
        chart.set_size({"width": _WIDTH, "height": _HEIGHT})
        chart.set_chartarea({"border": {"color": "#A6A6A6"}})
        row, column = divmod(self._count, 2)
        self._page.insert_chart(self._row + row * _ROWS_EACH, 2 * column, chart, {"y_offset": 4})
        self._count += 1

    def grades(self, sheet: Worksheet, spot: grades_sheet.Spot) -> None:
        """How many departments have each grade: by themselves, as computed, as the officer gave it."""
        chart = self._book.file.add_chart({"type": "column"})
        keys, part = grades_sheet.COLUMNS, spot.part
        found = [part.counts[grade.name] for grade in part.grades]
        series: dict[str, list[int]] = {
            "count": [one.totals.count for one in found],
            "claimed": [one.claimed for one in found],
            "reviewed": [one.reviewed for one in found],
        }
        shown = [key for key, counts in series.items() if key == "count" or any(counts)]
        for key, shade in zip(shown, _SHADES, strict=False):
            chart.add_series(
                {
                    "name": say(f"summary.charts.series.{key}"),
                    "categories": [sheet.name, spot.first, 0, spot.last, 0],
                    "values": [sheet.name, spot.first, keys.index(key), spot.last, keys.index(key)],
                    "categories_data": [grade.name for grade in part.grades],
                    "values_data": series[key],
                    "fill": {"color": shade},
                    "border": _LINE,
                    "gap": 80,
                    "data_labels": {"value": True, "font": _FONT},
                }
            )
        self._finish(chart, "grades", part.label, legend=len(shown) > 1)

    def levels(self, sheet: Worksheet, spot: parts_sheet.Spot, label: str) -> None:
        """What was reached of each first-level indicator, in percent of its points."""
        chart = self._book.file.add_chart({"type": "column"})
        chart.add_series(
            {
                **_bars(sheet, spot, len(spot.shown), "level", "rate"),
                "categories_data": [part.name for part in spot.shown],
                "values_data": [part.rate or 0.0 for part in spot.shown],
                "fill": {"color": _SHADES[0]},
                "border": _LINE,
                "gap": 100,
                "data_labels": {"value": True, "num_format": "0.0%", "font": _FONT},
            }
        )
        self._finish(chart, "levels", label, y={"min": 0, "max": 1, "num_format": "0%"})

    def losses(self, sheet: Worksheet, spot: parts_sheet.Spot, label: str) -> None:
        """The indicators that cost most points."""
        shown = [part for part in spot.shown if part.losing][:_MOST_BARS]
        if not shown:
            return
        chart = self._book.file.add_chart({"type": "bar"})
        chart.add_series(
            {
                **_bars(sheet, spot, len(shown), "indicator", "lost_each"),
                "categories_data": [part.name for part in shown],
                "values_data": [part.lost_each for part in shown],
                "fill": {"color": _SHADES[0]},
                "border": _LINE,
                "gap": 45,
                "data_labels": {"value": True, "num_format": "0.00", "font": _FONT},
            }
        )
        self._finish(
            chart, "losses", label, x={"min": 0, "num_format": "0.0"}, y={"reverse": True, "crossing": "max"}
        )

    def scatter(self, points: Points, full: float) -> None:
        """The rate at which budgets were executed against the score.

        A department that lacks either must not be drawn at 0, so the figures are taken over into columns
        beside the charts, which are not printed.
        """
        if not points.found:
            return
        first = self._row
        for column, key in zip(_BESIDE, ("x", "y"), strict=True):
            self._page.write_string(
                first, column, say(f"summary.charts.scatter.{key}"), self._book.styles("hint")
            )
        for row, one in enumerate(points.found, start=first + 1):
            for column, formula, look in zip(_BESIDE, points.formulas(one), ("ratio", "score"), strict=True):
                put(self._page, row, column, formula, self._book.styles("hint", look))
        last = first + len(points.found)
        chart = self._book.file.add_chart({"type": "scatter"})
        across, down = ([self._page.name, first + 1, column, last, column] for column in _BESIDE)
        chart.add_series(
            {
                "name": say("summary.charts.series.departments"),
                "categories": across,
                "values": down,
                "categories_data": [one.rate for one in points.found],
                "values_data": [one.total for one in points.found],
                "marker": {
                    "type": "circle",
                    "size": 6,
                    "fill": {"color": _SHADES[1]},
                    "border": {"color": _SHADES[0]},
                },
            }
        )
        begin = math.floor(min(one.rate for one in points.found) * 10) / 10
        lowest = math.floor(min(one.total for one in points.found) / 10) * 10
        across_, down_ = {"min": begin, "num_format": "0%"}, {"min": lowest, "max": full, "num_format": "0"}
        self._finish(chart, "scatter", "", x=across_, y=down_)

    def _finish(
        self,
        chart: Chart,
        key: str,
        label: str,
        *,
        legend: bool = False,
        x: Mapping[str, Any] | None = None,
        y: Mapping[str, Any] | None = None,
    ) -> None:
        """Title, axes with their units, legend."""
        title = say(f"summary.charts.{key}.title")
        named = say("summary.charts.of", title=title, label=label) if label else title
        chart.set_title({"name": named, "name_font": _TITLE_FONT, "overlay": False})
        for axis, options in (("x", x or {}), ("y", y or {})):
            getattr(chart, f"set_{axis}_axis")(
                {
                    "name": say(f"summary.charts.{key}.{axis}"),
                    "name_font": {**_FONT, "bold": False},
                    "num_font": _FONT,
                    "line": _LINE,
                    "major_gridlines": _GRID if axis == "y" else {"visible": False},
                    **options,
                }
            )
        chart.set_legend({"position": "bottom", "font": _FONT} if legend else {"none": True})
        self._add(chart)


def _bars(sheet: Worksheet, spot: parts_sheet.Spot, count: int, names: str, values: str) -> dict[str, Any]:
    """The cells of a series: so many rows of a block."""
    first, last = spot.first, spot.first + count - 1
    return {
        "name": say(f"summary.parts.{values}"),
        "categories": [sheet.name, first, spot.columns[names], last, spot.columns[names]],
        "values": [sheet.name, first, spot.columns[values], last, spot.columns[values]],
    }
