"""How numbers are written: units, rounding to what the interval supports, signs and dashes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.core.figure import Figure
from sinews.present.text.numbers import digits_of_width
from sinews.present.text.words import read_words

NUMBERS = read_words("en").numbers


def figure(value, unit, low=None, high=None):
    return Figure(
        id="a.b",
        label="x",
        value=value,
        low=low,
        high=high,
        unit=unit,
        grade="counted",
        as_of=date(2025, 1, 1),
        sources=("F001",),
        method="m",
    )


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (9.191, "EUR bn/year", "EUR 9.2 bn a year"),
        (31.4708, "EUR bn", "EUR 31.5 bn"),
        (0.0, "EUR bn", "EUR 0 bn"),
        (0.0042, "EUR bn", "EUR 0.0042 bn"),
        (0.05029, "% of GDP", "0.05 % of GDP"),
        (4513.33, "%", "4,513 %"),
        (-116, "km2/month", "−116 km² a month"),
        (473330, "persons", "473,330"),
        (20.83, "ratio", "21"),
        (4.47, "ratio", "4.5"),
        (0.9373, "ratio", "0.94"),
        (17, "months", "17 months"),
        (0.66, "probability", "66 %"),
        (0.0021, "probability", "0.2 %"),
        (0.52, "share", "52 %"),
        (0.07, "share", "7 %"),
        (0.8, "share of 2m", "80 % of 2 million"),
        (1.5, "ratio RU:UA", "1.5 to 1, Russia to Ukraine"),
        (1.8, "ratio to 2024", "1.8 times 2024"),
        (5.51, "RUB trn", "RUB 5.5 trn"),
        (916.8, "EUR m", "EUR 917 m"),
        (1.94, "EUR m", "EUR 1.9 m"),
        (3.5, "furlongs", "4 furlongs"),
    ],
)
def test_counted_numbers_carry_their_unit(value, unit, written):
    assert NUMBERS.value(figure(value, unit)).replace("\u00a0", " ") == written


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "written", "interval"),
    [
        (16.8, 9.2, 24.1, "months", "17 months", "9–24"),
        (0.4442, 0.33, 0.57, "ratio", "0.44", "0.33–0.57"),
        (41893.2, 39000, 45100, "rounds", "41,900 rounds", "39,000–45,100"),
        (12.7, 8.3, 16.4, "%", "12.7 %", "8.3–16.4"),
        (4.0, 3.0, 5.0, "months", "4 months", "3–5"),
    ],
)
def test_estimates_are_rounded_to_what_the_interval_supports(
    value, low, high, unit, written, interval
):
    f = figure(value, unit, low, high)
    assert NUMBERS.value(f).replace("\u00a0", " ") == written
    assert NUMBERS.interval(f) == interval


def test_no_negative_zero():
    assert NUMBERS.number(-0.04, 1) == "0.0"
    assert NUMBERS.number(-0.06, 1) == "−0.1"


def test_a_number_and_its_unit_stay_on_one_line():
    assert " " not in NUMBERS.value(figure(9.2, "EUR bn"))


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_two_digits_of_the_width_are_kept(width):
    step = 10.0 ** -digits_of_width(width)
    assert 9.999 <= width / step <= 100.001


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [(0.6239, "share", "62 %"), (0.204, "share", "20 %"), (1234.6, "km2", "1,235 km²")],
)
def test_a_whole_number_is_whole_in_the_scale_it_is_written_in(value, unit, written):
    whole = NUMBERS.whole(figure(value, unit, low=value * 0.9, high=value * 1.1))
    assert NUMBERS.value(whole).replace("\u00a0", " ") == written
    assert NUMBERS.interval(whole) == ""
