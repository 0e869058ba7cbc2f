"""What structure promises, on the synthetic model of the bench: 31 stocks, 260 weeks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.engine import (
    Horizon,
    Sampling,
    Study,
    audit_stocks,
    build_model,
    compute_runs,
    draw_noise,
    draw_parameters,
    measure_step_error,
    plan_inputs,
    simulate,
    step,
)

pytestmark = pytest.mark.slow


def make_study(model, runs: int, weeks: int = 260) -> Study:
    horizon = Horizon(periods=weeks)
    scarce = step("goal_a", 0.3)
    return Study(
        model=model,
        strategies={
            "base": plan_inputs(model, horizon),
            "scarce": plan_inputs(model, horizon, (scarce, step("order_a", 0.2, how="scale"))),
            "more_shells": plan_inputs(model, horizon, (scarce,)),
        },
        runs=runs,
        sampling=Sampling(seed=9),
    )


def test_stocks_balance_and_none_falls_below_zero_in_a_hundred_thousand_futures(reference_model):
    study = make_study(reference_model, 100_000)
    for audit in audit_stocks(study, "base"):
        assert audit.imbalance < 1e-12, audit
        if audit.stock != "front":
            assert audit.lowest >= 0, audit


def test_the_kernel_equals_plain_python(reference_model):
    study = make_study(reference_model, 100)
    fast, plain = (compute_runs(study, "base", plain=p).values for p in (False, True))
    np.testing.assert_allclose(fast, plain, rtol=1e-12)


def test_halving_the_step_halves_its_error(reference_model):
    errors = {e.outcome: e for e in measure_step_error(make_study(reference_model, 2000), "base")}
    smooth = [e for n, e in errors.items() if n != "turn"]
    assert len(smooth) == 9
    for e in smooth:
        assert 0.7 < e.order < 1.3, e
        assert e.weekly < 0.02, e


def test_more_shells_never_lower_fire(reference_model):
    study = make_study(reference_model, 10_000)
    few, more = (compute_runs(study, s).last("fired_a") for s in ("scarce", "more_shells"))
    assert (more >= few * (1 - 1e-12)).all()
    assert (more > few).mean() > 0.25, "the test needs runs in which shells bind"


@given(st.permutations(range(130)))
def test_runs_can_be_put_in_any_order(reference_model, order):
    study = make_study(reference_model, 130, weeks=20)
    parameters = draw_parameters(reference_model, study.sampling, 0, 130)
    inputs = study.strategies["base"]
    straight = simulate(reference_model, parameters, inputs).values
    permuted = simulate(reference_model, parameters[:, order], inputs).values
    np.testing.assert_array_equal(permuted, straight[:, :, order])


def test_declarations_can_be_put_in_any_order():
    import engine_zoo
    from engine_zoo import model

    from sinews.engine.declare.gather import gather

    declared = [d for d, _ in gather([engine_zoo])]
    reverse = build_model("backwards", dict(reversed(list(vars(engine_zoo).items()))))
    assert {d.name for d in declared} == {
        v.name
        for v in (
            *reverse.quantities(),
            *reverse.outcomes,
            *reverse.bounds,
            *reverse.correlations,
        )
    }
    posterior = {"birth": np.linspace(0.02, 0.08, 9), "death": np.linspace(0.01, 0.05, 9)}
    sampling = Sampling(seed=1, tables={"posterior": posterior})
    parameters = draw_parameters(model, sampling, 0, 70)
    place = {p.name: k for k, p in enumerate(model.parameters)}
    again = parameters[[place[p.name] for p in reverse.parameters]]
    inputs = np.full((2, 30), 0.02)
    noise = draw_noise(model, 1, 30, 0, 70)
    one = simulate(model, parameters, inputs, noise=noise)
    two = simulate(reverse, again, inputs, noise=noise)
    for name in one.names:
        np.testing.assert_allclose(one.last(name), two.last(name), rtol=1e-12, atol=1e-12)
