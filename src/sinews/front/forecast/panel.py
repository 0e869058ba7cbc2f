"""The panel that forecasts are made from: monthly series side by side on working scales."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sinews.core.estimate import FloatArray

Scale = Literal["root", "natural", "share"]
FLOORS: Final = {"root": 0.0, "natural": -np.inf, "share": 0.0}


def to_scale(y: FloatArray, scale: Scale) -> FloatArray:
    """Return values on the working scale."""
    return np.sqrt(np.maximum(y, 0.0)) if scale == "root" else y


def from_scale(z: FloatArray, scale: Scale) -> FloatArray:
    """Return values of the working scale in the unit of the series."""
    if scale == "root":
        return np.maximum(z, 0.0) ** 2
    return np.clip(z, 0.0, 1.0) if scale == "share" else z


def dilate(y: FloatArray, middle: FloatArray | float, factor: float, scale: Scale) -> FloatArray:
    """Return values moved away from a middle by a factor on the working scale."""
    z, centre = to_scale(y, scale), to_scale(np.asarray(middle), scale)
    return from_scale(centre + factor * (z - centre), scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One series of the panel.

    Attributes
    ----------
    start
        Place of its first month on the axis of the panel.
    values
        Shape (n,), in the unit of the series, without gaps.
    days
        Length of each month of the axis and of those ahead in units of a mean month, shape
        (n_months + longest,); ones where the length of a month does not matter.
    guide
        Id of the series it is guided by, or nothing.
    """

    id: str
    family: str
    scale: Scale
    start: int
    values: FloatArray
    days: FloatArray
    guide: str = ""

    @property
    def end(self) -> int:
        """Place after its last month."""
        return self.start + self.values.size

    def working(self) -> FloatArray:
        """Return the series a mean month on its working scale, shape (n,)."""
        return to_scale(self.values / self.days[self.start : self.end], self.scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Series up to one origin, on a common axis of `n_months` months that ends at the origin."""

    columns: tuple[Column, ...]
    n_months: int

    @property
    def families(self) -> tuple[str, ...]:
        """Families of the series, each once, in order."""
        return tuple(dict.fromkeys(c.family for c in self.columns))

    def guide_of(self, column: Column) -> FloatArray:
        """Return the guide of a series over its months on its working scale.

        ``family`` is the mean of its family's series; another id is that series. Months without a
        guide repeat the series.
        """
        own = column.working()
        others = [
            c
            for c in self.columns
            if c.id == column.guide or (column.guide == "family" and c.family == column.family)
        ]
        if not others:
            return own
        rows = np.full((len(others), column.values.size), np.nan)
        for row, other in zip(rows, others, strict=True):
            low, high = max(column.start, other.start), min(column.end, other.end)
            if low < high:
                row[low - column.start : high - column.start] = other.working()[
                    low - other.start : high - other.start
                ]
        have = np.isfinite(rows)
        mean = np.where(have, rows, 0.0).sum(axis=0) / np.maximum(have.sum(axis=0), 1)
        return np.where(have.any(axis=0), mean, own)
