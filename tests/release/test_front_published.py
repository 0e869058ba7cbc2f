"""National series against numbers that were published elsewhere."""

from datetime import date

import polars as pl
import pytest


def total(evidence, name, first, last):
    rows = evidence.frame("front_monthly").filter(
        pl.col("series") == name, pl.col("month").is_between(date(*first, 1), date(*last, 1))
    )
    return rows["value"].sum()


@pytest.mark.parametrize(
    ("name", "first", "last", "value", "published"),
    [
        ("ground.isw", (2024, 1), (2024, 5), 779, (752, 800)),
        ("ground.isw", (2024, 1), (2024, 12), 3735, (3604, 4168)),
        ("ground.isw", (2024, 10), (2024, 12), 1794, (1780, 1820)),
        ("ground.isw", (2025, 1), (2025, 4), 1212, (1200, 1220)),
        ("ground.deepstate", (2025, 1), (2025, 4), 835, (820, 850)),
        ("ground.deepstate", (2024, 8), (2024, 8), 351, (340, 363)),
        ("ground.deepstate", (2024, 11), (2024, 11), 716, (700, 730)),
        ("ground.deepstate", (2025, 1), (2025, 1), 321, (315, 325)),
        ("oneway.launched", (2024, 9), (2024, 9), 1334, (1330, 1339)),
        ("oneway.launched", (2025, 7), (2025, 7), 6303, (6297, 6303)),
    ],
)
def test_sums_equal_what_was_published(evidence, name, first, last, value, published):
    """Each band is what other publishers print for the same months (data README)."""
    found = total(evidence, name, first, last)
    assert found == pytest.approx(value, abs=0.6)
    assert published[0] <= found <= published[1]


def test_missiles_of_july_2025_and_deaths_of_2024(evidence):
    families = ("cruise", "ballistic", "mixed", "unknown")
    missiles = sum(total(evidence, f"{f}.launched", (2025, 7), (2025, 7)) for f in families)
    assert missiles == 208  # published 198
    weeks = total(evidence, "ru_deaths.assembled", (2024, 1), (2024, 12))
    assert 115_000 < weeks < 142_000
    assert weeks == pytest.approx(129_278, abs=1)


def test_the_liquid_reserve_on_three_days(evidence):
    rows = evidence.frame("front_monthly").filter(series="nwf.liquid_rub_bn")
    at = dict(rows.select("month", "value").rows())
    known = {date(2024, 1, 1): 5012, date(2025, 1, 1): 3810, date(2025, 7, 1): 4128}
    assert {d: round(at[d]) for d in known} == known


def test_deepstate_points_agree_with_the_area_computed_from_its_polygons(evidence):
    points = evidence.frame("front_points").filter(series="ground_deepstate")
    ours = evidence.frame("front_monthly").filter(series="ground.deepstate")
    both = points.join(ours, left_on="first_day", right_on="month").filter(coverage="complete")
    assert both.height == 3
    assert ((both["value"] / both["central"] - 1).abs() < 0.04).all()


def test_series_end_in_december_2025(evidence):
    last = evidence.frame("front_monthly").group_by("series").agg(pl.col("month").max())
    ends = dict(last.rows())
    for name in ("ground.isw", "ground.deepstate", "oneway.launched", "ru_deaths.assembled"):
        assert ends[name] == date(2025, 12, 1)
    assert ends["nwf.liquid_rub_bn"] == ends["photographed.tank"] == date(2025, 12, 1)


def test_units_are_those_of_the_register(evidence):
    from sinews.core.units import UNITS

    assert set(evidence.frame("front_monthly")["unit"]) <= set(UNITS)
    assert set(evidence.frame("front_points")["unit"]) <= set(UNITS)
