"""The one SQL file against an independent Polars version; mirror rows as arrays."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from synthetic_trade import make_gravity
from synthetic_trade.panel import mirror_rows, write_comext
from synthetic_trade.world import INTERMEDIARIES

from sinews.core.places import EU27
from sinews.diversion.corridors.allocation import allocate_excess
from sinews.diversion.panel import aggregate
from sinews.diversion.panel.aggregate import aggregate_exports, list_reported
from sinews.diversion.panel.mirror_read import drop_incomplete, fill_mirror
from sinews.diversion.panel.panel import find_role
from sinews.diversion.screen import screen_panel
from sinews.errors import EvidenceError


@pytest.fixture(scope="module")
def world():
    return make_gravity(902, products=150, controls=8, scale=4.0)


def with_traps(folder):
    """Headings, totals, imports and reporters outside the Union, none of which may count."""
    rows = pl.DataFrame(
        {
            "partner": ["KG"] * 5,
            "product": ["8703", "TOTAL", "87032410", "87032410", "99SSSS99"],
            "month": [date(2022, 3, 1)] * 5,
            "value_eur": [1e9, 1e9, 1e9, 1e9, 7.0],
            "reporter": ["DE", "DE", "GB", "DE", "DE"],
            "flow": ["export", "export", "export", "import", "export"],
        }
    )
    rows.write_parquet(folder / "traps.parquet")


def by_polars(folder):
    lazy = pl.scan_parquet(
        folder / "**/*.parquet", hive_partitioning=False, missing_columns="insert"
    )
    return (
        lazy.filter(
            (pl.col("flow") == "export")
            & (pl.col("product").str.len_chars() == 8)
            & pl.col("reporter").is_in(sorted(EU27))
        )
        .group_by("partner", pl.col("product").str.head(6), "month")
        .agg(exports_eur=pl.col("value_eur").sum())
        .collect()
        .sort("partner", "product", "month")
    )


def test_sql_and_polars_give_the_same_numbers(world, tmp_path):
    write_comext(world, tmp_path)
    with_traps(tmp_path)
    ours = aggregate_exports(sorted(tmp_path.rglob("*.parquet")))
    ours = ours.sort("partner", "product", "month")
    theirs = by_polars(tmp_path).select(ours.columns)
    assert ours.height == theirs.height > 10_000
    assert ours.drop("exports_eur").equals(theirs.drop("exports_eur"))
    np.testing.assert_allclose(ours["exports_eur"], theirs["exports_eur"], rtol=1e-12)
    assert ours.filter(pl.col("product") == "99SSSS")["exports_eur"].to_list() == [7.0]


def test_sums_do_not_depend_on_threads(world, tmp_path):
    write_comext(world, tmp_path)
    paths = sorted(tmp_path.rglob("*.parquet"))
    one, *others = (
        aggregate_exports(paths, threads=n).sort("partner", "product", "month") for n in (1, 2, 7)
    )
    assert all(one.equals(o) for o in others)


def test_large_aggregates_go_through_a_file_with_the_same_cells(world, tmp_path, monkeypatch):
    write_comext(world, tmp_path)
    paths = sorted(tmp_path.rglob("*.parquet"))
    held = aggregate_exports(paths).sort("partner", "product", "month")
    monkeypatch.setattr(aggregate, "IN_MEMORY_ROWS", 10)
    assert aggregate_exports(paths).sort("partner", "product", "month").equals(held)


def test_months_may_be_written_as_text(world, tmp_path):
    write_comext(world, tmp_path)
    path = next(tmp_path.rglob("*.parquet"))
    text = pl.col("month").dt.strftime("%Y-%m").alias("period")
    pl.read_parquet(path).select(
        "reporter", "partner", "product", "flow", "value_eur", text
    ).write_parquet(tmp_path / "text.parquet")
    as_dates, as_text = (
        aggregate_exports([p]).sort("partner", "product", "month")
        for p in (path, tmp_path / "text.parquet")
    )
    assert as_dates.equals(as_text)
    assert list_reported([path]).equals(list_reported([tmp_path / "text.parquet"]))


def test_nothing_to_read_is_refused():
    with pytest.raises(EvidenceError, match="no Parquet"):
        aggregate_exports([])


def test_roles():
    assert find_role("RU") == "target"
    assert find_role("BY") is None, "Belarus is a target of sanctions, never a control"
    assert find_role("BY", scored=frozenset({"BY"})) is None
    assert {find_role(p) for p in INTERMEDIARIES} == {"intermediary"}
    assert find_role("TR") is None
    assert find_role("TR", scored=frozenset({"TR"})) == "intermediary"
    assert find_role("JP") == "control"
    assert find_role("DE") is None
    assert find_role("QZ") is None


def test_an_importer_file_cut_short_is_left_out(world):
    rows = mirror_rows(world).frame
    cut = rows.filter(
        (pl.col("partner") != "KG")
        | (pl.col("start") != date(2022, 5, 1))
        | pl.col("product").str.ends_with("7")
    )
    kept, names = drop_incomplete(cut)
    assert "KG 2022-05" in names
    gone = kept.filter((pl.col("partner") == "KG") & (pl.col("start") == date(2022, 5, 1)))
    assert gone.is_empty()


def test_a_period_that_a_partner_did_not_report_is_missing_not_zero(world):
    rows = mirror_rows(world)
    at = {p: i for i, p in enumerate(world.products)}
    frame = rows.frame.filter((pl.col("partner") != "AM") | (pl.col("kind") != "onward"))
    part = type(rows)(frame=frame, incomplete=(), sources=())
    flows = fill_mirror(part, world.partners, at, world.months, world.exports.sum(2))
    am, kg = world.partners.index("AM"), world.partners.index("KG")
    assert np.isnan(flows.onward[am]).all()
    np.testing.assert_allclose(flows.onward[kg], world.onward[kg])
    np.testing.assert_allclose(flows.arrivals[am], world.arrivals[am])


def test_only_codes_that_an_extract_covers_may_be_zero(world):
    """A file with the goods of one heading alone says nothing of all others (fault 1)."""
    rows = mirror_rows(world)
    at = {p: i for i, p in enumerate(world.products)}
    one = world.products[int(world.exports[1].sum(1).argmax())]
    cars = rows.frame.filter((pl.col("partner") != "AM") | (pl.col("product") == one))
    part = type(rows)(frame=cars, incomplete=(), sources=())
    flows = fill_mirror(part, world.partners, at, world.months, world.exports.sum(2))
    am = world.partners.index("AM")
    known = np.isfinite(flows.arrivals[am]).any(1)
    assert known.sum() == 1
    assert known[at[one]]
    whole = fill_mirror(rows, world.partners, at, world.months, world.exports.sum(2))
    assert np.isfinite(whole.arrivals[am]).mean() > 0.95


def test_the_three_parts_add_up_to_the_excess(world):
    from synthetic_trade.panel import panel_of

    screen = screen_panel(panel_of(world, mirror=True), cut=26, window=np.arange(26, 35))
    parts = allocate_excess(screen.cells)
    total = parts.ghost + parts.onward + parts.stayed
    known = np.isfinite(total)
    assert known.mean() > 0.9
    excess = np.maximum(screen.cells.excess, 0)[known]
    np.testing.assert_allclose(total[known], excess, rtol=1e-9, atol=1e-6)
    for part in (parts.ghost, parts.onward, parts.stayed):
        assert (part[known] >= -1e-6).all()
    planted = world.planted[:, :, 26:].sum(2)[screen.partner, screen.product]
    large = known & (planted > 3e5) & (screen.cells.excess > 0.5 * planted)
    innocent = known & (planted == 0) & (screen.cells.excess > 3e5)
    stayed = parts.stayed / np.maximum(screen.cells.excess, 1)
    assert np.median(stayed[large]) < np.median(stayed[innocent])
