"""One run of the back-test from the command line: where, with what, how many at a time."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from sinews.data.evidence.evidence import Evidence
from sinews.data.store.home import home_folder
from sinews.errors import UnknownNameError, UsageError
from sinews.materiel.depletion.structures import STRUCTURES
from sinews.materiel.scoring.backtest import (
    BASELINE_TASK,
    digest_inputs,
    list_tasks,
    run_backtest,
)
from sinews.materiel.scoring.baselines import list_available
from sinews.materiel.shipped import describe_run, reference_folder, write_shipped

Bar = Callable[[str, int], AbstractContextManager[Callable[[str], None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a user asked of the back-test.

    Attributes
    ----------
    folder
        Where finished tasks lie; the user's data folder where it is None.
    models
        Structures and ``baselines`` to run; all where empty.
    ship
        Write the scores into the package.
    """

    folder: Path | None
    models: tuple[str, ...]
    workers: int
    ship: bool
    seed: int

    def __post_init__(self) -> None:
        known = (*STRUCTURES.ids, BASELINE_TASK)
        for model in self.models:
            if model not in known:
                raise UnknownNameError("model", model, known)
        if self.ship and self.models:
            raise UsageError("Only a complete back-test is shipped; leave --model out.")
        if self.models and not {"full", BASELINE_TASK} <= set(self.models):
            raise UsageError("Skill needs --model full and --model baselines among the models.")


def run_session(evidence: Evidence, session: Session, bar: Bar) -> pl.DataFrame:
    """Run what is missing, with a progress bar, and return all scores.

    Raises
    ------
    UsageError
        The scores are to be shipped and a baseline is not installed.
    """
    left_out = list_available()[1]
    if session.ship and left_out:
        raise UsageError(
            f"{', '.join(left_out)} need statsforecast: install the extra `stats` before shipping."
        )
    root = session.folder or home_folder() / "materiel" / "backtest"
    folder = root / digest_inputs(evidence, session.seed)
    tasks = list_tasks(evidence, session.models)
    workers = (
        ProcessPoolExecutor(session.workers, mp_context=get_context("spawn"))
        if session.workers > 1
        else nullcontext()
    )
    with workers as pool, bar("back-test", len(tasks)) as done:
        scores = run_backtest(tasks, folder, session.seed, pool=pool, done=done)
    if session.ship:
        shrunk = scores.with_columns(
            pl.col(pl.Float64).cast(pl.Float32),
            pl.col("horizon", "rank").cast(pl.UInt8),
            pl.col("model", "category").cast(pl.Categorical),
        )
        run = describe_run(evidence, "materiel backtest", session.seed, 2000)
        write_shipped(reference_folder(), {"scores": shrunk}, run)
    return scores
