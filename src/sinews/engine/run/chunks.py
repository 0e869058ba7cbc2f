"""Chunks: a range of runs of one strategy, computed and stored as one Parquet file."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sinews.engine.compile.kernel import write_kernel_file
from sinews.engine.run.simulate import Outcomes
from sinews.engine.run.study import Study, compute_runs
from sinews.errors import ProvenanceError, StoreError

if TYPE_CHECKING:
    import polars as pl

MANIFEST: Final = "manifest.json"
LIBRARIES: Final = ("numpy", "scipy", "numba")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Chunk:
    """Runs first to first + count - 1 of one strategy."""

    first: int
    count: int
    strategy: str

    def path(self, folder: Path) -> Path:
        """Return the file that holds the chunk once it is complete."""
        return folder / self.strategy / f"{self.first:010d}-{self.count}.parquet"


def plan_chunks(study: Study, size: int) -> Iterator[Chunk]:
    """Yield all chunks of a study: for each range of runs, every strategy."""
    for first in range(0, study.runs, size):
        for strategy in study.strategies:
            yield Chunk(first=first, count=min(size, study.runs - first), strategy=strategy)


def write_chunk(study: Study, chunk: Chunk, folder: Path) -> None:
    """Compute a chunk and store it: a temporary file, then one rename.

    A file that carries a chunk's name is therefore always whole, whenever the process is killed.
    """
    outcomes = compute_runs(study, chunk.strategy, chunk.first, chunk.count)
    path = chunk.path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        make_frame(outcomes, chunk.first).write_parquet(file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def make_frame(outcomes: Outcomes, first: int) -> "pl.DataFrame":
    """Return outcomes as a table: one row a reading and run, missing values as null.

    Columns: run, period, one an outcome, left_period.
    """
    import numpy as np
    import polars as pl

    n_runs, n_marks = outcomes.left.size, len(outcomes.read_at)
    columns: dict[str, object] = {
        "run": np.tile(np.arange(first, first + n_runs), n_marks),
        "period": np.repeat(np.array(outcomes.read_at, dtype=np.int32), n_runs),
    }
    columns |= {name: outcomes.path(name).ravel() for name in outcomes.names}
    columns["left_period"] = np.tile(outcomes.left, n_marks)
    return pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))


def check_folder(study: Study, folder: Path, size: int) -> None:
    """Write the manifest of a new folder, or refuse a folder that holds something else.

    Raises
    ------
    ProvenanceError
        The folder holds another study, other chunks, or was made by other software.
    StoreError
        The folder holds results without a manifest.
    """
    path, record = folder / MANIFEST, describe_study(study, size)
    if not path.exists():
        if any(folder.glob("*/*.parquet")):
            raise StoreError(f"{folder} holds results without a manifest; use another folder.")
        folder.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps(record, indent=2), encoding="utf-8")
        temporary.replace(path)
    held = json.loads(path.read_text(encoding="utf-8"))
    if differ := [k for k in record if held.get(k) != record[k]]:
        listed = "; ".join(f"{k} is {held.get(k)}, not {record[k]}" for k in differ)
        raise ProvenanceError(f"{folder} belongs to another study: {listed}. Use a new folder.")


def describe_study(study: Study, size: int) -> dict[str, object]:
    """Return the manifest: whatever must agree before results may lie side by side."""
    return {
        "study": study.id,
        "model": f"{study.model.name} {study.model.id}",
        "kernel": write_kernel_file(study.model).parent.name,
        "seed": study.sampling.seed,
        "design": study.sampling.design,
        "strategies": list(study.strategies),
        "periods": study.periods,
        "read_at": list(study.read_at),
        "substeps": study.grid.substeps,
        "chunk": size,
        "software": {name: version(name) for name in LIBRARIES},
    }
