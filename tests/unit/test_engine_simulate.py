"""The kernel and plain Python compute the same runs, whatever the model uses."""

import threading

import numpy as np
import pytest
from engine_zoo import model

from sinews.engine import (
    Grid,
    Horizon,
    Part,
    Sampling,
    Study,
    advance,
    compute_runs,
    draw_noise,
    draw_parameters,
    plan_inputs,
    preview_runs,
    simulate,
    step,
    trace_run,
)
from sinews.engine.compile.kernel import is_compiled, load_kernel
from sinews.engine.compile.kernel_text import BLOCKS, write_kernel
from sinews.engine.run.arrays import answer_runs
from sinews.errors import ModelError, UnknownNameError, UsageError

N = 4 * BLOCKS[0] + 7
RNG = np.random.default_rng(5)
POSTERIOR = {"birth": RNG.uniform(0.02, 0.08, 50), "death": RNG.uniform(0.01, 0.05, 50)}


def make_study(**changes) -> Study:
    weeks = Horizon(periods=60)
    season = {"season": np.sin(np.arange(60) / 8)}
    settings = dict(
        model=model,
        strategies={
            "none": plan_inputs(model, weeks, base=season),
            "some": plan_inputs(model, weeks, (step("fishing", 0.03, start=9),), base=season),
        },
        runs=N,
        sampling=Sampling(seed=3, tables={"posterior": POSTERIOR}),
        grid=Grid(read_at=(7, 33, 60)),
    )
    return Study(**(settings | changes))


@pytest.mark.parametrize("substeps", [1, 3])
def test_the_kernel_equals_plain_python(substeps):
    study = make_study(grid=Grid(read_at=(7, 33, 60), substeps=substeps))
    fast, plain = (compute_runs(study, "some", plain=p) for p in (False, True))
    np.testing.assert_allclose(fast.values, plain.values, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(fast.left, plain.left)
    assert 0 < np.isnan(fast.left).sum() < N, "the test needs runs inside and outside"
    known = ~np.isnan(fast.path("crowded"))
    assert 0 < known[-1].sum() < N, "the test needs crossings that happen and that do not"


def test_what_is_read_after_a_run_left_its_bounds_is_missing():
    found = compute_runs(make_study(), "some")
    gone = np.array(found.read_at)[:, None] >= found.left
    assert np.isnan(found.values.transpose(0, 2, 1)[gone]).all()
    assert not np.isnan(found.path("end_east")[~gone]).any()


def test_a_run_does_not_depend_on_its_neighbours():
    study = make_study()
    whole = compute_runs(study, "some")
    for first, count in ((0, 1), (3, 70), (BLOCKS[0], BLOCKS[0]), (N - 1, 1)):
        part = compute_runs(study, "some", first, count)
        np.testing.assert_array_equal(part.values, whole.values[:, :, first : first + count])


@pytest.mark.parametrize("substeps", [1, 3])
def test_runs_in_parts_equal_runs_at_once_bit_for_bit(substeps):
    study = make_study(grid=Grid(read_at=(7, 33, 60), substeps=substeps))
    given = (
        model,
        draw_parameters(model, study.sampling, 0, N),
        study.strategies["some"],
    )
    noise = draw_noise(model, 3, 60, 0, N)
    whole = compute_runs(study, "some")
    early = Part(grid=Grid(read_at=(7, 20), substeps=substeps))
    first, saved = advance(*given, early, noise=noise)
    late = Part(grid=Grid(read_at=(33, 60), substeps=substeps), saved=saved)
    last, end = advance(*given, late, noise=noise)
    np.testing.assert_array_equal(first.values[0], whole.values[0])
    np.testing.assert_array_equal(last.values, whole.values[1:])
    np.testing.assert_array_equal(last.left, whole.left)
    assert saved.periods == 20
    assert end.periods == 60
    before = saved.state.copy()
    few = Part(grid=late.grid, names=("crowded", "end_east"), saved=saved)
    chosen, _ = advance(*given, few, noise=noise)
    np.testing.assert_array_equal(chosen.path("end_east"), last.path("end_east"))
    np.testing.assert_array_equal(saved.state, before), "a state serves many continuations"
    with pytest.raises(UsageError, match="after period 20"):
        advance(*given, Part(grid=Grid(read_at=(20, 60)), saved=saved), noise=noise)
    with pytest.raises(UsageError, match="other runs"):
        advance(*given, Part(grid=late.grid, saved=saved.select(0, 3)), noise=noise)
    with pytest.raises(UnknownNameError, match="end_east"):
        advance(*given, Part(grid=early.grid, names=("end_est",)), noise=noise)


def test_a_trace_ends_where_the_run_ended():
    study = make_study()
    stored = compute_runs(study, "some")
    run = int(np.flatnonzero(np.isnan(stored.left))[0])
    trace = trace_run(study, "some", run)
    assert trace.height == 60
    assert trace["fish_east"][-1] == pytest.approx(stored.last("end_east")[run], rel=1e-12)
    assert trace["moved_east"][-1] == pytest.approx(stored.last("moves")[run], rel=1e-12)
    assert trace["died_east"].sum() == pytest.approx(stored.last("lost")[run], rel=1e-12)
    assert trace["fishing"].to_list() == [0.0] * 9 + [0.03] * 51
    with pytest.raises(UsageError, match="there is no run"):
        trace_run(study, "some", N)
    with pytest.raises(UnknownNameError, match="Did you mean 'some'"):
        trace_run(study, "sme", 0)


def test_two_python_threads_call_the_kernel_at_once():
    study = make_study(runs=4000)
    wanted = compute_runs(study, "none").values
    found = {}

    def work(k):
        for _ in range(5):
            found[k] = compute_runs(study, "none").values

    threads = [threading.Thread(target=work, args=(k,)) for k in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for values in found.values():
        np.testing.assert_array_equal(values, wanted)
    assert len(found) == 3


def test_the_kernel_is_a_readable_file_that_hoists():
    text = write_kernel(model)
    inner = text[text.index("for _s in range(_substeps):") :]
    assert "_run" in inner
    assert "room" not in inner, "division by a constant of a run leaves the inner loop"
    assert "vigour = birth - death" not in inner
    load_kernel(model)
    assert is_compiled(model)


def test_arrays_of_the_wrong_shape_are_refused():
    study = make_study()
    parameters = draw_parameters(model, study.sampling, 0, 8)
    inputs = study.strategies["none"]
    noise = draw_noise(model, 3, 60, 0, 8)
    with pytest.raises(UsageError, match="has noise"):
        simulate(model, parameters, inputs)
    with pytest.raises(UsageError, match="parameters of 'ponds' have shape"):
        simulate(model, parameters[:-1], inputs, noise=noise)
    with pytest.raises(UsageError, match="inputs of 'ponds' have shape"):
        simulate(model, parameters, inputs[:1], noise=noise)
    with pytest.raises(UsageError, match="not finite"):
        simulate(model, np.where(parameters > 1, np.nan, parameters), inputs, noise=noise)
    with pytest.raises(UsageError, match="rising"):
        simulate(model, parameters, inputs, noise=noise, grid=Grid(read_at=(5, 5)))


def test_a_run_that_is_not_finite_is_refused_and_explained():
    study = make_study(
        sampling=Sampling(seed=3, tables={"posterior": POSTERIOR}, fixed={"room": 0})
    )
    with pytest.raises(ModelError, match="runs are not finite; the first is run 0"):
        compute_runs(study, "none")
    with pytest.raises(ModelError, match=r"period 1: .*division.*crowding_(east|west) = .*py:\d+"):
        trace_run(study, "none", 0)


def test_outcomes_are_found_by_name():
    found = compute_runs(make_study(), "none", 0, 3)
    assert found.last("end_east").shape == (3,)
    assert found.path("end_east").shape == (3, 3)
    with pytest.raises(UnknownNameError, match="end_east"):
        found.last("end_est")


def test_the_first_answer_comes_before_the_kernel_is_compiled(tmp_path, monkeypatch):
    from sinews.engine.run import study as module

    monkeypatch.setenv("SINEWS_CACHE", str(tmp_path))
    started = []
    monkeypatch.setattr(module, "start_compiling", lambda m: started.append(m.name))
    monkeypatch.setattr(module, "_COMPILING", {})
    study = make_study()
    found = preview_runs(study, "none", 3)
    assert started == ["ponds"]
    monkeypatch.undo()
    np.testing.assert_allclose(found.values, compute_runs(study, "none", 0, 3).values, rtol=1e-12)


@pytest.mark.parametrize("substeps", [1, 3])
def test_arrays_equal_the_kernel(substeps):
    study = make_study(grid=Grid(read_at=(10, 30, 60), substeps=substeps))
    kernel, arrays = compute_runs(study, "some"), answer_runs(study, "some", 0, study.runs)
    np.testing.assert_allclose(arrays.values, kernel.values, rtol=1e-11, atol=1e-11)
    np.testing.assert_array_equal(arrays.left, kernel.left)
    part = answer_runs(study, "some", 5, 9)
    np.testing.assert_allclose(part.values, arrays.values[:, :, 5:14], rtol=1e-13)
    with pytest.raises(UnknownNameError, match="Did you mean 'none'"):
        answer_runs(study, "nne", 0, 3)


def test_one_compilation_at_a_time(tmp_path, monkeypatch):
    from sinews.engine.compile import kernel as module

    monkeypatch.setenv("SINEWS_CACHE", str(tmp_path))
    started = []
    monkeypatch.setattr(module.subprocess, "Popen", lambda *a, **k: started.append(k))
    module.start_compiling(model)
    assert module.start_compiling(model) is None
    assert len(started) == 1
    assert started[0]["start_new_session"]
    monkeypatch.setattr(module, "_GIVEN_UP", -1.0)
    module.start_compiling(model)
    assert len(started) == 2


def test_an_unknown_strategy_is_refused():
    with pytest.raises(UnknownNameError, match="Did you mean 'none'"):
        compute_runs(make_study(), "nne")
    with pytest.raises(UsageError, match="at least one run"):
        make_study(runs=0)
    with pytest.raises(UsageError, match="inputs of one shape"):
        make_study(strategies={"none": np.zeros((1, 60))})
    with pytest.raises(UsageError, match="cannot name a strategy"):
        make_study(strategies={"a/b": np.zeros((2, 60))})
