"""What must hold in every draw (docs/model.md); what must not be imposed is not tested here."""

from datetime import date

import numpy as np
import pytest

from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.levers import LEVERS
from sinews.campaign.matching.draws import draw_prior, to_values
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.ensemble import run_values
from sinews.engine import Grid

CALENDAR = Calendar(until=date(2026, 12, 31))
N = 1024
HALF = {
    "military_support_us": 1.5,
    "military_support_europe": 1.5,
    "delivery_speed": 1.5,
    "priority_long_range": 3.0,
    "enforcement": 0.9,
    "north_korea_pressure": 1.0,
    "iran_pressure": 1.0,
    "durability_signal": 0.3,
}
NEGLIGIBLE = 1e-6
"""Of the largest level: feedback through ground and men when the direct channel is closed, for
example when parts in store outlast the horizon, moves others by up to 5e-8 of it."""


@pytest.fixture(scope="module")
def runs(evidence):
    base = build_base_path(evidence, CALENDAR)
    values = to_values(draw_prior(N, 11))
    grid = Grid(read_at=(CALENDAR.n_weeks,))

    def run(path):
        return run_values(campaign_model(), values, stack_inputs(path), grid)

    found = {"base": run(base)}
    for lever, value in HALF.items():
        setting = np.full(CALENDAR.n_weeks, value)
        found[lever] = run(LEVERS[lever].apply(base, setting))
    more = base
    for lever in ("military_support_us", "military_support_europe"):
        more = LEVERS[lever].apply(more, np.full(CALENDAR.n_weeks, 1.5))
    found["aid"] = run(more)
    return found


def change(runs, lever, outcome):
    d = runs[lever].last(outcome) - runs["base"].last(outcome)
    d = d[np.isfinite(d)]
    scale = np.nanmax(np.abs(runs["base"].last(outcome)))
    assert d.size > 0.95 * N
    return d / scale


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lever", "outcome", "sign"),
    [
        ("aid", "rounds_received", 1),
        ("aid", "rounds_fired_ua", 1),
        ("aid", "net_ground_km2", -1),
        ("north_korea_pressure", "cum_nk_rounds", -1),
        ("enforcement", "cum_missiles", -1),
        ("enforcement", "cum_added_ru_tank", -1),
        ("iran_pressure", "cum_oneway_ru", -1),
        ("priority_long_range", "end_disruption_ru", 1),
        ("durability_signal", "end_belief", -1),
    ],
)
def test_the_sign_holds_in_every_draw(runs, lever, outcome, sign):
    moved = sign * change(runs, lever, outcome)
    share = (moved < -NEGLIGIBLE).mean()
    assert share == 0, f"{100 * share:.1f} % of draws move the other way"
    assert moved.max() > NEGLIGIBLE


@pytest.mark.slow
def test_no_stock_is_negative_and_censored_runs_are_counted(runs):
    for name, o in runs.items():
        assert np.isfinite(o.left).mean() < 0.1, name
        for stock in ("end_tanks_ru", "end_men_ru", "end_men_ua", "end_supply_days"):
            assert np.nanmin(o.last(stock)) >= 0
