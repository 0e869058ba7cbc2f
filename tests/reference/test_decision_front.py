"""The front of plans: a known front, plans that keep to the budget, and the state ahead."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sinews.campaign.run.schedule import Step
from sinews.campaign.strategy import find_strategy, shipped_strategies
from sinews.decision.integrate.evaluate import evaluate
from sinews.decision.integrate.outcomes import find_outcome
from sinews.decision.plans.nsga2 import (
    N_THEORIES,
    Breeding,
    breed,
    first_genes,
    open_race,
    to_objectives,
    to_shares,
)
from sinews.decision.plans.plan import build_frame, read_plan
from sinews.decision.plans.plan_scoring import Horizon, look_ahead
from sinews.decision.plans.search_state import SearchState
from sinews.decision.theories.weights import read_weights
from sinews.errors import UsageError

BASE = shipped_strategies()["actual_2024_2026"]
LATE = replace(
    BASE,
    id="late",
    settings={"military_support_europe": (Step(start=date(2025, 7, 1), value=2.0),)},
)
HORIZON = Horizon(start=date(2025, 7, 1), until=date(2026, 6, 30), futures=90, seed=2)
pytest.importorskip("pymoo")


@pytest.mark.parametrize("outcome", ["ground_km2", "chance_of_end", "chance_not_russian"])
def test_a_plan_ahead_scores_as_the_whole_run_does(evidence, outcome):
    ahead = look_ahead(evidence, BASE, HORIZON, find_outcome(outcome))
    fast = ahead.score(LATE)
    whole = evaluate(ahead.whole, [BASE, LATE]).raw
    np.testing.assert_allclose(fast.values, whole.values[outcome][:, 1], rtol=1e-9, atol=1e-12)
    paid = fast.cost - ahead.score(BASE).cost
    costs = [whole.values[f"cost_{g}"].mean(axis=2) for g in ("us", "europe", "other")]
    np.testing.assert_allclose(paid, sum(c[:, 1] - c[:, 0] for c in costs), rtol=1e-9)
    assert np.all(paid > 0)
    assert np.all((fast.months > 1) & (fast.months <= 12))


def frame_of(ahead):
    calendar = ahead.whole.setting.calendar
    return build_frame(ahead.inputs, calendar, start=HORIZON.start, budget=90)


class KnownFront:
    """Objectives of a problem whose front is known: cost m, regret (1 - sqrt m), months fixed."""

    def __init__(self, frame):
        self.frame, self.weights = frame, np.full(N_THEORIES, 1 / N_THEORIES)
        self.state = SearchState(None)

    def score(self, points):
        money = points[:, : self.frame.blocks[0] - 1].sum(axis=1)
        tilt = points[:, self.frame.blocks[0]]  # money put on the first priority is lost
        gains = np.sqrt(money) * (1 - tilt)
        rows = np.repeat(gains[:, None], N_THEORIES, axis=1)
        return np.column_stack([rows, money, np.ones(len(points))])


def test_the_front_of_a_known_problem_is_found(evidence):
    ahead = look_ahead(evidence, BASE, HORIZON, find_outcome("ground_km2"))
    frame = frame_of(ahead)
    race = KnownFront(frame)
    points, best = breed(race, Breeding(population=60, generations=40, seed=3))
    rows = race.score(points)
    cost, gain = rows[:, N_THEORIES], rows[:, 0]
    assert np.all(gain >= np.sqrt(cost) - 0.03), "no plan lies below the front by more"
    assert cost.min() < 0.02
    assert cost.max() > 0.95
    assert np.all(best <= 1)
    ordered = to_objectives(rows, best)
    for p in ordered:
        assert not np.any(np.all(ordered <= p, axis=1) & np.any(ordered < p - 1e-12, axis=1))


def test_genes_become_shares():
    shares = to_shares(np.array([[0.2, 0.6, 0.0, 0.0]]), (2, 2))
    np.testing.assert_allclose(shares, [[0.25, 0.75, 0.5, 0.5]])


def test_a_search_resumes_keeps_to_the_budget_and_saves_what_compare_reads(evidence, tmp_path):
    from typer.testing import CliRunner
    from wording_lint import lint

    from sinews.cli import app

    state, folder = tmp_path / "s.json", tmp_path / "plans"
    small = ["--population", "8", "--generations", "2", "--futures", "60", "--fresh", "80"]
    dates = ["--start", "2025-07", "--until", "2026-06", "--budget", "90"]
    command = ["strategy", "search", *small, *dates, "--state", str(state), "--json"]
    runs = [CliRunner().invoke(app, [*command, "--save", str(folder)]) for _ in range(2)]
    assert runs[0].exit_code == 0, runs[0].output
    first, again = (json.loads(r.stdout) for r in runs)
    assert first == again
    assert lint(" ".join(first["text"]), "assumed") == ()
    for plan in first["plans"]:
        saved = find_strategy(str(folder / f"{plan['id']}.toml"))
        money = [s.value for s in saved.settings["military_added_europe"]]
        assert np.mean(np.add(money, first["base_eur_bn_a_year"])) <= 90 + 1e-9
    costs = [p["cost_eur_bn"] for p in first["plans"]]
    assert len(costs) == len(set(costs))
    changed = CliRunner().invoke(app, [*command[:-1], "--budget", "80"])
    assert changed.exit_code != 0
    assert isinstance(changed.exception, UsageError | SystemExit)


def test_known_scores_are_not_computed_again(evidence):
    ahead = look_ahead(evidence, BASE, HORIZON, find_outcome("ground_km2"))
    frame = frame_of(ahead)
    race = open_race(ahead, frame, read_weights([]), SearchState(None))
    points = to_shares(
        first_genes(frame, Breeding(population=4, generations=1, seed=1)), frame.blocks
    )
    rows = race.score(np.vstack([points, points[:1]]))
    assert len(race.state) == len({str(read_plan(p, frame)[0].settings) for p in points})
    np.testing.assert_array_equal(rows[0], rows[-1])
    np.testing.assert_allclose(rows[1, :N_THEORIES], 0, atol=1e-9)
