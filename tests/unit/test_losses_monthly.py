"""Losses of a day are the difference less the revision, and are never negative."""

from datetime import date, timedelta

import polars as pl
import pytest

from sinews.data.compile.losses.monthly import daily_flows, monthly_flows
from sinews.data.sources.losses.confirmed import CATEGORIES, check_slips
from sinews.errors import EvidenceError

START = date(2022, 2, 25)


def totals(values, start=START):
    days = [start + timedelta(days=i) for i in range(len(values))]
    return pl.DataFrame({"date": days, "total": values})


def revisions(**by_day):
    days = {date.fromisoformat(k[1:].replace("_", "-")): v for k, v in by_day.items()}
    return pl.DataFrame(
        {"date": list(days), "revision": list(days.values())},
        schema={"date": pl.Date, "revision": pl.Int64},
    )


def test_a_revision_is_kept_apart_and_the_first_total_is_a_flow():
    daily = daily_flows(totals([10, 15, 14, 20]), revisions(d2022_02_27=-3), "tank")
    assert daily["flow"].to_list() == [10, 5, 2, 6]
    months = monthly_flows(daily, "tank").sort("month")
    assert months["claimed"].to_list() == [23.0]
    assert months["corrected"].to_list() == [-3.0]
    assert months["cumulative"].to_list() == [20.0]
    assert months["days_covered"].to_list() == [5]


def test_a_fall_that_no_revision_explains_is_refused():
    with pytest.raises(
        EvidenceError, match=r"tank: on 2022-02-27 the total changes by -1.*explains 0"
    ):
        daily_flows(totals([10, 15, 14, 20]), revisions(), "tank")


def test_a_revision_on_the_wrong_day_is_refused():
    with pytest.raises(EvidenceError, match="on 2022-02-26 the total changes by 5"):
        daily_flows(totals([10, 15, 14, 20]), revisions(d2022_02_26=9), "tank")


def test_the_first_total_of_a_category_added_later_is_no_flow():
    start = date(2022, 5, 1)
    daily = daily_flows(totals([84, 84, 90], start), revisions(), "cruise_missiles")
    assert daily["flow"].to_list() == [0, 6]
    assert monthly_flows(daily, "cruise_missiles")["break_note"][0].startswith("counted from")


def confirmed(values):
    days = [date(2023, 1, 1) + timedelta(days=i) for i in range(len(values))]
    frame = pl.DataFrame({"date": days, "tank": [float(v) for v in values]})
    return frame.with_columns(
        side=pl.lit("RU"), **{c: pl.lit(None, pl.Float64) for c in CATEGORIES if c != "tank"}
    )


@pytest.mark.parametrize(
    ("values", "slips"), [([100, 98, 101], 0), ([100, 60, 101], 1), ([4, 1, 5], 0), ([0, 500], 0)]
)
def test_a_reclassification_passes_and_a_slip_does_not(values, slips):
    assert len(check_slips(confirmed(values))) == slips
