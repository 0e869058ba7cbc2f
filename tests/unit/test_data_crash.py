"""Killed and concurrent imports: harmless, and nothing is lost."""

import os
import signal
import subprocess
import sys
import threading
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from store_toys import KINDS, ROWS, write_toy

from sinews.data.read.releases import Arrival
from sinews.data.store.add import add_files
from sinews.data.store.store import Store
from sinews.data.store.verify import repair_store, verify_store

TESTS = Path(__file__).parents[1]
WORKER = TESTS / "store_worker.py"
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])}
ALTERED = (("2024-01-01", "US", 9.0), *ROWS[1:])
STEPS = ["write:1", "write:2", *(f"{m}:{n}" for n in range(1, 7) for m in ("replace", "after"))]


def start(home, folder, *step):
    command = [sys.executable, str(WORKER), str(home), str(folder), *step]
    return subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def add(store, folder):
    return add_files([folder], store, KINDS, Arrival(retrieved=date(2026, 8, 5)))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def serve():
    """Return a function that serves a folder and returns its address."""
    servers = []

    def start_serving(folder):
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start_serving
    for server in servers:
        server.shutdown()
        server.server_close()


MOMENTS = ["write:1", "write:3", "replace:1", "after:2", "replace:3", "after:3"]
MOMENTS += ["replace:4", "after:4", "replace:6", "after:8"]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX systems")
@pytest.mark.parametrize("moment", MOMENTS)
def test_an_update_killed_at_any_moment_loses_nothing_and_goes_on(store, tmp_path, serve, moment):
    address = serve(write_toy(tmp_path / "new", ALTERED, release="29"))
    before = {v.id: v for v in store.vintages()}
    worker = start(store.home, address, moment)
    _, errors = worker.communicate(timeout=300)
    assert worker.returncode == -signal.SIGKILL, errors
    after = {v.id: v for v in store.vintages()}
    assert {i: after.get(i) for i in before} == before
    assert verify_store(store).damages == ()
    again = start(store.home, address)
    out, errors = again.communicate(timeout=300)
    assert (again.returncode, out in ("new", "unchanged")) == (0, True), errors
    assert {v.id for v in store.vintages()} == {*before, "toy_amounts@29", "toy_totals@29"}
    assert verify_store(store).damages == ()
    assert not (store.home / "downloads" / "toy").exists()


@pytest.fixture
def store(tmp_path):
    """A store that holds release 28."""
    store = Store(tmp_path / "home")
    add(store, write_toy(tmp_path / "old", release="28"))
    return store


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX systems")
@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_any_step_loses_nothing(store, tmp_path, step):
    folder = write_toy(tmp_path / "new", ALTERED, release="29")
    before = {v.id: v for v in store.vintages()}
    worker = start(store.home, folder, step)
    _, errors = worker.communicate(timeout=300)
    assert worker.returncode == -signal.SIGKILL, errors
    after = {v.id: v for v in store.vintages()}
    assert {i: after.get(i) for i in before} == before
    assert verify_store(store).damages == ()
    for vintage in store.vintages():
        store.read(vintage)
    again = add(store, folder)
    assert {s.vintage.id for s in (*again.raw, *again.compiled)} == {
        "toy_amounts@29",
        "toy_totals@29",
    }
    assert verify_store(store).damages == ()
    repair_store(store)
    assert verify_store(store).leftovers == ()
    assert len(store.vintages()) == 4


def test_the_steps_cover_the_whole_import(store, tmp_path):
    """Six files are written: two tables, and the manifest with its copy after each."""
    folder = write_toy(tmp_path / "new", ALTERED, release="29")
    worker = start(store.home, folder, "after:7")
    out, errors = worker.communicate(timeout=300)
    assert (worker.returncode, out.split()) == (0, ["new", "new"]), errors


def test_processes_that_import_at_once_wait_for_each_other(store, tmp_path):
    folders = [
        write_toy(tmp_path / f"in{n}", (("2024-01-01", "US", float(n)), *ROWS[1:]), release=str(n))
        for n in (31, 32, 33)
    ]
    workers = [start(store.home, folder) for folder in (*folders, folders[0])]
    results = [worker.communicate(timeout=300) for worker in workers]
    assert [w.returncode for w in workers] == [0, 0, 0, 0], results
    ids = {v.id for v in store.vintages() if v.kind == "raw"}
    assert ids == {f"toy_amounts@{n}" for n in (28, 31, 32, 33)}
    assert verify_store(store).damages == ()
    newest = max((v for v in store.vintages() if v.kind == "compiled"), key=lambda v: v.sequence)
    assert newest.label == "33"
