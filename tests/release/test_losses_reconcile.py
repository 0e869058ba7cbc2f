"""Claimed and confirmed losses: identities against the originals, and figures known elsewhere."""

import json
from datetime import date

import polars as pl
import pytest

from sinews.data.compile.losses.monthly import load_categories
from sinews.data.sources.losses.claims import CATEGORIES

FIRST_TOTALS = {"cruise_missiles": 84, "special": 10}
"""Totals with which categories that were added later begin: starting values, not flows."""
SOURCE = CATEGORIES | {"personnel": "personnel"}


def newest(shared):
    """The folder of the release that losses_monthly is built from."""
    return shared / "losses" / "snapshots" / "2026-01-05"


@pytest.mark.release
@pytest.mark.parametrize("category", [c["category"] for c in load_categories()])
def test_months_add_up_to_the_published_total(evidence, shared, category):
    """Losses + revisions + starting value = published total, month by month."""
    name = "personnel" if category == "personnel" else "equipment"
    days = json.loads((newest(shared) / f"russia_losses_{name}.json").read_text())
    rows = evidence.frame("losses_monthly").filter(category=category).sort("month")
    running = FIRST_TOTALS.get(category, 0)
    for month, claimed, corrected, cumulative in rows.select(
        "month", "claimed", "corrected", "cumulative"
    ).rows():
        running += claimed + corrected
        last = [d for d in days if d["date"][:7] == f"{month:%Y-%m}"][-1]
        told = last.get(SOURCE[category])
        if told is None:  # vehicles before 2022-05-01
            told = last["military auto"] + last["fuel tank"]
        assert running == cumulative == told, month
    assert (rows["claimed"] >= 0).all()


@pytest.mark.release
def test_revisions_are_those_of_the_file_of_revisions(evidence, shared):
    path = newest(shared) / "russia_losses_equipment_correction.json"
    told = json.loads(path.read_text())
    ours = evidence.frame("losses_monthly").group_by("category").agg(pl.col("corrected").sum())
    for category, value in ours.rows():
        assert value == sum(r[SOURCE[category]] for r in told), category


FACTS = {
    "F100": ("personnel", date(2022, 12, 1)),
    "F101": ("personnel", date(2023, 12, 1)),
    "F102": ("personnel", date(2024, 12, 1)),
    "F203": ("tank", date(2022, 12, 1)),
    "F204": ("artillery", date(2022, 12, 1)),
    "F206": ("tank", date(2023, 12, 1)),
    "F207": ("artillery", date(2023, 12, 1)),
    "F209": ("tank", date(2024, 12, 1)),
    "F210": ("artillery", date(2024, 12, 1)),
}


@pytest.mark.parametrize("fact", FACTS)
def test_totals_equal_the_fact_register(evidence, fact):
    category, month = FACTS[fact]
    row = evidence.frame("losses_monthly").filter(category=category, month=month)
    told = evidence.frame("facts").filter(fact=fact)["central"].item()
    assert row["cumulative"].item() == told


@pytest.mark.parametrize(
    ("month", "ratio"), [((2023, 6), 1.95), ((2024, 1), 2.36), ((2024, 12), 2.64)]
)
def test_tanks_claimed_against_confirmed(evidence, month, ratio):
    at = date(*month, 1)
    claimed = (
        evidence.frame("losses_monthly").filter(category="tank", month=at)["cumulative"].item()
    )
    confirmed = evidence.frame("losses_confirmed").filter(category="tank", month=at, side="RU")
    assert claimed / confirmed["confirmed_cumulative"].item() == pytest.approx(ratio, abs=0.015)


def test_breaks_are_marked_and_what_was_not_scraped_is_null(evidence):
    months = evidence.frame("losses_monthly")
    assert months.filter(category="cruise_missiles")["month"].min() == date(2022, 5, 1)
    assert months.filter(category="special")["month"].min() == date(2022, 3, 1)
    noted = set(months.drop_nulls("break_note").select("category", "month").rows())
    assert ("aircraft", date(2025, 6, 1)) in noted
    assert ("vehicles", date(2022, 5, 1)) in noted
    confirmed = evidence.frame("losses_confirmed").filter(side="RU", category="vehicles")
    assert (
        confirmed.filter(pl.col("month") < date(2023, 6, 1))["confirmed_cumulative"].is_null().all()
    )
    assert (
        confirmed.filter(pl.col("month") >= date(2023, 6, 1))["confirmed_cumulative"]
        .is_not_null()
        .all()
    )
    afv = evidence.frame("losses_confirmed").filter(side="RU", category="afv").sort("month")
    assert (afv["confirmed_cumulative"].diff().drop_nulls() > 0).all()


@pytest.mark.release
@pytest.mark.parametrize("day", ["2025-09-01", "2025-10-05", "2026-01-05"])
def test_a_vintage_ends_with_the_last_whole_month_of_its_snapshot(evidence, shared, day):
    path = shared / "losses" / "snapshots" / day / "russia_losses_equipment.json"
    days = json.loads(path.read_text())
    own = evidence.frame("losses_vintages").filter(vintage=date.fromisoformat(day), category="tank")
    last = own.sort("month").row(-1, named=True)
    ends = [d for d in days if d["date"][:7] == f"{last['month']:%Y-%m}"]
    assert last["cumulative"] == ends[-1]["tank"]
    assert days[-1]["date"] == day
    assert f"{last['month']:%Y-%m}" < day[:7]


def test_no_vintage_revised_an_earlier_month(evidence):
    """Four releases agree on every month they share: the revisions stand in their own days."""
    table = evidence.frame("losses_vintages")
    pairs = table.join(table, on=["month", "category"])
    assert pairs.filter(pl.col("claimed") != pl.col("claimed_right")).is_empty()


def test_claims_end_in_december_2025_and_the_model_stays_on_its_release(evidence):
    months = evidence.frame("losses_monthly")
    assert months["month"].max() == date(2025, 12, 1)
    fitted = evidence.table("losses_fitted")
    assert fitted.sources == ("claimed_losses@2025-07-31",)
    own = months.filter(pl.col("month") <= fitted.frame["month"].max())
    key = ["category", "month"]
    assert own.sort(key).equals(fitted.frame.sort(key))
