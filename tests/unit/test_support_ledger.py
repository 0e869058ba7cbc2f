"""Linking pledges to allocations: the order rule, first in first out, and what stays open."""

from datetime import date

import polars as pl
import pytest

from sinews.data.compile.support.conversion import choose_set, conversion_sets, pledge_ages
from sinews.data.compile.support.open_commitments import find_youngest
from sinews.data.compile.support.pledge_links import link_pledges
from sinews.errors import EvidenceError

MONTHS = [date(2022, m, 1) for m in range(1, 13)]


def activities(rows):
    """Rows of (donor, type, measure, month number or 0, committed, allocated), EUR bn."""
    return pl.DataFrame(
        [
            {
                "row": i,
                "giver": donor,
                "donor": donor,
                "type": kind,
                "activity": None,
                "measure": {"C": "commitment", "A": "allocation"}[measure],
                "month": MONTHS[month - 1] if month else None,
                "committed_eur": committed * 1e9,
                "allocated_eur": allocated * 1e9,
            }
            for i, (donor, kind, measure, month, committed, allocated) in enumerate(rows, 1)
        ],
        schema_overrides={
            "month": pl.Date(),
            "committed_eur": pl.Float64(),
            "activity": pl.String(),
        },
    )


def links(rows):
    ledger = link_pledges(activities(rows))
    columns = ["block", "pledge_month", "allocation_month", "amount_eur_bn"]
    plain = [
        (b, p.month, a.month if a else None, round(x, 9))
        for b, p, a, x in ledger.linked.select(columns).iter_rows()
    ]
    return plain, ledger


def test_first_pledge_is_allocated_first_and_the_rest_stays_open():
    plain, ledger = links(
        [
            ("DE", "military", "C", 1, 2, 0),
            ("DE", "military", "C", 3, 4, 0),
            ("DE", "military", "A", 4, 0, 3),
            ("DE", "military", "A", 2, 0, 1),
        ]
    )
    assert plain == [(0, 1, 2, 1), (0, 1, 4, 1), (0, 3, 4, 2), (0, 3, None, 2)]
    assert ledger.end == date(2022, 4, 1)
    assert ledger.beyond_eur_bn == 0


def test_blocks_never_share_money():
    """A second run of pledges, another type and a direct allocation are blocks of their own."""
    plain, ledger = links(
        [
            ("DE", "military", "C", 1, 1, 0),
            ("DE", "military", "A", 2, 0, 3),
            ("DE", "military", "C", 3, 5, 0),
            ("DE", "military", "A", 4, 2, 2),
            ("DE", "financial", "A", 5, 0, 1),
        ]
    )
    assert plain == [(0, 1, 2, 1), (1, 3, None, 5), (2, 4, 4, 2)]
    assert ledger.beyond_eur_bn == pytest.approx(2 + 1)
    assert ledger.linked["from_pledge"].to_list() == [True, True, False]


def test_rows_without_a_month_are_left_out_and_do_not_split_a_block():
    plain, _ = links(
        [
            ("US", "military", "C", 1, 2, 0),
            ("US", "military", "A", 0, 7, 7),
            ("US", "military", "A", 3, 0, 2),
        ]
    )
    assert plain == [(0, 1, 3, 2)]


def test_reordered_rows_are_refused():
    frame = activities([("US", "military", "C", 1, 2, 0), ("US", "military", "A", 3, 0, 2)])
    with pytest.raises(EvidenceError, match="out of order"):
        link_pledges(frame.reverse())


def test_an_allocation_dated_before_its_pledge_has_age_zero():
    ledger = link_pledges(
        activities([("US", "military", "C", 5, 2, 0), ("US", "military", "A", 3, 0, 2)])
    )
    assert pledge_ages(ledger)["age"].to_list() == [0]


def test_youngest_open_pledges_when_the_oldest_are_allocated_first():
    flows = pl.DataFrame(
        {
            "donor": ["DE"] * 3 + ["FR"] * 2,
            "month": [*MONTHS[:3], *MONTHS[:2]],
            "committed_eur_bn": [5.0, 2.0, 1.0, 1.0, 0.0],
            "allocated_eur_bn": [0.0, 4.0, 0.5, 0.0, 1.5],
        }
    )
    found = find_youngest(flows).sort("donor", "month").rows()
    # Germany: 8 pledged, 4.5 given: 3.5 open = the newest 1, the 2 before, 0.5 of the oldest.
    assert found == [("DE", MONTHS[0], 0.5), ("DE", MONTHS[1], 2.0), ("DE", MONTHS[2], 1.0)]


@pytest.fixture(scope="module")
def real(shared):
    from sinews.data.read.reader import RawFile
    from sinews.data.sources.kiel.activities import parse

    path = shared / "kiel" / "release-28" / "bilateral_activities.csv"
    frame = parse(RawFile(path)).tables["kiel_activities"]
    return frame, link_pledges(frame)


@pytest.mark.release
def test_the_ledger_of_release_28_keeps_every_euro(real):
    frame, ledger = real
    dated = frame.filter(pl.col("month").is_not_null())
    pledged = dated.filter(pl.col("committed_eur") > 0)["committed_eur"].sum() / 1e9
    given = dated.filter(pl.col("allocated_eur") > 0)["allocated_eur"].sum() / 1e9
    linked = ledger.linked["amount_eur_bn"]
    still = ledger.linked["allocation_month"].is_null()
    assert linked.sum() == pytest.approx(pledged, abs=1e-4)
    assert linked.filter(~still).sum() + ledger.beyond_eur_bn == pytest.approx(given, abs=1e-4)
    assert linked.filter(~still).sum() == pytest.approx(324.2, abs=0.1)
    assert linked.filter(still).sum() == pytest.approx(215.1, abs=0.1)


@pytest.mark.release
@pytest.mark.parametrize(
    ("id", "eur_bn", "shares"),
    [
        ("all", 370.6, (0.05, 0.24, 0.39, 0.60, 0.71, 0.78)),
        ("military", 196.3, (0.08, 0.28, 0.47, 0.62, 0.75, 0.81)),
        ("us_military", 65.6, (0.13, 0.49, 0.81, 0.92, 0.93, 0.93)),
        ("europe31_military", 126.2, (0.06, 0.16, 0.27, 0.44, 0.64, 0.78)),
        ("de_military", 41.8, (0.05, 0.18, 0.28, 0.44, 0.65, 0.65)),
        ("gb_military", 24.4, (0.04, 0.14, 0.32, 0.49, 0.59, 0.59)),
        ("eu_institutions_financial", 94.0, (0.00, 0.16, 0.23, 0.52, 0.65, 0.72)),
        ("financial", 160.9, (0.01, 0.20, 0.31, 0.58, 0.69, 0.74)),
        ("humanitarian", 13.4, (0.11, 0.13, 0.21, 0.35, 0.42, 0.69)),
    ],
)
def test_curves_are_those_of_an_independent_calculation(real, evidence, id, eur_bn, shares):
    """Amounts and curves as computed once by hand-made scripts from the same rows."""
    chosen = choose_set(pledge_ages(real[1]), id)
    assert chosen["amount_eur_bn"].sum() == pytest.approx(eur_bn, abs=0.06)
    curve = evidence.frame("conversion_curves").filter(pl.col("set") == id).sort("months_since")
    ours = curve["share"].gather([0, 3, 6, 12, 24, 36]).to_list()
    assert ours == pytest.approx(shares, abs=0.0051)


def test_shipped_half_lives_and_their_intervals(evidence):
    rows = {r["set"]: r for r in evidence.frame("conversion_summary").iter_rows(named=True)}
    assert set(rows) == set(conversion_sets())
    us, europe = rows["us_military"], rows["europe31_military"]
    assert us["half_life_months"] == 4
    assert europe["half_life_months"] == 17
    assert us["half_life_high_months"] < europe["half_life_low_months"]
    for r in rows.values():
        assert (r["half_life_low_months"] or 0) <= (r["half_life_months"] or 99)
        assert r["share_12m_low"] <= r["share_12m"] <= r["share_12m_high"]


def test_what_was_allocated_on_announcement_is_told_and_halves_change_with_it(evidence):
    """As recomputed from the originals: Europe 11 months and .53, Nordics 16, all 7, relief 0."""
    rows = {r["set"]: r for r in evidence.frame("conversion_summary").iter_rows(named=True)}
    halves = {
        "europe31_military": (17, 11),
        "nordics_military": (21, 16),
        "all": (9, 7),
        "humanitarian": (35, 0),
        "us_military": (4, 4),
    }
    for id, (without, with_announced) in halves.items():
        assert rows[id]["half_life_months"] == without
        assert rows[f"{id}_with_announced"]["half_life_months"] == with_announced
    europe = rows["europe31_military_with_announced"]
    assert europe["share_12m"] == pytest.approx(0.53, abs=0.005)
    assert rows["us_military"]["blocks"] == 10
    assert rows["europe31_military"]["blocks"] == 54
    assert rows["us_military"]["announced_eur_bn"] == 0


def test_the_intervals_overlap_those_of_the_independent_calculation(evidence):
    """Half-life intervals: United States 3 to 5 months, Europe 9 to 24."""
    rows = {r["set"]: r for r in evidence.frame("conversion_summary").iter_rows(named=True)}
    for id, low, high in (("us_military", 3, 5), ("europe31_military", 9, 24)):
        assert rows[id]["half_life_low_months"] <= high
        assert rows[id]["half_life_high_months"] >= low


@pytest.mark.parametrize(
    ("donor", "open_eur_bn", "age", "old"),
    [
        ("eu_institutions", 106.30, 2.7, 0.15),
        ("DE", 17.74, 9.0, 0.00),
        ("NO", 14.03, 12.2, 0.31),
        ("GB", 11.05, 20.7, 0.96),
        ("SE", 8.83, 8.7, 0.25),
        ("US", 3.58, 18.0, 1.00),
        ("KR", 2.13, 30.9, 1.00),
    ],
)
def test_open_commitments_when_the_oldest_go_first(evidence, donor, open_eur_bn, age, old):
    frame = evidence.frame("open_commitments").filter(pl.col("basis") == "youngest")
    row = frame.filter(pl.col("donor") == donor).row(0, named=True)
    assert row["open_eur_bn"] == pytest.approx(open_eur_bn, abs=0.005)
    assert row["mean_age_months"] == pytest.approx(age, abs=0.05)
    assert row["share_older_12m"] == pytest.approx(old, abs=0.005)


def test_open_commitments_add_up_to_commitments_less_allocations(evidence):
    frame = evidence.frame("open_commitments").filter(pl.col("basis") == "youngest")
    total = evidence.frame("support_monthly").filter(pl.col("type") == "total")
    gap = total["committed_eur_bn"].sum() - total["allocated_eur_bn"].sum()
    assert frame["open_eur_bn"].sum() == pytest.approx(gap, abs=1e-6)
    assert gap == pytest.approx(189.584, abs=0.001)


def test_the_producers_ids_link_rows_wherever_they_stand():
    frame = activities(
        [
            ("US", "military", "C", 1, 3, 0),
            ("US", "military", "C", 2, 5, 0),
            ("US", "military", "A", 3, 0, 4),
            ("US", "military", "A", 4, 0, 1),
        ]
    ).with_columns(activity=pl.Series(["x", "y", "y", "x"]))
    rows = link_pledges(frame).linked.select("pledge_month", "allocation_month", "amount_eur_bn")
    plain = sorted((p.month, a.month if a else 0, x) for p, a, x in rows.iter_rows())
    assert plain == [(1, 0, 2), (1, 4, 1), (2, 0, 1), (2, 3, 4)]


@pytest.mark.release
def test_a_loan_that_was_dated_anew_stops_the_build(real):
    moved = real[0].with_columns(
        month=pl.when((pl.col("donor") == "eu_institutions") & (pl.col("committed_eur") > 4e10))
        .then(pl.lit(date(2026, 1, 1)))
        .otherwise("month")
    )
    with pytest.raises(EvidenceError, match="booked in another month"):
        choose_set(pledge_ages(link_pledges(moved)), "all")


@pytest.mark.release
def test_an_imported_activity_table_gives_the_shipped_curves(evidence, shared, tmp_path):
    from sinews.data.compile.tables import all_kinds
    from sinews.data.evidence.evidence import Evidence
    from sinews.data.read.releases import Arrival
    from sinews.data.store.add import add_files
    from sinews.data.store.store import Store
    from sinews.support.conversion import describe_origin

    path = shared / "kiel" / "release-28" / "bilateral_activities.csv"
    added = add_files(
        [path], Store(tmp_path), all_kinds(), Arrival(retrieved=date(2026, 8, 8), release="28")
    )
    assert not added.failed
    mine = Evidence(evidence.folder, Store(tmp_path), "store")
    assert "conversion_curves" in mine.stored
    assert describe_origin(mine).startswith("Curves built from the imported activity table")
    for table in ("conversion_curves", "conversion_summary", "conversion_cohorts"):
        assert mine.frame(table).equals(Evidence(evidence.folder, None, "shipped").frame(table))
