"""The back-test: rolling origins, one file a task, resumable, the same with any workers."""

import os
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months, count_months
from sinews.core.scores import score_crps
from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.materiel.depletion.forecast import (
    LONGEST,
    Plan,
    forecast_losses,
    quantiles,
)
from sinews.materiel.depletion.history import (
    CATEGORIES,
    MEAN_MONTH_DAYS,
    History,
    read_history,
    share_days,
)
from sinews.materiel.depletion.levels import N_QUANTILES
from sinews.materiel.depletion.structures import STRUCTURES
from sinews.materiel.scoring.baselines import forecast_baseline, list_available

FIRST: Final = date(2023, 1, 1)
STEP: Final = 3
BASELINE_TASK: Final = "baselines"
Open = Callable[[], Evidence]
"""Opens the tables in a worker process."""
_LOW, _HIGH = 10, 189
"""Positions of the quantiles nearest inside the central 90 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One origin under one structure, or all baselines at one origin."""

    origin: date
    model: str

    @property
    def id(self) -> str:
        """Name of its file."""
        return f"{self.origin:%Y-%m}-{self.model}"


def list_origins(evidence: Evidence) -> tuple[date, ...]:
    """Return the origins: 2023-01, then every three months while a month remains to score."""
    last: date = evidence.frame("losses_fitted")["month"].max()  # type: ignore[assignment]
    steps = range(0, count_months(FIRST, last) - 1, STEP)
    return tuple(add_months(FIRST, i) for i in steps)


def list_tasks(evidence: Evidence, models: Iterable[str] = ()) -> tuple[Task, ...]:
    """Return all tasks: every origin with every structure, and with the baselines."""
    wanted = tuple(models) or (*STRUCTURES.ids, BASELINE_TASK)
    return tuple(Task(origin=o, model=m) for o in list_origins(evidence) for m in wanted)


def run_task(task: Task, evidence: Evidence, seed: int) -> pl.DataFrame:
    """Return the scores of one task, one row a category and month ahead."""
    history = read_history(evidence, task.origin)
    truth = _read_truth(evidence, task.origin)
    ahead = len(next(iter(truth.values())))
    if task.model == BASELINE_TASK:
        frames = [
            _score_all(history, truth, name, partial(_baseline, history, name, ahead))
            for name in list_available()[0]
        ]
        return pl.concat(frames)
    plan = Plan(horizon=ahead, seed=seed, structure=STRUCTURES[task.model])
    forecast = forecast_losses(evidence, task.origin, plan)
    return _score_all(history, truth, task.model, lambda c: quantiles(forecast, c))


def _read_truth(evidence: Evidence, origin: date) -> dict[str, FloatArray]:
    frame = evidence.frame("losses_fitted").filter(pl.col("month") > origin).sort("month")
    found = {c: frame.filter(pl.col("category") == c)["claimed"].to_numpy() for c in CATEGORIES}
    return {c: v[:LONGEST] for c, v in found.items()}


def _baseline(history: History, name: str, ahead: int, category: str) -> FloatArray:
    known = np.isfinite(history.claimed[category])
    rate = (history.claimed[category] * MEAN_MONTH_DAYS / history.days)[known]
    if known[0]:
        rate = rate[1:]
    months = tuple(add_months(history.origin, i + 1) for i in range(ahead))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = forecast_baseline(name, np.maximum(rate, 0.0), ahead)
    scaled: FloatArray = found * share_days(months)[:, None]
    return scaled


def _score_all(
    history: History,
    truth: dict[str, FloatArray],
    model: str,
    predict: Callable[[str], FloatArray],
) -> pl.DataFrame:
    frames = []
    for category in CATEGORIES:
        y, q = truth[category], predict(category)
        past = history.claimed[category]
        naive = float(np.nanmean(np.abs(np.diff(past[1:]))))
        frames.append(
            pl.DataFrame(
                {
                    "origin": [history.origin] * len(y),
                    "model": model,
                    "category": category,
                    "horizon": np.arange(1, len(y) + 1, dtype=np.int64),
                    "crps": score_crps(q, y),
                    "rank": (q < y[:, None]).sum(axis=1).astype(np.int64),
                    "covered": (y >= q[:, _LOW]) & (y <= q[:, _HIGH]),
                    "scaled_error": np.abs(y - q[:, N_QUANTILES // 2]) / naive,
                }
            )
        )
    return pl.concat(frames)


def write_chunk(frame: pl.DataFrame, path: Path) -> None:
    """Write one chunk under a temporary name and move it: a killed run leaves no half file."""
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    frame.write_parquet(temporary)
    temporary.replace(path)


def _work(task: Task, folder: str, seed: int, open_tables: Open) -> str:
    write_chunk(run_task(task, open_tables(), seed), Path(folder) / f"{task.id}.parquet")
    return task.id


def run_backtest(
    tasks: tuple[Task, ...],
    folder: Path,
    seed: int,
    *,
    pool: Executor | None = None,
    done: Callable[[str], None] = lambda _: None,
    open_tables: Open = open_evidence,
) -> pl.DataFrame:
    """Run the tasks whose file is missing and return all scores, in the order of the tasks.

    Each task is a pure function of data, priors and seed, so the result does not depend on the
    workers, their order, or what an earlier run left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [t for t in tasks if not (folder / f"{t.id}.parquet").exists()]
    for task in tasks:
        if task not in missing:
            done(task.id)
    if pool is None:
        for task in missing:
            done(_work(task, str(folder), seed, open_tables))
    else:
        work = [pool.submit(_work, t, str(folder), seed, open_tables) for t in missing]
        for future in as_completed(work):
            done(future.result())
    return pl.concat([pl.read_parquet(folder / f"{t.id}.parquet") for t in tasks])
