"""`campaign run` and `strategy search` on a Dask cluster: the same bits, also after a kill."""

import os
import signal
from datetime import date

import pytest
from typer.testing import CliRunner

from sinews.campaign.outcomes import measure_block, read_ends
from sinews.campaign.run.setting import open_setting
from sinews.campaign.strategy import shipped_strategies
from sinews.cli import app
from sinews.engine.run.executors import connect_dask
from sinews.errors import UsageError

distributed = pytest.importorskip("distributed", reason="Dask comes with the extra cluster")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
FUTURES = 3_000


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def setting(evidence):
    return open_setting(evidence, futures=FUTURES, seed=3, until=date(2026, 6, 30))


@pytest.fixture(scope="module")
def wanted(setting):
    return bits(read_ends(setting, list(shipped_strategies())[:2]))


def bits(ends):
    return {(s, o): v.tobytes() for s, found in ends.items() for o, v in found.items()}


def test_a_cluster_gives_the_same_bits(cluster, setting, wanted):
    with connect_dask(cluster.scheduler_address) as executor:
        assert bits(read_ends(setting, list(shipped_strategies())[:2], executor)) == wanted


def test_a_worker_that_is_killed_changes_no_bit(cluster, setting, wanted, tmp_path):
    mark = tmp_path / "killed"

    class Deadly:
        """An executor whose third block kills the worker that computes it, once."""

        def __init__(self, executor):
            self.executor = executor

        def map(self, fn, blocks):
            blocks = list(blocks)
            return self.executor.map(
                die_once, [fn] * len(blocks), blocks, [str(mark)] * len(blocks), range(len(blocks))
            )

    with connect_dask(cluster) as executor:
        found = read_ends(setting, list(shipped_strategies())[:2], Deadly(executor))
    assert mark.exists(), "a worker was killed"
    assert bits(found) == wanted


def die_once(fn, block, mark, number):
    if number == 2:
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return fn(block)


def test_blocks_are_pure(setting):
    strategies = list(shipped_strategies())[:1]
    one, two = (measure_block(setting, strategies) for _ in range(2))
    assert bits(one) == bits(two)


def test_a_search_on_a_cluster_finds_the_same_plans_to_the_last_bit(cluster, tmp_path):
    pytest.importorskip("pymoo", reason="the search comes with the extra explore")
    command = "strategy search --budget 90 --until 2027-12-31 --population 8 --generations 2"
    command += " --futures 100 --fresh 100 --seed 4 --json"
    records = []
    for name, more in (("here", []), ("there", ["--dask", cluster.scheduler_address])):
        state = ["--state", str(tmp_path / f"{name}.json")]
        done = CliRunner().invoke(app, [*command.split(), *state, *more])
        assert done.exit_code == 0, done.output
        records.append((done.stdout, (tmp_path / f"{name}.json").read_bytes()))
    assert records[0] == records[1]
    assert "score" in cluster.scheduler.task_prefixes, "workers have scored plans"


def test_nobody_at_the_address_is_one_message():
    with (
        pytest.raises(UsageError, match="No Dask scheduler answers"),
        connect_dask("tcp://127.0.0.1:9"),
    ):
        raise AssertionError
