"""Executors: where chunks are computed; all give the same bits."""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final, Literal

from sinews.errors import UnknownNameError, UsageError

Kind = Literal["serial", "threads", "processes", "dask", "ray"]
KINDS: Final[tuple[Kind, ...]] = ("serial", "threads", "processes", "dask", "ray")


class SerialExecutor(Executor):
    """Computes in the calling thread, at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401
        """Call the function and return its result as a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 the future carries it to whoever asks
            future.set_exception(error)
        return future


class RayExecutor(Executor):
    """Hands functions to a running or local Ray."""

    def __init__(self, workers: int) -> None:
        ray = _require("ray", "ray")
        if not ray.is_initialized():
            ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False)
        self._ray = ray

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401
        """Start the function on some worker."""
        future: Future[Any] = self._ray.remote(fn).remote(*args, **kwargs).future()
        return future


@contextmanager
def open_executor(kind: Kind | Executor, workers: int) -> Iterator[Executor]:
    """Yield an executor and close it afterwards; one that was given is left open.

    Parameters
    ----------
    kind
        ``serial``; ``threads`` (the kernel lets them run side by side); ``processes``; ``dask`` (a
        local cluster); ``ray``; or anything with the interface of `concurrent.futures.Executor`,
        such as ``dask_client.get_executor()``.

    Raises
    ------
    UsageError
        The library that is asked for is not installed.
    """
    if isinstance(kind, Executor):
        yield kind
    elif kind == "serial":
        yield SerialExecutor()
    elif kind == "threads":
        with ThreadPoolExecutor(workers) as pool:
            yield pool
    elif kind == "processes":
        context = get_context("forkserver" if sys.platform == "linux" else "spawn")
        with ProcessPoolExecutor(workers, context, initializer=limit_threads) as pool:
            yield pool
    elif kind == "dask":
        with (
            _require("distributed", "cluster").LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            ) as cluster,
            connect_dask(cluster) as executor,
        ):
            yield executor
    elif kind == "ray":
        yield RayExecutor(workers)
    else:
        raise UnknownNameError("executor", str(kind), KINDS)


def limit_threads() -> None:
    """Keep a worker to one core: the pool is what uses the others."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@contextmanager
def connect_dask(cluster: Any) -> Iterator[Executor]:  # noqa: ANN401
    """Yield an executor on a Dask cluster: its scheduler's address, or the cluster itself.

    Work of a worker that dies is given to another one, by Dask; it is pure, so no bit changes.

    Raises
    ------
    UsageError
        Dask is not installed, or nobody answers at the address.
    """
    distributed = _require("distributed", "cluster")
    try:
        client = distributed.Client(cluster, timeout="10s")
    except (OSError, ValueError) as error:
        raise UsageError(f"No Dask scheduler answers at {cluster}: {error}.") from error
    with client:
        yield client.get_executor()


def share(executor: Executor, value: Any) -> Any:  # noqa: ANN401
    """Return what stands for a large value in calls through an executor.

    On a Dask cluster it goes to every worker once, and not with every call; elsewhere it is the
    value itself.
    """
    client = getattr(executor, "_client", None)
    return value if client is None else client.scatter(value, broadcast=True)


def _require(module: str, extra: str) -> Any:  # noqa: ANN401
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        where = f"sinews[{extra}]" if extra == "cluster" else extra
        raise UsageError(
            f"{module} is not installed; install {where!r} or use 'processes'."
        ) from error


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
