"""National series by month: what counts as a month's end, a whole month, and a share of a week."""

from datetime import date, timedelta

import front_fixtures
import polars as pl
import pytest

from sinews.data.compile.front import series
from sinews.data.read.reader import RawFile
from sinews.data.sources.front import strikes
from sinews.data.sources.front.ground import OBSERVERS
from sinews.errors import EvidenceError

FIRST = date(2024, 7, 30)


def areas(**maps):
    days = len(next(iter(maps.values())))
    frame = pl.DataFrame({"date": [FIRST + timedelta(days=i) for i in range(days)]})
    given = {f"{n}_km2": v for n, v in maps.items()}
    empty = {f"{n}_km2": [None] * days for n in OBSERVERS if n not in maps}
    return frame.with_columns(pl.Series(n, v, dtype=pl.Float64) for n, v in (given | empty).items())


def rows(frame, name):
    return frame.filter(series=name).select("month", "value", "coverage").rows()


def test_ground_is_the_difference_of_month_ends():
    found = series.ground_rows(areas(isw=[100.0 + i for i in range(33)]))
    assert rows(found, "ground.isw") == [(date(2024, 8, 1), 31.0, "complete")]
    assert rows(found, "ground_level.isw") == [
        (date(2024, 7, 1), 101.0, "complete"),
        (date(2024, 8, 1), 132.0, "complete"),
    ]


@pytest.mark.parametrize(("missing", "coverage"), [(3, "complete"), (4, "partial")])
def test_a_level_three_days_before_the_month_ends_still_counts(missing, coverage):
    drawn = [100.0 + i for i in range(33 - missing)] + [None] * missing
    ((_, net, found),) = rows(series.ground_rows(areas(deepstate=drawn)), "ground.deepstate")
    assert (net, found) == (31.0 - missing, coverage)


def test_a_redefined_map_is_marked_as_a_break_and_no_month_is_jumped_over():
    found = series.ground_rows(areas(nzz=[100.0 + i for i in range(33)]))
    ((_, _, coverage),) = rows(found, "ground.nzz")
    assert coverage == "break"
    gap = [1.0, 1.0] + [None] * 31 + [5.0] * 30
    assert [c for *_, c in rows(series.ground_rows(areas(isw=gap)), "ground.isw")] == []


def strike_day(day, launched, stopped, jammed):
    counts = {f"{f}_{w}": [0.0] for f in strikes.FAMILIES for w in strikes.FATES}
    own = {"oneway_launched": [launched], "oneway_stopped": [stopped], "oneway_jammed": [jammed]}
    schema = dict.fromkeys(counts, pl.Float64)
    return pl.DataFrame(counts | own, schema=schema).with_columns(date=pl.lit(day))


def test_jamming_is_unknown_before_it_was_told_and_a_cleared_cell_makes_the_month_partial():
    wide = pl.concat(
        [
            strike_day(date(2024, 6, 3), 10.0, 8.0, 0.0),
            strike_day(date(2024, 8, 3), 10.0, 5.0, 0.0),
            strike_day(date(2024, 9, 3), 10.0, 5.0, 4.0),
            strike_day(date(2024, 9, 4), 16.0, 15.0, None),
        ]
    )
    days = series.strike_days(wide).filter(family="oneway")
    assert days["jammed"].to_list() == [None, 0.0, 4.0, None]
    found = series.strike_rows(series.strike_days(wide))
    assert rows(found, "oneway.jammed") == [
        (date(2024, 8, 1), 0.0, "complete"),
        (date(2024, 9, 1), 4.0, "partial"),
    ]
    assert rows(found, "oneway.launched")[-1] == (date(2024, 9, 1), 26.0, "complete")


def test_a_week_is_shared_out_by_its_days_and_the_first_week_of_the_war_has_four():
    weeks = pl.DataFrame({"date": [date(2022, 2, 27), date(2022, 3, 6)], "dead": [40.0, 70.0]})
    months = series.weeks_to_months(weeks, ["dead"], series.FIRST_DAY)
    assert months["dead"].to_list() == pytest.approx([50.0, 60.0])
    assert months["days"].to_list() == [5, 6]


def test_what_still_grows_is_partial():
    months = [date(2025, m, 28) for m in range(1, 10)]
    named = pl.DataFrame({"date": months}).with_columns(
        pl.lit(1.0).alias(n) for n in ("ru_named_dead", "ua_named_dead", "ua_named_missing")
    )
    found = series.named_rows(named).filter(series="ua_named_dead")
    assert found["coverage"].to_list() == ["complete"] * 3 + ["partial"] * 6


def test_monthly_sums_of_strikes_are_not_taken_for_days(tmp_path):
    text = front_fixtures.strikes().decode().splitlines()
    monthly = [text[0], *(f"2024-{m:02d}-28,{text[m].partition(',')[2]}" for m in range(1, 12))]
    (tmp_path / "x.csv").write_text("\n".join(monthly) + "\n")
    assert not strikes.READER.recognises(RawFile(tmp_path / "x.csv"))


def test_more_stopped_than_launched_is_refused(tmp_path):
    lines = front_fixtures.strikes().decode().splitlines()
    cells = lines[5].split(",")
    assert lines[0].split(",")[1].endswith("_launched")
    cells[1], cells[2] = "2", "3"
    (tmp_path / "x.csv").write_text("\n".join([*lines[:5], ",".join(cells), *lines[6:]]) + "\n")
    with pytest.raises(EvidenceError, match="more ballistic_or_aeroballistic destroyed than"):
        strikes.READER.parse(RawFile(tmp_path / "x.csv"))
