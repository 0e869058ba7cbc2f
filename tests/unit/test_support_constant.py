"""Comparisons over years: constant prices and the range over windows, as recomputed by hand."""

import pytest

from sinews.catalogue import find_figure

MISSING = "support.replace.us.{}.{}_eur_bn_year"


@pytest.mark.parametrize(("definition", "real"), [("d1", 11.4), ("d2", 25.6), ("d3", 10.6)])
def test_the_gap_in_constant_prices_is_that_of_the_independent_recomputation(
    evidence, definition, real
):
    figure = find_figure(evidence, MISSING.format(definition, "missing_real"))
    assert figure.value == pytest.approx(real, abs=0.05)


def test_the_gap_ranges_over_the_windows_of_the_last_year(evidence):
    """Windows that ended from 2025-12 to 2026-04 gave 6.0, 7.9, 5.6, 12.2 and 9.2."""
    now, least, most = (
        find_figure(evidence, MISSING.format("d1", n)).value
        for n in ("missing", "missing_least", "missing_most")
    )
    assert (now, least, most) == pytest.approx((9.2, 5.6, 12.2), abs=0.05)


def test_european_military_allocations_grew_by_less_in_constant_prices(evidence):
    """The last year over 2024 on the mean of 2022 to 2024 in the producer's words: +67 % real."""
    real = [
        find_figure(evidence, f"support.real.europe.military.y{y}").value for y in range(2022, 2026)
    ]
    plain = [
        find_figure(evidence, f"support.allocated.europe.military.y{y}").value
        for y in range(2022, 2026)
    ]
    assert real[-1] == pytest.approx(plain[-1])
    assert plain[-1] / (sum(plain[:3]) / 3) == pytest.approx(1.80, abs=0.005)
    assert real[-1] / (sum(real[:3]) / 3) == pytest.approx(1.71, abs=0.005)


def test_all_donors_fell_in_either_price(evidence):
    for family, ratio in (("allocated", 0.89), ("real", 0.84)):
        values = [
            find_figure(evidence, f"support.{family}.all.military.y{y}").value
            for y in range(2022, 2026)
        ]
        assert values[-1] / (sum(values[:3]) / 3) == pytest.approx(ratio, abs=0.005)
