"""Stored studies: the same bits for every cut, executor and interruption."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from test_engine_simulate import make_study

from sinews.engine import (
    Execution,
    Precision,
    Sampling,
    compute_runs,
    open_result,
    run_study,
    show_progress,
)
from sinews.engine.run.executors import RayExecutor, SerialExecutor, open_executor
from sinews.errors import (
    ModelError,
    ProvenanceError,
    StoreError,
    UnknownNameError,
    UsageError,
)

HERE = Path(__file__).parent


def run(study, folder, executor="serial", chunk=50, **options):
    execution = Execution(executor=executor, chunk=chunk, workers=2)
    return run_study(study, folder, execution=execution, **options)


@pytest.fixture(scope="module")
def wanted(tmp_path_factory) -> str:
    return run(make_study(runs=200), tmp_path_factory.mktemp("wanted"), chunk=200).digest()


@pytest.mark.parametrize(
    ("executor", "chunk"), [("serial", 33), ("serial", 64), ("threads", 7), ("threads", 100)]
)
def test_the_digest_does_not_depend_on_chunks_or_threads(tmp_path, wanted, executor, chunk):
    assert run(make_study(runs=200), tmp_path, executor, chunk).digest() == wanted


def test_any_executor_of_the_standard_interface_will_do(tmp_path, wanted):
    with ThreadPoolExecutor(3) as pool:
        assert run(make_study(runs=200), tmp_path, pool).digest() == wanted


@pytest.mark.slow
def test_processes_give_the_same_bits(tmp_path, wanted):
    assert run(make_study(runs=200), tmp_path, "processes").digest() == wanted


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_dask_gives_the_same_bits(tmp_path, wanted):
    pytest.importorskip("distributed", reason="Dask comes with the extra cluster")
    assert run(make_study(runs=200), tmp_path, "dask").digest() == wanted


@pytest.mark.slow
def test_ray_gives_the_same_bits(tmp_path, wanted):
    pytest.importorskip("ray", reason="Ray is used where it is installed")
    assert run(make_study(runs=200), tmp_path, "ray").digest() == wanted


def test_more_runs_of_a_study_keep_the_first_ones(tmp_path):
    few = run(make_study(runs=100), tmp_path)
    before = few.values("some", "end_east")
    more = run(make_study(runs=200), tmp_path)
    np.testing.assert_array_equal(more.values("some", "end_east")[:100], before)


def test_stored_values_are_those_computed(tmp_path):
    study = make_study(runs=90)
    result = run(study, tmp_path)
    found = compute_runs(study, "some")
    for outcome in found.names:
        np.testing.assert_array_equal(result.values("some", outcome), found.last(outcome))
        np.testing.assert_array_equal(result.values("some", outcome, 7), found.path(outcome)[0])
    rows = result.scan("some").collect()
    assert rows.height == 90 * 3
    assert rows["end_east"].is_nan().sum() == 0, "what is missing is null"
    with pytest.raises(UnknownNameError, match="reading"):
        result.values("some", "end_east", 8)
    with pytest.raises(UnknownNameError, match="end_east"):
        result.values("some", "end_est")


def test_quantiles_from_files_are_close_to_exact_ones(tmp_path):
    study = make_study(runs=3000)
    result = run(study, tmp_path, chunk=700)
    table = result.quantiles("some", (0.05, 0.5, 0.95)).filter(pl.col("period") == 33)
    exact = compute_runs(study, "some").path("end_east")[1]
    rows = table.filter(pl.col("outcome") == "end_east")
    spread = np.nanmax(exact) - np.nanmin(exact)
    np.testing.assert_allclose(
        rows["value"].to_numpy(), np.nanquantile(exact, [0.05, 0.5, 0.95]), atol=1.5 * spread / 512
    )
    assert rows["missing"].to_list() == [int(np.isnan(exact).sum())] * 3


def test_a_folder_holds_one_study(tmp_path):
    study = make_study(runs=60)
    run(study, tmp_path)
    other = replace(study, sampling=Sampling(seed=4, tables=study.sampling.tables))
    with pytest.raises(ProvenanceError, match="seed is 3, not 4"):
        run(other, tmp_path)
    with pytest.raises(ProvenanceError, match="chunk is 50, not 51"):
        run(study, tmp_path, chunk=51)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(StoreError, match="without a manifest"):
        run(study, tmp_path)


def test_a_study_is_cancelled_between_chunks_and_resumed(tmp_path, wanted):
    seen = []
    study = make_study(runs=200)
    stopped = run(study, tmp_path, on_progress=seen.append, is_cancelled=lambda: len(seen) >= 3)
    assert not stopped.is_complete
    assert seen[-1].runs_done <= 4 * 50
    assert seen[-1].seconds_left > 0
    with pytest.raises(StoreError, match="chunks are missing"):
        stopped.digest()
    assert open_result(study, tmp_path, chunk=50).missing == stopped.missing
    assert run(study, tmp_path).digest() == wanted
    assert open_result(study, tmp_path, chunk=50).is_complete


def test_a_run_that_fails_stops_the_study(tmp_path):
    study = make_study()
    wrong = replace(study, sampling=replace(study.sampling, fixed={"room": 0.0}))
    with pytest.raises(ModelError, match="not finite"):
        run(wrong, tmp_path)
    assert not list(tmp_path.glob("*/*.parquet"))


SCRIPT = """
    import sys, time
    sys.path.insert(0, {here!r})
    from pathlib import Path
    from test_engine_runs import run
    from test_engine_simulate import make_study
    if __name__ == "__main__":
        print("ready", flush=True)
        slow = lambda progress: time.sleep(0.05)  # so that it cannot end before it is killed
        run(make_study(runs=40_000), Path(sys.argv[1]), "serial", 500, on_progress=slow)
"""


@pytest.mark.slow
def test_a_study_that_was_killed_resumes_to_the_same_bits(tmp_path):
    study = make_study(runs=40_000)
    whole = run(study, tmp_path / "whole", "threads", 500).digest()
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT.format(here=str(HERE))))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    folder = tmp_path / "killed"
    for share in (0.1, 0.3):
        process = subprocess.Popen([sys.executable, str(script), str(folder)], env=environment)
        while process.poll() is None and len(list(folder.glob("*/*.parquet"))) < share * 160:
            time.sleep(0.01)
        assert process.poll() is None, "it must be killed while it runs"
        process.send_signal(signal.SIGKILL)
        process.wait()
    stored = len(list(folder.glob("*/*.parquet")))
    assert 0.3 * 160 <= stored < 160
    assert run(study, folder, "threads", 500).digest() == whole


def test_a_study_stops_at_the_wanted_precision(tmp_path):
    study = make_study(runs=5000)
    wish = Precision(outcome="lost", error=1.0)
    result = run(study, tmp_path / "a", chunk=100, stop=wish)
    assert 100 <= result.runs < 5000
    assert result.is_complete
    assert all(wish.is_reached(result.values(s, "lost")) for s in study.strategies)
    short = result.values("some", "lost")[: result.runs - 100]
    other = result.values("none", "lost")[: result.runs - 100]
    assert not (wish.is_reached(short) and wish.is_reached(other)), "no earlier chunk sufficed"
    threads = run(study, tmp_path / "b", "threads", 100, stop=wish)
    assert (threads.runs, threads.digest()) == (result.runs, result.digest())
    with pytest.raises(UnknownNameError, match="Did you mean 'lost'"):
        run(study, tmp_path / "c", stop=Precision(outcome="lst", error=1.0))


def test_executors_that_do_not_exist_are_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="Did you mean 'threads'"):
        run(make_study(), tmp_path, "thread")
    if not _has("ray"):
        with pytest.raises(UsageError, match="ray is not installed"):
            RayExecutor(1)


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def test_the_serial_executor_carries_errors():
    with open_executor("serial", 1) as executor:
        assert isinstance(executor, SerialExecutor)
        assert executor.submit(pow, 2, 3).result() == 8
        assert isinstance(executor.submit(pow, 0, -1).exception(), ZeroDivisionError)


def test_progress_is_shown_with_speed_and_time_left(tmp_path):
    from io import StringIO

    from rich.console import Console

    drawn = StringIO()
    console = Console(file=drawn, force_terminal=True, width=120)
    with show_progress("ponds", console) as on_progress:
        run(make_study(runs=200), tmp_path, on_progress=on_progress)
    text = drawn.getvalue()
    assert "400/400" in text
    assert "0 s left" in text


def test_ends_of_a_study_are_checked_before_it_runs(tmp_path):
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "0-5.parquet").touch()
    with pytest.raises(StoreError, match="without a manifest"):
        run(make_study(), tmp_path)
