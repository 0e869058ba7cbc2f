"""Results of a stored study: outcomes by name, quantiles in fixed memory, one digest."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine.run.chunks import Chunk, plan_chunks
from sinews.engine.run.quantiles import Histogram, start_histogram
from sinews.engine.run.study import Study, compute_runs
from sinews.errors import StoreError, UnknownNameError

if TYPE_CHECKING:
    import polars as pl

PILOT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    """What a folder holds of a study.

    Attributes
    ----------
    runs
        Futures a strategy that count: all, or as many as the wanted precision needed.
    missing
        Chunks that are not stored yet, because the study was cancelled.
    """

    study: Study
    folder: Path
    size: int
    runs: int
    missing: int

    @property
    def is_complete(self) -> bool:
        """Whether every run that counts is stored."""
        return self.missing == 0

    def scan(self, strategy: str) -> "pl.LazyFrame":
        """Return all rows of a strategy (run, period, outcomes, left_period), not yet read.

        Raises
        ------
        StoreError
            Runs are missing.
        """
        import polars as pl

        files = [c.path(self.folder) for c in self._chunks(strategy)]
        return pl.scan_parquet(files).filter(pl.col("run") < self.runs)

    def values(self, strategy: str, outcome: str, period: int | None = None) -> FloatArray:
        """Return one outcome, shape (n_runs,) in the order of runs; nan where it is missing.

        Parameters
        ----------
        period
            One of ``study.read_at``; the last if not given.
        """
        import polars as pl

        read_at = self.study.read_at
        period = read_at[-1] if period is None else period
        if period not in read_at:
            raise UnknownNameError("reading", str(period), map(str, read_at))
        names = [o.name for o in self.study.model.outcomes]
        if outcome not in names:
            raise UnknownNameError("outcome", outcome, names)
        rows = self.scan(strategy).filter(pl.col("period") == period)
        column = rows.select("run", outcome).collect().sort("run")[outcome]
        return column.fill_null(np.nan).to_numpy()

    def count_values(self, strategy: str) -> Histogram:
        """Return the histogram of all outcomes of a strategy, read chunk by chunk.

        Its ends come from the first runs, so that they are the same for every cut into chunks.
        """
        pilot = compute_runs(self.study, strategy, 0, min(PILOT, self.study.runs))
        histogram = start_histogram(pilot.values)
        for chunk in self._chunks(strategy):
            histogram.add(self._read(chunk))
        return histogram

    def quantiles(self, strategy: str, levels: tuple[float, ...]) -> "pl.DataFrame":
        """Return quantiles of every outcome at every reading.

        Columns: period, outcome, level, value, missing (runs without a value).
        """
        import polars as pl

        histogram = self.count_values(strategy)
        names = [o.name for o in self.study.model.outcomes]
        rows = [
            (
                period,
                name,
                level,
                None if np.isnan(at[m, k]) else at[m, k],
                int(histogram.missing[m, k]),
            )
            for level in levels
            for at in [histogram.quantile(level)]
            for m, period in enumerate(self.study.read_at)
            for k, name in enumerate(names)
        ]
        columns = ["period", "outcome", "level", "value", "missing"]
        return pl.DataFrame(rows, schema=columns, orient="row").sort("outcome", "period", "level")

    def digest(self) -> str:
        """Return the sha256 of all outcomes, the same however the runs were cut and computed."""
        total = sha256()
        for strategy in self.study.strategies:
            for run_block in self._runs_in_order(strategy):
                total.update(np.ascontiguousarray(run_block.transpose(2, 0, 1)).tobytes())
        return total.hexdigest()

    def _runs_in_order(self, strategy: str) -> Iterator[FloatArray]:
        for chunk in self._chunks(strategy):
            yield self._read(chunk)

    def _chunks(self, strategy: str) -> list[Chunk]:
        if strategy not in self.study.strategies:
            raise UnknownNameError("strategy", strategy, self.study.strategies)
        if not self.is_complete:
            raise StoreError(f"{self.missing} chunks are missing in {self.folder}: run it again.")
        planned = plan_chunks(self.study, self.size)
        return [c for c in planned if c.strategy == strategy and c.first < self.runs]

    def _read(self, chunk: Chunk) -> FloatArray:
        """Return a stored chunk, shape (n_marks, n_outcomes, n_runs)."""
        import polars as pl

        frame = pl.read_parquet(chunk.path(self.folder))
        names = [o.name for o in self.study.model.outcomes]
        shape = (len(self.study.read_at), chunk.count)
        columns = [frame[n].fill_null(np.nan).to_numpy().reshape(shape) for n in names]
        return np.stack(columns, axis=1)[:, :, : max(0, self.runs - chunk.first)]
