"""Losses of a day are the difference less the revision, and are never negative."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from sinews.data.compile.compiled import compile_table
from sinews.data.compile.losses.monthly import COMPILED, daily_flows, drop_unfinished, monthly_flows
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


def test_a_last_month_that_the_data_do_not_end_is_left_out():
    months = pl.DataFrame({"month": [date(2025, 8, 1), date(2025, 9, 1)]})
    assert drop_unfinished(months, date(2025, 9, 29)).height == 1
    assert drop_unfinished(months, date(2025, 9, 30)).height == 2


def test_each_release_is_a_vintage_of_its_own(tmp_path):
    from reader_fixtures import FIXTURES

    from sinews.data.read.reader import RawFile, build_tables
    from sinews.data.sources import READERS

    releases = {}
    for release in ("2025-07-31", "2025-09-01"):
        for id in ("losses_equipment", "losses_personnel", "losses_corrections"):
            (tmp_path / id).write_bytes(FIXTURES[id]())
            file = RawFile(tmp_path / id)
            for table in build_tables(
                READERS[id], file, release=release, retrieved=date(2026, 1, 1)
            ):
                pinned = tuple(replace(r, id=release) for r in table.releases)
                releases.setdefault(table.spec.id, []).append(replace(table, releases=pinned))
    monthly, vintages = COMPILED
    newest = compile_table(monthly, releases)
    both = compile_table(vintages, releases)
    assert {r.id for r in newest.releases} == {"2025-09-01"}
    assert {r.id for r in both.releases} == set(releases_of(releases))
    for vintage in both.frame["vintage"].unique():
        assert both.frame.filter(vintage=vintage).drop("vintage").equals(newest.frame)


def releases_of(tables):
    return {r.id for given in tables.values() for t in given for r in t.releases}
