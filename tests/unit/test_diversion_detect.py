"""Detection from files to rows: planted diversion is found, and the fallback says what it is."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from synthetic_trade import make_gravity
from synthetic_trade.panel import mirror_rows, write_comext
from synthetic_trade.world import INTERMEDIARIES, INVASION

from sinews.diversion.corridors.allocation import COLUMNS as ALLOCATED
from sinews.diversion.detect import (
    COLUMNS,
    Request,
    detect,
    screen_rows,
    summarise_detection,
    write_detection,
)
from sinews.diversion.evidence.detectors import DETECTORS
from sinews.diversion.panel.assemble import describe_unseen
from sinews.diversion.panel.rows import Rows, read_rows
from sinews.diversion.trade.schema import read_window
from sinews.diversion.trade.treated import default_treated, read_treated
from sinews.errors import EvidenceError, UsageError

WAR = read_window("2022-03:2022-11")


@pytest.fixture(scope="module")
def world():
    return make_gravity(901, products=250, controls=10, scale=3.0)


@pytest.fixture(scope="module")
def treated(world):
    codes = np.array(world.products)[world.treated]
    return dict.fromkeys(codes.tolist(), date(2022, 3, 1))


@pytest.fixture(scope="module")
def folder(world, tmp_path_factory):
    path = tmp_path_factory.mktemp("comext")
    write_comext(world, path)
    return path


@pytest.fixture(scope="module")
def found(world, treated, folder, evidence):
    rows = read_rows(evidence, folder)
    return screen_rows(rows, mirror_rows(world), Request(treated=treated, window=WAR))


def test_the_table_has_the_promised_columns_and_every_pair(found, treated):
    assert tuple(found.table.columns[:9]) == COLUMNS
    evidence = {f"evidence_{d.id}" for d in DETECTORS}
    assert set(found.table.columns[9:]) == evidence | set(ALLOCATED)
    assert found.table.height == len(treated) * len(INTERMEDIARIES)
    assert found.table.select("partner", "product").is_unique().all()
    assert found.grade == "estimated"


def test_bounds_hold(found):
    t = found.table
    assert t.filter(pl.col("excess_low") > pl.col("excess_eur")).is_empty()
    assert t.filter(pl.col("excess_high") < pl.col("excess_eur")).is_empty()
    assert t.filter(pl.col("capped_excess_eur") < 0).is_empty()
    assert t.filter(~pl.col("posterior").is_between(0, 1)).is_empty()
    assert t.filter(~pl.col("q_value").is_between(0, 1)).is_empty()


def test_the_excess_is_allocated_and_adds_up(found):
    t = found.table.filter(pl.col("ghost_eur").is_not_null())
    assert t.height > 0.5 * found.table.height
    parts = t.select(pl.sum_horizontal(ALLOCATED)).to_series()
    excess = t["excess_eur"].clip(0)
    np.testing.assert_allclose(parts.to_numpy(), excess.to_numpy(), rtol=1e-9, atol=1e-6)
    summary = summarise_detection(found)
    total = sum(getattr(summary.allocation, k) for k in (*ALLOCATED, "unknown_eur"))
    assert total == pytest.approx(summary.expected_diverted_eur, rel=1e-6)
    assert summary.allocation.onward_eur > 0


def test_late_reporters_and_partners_without_a_name_are_said(world, treated, folder, evidence):
    rows = read_rows(evidence, folder)
    assert rows.late == ()
    some = sorted(treated)[0]
    secret = pl.DataFrame(
        {"partner": ["QZ"], "product": [some], "month": [date(2022, 5, 1)], "exports_eur": [7e6]}
    ).select(rows.frame.columns)
    frame = pl.concat([rows.frame, secret])
    late = (("NL", date(2022, 11, 1)), ("MT", date(2021, 1, 1)))
    notes = describe_unseen(replace(rows, frame=frame, late=late, masked=False), treated, WAR)
    assert "NL 2022-11" in notes[0]
    assert "MT" not in notes[0], "outside the window"
    assert "EUR 7.0 m" in notes[1]
    assert describe_unseen(rows, treated, WAR) == ()


def test_planted_diversion_is_ranked_first(found, world):
    truth = {
        (p, k): world.planted[i, j, INVASION:].sum()
        for i, p in enumerate(world.partners)
        for j, k in enumerate(world.products)
    }
    top = found.table.head(20).select("partner", "product").rows()
    assert np.mean([truth[r] > 1e5 for r in top]) > 0.7


def test_without_controls_it_falls_back_and_says_so(world, treated, folder, evidence):
    rows = read_rows(evidence, folder)
    few = rows.frame.filter(pl.col("partner").is_in(["RU", *INTERMEDIARIES]))
    some = Rows(frame=few, sources=rows.sources, shipped=False)
    found = screen_rows(some, None, Request(treated=treated, window=WAR))
    assert found.grade == "assumed"
    assert "0 control partners" in found.method
    assert any("excess, not diversion" in n for n in found.notes)


def test_same_seed_same_bytes_and_another_seed_differs(
    world, treated, folder, evidence, found, tmp_path
):
    rows = read_rows(evidence, folder)
    again = screen_rows(rows, mirror_rows(world), Request(treated=treated, window=WAR))
    write_detection(found, tmp_path / "a.parquet")
    write_detection(again, tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    other = screen_rows(rows, mirror_rows(world), Request(treated=treated, window=WAR, seed=1))
    assert not other.table.equals(found.table)


def test_shipped_table_gives_graded_excess(evidence):
    found = detect(evidence, Request(treated=default_treated(evidence), window=WAR))
    assert any("NL 2022-11" in n for n in found.notes)
    assert found.table.select(pl.col(ALLOCATED).is_null().all()).row(0) == (True, True, True)
    assert found.grade == "assumed"
    assert found.table["partner"].unique().sort().to_list() == sorted(INTERMEDIARIES)
    assert summarise_detection(found).lost_direct_eur == pytest.approx(16.6e9, rel=0.01)
    assert found.table.select(pl.all().is_null().sum())["posterior"].item() == 0


def test_window_beyond_the_data_is_refused(evidence):
    with pytest.raises(UsageError, match="runs from 2020-01 to 2022-11"):
        detect(evidence, Request(treated=default_treated(evidence), window=read_window("2023")))


def test_treated_file_is_read_strictly(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("product,date\n85423190,2022-03-15\n854231,2022-02-26\n0101.21,2022-06-04\n")
    assert read_treated(path) == {"854231": date(2022, 2, 1), "010121": date(2022, 6, 1)}
    path.write_text("product,date\n10121,2022-06\n")
    with pytest.raises(EvidenceError, match="leading zeros"):
        read_treated(path)
    path.write_text("goods,when\n854231,2022-02-26\n")
    with pytest.raises(EvidenceError, match="needs a column"):
        read_treated(path)
