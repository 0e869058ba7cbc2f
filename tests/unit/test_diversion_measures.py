"""Measures: greedy within its bound of the exact optimum, corridors, mirror gaps."""

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from sinews.diversion.corridors.ranking import (
    add_posterior,
    concentration,
    rank_corridors,
    summarise_corridors,
)
from sinews.diversion.measures.lists import (
    Budget,
    Market,
    choose_exactly,
    choose_greedily,
    trace_frontier,
)
from sinews.diversion.published.estimated import shipped_screen
from sinews.diversion.totals.arrivals import list_arrivals, measure_gap
from sinews.diversion.totals.books import list_routes
from sinews.diversion.trade.exports import open_flows
from sinews.diversion.trade.goods import parse_goods
from sinews.diversion.trade.schema import read_window
from sinews.errors import EstimationError, EvidenceError, UsageError


def market(seed, goods=7, partners=3):
    rng = np.random.default_rng(seed)
    return Market(
        products=tuple(f"{i:06d}" for i in range(goods)),
        partners=tuple("ABC"[:partners]),
        diverted=rng.gamma(0.5, 1e6, (goods, partners)),
        legitimate=rng.gamma(0.5, 2e6, (goods, partners)),
    )


def brute_force(m, budget):
    best = 0.0
    for countries in itertools.combinations(range(len(m.partners)), budget.countries):
        value, cost = m.diverted[:, countries].sum(1), m.legitimate[:, countries].sum(1)
        for size in range(budget.goods + 1):
            for goods in itertools.combinations(range(len(m.products)), size):
                if cost[list(goods)].sum() <= budget.hit_eur:
                    best = max(best, value[list(goods)].sum())
    return best


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("hit", [5e5, 3e6, float("inf")])
def test_exact_is_the_optimum_and_greedy_stays_within_its_bound(seed, hit):
    m, budget = market(seed), Budget(goods=3, countries=2, hit_eur=hit)
    truth = brute_force(m, budget)
    exact, greedy = choose_exactly(m, budget), choose_greedily(m, budget)
    assert exact.blocked_eur == pytest.approx(truth)
    assert greedy.blocked_eur <= truth * (1 + 1e-9) <= greedy.bound_eur * (1 + 1e-6)
    assert greedy.hit_eur <= hit
    assert greedy.blocked_eur >= 0.5 * truth


def test_without_a_limit_on_trade_greedy_is_exact():
    m, budget = market(3), Budget(goods=4, countries=2)
    greedy = choose_greedily(m, budget)
    assert greedy.blocked_eur == pytest.approx(choose_exactly(m, budget).blocked_eur)
    assert greedy.bound_eur == pytest.approx(greedy.blocked_eur)


def test_frontier_rises():
    blocked = [f.blocked_eur for f in trace_frontier(market(4), Budget(goods=4, countries=2))]
    assert blocked == sorted(blocked)
    assert blocked[-1] > blocked[0]


def test_a_solver_that_takes_too_long_is_an_error_of_ours(monkeypatch):
    limits = []

    def stop(*_, options, **__):
        limits.append(options["time_limit"])
        return SimpleNamespace(success=False, message="Time limit reached.")

    monkeypatch.setattr("scipy.optimize.milp", stop)
    with pytest.raises(EstimationError, match=r"did not finish \(Time limit reached\)"):
        choose_exactly(market(5), Budget(goods=3, countries=2, hit_eur=2e6), seconds=7.0)
    assert 0 < limits[0] <= 7.0


def test_two_solvers_at_once_leave_standard_output_open(capfd):
    budgets = [Budget(goods=3, countries=2, hit_eur=h) for h in (5e5, 1e6, 2e6, 3e6)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda b: choose_exactly(market(5), b), budgets * 3))
    os.write(1, b"still here\n")
    assert capfd.readouterr().out == "still here\n"


def test_solver_writes_nothing_to_standard_output(capfd):
    choose_exactly(market(5), Budget(goods=3, countries=2, hit_eur=2e6))
    assert capfd.readouterr().out == ""


def test_long_lists_are_not_solved_exactly():
    with pytest.raises(UsageError, match="--exact"):
        choose_exactly(market(6), Budget(goods=200, countries=2))


def test_concentration_by_hand():
    assert concentration(np.array([1.0, 1.0, -5.0])) == 5000
    assert concentration(np.array([3.0])) == 10_000
    assert concentration(np.array([-1.0])) == 0


def test_corridors_of_the_shipped_table(evidence):
    window = read_window("2022-03:2022-11")
    flows = open_flows(evidence, [window])
    found = rank_corridors(flows, parse_goods("sanctioned", evidence), window)
    summary = summarise_corridors(found)
    assert summary["corridors_positive"] == 40_571
    assert summary["excess_positive_eur"] == pytest.approx(6.23e9, rel=0.001)
    assert summary["excess_net_eur"] == pytest.approx(4.51e9, rel=0.001)
    assert summary["hhi_reporter"] == pytest.approx(1499, abs=0.5)
    top = found.table.row(0, named=True)
    assert (top["reporter"], top["partner"], top["product"]) == ("CZ", "KZ", "85171300")
    assert top["born"]
    assert (found.table["excess_low"] <= found.table["excess_eur"]).all()
    assert (found.table["excess_high"] >= found.table["excess_eur"]).all()


def test_corridors_carry_the_posterior_of_their_hs6(evidence):
    window = read_window("2022-03:2022-11")
    flows = open_flows(evidence, [window])
    head = rank_corridors(flows, parse_goods("8703", evidence), window).table.head(40)
    screen = shipped_screen(evidence)
    table = add_posterior(head, screen)
    assert table.drop("posterior").equals(head)
    assert table.filter(pl.col("partner") == "BY")["posterior"].null_count() > 0
    scored = table.filter(pl.col("partner") != "BY")
    assert scored["posterior"].null_count() == 0
    row = scored.row(0, named=True)
    of_pair = (pl.col("partner") == row["partner"]) & (pl.col("product") == row["product"][:6])
    assert screen.table.filter(of_pair)["posterior"].item() == row["posterior"]


def test_arrivals_and_the_gap(evidence):
    rows = {(r.importer, r.year): r for r in list_arrivals(evidence)}
    german = {(r.importer, r.year): r for r in list_arrivals(evidence, exporter="DE")}
    ratios = [round(rows["KG", y].ratio, 2) for y in range(2019, 2024)]
    assert ratios == [0.81, 0.97, 0.93, 0.43, 0.33]
    assert [round(german["KG", y].ratio, 2) for y in (2021, 2022, 2023)] == [1.08, 0.49, 0.55]
    assert round(rows["AM", 2023].arrived_eur / 1e6) == 2102, "from Armenia's monthly books"
    assert round(rows["AM", 2023].ratio, 2) == 0.97
    three = ("AM", "KG", "KZ")
    assert measure_gap(rows.values(), three, base=(2021,)).share == pytest.approx(0.414, abs=5e-4)
    assert measure_gap(rows.values(), three).share == pytest.approx(0.493, abs=1e-3)
    both = (2022, 2023)
    assert measure_gap(rows.values(), three, years=both, base=(2021,)).share == pytest.approx(
        0.335, abs=0.0005
    )
    assert measure_gap(rows.values(), three, years=both).share == pytest.approx(0.396, abs=0.0005)
    for base in ((2021,), (2019, 2020, 2021)):
        assert 0.62 <= measure_gap(rows.values(), ("KG",), years=both, base=base).share <= 0.665
    with pytest.raises(EvidenceError, match="AM"):
        measure_gap(rows.values(), three, years=(2024,))


def test_routes_name_their_facts(evidence):
    found = list_routes(evidence)
    assert all(0 < r.share < 1 and r.fact.startswith("F") for r in found)
