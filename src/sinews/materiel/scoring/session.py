"""One run of the back-test: where, with what, how many at a time; and the scores as they ship."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import polars as pl

from sinews.core.artifact.declare import digest_decisive
from sinews.data.evidence.evidence import Evidence, open_shipped
from sinews.data.store.files import home_folder
from sinews.errors import EstimationError, UnknownNameError, UsageError
from sinews.materiel.depletion.structures import STRUCTURES
from sinews.materiel.scoring.backtest import BASELINE_TASK, Task, list_tasks, run_backtest
from sinews.materiel.scoring.baselines import list_available
from sinews.materiel.shipped import BACKTEST, SEED, encode_result

Bar = Callable[[str, int], AbstractContextManager[Callable[[str], None]]]
CHECKED: Final = date(2024, 4, 1)
"""The origin that is scored again where only code changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a user asked of the back-test.

    Attributes
    ----------
    folder
        Where finished tasks lie; the user's data folder where it is None.
    models
        Structures and ``baselines`` to run; all where empty.
    """

    folder: Path | None
    models: tuple[str, ...]
    workers: int
    seed: int

    def __post_init__(self) -> None:
        known = (*STRUCTURES.ids, BASELINE_TASK)
        for model in self.models:
            if model not in known:
                raise UnknownNameError("model", model, known)
        if self.models and not {"full", BASELINE_TASK} <= set(self.models):
            raise UsageError("Skill needs --model full and --model baselines among the models.")


def run_session(evidence: Evidence, session: Session, bar: Bar) -> pl.DataFrame:
    """Run what is missing, with a progress bar, and return all scores."""
    root = session.folder or home_folder() / "materiel" / "backtest"
    tasks = list_tasks(evidence, session.models)
    workers = (
        ProcessPoolExecutor(session.workers, mp_context=get_context("spawn"))
        if session.workers > 1
        else nullcontext()
    )
    folder = root / digest_run(evidence, session.seed)
    with workers as pool, bar("back-test", len(tasks)) as done:
        return run_backtest(tasks, folder, session.seed, pool=pool, done=done)


def digest_run(evidence: Evidence, seed: int) -> str:
    """Return the digest of code, tables and seed: finished tasks of another digest never mix."""
    used = [evidence.manifest[t]["sha256"] for t in ("losses_fitted", "losses_confirmed", "facts")]
    text = " ".join([digest_decisive(BACKTEST), *used, str(seed)])
    return sha256(text.encode()).hexdigest()[:12]


def make_scores(tell: Callable[[str], None]) -> dict[str, bytes]:
    """Score all origins on the shipped tables; an hour of CPU, goes on where it was stopped.

    Raises
    ------
    UsageError
        A baseline is not installed.
    """
    if left_out := list_available()[1]:
        raise UsageError(
            f"{', '.join(left_out)} need statsforecast: install the extra `stats` before shipping."
        )
    evidence = open_shipped()
    folder = home_folder() / "materiel" / "backtest" / digest_run(evidence, SEED)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        scores = run_backtest(
            list_tasks(evidence), folder, SEED, pool=pool, done=tell, open_tables=open_shipped
        )
    shrunk = scores.with_columns(
        pl.col(pl.Float64).cast(pl.Float32),
        pl.col("horizon", "rank").cast(pl.UInt8),
        pl.col("model", "category").cast(pl.Categorical),
    )
    return encode_result("scores", shrunk)


def check_scores(shipped: pl.DataFrame) -> str:
    """Score one origin again under the full model and compare every row.

    Raises
    ------
    EstimationError
        A score came out otherwise.
    """
    task = Task(origin=CHECKED, model="full")
    with TemporaryDirectory() as folder:
        again = run_backtest((task,), Path(folder), SEED, open_tables=open_shipped)
    again = again.sort("category", "horizon")
    before = list_rows(shipped, task)
    same = all(again[c].to_list() == before[c].to_list() for c in ("category", "horizon", "rank"))
    if not same or not np.allclose(again["crps"], before["crps"], rtol=1e-6, atol=0):
        raise EstimationError(f"The origin {CHECKED:%Y-%m} gives other scores than the shipped.")
    return f"{again.height} scores of the origin {CHECKED:%Y-%m}, full model, equal to 1e-6"


def list_rows(scores: pl.DataFrame, task: Task) -> pl.DataFrame:
    """Return the rows of one task, sorted by category and horizon."""
    plain = scores.with_columns(pl.col("model", "category").cast(pl.String))
    chosen = (pl.col("origin") == task.origin) & (pl.col("model") == task.model)
    return plain.filter(chosen).sort("category", "horizon")
