"""What docs/reliability.md promises, fault by fault, each injected here or in the file it names."""

import errno
import os
import re
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import httpx
import polars as pl
import pytest
from browsing import PATIENCE, wait_for_end
from store_toys import AMOUNTS, KINDS, ROWS, write_toy
from test_engine_runs import run
from test_engine_simulate import make_study
from test_trade_bulk import CELLS, v2

from sinews.core.manifest import RunManifest
from sinews.data.bulk.stream import scan_bulk, write_bulk_parquet
from sinews.data.read.releases import Arrival
from sinews.data.store.add import add_files
from sinews.data.store.store import Store
from sinews.data.store.verify import verify_store
from sinews.errors import StoreError

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src")])}
ALTERED = (("2024-01-01", "US", 9.0), *ROWS[1:])


@pytest.fixture
def store(tmp_path):
    """A store that holds release 28."""
    store = Store(tmp_path / "home")
    add(store, write_toy(tmp_path / "old", release="28"))
    return store


def add(store, folder, day=date(2026, 8, 5)):
    return add_files([folder], store, KINDS, Arrival(retrieved=day))


@pytest.mark.parametrize("stage", range(1, 7))
def test_a_disk_that_is_full_at_any_stage_of_an_import_costs_only_that_import(
    store, tmp_path, monkeypatch, stage
):
    new = write_toy(tmp_path / "new", ALTERED, release="29")
    before = {v.id: v for v in store.vintages()}
    calls, fsync = [], os.fsync

    def fill(descriptor):
        calls.append(descriptor)
        if len(calls) >= stage:
            raise OSError(errno.ENOSPC, "No space left on device")
        return fsync(descriptor)

    with monkeypatch.context() as m:
        m.setattr(os, "fsync", fill)
        with pytest.raises(StoreError, match="No space left"):
            add(store, new)
    assert len(calls) >= stage
    after = {v.id: v for v in store.vintages()}
    assert {i: after.get(i) for i in before} == before
    assert verify_store(store).damages == ()
    add(store, new)
    assert {v.id for v in store.vintages()} == {*before, "toy_amounts@29", "toy_totals@29"}


def test_a_disk_that_is_full_in_an_ensemble_stops_it_and_it_goes_on_later(tmp_path, monkeypatch):
    study = make_study(runs=200)
    wanted = run(study, tmp_path / "whole", "serial", 50).digest()
    calls, fsync = [], os.fsync

    def fill(descriptor):
        calls.append(descriptor)
        if len(calls) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return fsync(descriptor)

    with monkeypatch.context() as m:
        m.setattr(os, "fsync", fill)
        with pytest.raises(OSError, match="No space left"):
            run(study, tmp_path / "full", "serial", 50)
    assert len(list((tmp_path / "full").glob("*/*.parquet"))) == 2
    assert run(study, tmp_path / "full", "serial", 50).digest() == wanted


def limit_files(size):
    """Make writing beyond a size fail in this process, as on a full disk: for a child process."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [2_000, 20_000])
def test_a_disk_that_is_full_while_bulk_trade_is_written_leaves_the_old_month(tmp_path, size):
    out = tmp_path / "out"
    first, second = tmp_path / "full_202203.dat", tmp_path / "revised.dat"
    first.write_text(v2())
    write_bulk_parquet([first], out)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    many = [
        ("DE", "KG", f"8703{i:04d}", "2", "1", f"{7919 * i % 99_991}", "5") for i in range(9_999)
    ]
    second.write_text(v2(many))
    done = subprocess.run(
        [sys.executable, "-m", "sinews", "data", "bulk", str(second), "--out", str(out)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: limit_files(size),
    )
    assert done.returncode in (1, 2), done.stderr
    assert "What was there before is kept" in done.stderr.replace("\n", " ")
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_a_clock_that_was_set_back_loses_nothing_and_hides_nothing(store, tmp_path):
    new = write_toy(tmp_path / "new", ALTERED, release="29")
    add(store, new, day=date(2020, 1, 1))
    found = {v.id: v for v in store.vintages()}
    assert {"toy_amounts@28", "toy_amounts@29"} <= found.keys()
    # the producer's release orders them, whatever day the machine believed it was
    current = store.read_current("toy_amounts", AMOUNTS)
    assert [r.id for r in current.releases] == ["29"]
    assert verify_store(store).damages == ()


def test_the_id_of_a_run_knows_no_clock(monkeypatch):
    def name():
        return RunManifest(command="brief", seed=0, draws=0, releases={"a": "b"}).id

    now = name()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert name() == now


@pytest.mark.slow
def test_a_worker_that_is_killed_in_an_ensemble_is_one_message_and_the_rest_is_kept(tmp_path):
    study = make_study(runs=4_000)
    wanted = run(study, tmp_path / "whole", "serial", 100).digest()
    folder = tmp_path / "killed"
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:

        def kill(progress):
            if progress.runs_done >= 400:
                for process in list(pool._processes.values()):
                    process.kill()

        with pytest.raises(StoreError, match="the same call goes on"):
            run(study, folder, pool, 100, on_progress=kill)
    kept = len(list(folder.glob("*/*.parquet")))
    assert 4 <= kept < 40 * len(study.strategies)
    assert run(study, folder, "serial", 100).digest() == wanted


def limit_memory(megabytes):
    """Let this process grow by so much and no more."""
    with Path("/proc/self/statm").open() as f:
        size = int(f.read().split()[0]) * resource.getpagesize()
    most = size + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
def test_a_worker_without_memory_is_one_message_and_the_rest_is_kept(tmp_path):
    study = make_study(runs=200)
    wanted = run(study, tmp_path / "whole", "serial", 50).digest()
    with ProcessPoolExecutor(
        1, get_context("spawn"), initializer=limit_memory, initargs=(1,)
    ) as pool, pytest.raises(StoreError, match="no memory left"):  # fmt: skip
        run(study, tmp_path / "small", pool, 50)
    assert run(study, tmp_path / "small", "serial", 50).digest() == wanted


def serve(tmp_path, runs):
    server = subprocess.Popen(
        [sys.executable, "-m", "sinews", "serve", "--port", "0", "--runs", str(runs)],
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT | {"SINEWS_HOME": str(tmp_path / "home")},
    )
    said = []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"running on (http://[\d.]+:\d+)", line):
            return server, found[1]
    raise AssertionError("".join(said))


LONG = {
    "strategy": {
        "id": "mine",
        "label": "Mine",
        "settings": {"posture": [{"from": "2024-06-03", "value": 0.3}]},
    },
    "until": "2029-12-01",
    "futures": 10_000,
}


@pytest.mark.slow
def test_a_server_that_is_ended_with_runs_under_way_ends_soon_and_knows_them_again(tmp_path):
    runs = tmp_path / "runs"
    server, address = serve(tmp_path, runs)
    try:
        ids = [
            httpx.post(f"{address}/api/v1/runs", json=LONG | {"seed": s}, timeout=PATIENCE).json()[
                "id"
            ]
            for s in (1, 2)
        ]
        began = time.monotonic()
        server.terminate()
        server.communicate(timeout=PATIENCE)
        assert time.monotonic() - began < 60
        assert server.returncode in (0, -signal.SIGTERM)
    finally:
        server.kill()
    assert {p.name for p in runs.iterdir()} >= {f"{id}.body" for id in ids}
    assert not list(runs.glob("*.tmp"))
    server, address = serve(tmp_path, runs)
    try:
        assert wait_for_end(f"{address}/api/v1/runs/{ids[0]}") == "done"
    finally:
        server.terminate()
        server.communicate(timeout=PATIENCE)


KILLED = """
import os, sys, threading, time
from pathlib import Path
from sinews.data.bulk.stream import write_bulk_parquet
delay, out, *paths = sys.argv[1:]
def die():
    time.sleep(float(delay))
    os.kill(os.getpid(), 9)
began = time.monotonic()
threading.Thread(target=die, daemon=True).start()
write_bulk_parquet([Path(p) for p in paths], Path(out))
print(time.monotonic() - began)
"""


def read_months(out):
    """Return the rows of every month, in an order of their own."""
    return {p.name: sorted(pl.read_parquet(p).rows(), key=str) for p in out.rglob("*.parquet")}


@pytest.mark.slow
def test_bulk_trade_killed_at_ten_moments_loses_nothing(tmp_path):
    """Every month is the old one or the new one, whole; what is written again is complete."""
    import random

    moments = random.Random(19)
    out, files = tmp_path / "out", []
    for month in range(1, 5):
        path = tmp_path / f"full_2022{month:02d}.dat"
        path.write_text(v2(period=f"2022{month:02d}"))
        files.append(path)
    write_bulk_parquet(files, out)
    old = read_months(out)
    revised = [(*c[:5], str(2 * int(c[5])), c[6]) for c in CELLS]
    for month, path in enumerate(files, 1):
        path.write_text(v2(revised, period=f"2022{month:02d}"))
    write_bulk_parquet(files, tmp_path / "new")
    new = read_months(tmp_path / "new")
    assert old.keys() == new.keys()
    command = [sys.executable, "-c", KILLED]
    timed = subprocess.run(
        [*command, "600", str(tmp_path / "timed"), *files],
        env=ENVIRONMENT,
        check=True,
        capture_output=True,
        text=True,
    )
    whole = float(timed.stdout)
    killed, tries = 0, 0
    while killed < 10:
        tries += 1
        assert tries < 60, "it always ended before it was killed"
        delay = moments.uniform(0, whole)
        done = subprocess.run(
            [*command, f"{delay}", str(out), *files], env=ENVIRONMENT, check=False
        )
        killed += done.returncode == -signal.SIGKILL
        found = read_months(out)
        assert found.keys() == old.keys()
        assert all(found[n] in (old[n], new[n]) for n in found), "a month is whole"
    write_bulk_parquet(files, out)
    assert read_months(out) == new
    assert not list(out.rglob("*.tmp"))
    assert scan_bulk(out).collect().height > 0
