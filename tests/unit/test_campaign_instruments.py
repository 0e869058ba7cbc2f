"""What the campaign takes from support and diversion: one door, draws by index, a changed input."""

import ast
import csv
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sinews.campaign import instruments
from sinews.campaign.inputs import build_inputs, read_base_path, weekly_allocations
from sinews.campaign.instruments import (
    FORECAST,
    instrument_draws,
    instrument_record,
    instrument_table,
)
from sinews.campaign.levers import EUR_BN_A_YEAR, LEVERS
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.setting import draw_unknowns, stack_inputs
from sinews.engine import Grid
from sinews.engine.run.arrays import simulate_arrays
from sinews.support.forecast import DEFAULT, METHODS
from sinews.support.forecast.backtest import forecast_group
from sinews.support.forecast.build import build_panel
from sinews.support.forecast.panel import Task

CALENDAR = Calendar(until=date(2027, 12, 31))
N = 40


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names)


def test_other_instruments_are_read_through_one_door():
    folder = Path(str(files("sinews.campaign")))
    others = ("sinews.support", "sinews.materiel", "sinews.diversion", "sinews.front")
    readers = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if any(name.startswith(others) for name in imports(path))
    }
    assert readers == {"inputs.py", "instruments.py"}


def test_grades_are_carried_over():
    with (files("sinews.campaign") / "parameters.csv").open(encoding="utf-8") as f:
        grades = {r["name"]: r["grade"] for r in csv.DictReader(f) if r["form"] == "draws"}
    record = instrument_record()
    assert set(grades) == set(instrument_draws())
    for name, grade in grades.items():
        origin = "forecast" if name.startswith("outlook") else "diversion"
        assert grade == record[origin]["grade"], name


def test_draws_are_those_of_the_forecast(evidence):
    panel = build_panel(evidence, "military")
    assert f"{panel.end:%Y-%m}" == instrument_record()["forecast"]["known_to"]
    task = Task(horizon=12, n_draws=instrument_record()["draws"])
    (group,) = FORECAST["other"]
    drawn = forecast_group(panel, panel.groups.index(group), METHODS[DEFAULT], task).sum(axis=1)
    np.testing.assert_allclose(
        instrument_table()["other_eur_bn"].to_numpy(), np.sort(drawn), atol=1e-6
    )


@pytest.mark.slow
def test_corridors_and_shares_are_those_of_the_screen(evidence):
    from sinews.diversion.measures.effects import build_market
    from sinews.diversion.published.estimated import shipped_screen

    found, record = shipped_screen(evidence), instrument_record()
    market = build_market(found)
    expected = dict(zip(market.partners, market.diverted.sum(axis=0), strict=True))
    for partner, corridor in record["corridors"].items():
        share = expected[partner] / sum(expected.values())
        assert corridor["share"] == pytest.approx(share, abs=1e-3), partner
    assert record["diversion"]["grade"] == found.grade
    assert record["diversion"]["sources"] == list(found.sources)
    weighed = market.diverted.sum() / record["diversion"]["goods_eur_before"]
    low, high = np.quantile(instrument_draws()["diverted_share"], [0.01, 0.99])
    assert low < weighed < high


def test_two_parameters_of_one_draw_are_read_at_one_row():
    names = [p.name for p in campaign_model().parameters]
    values = draw_unknowns(N, 3, {}, 1).parameters
    table = instrument_table().select("diverted_share", "enforcement_effect").to_numpy()
    rows = {tuple(r) for r in table}
    pairs = values[[names.index("diverted_share"), names.index("enforcement_effect")]].T
    assert {tuple(p) for p in pairs} <= rows
    assert len({tuple(p) for p in pairs}) > N / 2


def base(evidence):
    months = tuple(m for m, _ in CALENDAR.month_ends())
    return build_inputs(evidence, CALENDAR, read_base_path(months))


def run(evidence, lever=None, setting=0.0):
    path = base(evidence)
    known = int((path["forecast_europe"] == 0).sum())
    if lever:
        path = LEVERS[lever].apply(path, np.full(CALENDAR.n_weeks, setting))
    values, grid = draw_unknowns(N, 3, {}, 1).parameters, Grid(read_at=(known, CALENDAR.n_weeks))
    return simulate_arrays(campaign_model(), values, stack_inputs(path), grid=grid)


@pytest.fixture
def changed(monkeypatch):
    """Draws of the instruments changed as if another screen and forecast had been made."""

    def change(**factors):
        table = instrument_table().with_columns(pl.col(k) * v for k, v in factors.items())
        monkeypatch.setattr(instruments, "instrument_table", lambda: table)
        instrument_draws.cache_clear()
        campaign_model.cache_clear()

    yield change
    monkeypatch.undo()
    instrument_draws.cache_clear()
    campaign_model.cache_clear()


def test_a_changed_forecast_changes_what_comes_after_the_known_months(evidence, changed):
    before = run(evidence).path("cost_europe_total")
    changed(europe_eur_bn=2.0)
    after = run(evidence).path("cost_europe_total")
    np.testing.assert_array_equal(after[0], before[0])
    np.testing.assert_allclose(after[1] - after[0], 2 * (before[1] - before[0]), rtol=1e-9)


def test_a_changed_screen_changes_what_enforcement_does(evidence, changed):
    def effect():
        with_it, without = (run(evidence, "enforcement", v) for v in (1.0, 0.0))
        return without.last("missiles_total") - with_it.last("missiles_total")

    small = effect()
    changed(diverted_share=5.0)
    large = effect()
    moved = large > 1e-6
    assert moved.mean() > 0.3
    assert (large[moved] > small[moved]).all()


def test_a_multiple_scales_the_forecast_and_an_addition_does_not(evidence):
    base = run(evidence).last("cost_europe_total")
    none = run(evidence, "military_support_europe", 0.0).last("cost_europe_total")
    double = run(evidence, "military_support_europe", 2.0).last("cost_europe_total")
    more = run(evidence, "military_added_europe", 10.0).last("cost_europe_total")
    assert np.nanmax(none) == 0
    np.testing.assert_allclose(double, 2 * base)
    np.testing.assert_allclose(more - base, 10 * EUR_BN_A_YEAR * CALENDAR.n_weeks, rtol=1e-9)


def test_known_allocations_come_from_the_evidence(evidence):
    class Doubled:
        def frame(self, name):
            frame = evidence.frame(name)
            return frame.with_columns(pl.col("allocated_eur_bn") * 2)

    one, two = (
        weekly_allocations(e.frame("support_monthly"), CALENDAR)["allocated_us"]
        for e in (evidence, Doubled())
    )
    np.testing.assert_allclose(two, 2 * one)


def test_corridors_add_up_to_full_enforcement(evidence):
    path = base(evidence)
    one = np.ones(CALENDAR.n_weeks)
    for country in ("armenia", "georgia", "kazakhstan", "kyrgyzstan", "uzbekistan"):
        path = LEVERS[f"enforcement_{country}"].apply(path, one)
    np.testing.assert_allclose(path["enforcement"], 1.0, atol=1e-3)
