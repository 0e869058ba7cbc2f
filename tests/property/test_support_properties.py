"""What must hold for any ledger, any flows and any window."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.core.survival import (
    Spells,
    bound_curve,
    estimate_curve,
)
from sinews.data.compile.support.conversion import pledge_ages, to_spells
from sinews.data.compile.support.open_commitments import find_youngest
from sinews.data.compile.support.pledge_links import link_pledges

MONTHS = [date(2022 + i // 12, i % 12 + 1, 1) for i in range(40)]
ROW = st.tuples(
    st.sampled_from(["DE", "US"]),
    st.sampled_from(["military", "financial"]),
    st.booleans(),
    st.integers(0, 39),
    st.floats(0, 9),
    st.floats(0, 9),
)


def activities(rows):
    ordered = sorted(rows, key=lambda r: r[:2])
    return pl.DataFrame(
        [
            {
                "row": i,
                "giver": donor,
                "donor": donor,
                "type": kind,
                "activity": None,
                "measure": "commitment" if pledge else "allocation",
                "month": MONTHS[month],
                "committed_eur": committed * 1e9 if pledge or committed > 6 else 0.0,
                "allocated_eur": 0.0 if pledge else allocated * 1e9,
            }
            for i, (donor, kind, pledge, month, committed, allocated) in enumerate(ordered, 1)
        ],
        schema_overrides={"activity": pl.String()},
    )


@given(st.lists(ROW, min_size=1, max_size=40))
def test_linking_keeps_every_euro_of_both_sides(rows):
    frame = activities(rows)
    ledger = link_pledges(frame)
    given_, open_ = (
        ledger.linked.filter(pl.col("allocation_month").is_null() == still)["amount_eur_bn"].sum()
        for still in (False, True)
    )
    assert given_ + open_ == pytest.approx(frame["committed_eur"].sum() / 1e9, abs=1e-6)
    assert given_ + ledger.beyond_eur_bn == pytest.approx(
        frame["allocated_eur"].sum() / 1e9, abs=1e-6
    )
    assert (ledger.linked["amount_eur_bn"] > 0).all()


@given(st.lists(ROW, min_size=1, max_size=40), st.integers(0, 39))
def test_what_was_linked_until_a_month_does_not_depend_on_later_rows(rows, cut):
    """The property that lets the back-test cut finished cohorts instead of linking again."""
    frame = activities(rows)
    end = MONTHS[cut]
    early = frame.filter(pl.col("month") <= end)
    if early.is_empty():
        return
    runs = [early, frame]
    sums = []
    for f in runs:
        linked = link_pledges_within_blocks(f, frame).filter(
            (pl.col("pledge_month") <= end) & (pl.col("allocation_month") <= end)
        )
        sums.append(linked["amount_eur_bn"].sum())
    assert sums[0] == pytest.approx(sums[1], abs=1e-6)


def link_pledges_within_blocks(part, whole):
    """Link part of the rows with the blocks of the whole, given as ids of activities."""
    starts = np.zeros(whole.height, dtype=int)
    rows = whole.to_dicts()
    for i in range(1, len(rows)):
        before, row = rows[i - 1], rows[i]
        other = (before["giver"], before["type"]) != (row["giver"], row["type"])
        pledge = row["measure"] == "commitment"
        opens = before["measure"] != "commitment" if pledge else row["committed_eur"] != 0
        starts[i] = other or opens
    block = {r["row"]: f"b{b}" for r, b in zip(rows, starts.cumsum(), strict=True)}
    ids = part.with_columns(activity=pl.col("row").replace_strict(block, return_dtype=pl.String))
    return link_pledges(ids).linked


SPELL = st.tuples(st.integers(0, 60), st.floats(0.01, 50), st.booleans(), st.integers(0, 6))


def spells(rows):
    age, amount, turned, block = zip(*rows, strict=True)
    return Spells(
        age=np.array(age), amount=np.array(amount), turned=np.array(turned), block=np.array(block)
    )


@given(st.lists(SPELL, min_size=1, max_size=40))
def test_curves_rise_within_zero_and_one_and_know_no_unit(rows):
    s = spells(rows)
    curve = estimate_curve(s, 37)
    assert (np.diff(curve) >= -1e-12).all()
    assert curve[0] >= 0
    assert curve[-1] <= 1 + 1e-12
    million = Spells(age=s.age, amount=s.amount * 1000, turned=s.turned, block=s.block)
    np.testing.assert_allclose(estimate_curve(million, 37), curve, atol=1e-9)
    backwards = spells(rows[::-1])
    np.testing.assert_allclose(estimate_curve(backwards, 37), curve, atol=1e-9)


@given(st.lists(SPELL, min_size=1, max_size=40))
def test_the_ends_of_a_curve_hold_it_within_zero_and_one(rows):
    s = spells(rows)
    low, high = bound_curve(s, 37)
    curve = estimate_curve(s, 37)
    assert ((low >= 0) & (high <= 1 + 1e-12)).all()
    assert ((low <= curve + 1e-9) & (curve <= high + 1e-9)).all()


@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "B"]), st.floats(0, 9), st.floats(0, 9)),
        min_size=1,
        max_size=30,
    )
)
def test_youngest_open_pledges_are_the_gap_and_never_more_than_was_pledged(rows):
    flows = pl.DataFrame(
        [
            {"donor": d, "month": MONTHS[i], "committed_eur_bn": c, "allocated_eur_bn": a}
            for i, (d, c, a) in enumerate(rows)
        ]
    )
    open_ = dict(find_youngest(flows).group_by("donor").agg(pl.col("amount_eur_bn").sum()).rows())
    gaps = flows.group_by("donor").agg(
        gap=pl.col("committed_eur_bn").sum() - pl.col("allocated_eur_bn").sum()
    )
    for donor, gap in gaps.rows():
        assert open_.get(donor, 0.0) == pytest.approx(max(gap, 0.0), abs=1e-4)


def simulate_rows(rng, n_blocks=80, last=50):
    """Workbook rows of packages whose parts wait by a cure-Weibull kernel slow as Europe's."""
    rows = []
    for _ in range(n_blocks):
        start = int(rng.integers(0, last))
        size = float(rng.lognormal(0, 1))
        rows.append((start, size, 0.0))
        for part in rng.dirichlet(np.ones(6)) * size:
            wait = 19.0 * rng.weibull(1.0) if rng.random() < 0.89 else np.inf
            if start + wait < last:
                rows.append((start + int(wait), 0.0, float(part)))
    rows.append((last, 0.0, 1e-9))
    month = [date(2022 + m // 12, m % 12 + 1, 1) for m, _, _ in rows]
    return pl.DataFrame(
        {
            "row": range(1, len(rows) + 1),
            "giver": "DE",
            "donor": "DE",
            "type": "military",
            "activity": pl.Series([None] * len(rows), dtype=pl.String),
            "measure": ["commitment" if c else "allocation" for _, c, _ in rows],
            "month": month,
            "committed_eur": [c * 1e9 for _, c, _ in rows],
            "allocated_eur": [a * 1e9 for _, _, a in rows],
        }
    )


@pytest.mark.slow
def test_a_known_kernel_is_recovered_from_rows_in_its_interval():
    """Rows to links to curve: the 12-month share is covered in at least 85 % of 200 ledgers."""
    truth = 0.89 * (1 - np.exp(-13 / 19.0))
    hits = 0
    for repeat in range(200):
        rng = np.random.default_rng(repeat)
        found = to_spells(pledge_ages(link_pledges(simulate_rows(rng))))
        low, high = bound_curve(found, 13)
        hits += low[12] <= truth <= high[12]
    assert hits / 200 >= 0.85, hits
