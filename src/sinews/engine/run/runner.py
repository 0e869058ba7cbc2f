"""Run a study: missing chunks go to workers, progress comes back, and it can stop early."""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sinews.engine.compile.kernel import is_compiled, load_kernel
from sinews.engine.run.chunks import (
    Chunk,
    check_folder,
    plan_chunks,
    write_chunk,
)
from sinews.engine.run.executors import Kind, count_cores, open_executor
from sinews.engine.run.precision import Precision
from sinews.engine.run.result import StudyResult
from sinews.engine.run.study import Study
from sinews.errors import StoreError, UnknownNameError

POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """Where and in what pieces a study is computed; none of it changes a number.

    Attributes
    ----------
    executor
        See `executors.open_executor`.
    workers
        Chunks at a time; None for one a core.
    chunk
        Runs a chunk: the unit of storage, of resuming and of cancelling.
    """

    executor: Kind | Executor = "processes"
    workers: int | None = None
    chunk: int = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a study is."""

    runs_done: int
    runs_wanted: int
    runs_per_second: float
    seconds_left: float


def run_study(
    study: Study,
    folder: Path,
    *,
    execution: Execution | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    stop: Precision | None = None,
) -> StudyResult:
    """Compute what a folder lacks of a study, and return what it then holds.

    Interrupted at any point, by any means, the same call resumes with the chunks that are missing
    and ends with the same bits.

    Parameters
    ----------
    on_progress
        Called after every chunk.
    is_cancelled
        Asked between chunks; once true, running chunks are finished and no other is begun.
    stop
        End as soon as the runs so far, in their order, give this precision; the runs that count are
        then the shortest row of whole chunks that reaches it.

    Raises
    ------
    ProvenanceError
        The folder holds another study.
    ModelError
        A run gives values that are not finite.
    StoreError
        A worker was killed or ran out of memory.
    """
    execution = execution or Execution()
    if stop and stop.outcome not in (names := [o.name for o in study.model.outcomes]):
        raise UnknownNameError("outcome", stop.outcome, names)
    check_folder(study, folder, execution.chunk)
    if not is_compiled(study.model):  # once, here, rather than in every worker
        load_kernel(study.model)
    work = _Work(study, folder, execution, stop)
    with open_executor(execution.executor, work.workers) as executor:
        work.run(executor, on_progress or _ignore, is_cancelled or _never)
    return work.result()


class _Work:
    """The state of one call of `run_study`."""

    def __init__(
        self, study: Study, folder: Path, execution: Execution, stop: Precision | None
    ) -> None:
        self.study, self.folder, self.stop = study, folder, stop
        self.size = execution.chunk
        self.workers = execution.workers or count_cores()
        self.chunks = list(plan_chunks(study, self.size))
        self.done = {c for c in self.chunks if c.path(folder).exists()}
        self.seen: dict[str, list[np.ndarray[Any, Any]]] = {s: [] for s in study.strategies}
        self.checked = 0
        self.runs = study.runs

    def run(
        self,
        executor: Executor,
        on_progress: Callable[[Progress], None],
        is_cancelled: Callable[[], bool],
    ) -> None:
        started, before = time.monotonic(), len(self.done)
        queue = [c for c in self.chunks if c not in self.done]
        pending: dict[Future[None], Chunk] = {}
        self._check_precision()
        while (queue and self.runs == self.study.runs and not is_cancelled()) or pending:
            hold = self.runs < self.study.runs or is_cancelled()
            while queue and not hold and len(pending) < 2 * self.workers:
                chunk = queue.pop(0)
                pending[executor.submit(write_chunk, self.study, chunk, self.folder)] = chunk
            finished, _ = wait(pending, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            for future in finished:
                chunk = pending.pop(future)
                self._collect(future, pending)
                self.done.add(chunk)
                on_progress(self._progress(time.monotonic() - started, len(self.done) - before))
            if finished:
                self._check_precision()

    @staticmethod
    def _collect(future: "Future[None]", pending: "dict[Future[None], Chunk]") -> None:
        if error := future.exception():
            for other in pending:
                other.cancel()
            if isinstance(error, BrokenExecutor | MemoryError):
                raise StoreError(
                    "A worker died or had no memory left. What it finished is kept: the same call "
                    "goes on from there; fewer workers or smaller chunks need less memory."
                ) from error
            raise error

    def _progress(self, seconds: float, new: int) -> Progress:
        wanted = self.study.runs * len(self.study.strategies)
        runs = sum(c.count for c in self.done)
        speed = new * self.size / seconds if seconds > 0 else 0.0
        left = (wanted - runs) / speed if speed else float("inf")
        return Progress(
            runs_done=runs, runs_wanted=wanted, runs_per_second=speed, seconds_left=left
        )

    def _check_precision(self) -> None:
        """Look at whole ranges of runs in their order, so that speed decides nothing."""
        n = len(self.study.strategies)
        while self.stop and self.runs == self.study.runs:
            range_ = self.chunks[self.checked * n : (self.checked + 1) * n]
            if not range_ or any(c not in self.done for c in range_):
                return
            for chunk in range_:
                self.seen[chunk.strategy].append(self._read_last(chunk))
            self.checked += 1
            if all(self.stop.is_reached(np.concatenate(v)) for v in self.seen.values()):
                self.runs = min(self.checked * self.size, self.study.runs)
                return

    def _read_last(self, chunk: Chunk) -> np.ndarray[Any, Any]:
        import polars as pl

        assert self.stop is not None
        last = pl.col("period") == self.study.read_at[-1]
        rows = pl.scan_parquet(chunk.path(self.folder)).filter(last)
        return rows.select(self.stop.outcome).collect().to_series().fill_null(np.nan).to_numpy()

    def result(self) -> StudyResult:
        counted = [c for c in self.chunks if c.first < self.runs]
        return StudyResult(
            study=self.study,
            folder=self.folder,
            size=self.size,
            runs=self.runs,
            missing=sum(c not in self.done for c in counted),
        )


def open_result(study: Study, folder: Path, *, chunk: int = 16_384) -> StudyResult:
    """Return what a folder holds of a study, without computing anything.

    Raises
    ------
    ProvenanceError
        The folder holds another study.
    """
    check_folder(study, folder, chunk)
    return _Work(study, folder, Execution(chunk=chunk), None).result()


def _ignore(progress: Progress) -> None:
    """Do nothing with it."""


def _never() -> bool:
    return False
