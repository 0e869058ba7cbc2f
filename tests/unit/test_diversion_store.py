"""The store path: producers' files in, `detect`, `change` and `rule` on the store out."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from synthetic_trade import make_gravity
from synthetic_trade.files import USD_PER_EUR, write_bulk, write_comtrade
from synthetic_trade.world import INTERMEDIARIES, INVASION

from sinews.data.compile.tables import all_kinds
from sinews.data.evidence.evidence import Evidence
from sinews.data.read.releases import Arrival
from sinews.data.store.add import add_files
from sinews.data.store.store import Store
from sinews.diversion.detect import Request, detect
from sinews.diversion.panel.mirror_read import read_mirror
from sinews.diversion.panel.rows import read_rows
from sinews.diversion.published.change import (
    Question,
    default_base,
    flows_for,
    measure_change,
)
from sinews.diversion.trade.goods import Goods
from sinews.diversion.trade.schema import read_window

WAR = read_window("2022-03:2022-11")
EVERYTHING = Goods(id="every", label="every code", prefixes=())


@pytest.fixture(scope="module")
def world():
    return make_gravity(903, products=70, controls=5, scale=3.0)


@pytest.fixture(scope="module")
def stored(world, evidence, tmp_path_factory):
    """Thirty-five months and five partners' reports; then May 2022 again, a newer release."""
    folder, store = tmp_path_factory.mktemp("in"), Store(tmp_path_factory.mktemp("home"))
    months = write_bulk(world, folder)
    mirror = [p for p in write_comtrade(world, folder) if p.stem[-2:] in INTERMEDIARIES]
    kinds = all_kinds()
    add_files([*months, *mirror], store, kinds, Arrival(retrieved=date(2023, 1, 9), release="1"))
    may = next(p for p in months if p.stem.endswith("202205"))
    lines = may.read_text().splitlines(keepends=True)
    may.write_text("".join(line for line in lines if not line.startswith("PL,KG")))
    add_files([may], store, kinds, Arrival(retrieved=date(2023, 2, 9), release="2"))
    return Evidence(evidence.folder, store, mode="store")


@pytest.fixture(scope="module")
def found(world, stored):
    codes = np.array(world.products)[world.treated].tolist()
    return detect(stored, Request(treated=dict.fromkeys(codes, date(2022, 3, 1)), window=WAR))


def test_every_euro_is_counted_once(world, stored):
    rows = read_rows(stored)
    assert {s.split("@")[0] for s in rows.sources} == {"eurostat_comext"}
    may = rows.frame.filter(pl.col("month") == date(2022, 5, 1))
    others = rows.frame.filter(pl.col("month") != date(2022, 5, 1))
    written = np.delete(world.exports, 28, axis=2)
    cells = np.count_nonzero(written)
    assert others["exports_eur"].sum() == pytest.approx(written.sum(), abs=1.5 * cells)
    to_kg = may.filter(pl.col("partner") == "KG")["exports_eur"].sum()
    assert to_kg < 0.95 * world.exports[world.partners.index("KG"), :, 28].sum(), "release 2 counts"
    assert rows.frame.select("partner", "product", "month").is_unique().all()


def test_mirror_flows_are_counted_once_and_in_euro(world, stored):
    rows = read_mirror(stored)
    whole = np.ones((len(world.partners), len(world.months)), dtype=bool)
    for partner, month in (name.split() for name in rows.incomplete):
        at = date.fromisoformat(f"{month}-01")
        whole[world.partners.index(partner), world.months.index(at)] = False
    assert whole.mean() > 0.99
    near = [world.partners.index(p) for p in INTERMEDIARIES]
    flows = {"arrivals": world.arrivals, "onward": world.onward, "bypass": world.from_russia}
    for kind, values in flows.items():
        read = rows.frame.filter(pl.col("kind") == kind)["value_eur"].sum()
        sent = np.nansum((values * whole[:, None])[near])
        assert read == pytest.approx(sent, rel=0.02), f"{kind}; dollars of {set(USD_PER_EUR)}"


def test_planted_markets_are_found(world, found):
    assert found.grade == "estimated"
    planted = world.planted[:, :, INVASION:].sum(2)
    truth = {
        (p, k): planted[i, j]
        for i, p in enumerate(world.partners)
        for j, k in enumerate(world.products)
    }
    large = sorted(truth, key=truth.__getitem__)[-5:]
    assert truth[large[0]] > 1e5
    ranked = found.table.select("partner", "product").rows()
    assert max(ranked.index(pair) for pair in large) < 25
    top = [truth[pair] for pair in ranked[:8]]
    assert np.mean(np.array(top) > 1e5) > 0.7
    assert found.table.filter(pl.col("evidence_mirror").is_not_null()).height > 0


def test_change_reads_the_same_months_with_their_weights(world, stored):
    question = Question(goods=EVERYTHING, window=WAR, base=default_base(WAR))
    flows = flows_for(stored, question)
    assert flows.digits == 8
    table = {r.label: r for r in measure_change(flows, question).rows}
    i = world.partners.index("RU")
    now, base = (world.exports[i, :, t].sum() for t in (slice(26, 35), slice(14, 23)))
    assert table["RU"].change_pct == pytest.approx(100 * (now / base - 1), abs=0.5)
    assert table["RU"].unit_value.now_eur_kg == pytest.approx(10, rel=0.01)
    assert table["RU"].unit_value.change_pct == pytest.approx(0, abs=0.2)
