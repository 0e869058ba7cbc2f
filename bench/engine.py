"""Speed, start-up and memory of the engine, beside its peers, in one round-robin run.

    python bench/engine.py --json

All backends compute the reference model of `reference_model.py` (synthetic, 260 weekly steps). A
ratio is the median over rounds of two backends timed right after one another, so that a neighbour
on the machine moves both. Absolute speeds hold for this machine only. `per_core_second` counts the
processor time of all threads instead of the clock: it is what to read on a machine that is busy.
Plain Python and EMA use one core there and in the clock's ratios, the others all cores.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numba
import numpy as np
from ema_peer import load_ema
from limits import measure_limit
from reference_model import model
from scalar_peer import load_peer

from sinews.engine import (
    Horizon,
    Sampling,
    Study,
    compute_runs,
    draw_parameters,
    simulate,
)
from sinews.engine import plan_inputs as plan
from sinews.engine.run.executors import count_cores

HERE = Path(__file__).parent
PIECE = 2048
INPUTS = plan(model, Horizon(periods=260))


def make_backends(runs: int, folder: Path) -> dict:
    """Return name to (function, runs a call); each function computes all its runs once."""
    parameters = draw_parameters(model, Sampling(seed=1), 0, runs)
    by_run = np.ascontiguousarray(parameters.T)
    out = np.empty((runs, len(model.outcomes)))
    pool = ThreadPoolExecutor(count_cores())
    pieces = [np.ascontiguousarray(parameters[:, k : k + PIECE]) for k in range(0, runs, PIECE)]
    exact, fast = (load_peer(model, folder, fast=f) for f in (False, True))
    few, n_ema = parameters[:, :100], 400
    backends = {
        "kernel": (lambda: list(pool.map(lambda p: simulate(model, p, INPUTS), pieces)), runs),
        "scalar_prange": (lambda: exact.ensemble(by_run, INPUTS, out), runs),
        "scalar_prange_fastmath": (lambda: fast.ensemble(by_run, INPUTS, out), runs),
        "plain_python": (lambda: simulate(model, few, INPUTS, plain=True), few.shape[1]),
    }
    if ema := load_ema(model, exact._run):
        backends["ema"] = (lambda: ema(n_ema), n_ema)
    return backends


def run_rounds(backends: dict, rounds: int, clock) -> dict[str, list[float]]:
    """Return runs per second of every backend in every round."""
    for function, _ in backends.values():
        function()
    speeds: dict[str, list[float]] = {name: [] for name in backends}
    for _ in range(rounds):
        for name, (function, runs) in backends.items():
            started = clock()
            function()
            speeds[name].append(runs / (clock() - started))
    return speeds


def compare(speeds: dict[str, list[float]]) -> dict:
    """Return the kernel's speed and its ratio to every peer."""

    def ratio(*peers: str) -> float | None:
        if peers[0] not in speeds:
            return None
        best = np.max([speeds[p] for p in peers], axis=0)
        return round(float(np.median(np.array(speeds["kernel"]) / best)), 2)

    return {
        "runs_per_second": {n: round(float(np.median(s))) for n, s in speeds.items()},
        "ratio_to_scalar_prange": ratio("scalar_prange", "scalar_prange_fastmath"),
        "ratio_to_scalar_prange_without_fastmath": ratio("scalar_prange"),
        "ratio_to_plain_python": ratio("plain_python"),
        "ratio_to_ema": ratio("ema"),
    }


def time_ten_thousand() -> float:
    """Return the seconds of 10,000 futures of one strategy with draws and summaries."""
    study = Study(model=model, strategies={"base": INPUTS}, runs=10_000, sampling=Sampling(seed=1))
    pool = ThreadPoolExecutor(count_cores())
    best = np.inf
    for _ in range(5):
        started = time.perf_counter()
        firsts = range(0, study.runs, PIECE)
        parts = pool.map(
            lambda f: compute_runs(study, "base", f, min(PIECE, study.runs - f)).values, firsts
        )
        np.nanquantile(np.concatenate(list(parts), axis=2), [0.05, 0.5, 0.95], axis=2)
        best = min(best, time.perf_counter() - started)
    return best


def run_fresh(*arguments: str, cache: str | None = None) -> dict[str, float]:
    """Return the seconds, processor seconds and peak memory (MB) of a new process and its own."""
    environment = os.environ | ({"SINEWS_CACHE": cache} if cache else {})
    command = [sys.executable, str(HERE / "fresh.py"), *arguments]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    peak, used, ended = [0.0], {}, threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            now = measure_tree(process.pid)
            peak[0] = max(peak[0], sum(memory for memory, _ in now.values()))
            used.update({pid: seconds for pid, (_, seconds) in now.items()})

    watcher = threading.Thread(target=watch)
    watcher.start()
    text = process.communicate()[0]
    ended.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"bench: {' '.join(command)} failed")
    found = {
        "seconds": float(text.split()[-1]),
        "core_seconds": sum(used.values()),
        "memory_mb": peak[0],
    }
    return {k: round(v, 2) for k, v in found.items()}


def measure_tree(root: int) -> dict[int, tuple[float, float]]:
    """Return proportional memory (MB) and processor seconds of a process and all below it.

    Read from /proc, so it is empty off Linux.
    """
    stats, found = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            stats[int(stat.parent.name)] = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
    for pid, fields in stats.items():
        up = pid
        while up not in (0, root):
            up = int(stats[up][1]) if up in stats else 0
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text() if up == root else ""
        except OSError:
            continue
        if "Pss:" in text:
            seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            found[pid] = (float(text.split("Pss:")[1].split()[0]) / 1024, seconds)
    return found


def measure_processes(runs: int) -> dict[str, dict[str, float]]:
    """Return what new processes take: first answers, and a stored study of many runs."""
    found = {}
    with tempfile.TemporaryDirectory() as cold:
        found["cold_start"] = run_fresh("first", cache=cold)
        while not list(Path(cold).glob("kernels/*/compiled")):
            time.sleep(1)  # the compilation that it started
    run_fresh("first")
    found["warm_start"] = min((run_fresh("first") for _ in range(3)), key=lambda f: f["seconds"])
    for executor in ("processes", "threads"):
        with tempfile.TemporaryDirectory() as folder:
            found[f"{runs}_stored_{executor}"] = run_fresh("study", executor, str(runs), folder)
    return found


def main() -> None:
    """Print everything, as JSON or as lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--runs", type=int, default=16_384, help="runs a round of the kernel")
    parser.add_argument("--quick", action="store_true", help="no new processes; prints JSON")
    parser.add_argument("--many", type=int, default=1_000_000, help="runs of the stored study")
    options = parser.parse_args()
    numba.set_num_threads(count_cores())
    with tempfile.TemporaryDirectory() as folder:
        backends = make_backends(options.runs, Path(folder))
        found = compare(run_rounds(backends, options.rounds, time.perf_counter))
        found["per_core_second"] = compare(run_rounds(backends, options.rounds, time.process_time))
    found["seconds_10000_with_draws_and_summaries"] = round(time_ten_thousand(), 3)
    limit = found["arithmetic_limit"] = measure_limit(model, 260)
    reached = found["per_core_second"]["runs_per_second"]["kernel"]
    found["share_of_limit"] = round(reached / limit["runs_per_second_per_core_at_best"], 2)
    if options.quick:
        print(json.dumps(found, indent=2))
        return
    found |= measure_processes(options.many)
    found["machine"] = {"cores": count_cores(), "load": os.getloadavg()[0]}
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
