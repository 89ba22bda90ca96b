"""Numbers are rounded as a spreadsheet rounds them, and shown as an accountant writes them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.numbers import excel_round, show_exact, show_fixed, show_percent, show_plain, write_out
from tests.support.spreadsheet import Spreadsheet


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (0.285, 2, 0.29),
        (-2.675, 2, -2.68),
        (2.5, 0, 3.0),
        (3.5, 0, 4.0),
        (-0.5, 0, -1.0),
        (1250.0, -2, 1300.0),
        (49.0, -2, 0.0),
        (1e15 + 0.5, 0, 1e15 + 0.5),
        (0.1 + 0.2, 10, 0.3),
    ],
)
def test_ties_go_away_from_zero_as_the_number_is_shown_and_not_as_it_is_stored(
    value: float, digits: int, expected: float
) -> None:
    assert excel_round(value, digits) == expected


def test_rounding_to_nothing_gives_a_zero_without_a_sign() -> None:
    assert str(excel_round(-0.001, 2)) == "0.0"


def test_what_is_no_finite_number_is_left_alone() -> None:
    assert excel_round(float("inf"), 2) == float("inf")


_with_ties = st.one_of(
    st.integers(-(10**7), 10**7).map(lambda number: number / 1000),
    st.builds(lambda a, b: a / b, st.integers(-1000, 1000), st.integers(1, 400)),
    st.floats(-1e6, 1e6),
)


@settings(max_examples=1000, deadline=None)
@given(_with_ties, st.integers(0, 6))
def test_a_spreadsheet_engine_rounds_alike(value: float, digits: int) -> None:
    sheet = Spreadsheet({"数": value})
    assert sheet.show(f"ROUND({sheet.refer('数')},{digits})") == excel_round(value, digits)


@settings(max_examples=300, deadline=None)
@given(_with_ties, st.integers(0, 6))
def test_rounding_twice_changes_nothing(value: float, digits: int) -> None:
    once = excel_round(value, digits)
    assert excel_round(once, digits) == once
    assert abs(once - value) <= 0.5000001 * 10**-digits


def test_money_and_percentages_always_show_two_decimals() -> None:
    assert show_fixed(3935.66) == "3935.66"
    assert show_fixed(0.0) == "0.00"
    assert show_fixed(-0.004) == "0.00"
    assert show_percent(1.125) == "112.50%"
    assert show_percent(2 / 3, 1) == "66.7%"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (8.0, "8"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333"),
        (-2.50, "-2.5"),
        (1000.0, "1000"),
        (1e-9, "0"),
    ],
)
def test_plain_numbers_show_no_needless_zeros(value: float, shown: str) -> None:
    assert show_plain(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1e300, "100000…（整数部分共301位）"),
        (-1.5e25, "-150000…（整数部分共26位）"),
        (1e20, "100000000000000000000"),
        (1e15 + 0.5, "1000000000000000"),
        (0.1 + 0.2, "0.3"),
        (12.5, "12.5"),
        (1e-7, "0.0000001"),
        (-1e-9, "-0.000000001"),
        (1e-300, "0.0000…（小数点后第300位起才不是0）"),
    ],
)
def test_a_number_is_shown_with_all_its_figures_or_by_its_size(value: float, shown: str) -> None:
    assert show_exact(value) == shown


_of_every_size = st.floats(-1e308, 1e308)


@settings(max_examples=300, deadline=None)
@given(_of_every_size, st.integers(0, 6))
def test_no_number_is_ever_shown_in_scientific_notation(value: float, digits: int) -> None:
    ways = (show_exact(value), show_fixed(value, digits), show_plain(value), write_out(value))
    assert not any("e" in shown.lower() for shown in ways)


@settings(max_examples=300, deadline=None)
@given(_of_every_size)
def test_what_is_written_out_is_the_number_again_as_far_as_excel_shows_it(value: float) -> None:
    assert f"{float(write_out(value)):.15g}" == f"{value + 0.0:.15g}"
