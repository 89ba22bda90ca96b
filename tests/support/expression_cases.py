"""Random expressions with random values: blanks, texts among numbers, columns with holes, dates."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from perfxl.scheme.expression import Kind, Unresolved, parse
from tests.support.spreadsheet import CAPACITY, Cell, as_number

NUMBERS, TEXTS, DATES = ("年初", "追加", "决算", "结转"), ("是否完成", "类别"), ("计划", "实际")
AMOUNTS, ANSWERS = ("项目_执行", "项目_预算"), ("工作_完成", "工作_类别")


@dataclass(frozen=True)
class Case:
    """One expression and what its names hold; columns of amounts and answers are tuples."""

    text: str
    values: Mapping[str, Cell | tuple[Cell, ...]]

    def expected(self) -> Cell:
        """What the cell of the guarded formula ought to show, by our own evaluation."""
        expression = parse(self.text)
        try:
            value = expression.evaluate(self.values.__getitem__)
        except Unresolved:
            return ""
        if self.digits is None:
            return value
        if isinstance(value, str | bool):
            return ""
        return as_number(value)

    @property
    def digits(self) -> int | None:
        return 10 if parse(self.text).kind in {Kind.NUMBER, Kind.ANY} else None


def _weighted(*strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One of the strategies, each as likely as its share: one_of would flatten those that are unions."""
    return st.sampled_from(strategies).flatmap(lambda strategy: strategy)


_numbers = st.one_of(
    st.integers(-20, 200).map(float),
    st.decimals(-50, 500, places=2).map(float),
    st.sampled_from([0.0, 0.1, 0.2, 0.3, 1.0, 100.0]),
)
_words_entered = st.sampled_from(["是", "否", "A", "a", "基本建设", '引"号'])
_dates = st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31))


def _holed(cells: st.SearchStrategy[Any], wrong: Cell) -> st.SearchStrategy[Cell]:
    return _weighted(cells, cells, cells, cells, st.none(), st.just(wrong))


def _columns(cells: st.SearchStrategy[Any], least: int) -> st.SearchStrategy[tuple[Cell, ...]]:
    return st.lists(cells, min_size=least, max_size=CAPACITY - 1).map(tuple)


def _values(
    numbers: st.SearchStrategy[Any], words: st.SearchStrategy[Any], dates: st.SearchStrategy[Any], least: int
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        dict.fromkeys(NUMBERS, numbers)
        | dict.fromkeys(TEXTS, words)
        | dict.fromkeys(DATES, dates)
        | {name: _columns(numbers, least) for name in AMOUNTS}
        | {name: _columns(words, least) for name in ANSWERS}
    )


_complete = _values(_numbers, _words_entered, _dates, 1)
values = _weighted(
    _complete,
    _complete,
    _values(_holed(_numbers, "３元"), _holed(_words_entered, 7.0), _holed(_dates, "年底"), 0),
)

_literals = st.sampled_from(["0", "1", "2", "0.5", "100", "0.1"])
_words = st.sampled_from(['"是"', '"否"', '"a"', '"引\\"号"'])
_names = st.sampled_from(NUMBERS)
_leaves = st.one_of(
    _names,
    _names,
    _literals,
    st.builds("N({})".format, _names),
    st.builds("COUNTA({}, {})".format, st.sampled_from(NUMBERS + TEXTS), st.sampled_from(TEXTS)),
    st.builds("COUNT({}, {})".format, _names, _names),
    st.builds("LEN({})".format, st.sampled_from(TEXTS)),
    st.builds("SUM({}, {})".format, _names, _names),
    st.builds(
        "{}({})".format, st.sampled_from(["SUM", "COUNT", "COUNTA", "MIN", "MAX"]), st.sampled_from(AMOUNTS)
    ),
    st.builds("COUNTA({})".format, st.sampled_from(ANSWERS)),
    st.builds("COUNTIF({}, {})".format, st.sampled_from(ANSWERS), _words),
    st.builds("COUNTIF({}, {})".format, st.sampled_from(AMOUNTS), _literals),
    st.builds("SUMIF({}, {}, {})".format, st.sampled_from(ANSWERS), _words, st.sampled_from(AMOUNTS)),
    st.builds("YEAR({})".format, st.sampled_from(DATES)),
    st.builds("({} - {})".format, st.sampled_from(DATES), st.sampled_from(DATES)),
)


def _larger(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, part, st.sampled_from("+-*/"), part),
        st.builds("{} {} {}".format, part, st.sampled_from("+-*/"), part),
        st.builds("-{}".format, part),
        st.builds("ABS({})".format, part),
        st.builds("ROUND({}, {})".format, part, st.sampled_from(["0", "2", "-1"])),
        st.builds("INT({})".format, part),
        st.builds("{}({}, {})".format, st.sampled_from(["MIN", "MAX"]), part, part),
        st.builds("IF({}, {}, {})".format, _truths(part), part, part),
    )


def _truths(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    equal = st.sampled_from(["==", "!="])
    simple = st.one_of(
        st.builds("{} {} {}".format, part, signs, part),
        st.builds("{} {} {}".format, st.sampled_from(TEXTS), equal, _words),
        st.builds(
            "{} {} {}".format, st.sampled_from(TEXTS + NUMBERS), equal, st.sampled_from(TEXTS + NUMBERS)
        ),
        st.builds("{} {} {}".format, st.sampled_from(DATES), signs, st.sampled_from(DATES)),
        st.builds("ISBLANK({})".format, st.sampled_from(NUMBERS + TEXTS + DATES)),
        st.builds("ISNUMBER({})".format, st.sampled_from(NUMBERS + TEXTS)),
        st.builds("ISNUMBER(SEARCH({}, {}))".format, _words, st.sampled_from(TEXTS)),
    )
    return st.one_of(
        simple,
        simple,
        st.builds("AND({}, {})".format, simple, simple),
        st.builds("OR({}, {})".format, simple, simple),
        st.builds("NOT({})".format, simple),
    )


_sums = st.recursive(_leaves, _larger, max_leaves=6)
_word_valued = _weighted(
    st.builds("IF({}, {}, {})".format, _truths(_sums), _words, _weighted(_words, st.sampled_from(TEXTS))),
    st.sampled_from(TEXTS),
)
_texts = _weighted(_sums, _sums, _sums, _truths(_sums), _word_valued)
cases = st.builds(Case, _texts, values)
