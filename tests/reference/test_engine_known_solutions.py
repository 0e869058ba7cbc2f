"""Models whose solution is known in closed form, and what halving the step does."""

import numpy as np
import pytest

from sinews.engine import (
    Grid,
    Horizon,
    Sampling,
    Study,
    Uniform,
    build_model,
    compute_runs,
    draw_parameters,
    each,
    flow,
    lever,
    measure_step_error,
    outcome,
    parameter,
    plan_inputs,
    simulate,
    stock,
)

SIDES = each(own=("red", "blue"), other=("blue", "red"))


def lanchester() -> dict:
    """Aimed fire: each side loses in proportion to the other (Lanchester 1916)."""
    force_own = stock("man", "force0_own", doc="Force of {own}.", each=SIDES)
    force0_own = parameter(
        "man", Uniform(900, 1100), doc="First.", source="assumed: test", each=SIDES
    )
    skill_own = parameter(
        "1/week", Uniform(0.005, 0.02), doc="Skill.", source="assumed: test", each=SIDES
    )

    @flow("man/week", out_of="force_own", each=SIDES)
    def loss_own(skill_other: float, force_other: float) -> float:
        """Losses."""
        return skill_other * force_other

    end_own = outcome("force_own", doc="At the end.", each=SIDES)
    return {k: v for k, v in locals().items()}


def delay() -> dict:
    """Two stages in a row: an Erlang delay."""
    first = stock("thing", "amount", doc="First stage.")
    second = stock("thing", 0.0, doc="Second stage.")
    out = stock("thing", 0.0, doc="Through.")
    amount = parameter("thing", Uniform(50, 150), doc="Amount.", source="assumed: test")
    rate = parameter("1/week", Uniform(0.05, 0.15), doc="Rate.", source="assumed: test")

    @flow("thing/week", out_of="first", into="second")
    def halfway(first: float, rate: float) -> float:
        """Half-way."""
        return rate * first

    @flow("thing/week", out_of="second", into="out")
    def through(second: float, rate: float) -> float:
        """Through."""
        return rate * second

    end_second = outcome("second", doc="In the second stage.")
    end_out = outcome("out", doc="Through.")
    return {k: v for k, v in locals().items()}


def approach() -> dict:
    """Capacity that moves to its goal."""
    capacity = stock("thing", "capacity0", doc="Capacity.")
    capacity0 = parameter("thing", Uniform(5, 15), doc="First.", source="assumed: test")
    time = parameter("week", Uniform(10, 60), doc="Time to adjust.", source="assumed: test")
    goal = lever("thing", neutral=30.0, doc="Goal.")
    namespace = {"capacity": capacity, "capacity0": capacity0, "lag": time, "goal": goal}

    @flow("thing/week", into="capacity")
    def build(goal: float, capacity: float, lag: float) -> float:
        """Build."""
        return (goal - capacity) / lag

    end = outcome("capacity", doc="At the end.")
    return namespace | {"build": build, "end": end}


def solve_lanchester(p: dict, t: float) -> dict:
    rate = np.sqrt(p["skill_red"] * p["skill_blue"])
    ratio = np.sqrt(p["skill_blue"] / p["skill_red"])
    red, blue = p["force0_red"], p["force0_blue"]
    return {
        "end_red": red * np.cosh(rate * t) - ratio * blue * np.sinh(rate * t),
        "end_blue": blue * np.cosh(rate * t) - red / ratio * np.sinh(rate * t),
    }


def solve_delay(p: dict, t: float) -> dict:
    x = p["rate"] * t
    gone = np.exp(-x)
    return {"end_second": p["amount"] * x * gone, "end_out": p["amount"] * (1 - gone * (1 + x))}


def solve_approach(p: dict, t: float) -> dict:
    return {"end": 30 + (p["capacity0"] - 30) * np.exp(-t / p["lag"])}


CASES = {
    "lanchester": (lanchester, solve_lanchester),
    "delay": (delay, solve_delay),
    "approach": (approach, solve_approach),
}


@pytest.mark.parametrize("case", CASES)
def test_known_solutions_to_first_order(case):
    declare, solve = CASES[case]
    model = build_model(case, declare())
    inputs = plan_inputs(model, Horizon(periods=40))
    sampling = Sampling(seed=2)
    parameters = draw_parameters(model, sampling, 0, 256)
    known = solve(dict(zip([p.name for p in model.parameters], parameters, strict=True)), 40.0)
    errors = []
    for substeps in (1, 2, 4, 8, 64):
        study = Study(
            model=model, strategies={"s": inputs}, runs=256, sampling=sampling,
            grid=Grid(substeps=substeps),
        )  # fmt: skip
        found = compute_runs(study, "s")
        errors.append(
            [np.abs(found.last(n) - v).mean() / np.abs(v).mean() for n, v in known.items()]
        )
    errors = np.array(errors)
    orders = np.log2(errors[:-2] / errors[1:-1])
    assert (np.abs(orders - 1) < 0.15).all(), orders
    assert errors[-1].max() < 2e-3
    reported = {e.outcome: e for e in measure_step_error(study_of(model, inputs, sampling), "s")}
    for k, name in enumerate(known):
        assert abs(reported[name].order - 1) < 0.15
        assert reported[name].weekly == pytest.approx(errors[0, k] - errors[2, k], rel=0.2)


def study_of(model, inputs, sampling) -> Study:
    return Study(model=model, strategies={"s": inputs}, runs=256, sampling=sampling)


def test_lanchester_keeps_its_square_law():
    model = build_model("lanchester", lanchester())
    study = Study(
        model=model,
        strategies={"s": plan_inputs(model, Horizon(periods=40))},
        runs=64,
        sampling=Sampling(seed=2),
        grid=Grid(substeps=64),
    )
    p = dict(
        zip(
            [p.name for p in model.parameters],
            draw_parameters(model, study.sampling, 0, 64),
            strict=True,
        )
    )
    found = compute_runs(study, "s")

    def law(red, blue):
        return p["skill_red"] * red**2 - p["skill_blue"] * blue**2

    before = law(p["force0_red"], p["force0_blue"])
    after = law(found.last("end_red"), found.last("end_blue"))
    size = p["skill_red"] * p["force0_red"] ** 2
    assert (np.abs(after - before) / size).max() < 0.01


def test_sides_that_swap_their_parameters_swap_their_fates():
    model = build_model("lanchester", lanchester())
    inputs = plan_inputs(model, Horizon(periods=30))
    parameters = draw_parameters(model, Sampling(seed=3), 0, 100)
    names = [p.name for p in model.parameters]
    swap = {"red": "blue", "blue": "red"}
    other = [names.index("_".join(swap.get(x, x) for x in n.split("_"))) for n in names]
    one, two = (simulate(model, p, inputs) for p in (parameters, parameters[other]))
    np.testing.assert_array_equal(one.last("end_red"), two.last("end_blue"))
    np.testing.assert_array_equal(one.last("end_blue"), two.last("end_red"))
