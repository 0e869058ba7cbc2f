"""Rolling origins: one file an origin, resumable, the same numbers with any workers."""

from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import polars as pl

from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.data.store.files import home_folder, write_file
from sinews.front.forecast.scores import list_origins, score_origin

Bar = Callable[[str, int], AbstractContextManager[Callable[[str], None]]]
_CODE: Final = ("forecast", "series")


def digest_inputs(evidence: Evidence) -> str:
    """Return a digest of what decides the scores: tables, settings and code of the forecasts."""
    parts = [evidence.manifest[t]["sha256"] for t in ("front_monthly", "losses_vintages")]
    for folder in _CODE:
        found = sorted(files("sinews.front").joinpath(folder).iterdir(), key=lambda p: p.name)
        kept = [p for p in found if p.name.endswith((".py", ".toml", ".csv"))]
        parts += [sha256(p.read_bytes()).hexdigest() for p in kept]
    return sha256("".join(parts).encode()).hexdigest()[:16]


def score_here(evidence: Evidence, folder: Path | None, workers: int, bar: Bar) -> pl.DataFrame:
    """Return the scores of all origins on this user's data; goes on where it was stopped.

    Parameters
    ----------
    folder
        Where finished origins lie; the user's data folder where it is None.
    """
    home = folder or home_folder() / "front" / "scores"
    executor = (
        ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        if workers > 1
        else nullcontext()
    )
    with executor as pool, bar("scores", len(list_origins(evidence))) as done:
        return run_rolling(evidence, home, pool=pool, done=done)


def _score_file(origin: date, folder: Path) -> None:
    buffer = BytesIO()
    score_origin(open_evidence(), origin).write_parquet(buffer)
    write_file(folder / f"{origin:%Y-%m}.parquet", buffer.getvalue())


def run_rolling(
    evidence: Evidence,
    folder: Path,
    *,
    pool: Executor | None = None,
    done: Callable[[str], None] = lambda _: None,
) -> pl.DataFrame:
    """Score every origin that has no file in the folder yet, and return all scores.

    Parameters
    ----------
    folder
        A subfolder named by the digest of the inputs holds the files.
    pool
        Any executor; none runs here.
    done
        Is told each origin as it is finished.
    """
    home = folder / digest_inputs(evidence)
    home.mkdir(parents=True, exist_ok=True)
    origins = list_origins(evidence)
    missing = [o for o in origins if not (home / f"{o:%Y-%m}.parquet").is_file()]
    for origin in sorted(set(origins) - set(missing)):
        done(f"{origin:%Y-%m}")
    if pool is None:
        for origin in missing:
            _score_file(origin, home)
            done(f"{origin:%Y-%m}")
    else:
        waiting = {pool.submit(_score_file, o, home): o for o in missing}
        for future in as_completed(waiting):
            future.result()
            done(f"{waiting[future]:%Y-%m}")
    return pl.concat([pl.read_parquet(home / f"{o:%Y-%m}.parquet") for o in origins])
