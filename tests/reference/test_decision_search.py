"""The search routine against an exact optimum, and plans against the limits they must keep."""

import json
from datetime import date

import numpy as np
import pytest

from sinews.campaign.inputs import build_base_path
from sinews.campaign.levers import LEVERS
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.strategy import find_strategy
from sinews.decision.plans.plan import (
    EFFORTS,
    MONEY,
    build_frame,
    even_plan,
    read_plan,
    write_plan,
)
from sinews.decision.plans.search import Effort, search_simplices
from sinews.decision.plans.search_state import SearchState
from sinews.errors import UsageError

LEVERS_IN_PROBLEM = 8


def concave_problem(n_futures, seed):
    """Mean of sum_j a_j sqrt(x_j) on the simplex; KKT gives sqrt(sum of squared mean a_j)."""
    a = np.random.default_rng(seed).gamma(2.0, 1.0, (n_futures, LEVERS_IN_PROBLEM))
    a *= np.linspace(0.2, 2.0, LEVERS_IN_PROBLEM)
    return a.mean(axis=0)


def exact(mean):
    return float(np.sqrt((mean**2).sum()))


def test_the_exact_optimum_is_reached_by_polish_and_missed_by_samples():
    mean = concave_problem(1_000, 3)
    found = search_simplices(
        [LEVERS_IN_PROBLEM],
        lambda x: np.sqrt(x) @ mean,
        Effort(samples=2_000, starts=3, moves=56, rounds=200, seed=4),
    )
    missed_by_samples, missed = exact(mean) - found.sampled, exact(mean) - found.scores[0]
    # the method note measured .18 for samples and .0007 with polish at 1,000 futures
    assert 0 <= missed < 0.001
    assert missed_by_samples > 10 * missed
    np.testing.assert_allclose(found.points[0], mean**2 / (mean**2).sum(), atol=0.01)


def test_optimism_is_what_fresh_futures_take_back():
    few, many = concave_problem(200, 5), concave_problem(200_000, 6)
    found = search_simplices(
        [LEVERS_IN_PROBLEM],
        lambda x: np.sqrt(x) @ few,
        Effort(samples=500, starts=2, moves=56, rounds=150),
    )
    fresh = float(np.sqrt(found.points[0]) @ many)
    assert fresh <= exact(many) + 1e-9
    assert exact(many) - fresh < 0.02


def test_a_corner_is_found_in_each_of_several_blocks():
    gain = np.array([1.0, 3.0, 2.0, 5.0, 0.0])
    found = search_simplices([3, 2], lambda x: x @ gain, Effort(samples=50, rounds=80))
    np.testing.assert_allclose(found.points[0], [0, 1, 0, 1, 0], atol=0.01)


def test_refused_points_are_never_the_result():
    def score(x):
        return np.where(x[:, 0] > 0.5, -np.inf, x[:, 0])

    found = search_simplices([2], score, Effort(samples=100, rounds=60))
    assert 0.48 < found.points[0, 0] <= 0.5


@pytest.fixture(scope="module")
def frame(evidence):
    calendar = Calendar(until=date(2027, 12, 31))
    path = build_base_path(evidence, calendar)
    return build_frame(path, calendar, start=date(2026, 9, 1), budget=60)


def random_points(frame, n, seed=7):
    rng = np.random.default_rng(seed)
    return np.hstack([rng.dirichlet(np.ones(b) * 0.5, size=n) for b in frame.blocks])


def test_no_plan_passes_the_budget_of_any_year_or_the_end_of_a_lever(frame):
    bound = 0
    for point in random_points(frame, 300):
        plan, binding = read_plan(point, frame)
        spent = frame.base + [s.value for s in plan.settings[MONEY]]
        for i in range(0, len(spent), 2):
            assert spent[i : i + 2].mean() <= frame.budget + 1e-9
        for lever, steps in plan.settings.items():
            assert all(LEVERS[lever].low <= s.value <= LEVERS[lever].high for s in steps)
            if lever in EFFORTS:
                assert all(s.value <= frame.most[lever] + 1e-3 for s in steps)
        bound += any("budget" in b for b in binding)
    assert 0 < bound < 300


def test_money_that_fits_is_not_scaled_back(frame):
    plan, binding = read_plan(even_plan(frame)[0], frame)
    assert binding == ()
    added = np.array([s.value for s in plan.settings[MONEY]])
    room = (frame.budget - frame.base).sum()
    assert added.sum() == pytest.approx(room, abs=0.01)
    others = {k: v for k, v in plan.settings.items() if k != MONEY}
    assert all(
        s.value == pytest.approx(LEVERS[lever].neutral, abs=1e-3)
        for lever, steps in others.items()
        for s in steps
    )


def test_a_budget_below_the_base_path_takes_money_away(evidence):
    calendar = Calendar(until=date(2027, 12, 31))
    path = build_base_path(evidence, calendar)
    frame = build_frame(path, calendar, start=date(2026, 9, 1), budget=20)
    plan, binding = read_plan(even_plan(frame)[0], frame)
    assert all(s.value < 0 for s in plan.settings[MONEY])
    assert all("below the base path" in b for b in binding)
    with pytest.raises(UsageError, match="nothing to plan"):
        build_frame(path, calendar, start=date(2026, 9, 1), budget=0)
    with pytest.raises(UsageError, match="No half-year"):
        build_frame(path, calendar, start=date(2029, 1, 1), budget=60)


def test_a_saved_plan_is_read_back_as_it_was(frame, tmp_path):
    plan, _ = read_plan(random_points(frame, 1)[0], frame)
    file = tmp_path / "plan.toml"
    file.write_text(write_plan(plan), encoding="utf-8")
    assert find_strategy(str(file)) == plan


def test_the_state_is_kept_and_refuses_another_search(tmp_path):
    file = tmp_path / "state.json"
    first = SearchState(file)
    first.open("a")
    first.add({"x": (1.5, 2.0), "y": (np.nan,)})
    again = SearchState(file)
    again.open("a")
    assert (again["x"], len(again)) == ((1.5, 2.0), 2)
    assert np.isnan(again["y"][0])
    with pytest.raises(UsageError, match="another budget"):
        SearchState(file).open("b")
    file.write_text("[1]")
    with pytest.raises(UsageError, match="not the state"):
        SearchState(file).open("a")


def test_a_search_goes_on_where_it_stopped_and_prints_what_passes(evidence, tmp_path):
    from sinews.campaign.strategy import shipped_strategies
    from sinews.decision.compare.study import Question
    from sinews.decision.integrate.outcomes import find_outcome
    from sinews.decision.plans.robust import Brief, find_plan
    from sinews.decision.report.lint import lint
    from sinews.decision.theories.weights import read_weights

    question = Question(
        strategies=[shipped_strategies()["actual_2024_2026"]],
        futures=60,
        seed=3,
        until=date(2025, 12, 31),
        start=date(2025, 4, 1),
        weights=read_weights([]),
    )
    brief = Brief(
        question=question,
        outcome=find_outcome("ground_km2"),
        budget=90,
        effort=Effort(samples=8, starts=1, moves=4, rounds=2),
        fresh=120,
    )
    file, batches = tmp_path / "state.json", []
    plan = find_plan(evidence, brief, state=SearchState(file), on_batch=batches.append)
    assert batches

    def refuse(_):
        pytest.fail("a known plan was scored again")

    again = find_plan(evidence, brief, state=SearchState(file), on_batch=refuse)
    assert again.to_json() == plan.to_json()
    assert lint(" ".join(plan.sentences()), "assumed") == ()
    assert plan.low <= plan.gain <= plan.high
    json.dumps(plan.to_json(), allow_nan=False)


def test_the_command_saves_a_plan_that_compare_accepts(evidence, tmp_path):
    from typer.testing import CliRunner

    from sinews.cli import app

    file = tmp_path / "plan.toml"
    small = ["--samples", "2", "--rounds", "1", "--futures", "50", "--fresh", "60"]
    dates = ["--start", "2025-04", "--until", "2025-12", "--budget", "90"]
    done = CliRunner().invoke(
        app, ["strategy", "plan", *small, *dates, "--save", str(file), "--json"]
    )
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert find_strategy(str(file)).settings.keys() == record["settings"].keys()
    compared = CliRunner().invoke(
        app,
        ["strategy", "compare", "actual_2024_2026", str(file), "--futures", "60", "--json"],
    )
    assert compared.exit_code == 0, compared.output
