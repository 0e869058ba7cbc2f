"""Thresholds of the hypotheses: read from parameters.csv, drawn by name."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.engine import Fixed, Triangular
from sinews.errors import UnknownNameError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One parameter of a hypothesis, triangular on [low, high] with its mode.

    All are graded `assumed`: they sit on indices that are themselves modelled.
    """

    hypothesis: str
    id: str
    unit: str
    low: float
    mode: float
    high: float
    grade: str
    source: str
    note: str

    @property
    def key(self) -> str:
        """The name of its random stream."""
        return f"decision.{self.hypothesis}.{self.id}"

    def draw(self, n_draws: int, seed: int) -> FloatArray:
        """Return draws of shape (n_draws, 1)."""
        u = stream(seed, self.key).random(n_draws)
        fixed = self.low == self.high
        shape = Fixed(self.mode) if fixed else Triangular(self.low, self.mode, self.high)
        return shape.quantile(u)[:, None]


@cache
def load_thresholds() -> tuple[Threshold, ...]:
    """Return all rows of parameters.csv.

    Raises
    ------
    UsageError
        A row is not ordered low <= mode <= high.
    """
    path = files("sinews.decision.theories") / "parameters.csv"
    found = []
    with path.open(encoding="utf-8") as f:
        for line, r in enumerate(csv.DictReader(f), start=2):
            low, mode, high = (float(r[k]) for k in ("low", "mode", "high"))
            if not low <= mode <= high:
                raise UsageError(f"parameters.csv, line {line}: expected low <= mode <= high")
            words = {k: r[k] for k in ("hypothesis", "id", "unit", "grade", "source", "note")}
            found.append(Threshold(low=low, mode=mode, high=high, **words))
    return tuple(found)


def draw_thresholds(hypothesis: str, n_draws: int, seed: int) -> Mapping[str, FloatArray]:
    """Return draws of the shared parameters and those of one hypothesis.

    Returns
    -------
    Mapping[str, FloatArray]
        Parameter id to values of shape (n_draws, 1). Shared parameters use the same stream under
        every hypothesis, so theories are compared on common draws.
    """
    known = {t.hypothesis for t in load_thresholds()} | {"base_rate"}
    if hypothesis not in known:
        raise UnknownNameError("hypothesis", hypothesis, known)
    rows = [t for t in load_thresholds() if t.hypothesis in ("shared", hypothesis)]
    return {t.id: t.draw(n_draws, seed) for t in rows}
