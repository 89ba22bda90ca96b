"""图表: what people would rather see than read. Excel's own charts, over the figures of the other sheets.

Series differ in lightness and bear their values, so that they can be told apart in black and white.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.columns import Plan
from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.sheets import grades as grades_sheet
from perfxl.bureau.summary.sheets import levels as parts_sheet
from perfxl.bureau.summary.sheets.page import Book
from perfxl.bureau.summary.sheets.roll import Area
from perfxl.wording import say

MOST_POINTS: Final = 5_000
"""So many departments are drawn as points; of more nobody sees anything."""
_MOST_BARS: Final = 10
_WIDTH, _HEIGHT = 620, 360
"""Pixels; two charts side by side fill a page across."""
_COLUMN_WIDTH, _ROWS_EACH, _ROWS_A_PAGE = 78.0, 14, 2
_SHADES: Final = ("#1F4E79", "#9DC3E6", "#F2F2F2")
_LINE: Final = {"color": "#404040", "width": 0.75}
_GRID: Final = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
_FONT: Final = {"name": "宋体", "size": 10}
_TITLE_FONT: Final = {"name": "黑体", "size": 13, "bold": False}


@dataclass
class Points:
    """Where departments stand: at which rate they executed their budget, and what they scored."""

    plan: Plan

    def __post_init__(self) -> None:
        self.rates: list[float] = []
        self.totals: list[float | str] = []
        rates = {one.id: self.plan.execution(one) for one in self.plan.judgings}
        keys = {column.key for column in rates.values() if column}
        self.key = keys.pop() if len(keys) == 1 else ""
        """The column of 汇总表 with the rate; empty where not all schemes have the same."""

    def take(self, one: Department) -> None:
        """Note where one department stands."""
        if self.key and len(self.rates) < MOST_POINTS:
            rate = self.plan.column(self.key).get(one)
            self.rates.append(rate if isinstance(rate, float) else 0.0)
            self.totals.append("" if one.total is None else one.total)


class ChartsSheet:
    """The sheet: two charts beside each other, as many rows of them as it takes."""

    def __init__(self, book: Book, page: Worksheet) -> None:
        """Write its head."""
        self._book, self._page = book, page
        page.set_column(0, 1, _COLUMN_WIDTH)
        self._row = book.head(page, say("summary.charts.title"), (say("summary.charts.note"), *book.notes))
        self._count = 0

    def end(self) -> None:
        """Two rows of charts fill a page."""
        rows = -(-self._count // 2)
        every = range(_ROWS_A_PAGE, rows, _ROWS_A_PAGE)
        self._page.set_h_pagebreaks([self._row + number * _ROWS_EACH for number in every])

    def _add(self, chart: Chart) -> None:
        chart.set_size({"width": _WIDTH, "height": _HEIGHT})
        chart.set_chartarea({"border": {"color": "#A6A6A6"}})
        row, column = divmod(self._count, 2)
        self._page.insert_chart(self._row + row * _ROWS_EACH, column, chart, {"x_offset": 4, "y_offset": 4})
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
        self._finish(chart, "losses", label, x={"min": 0, "num_format": "0.0"}, y={"reverse": True})

    def scatter(self, areas: Sequence[Area], points: Points, plan: Plan, full: float) -> None:
        """The rate at which budgets were executed against the score."""
        if not points.key or not any(isinstance(total, float) for total in points.totals):
            return
        chart = self._book.file.add_chart({"type": "scatter"})
        area = areas[0]
        last = min(area.last, area.first + MOST_POINTS - 1)
        columns = [list(plan.letters).index(key) for key in (points.key, "total")]
        across, down = ([area.page.name, area.first - 1, one, last - 1, one] for one in columns)
        count = last - area.first + 1
        chart.add_series(
            {
                "name": say("summary.charts.series.departments"),
                "categories": across,
                "values": down,
                "categories_data": points.rates[:count],
                "values_data": points.totals[:count],
                "marker": {
                    "type": "circle",
                    "size": 6,
                    "fill": {"color": _SHADES[1]},
                    "border": {"color": _SHADES[0]},
                },
            }
        )
        begin = max(0.0, math.floor(min(points.rates) * 10) / 10)
        self._finish(
            chart,
            "scatter",
            "",
            x={"min": begin, "num_format": "0%"},
            y={"min": _tens_below(points.totals), "max": full, "num_format": "0"},
        )

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


def _tens_below(totals: Sequence[float | str]) -> float:
    """Where the axis of scores begins: at the tens below the lowest."""
    lowest = min(total for total in totals if isinstance(total, float))
    return max(0.0, math.floor(lowest / 10) * 10.0)


def _bars(sheet: Worksheet, spot: parts_sheet.Spot, count: int, names: str, values: str) -> dict[str, Any]:
    """The cells of a series: so many rows of a block."""
    first, last = spot.first, spot.first + count - 1
    return {
        "name": say(f"summary.parts.{values}"),
        "categories": [sheet.name, first, spot.columns[names], last, spot.columns[names]],
        "values": [sheet.name, first, spot.columns[values], last, spot.columns[values]],
    }
