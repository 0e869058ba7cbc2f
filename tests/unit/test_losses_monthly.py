"""Losses of a day are the difference less the revision, and are never negative."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from sinews.data.compile.compiled import compile_table
from sinews.data.compile.losses.flows import check_swaps
from sinews.data.compile.losses.monthly import COMPILED, daily_flows, drop_unfinished, monthly_flows
from sinews.data.sources.losses.confirmed import CATEGORIES, check_slips
from sinews.errors import ContradictionError

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


def test_a_fall_that_no_revision_explains_costs_its_day_alone():
    daily = daily_flows(totals([10, 15, 14, 20]), revisions(), "tank")
    assert daily["flow"].to_list() == [10, 5, None, 6]
    months = monthly_flows(daily, "tank").sort("month")
    assert months["claimed"].to_list() == [21.0]
    assert months["corrected"].to_list() == [-1.0]
    assert months["days_covered"].to_list() == [4]
    assert months["break_note"].to_list() == ["unexplained revision of -1 on 2022-02-27"]
    assert (months["claimed"] + months["corrected"]).to_list() == [20.0], "what the total moved by"


def test_a_revision_on_the_wrong_day_costs_both_days():
    daily = daily_flows(totals([10, 15, 6, 20]), revisions(d2022_02_26=9), "tank")
    assert daily["flow"].to_list() == [10, None, None, 14]
    assert daily["revision"].sum() == 5 - 9


def test_a_jump_beyond_all_history_is_marked_and_a_large_day_is_not():
    values = [100 + 10 * i for i in range(60)]
    jumped = [*values, values[-1] + 40, values[-1] + 600_000, values[-1] + 600_010]
    flow = daily_flows(totals(jumped), revisions(), "tank")["flow"].to_list()
    assert flow[-3:] == [40, None, 10]


def test_a_salvo_like_an_earlier_one_after_a_quiet_time_is_no_jump():
    salvo = [1] * 40 + [45] + [1] * 120 + [60] + [1] * 120 + [400]
    values = [sum(salvo[: i + 1]) for i in range(len(salvo))]
    flow = daily_flows(totals(values), revisions(), "cruise_missiles")["flow"]
    assert [i + 1 for i in flow.is_null().arg_true()] == [len(salvo) - 1]


def test_a_unit_that_changes_inside_the_file_is_refused():
    values = [100 + 10 * i for i in range(90)]
    changed = values[:60] + [1000 * v for v in values[60:]]
    with pytest.raises(ContradictionError, match=r"tank: .* no running total of one counter"):
        daily_flows(totals(changed), revisions(), "tank")


def test_the_losses_of_a_gap_count_unless_it_crosses_the_end_of_a_month():
    days = [date(2022, 3, d) for d in (28, 29, 31)] + [date(2022, 4, d) for d in (2, 3)]
    counted = pl.DataFrame({"date": days, "total": [10, 11, 15, 20, 21]})
    daily = daily_flows(counted, revisions(), "cruise_missiles")
    assert daily["flow"].to_list() == [1, 4, None, 1]
    assert monthly_flows(daily, "cruise_missiles")["days_covered"].to_list() == [3, 1]


def counters(**by_name):
    return {n: totals([a + b * i for i in range(60)]) for n, (a, b) in by_name.items()}


def test_counters_swapped_from_one_day_on_are_refused():
    good = counters(tank=(9000, 3), afv=(20000, 7))
    check_swaps(good)
    tank, afv = (good[n]["total"].to_list() for n in ("tank", "afv"))
    swapped = {
        "tank": totals(tank[:40] + afv[40:]),
        "afv": totals(afv[:40] + tank[40:]),
    }
    with pytest.raises(ContradictionError, match=r"from 2022-04-06 on .*tank and afv are swapped"):
        check_swaps(swapped)


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
    from reader_fixtures import FIXTURES, build_tables

    from sinews.data.read.reader import RawFile
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
    monthly, _, vintages = COMPILED
    short = replace(monthly, spec=replace(monthly.spec, min_rows=1))
    newest = compile_table(short, releases)
    both = compile_table(vintages, releases)
    assert {r.id for r in newest.releases} == {"2025-09-01"}
    assert {r.id for r in both.releases} == set(releases_of(releases))
    for vintage in both.frame["vintage"].unique():
        assert both.frame.filter(vintage=vintage).drop("vintage").equals(newest.frame)


def releases_of(tables):
    return {r.id for given in tables.values() for t in given for r in t.releases}
