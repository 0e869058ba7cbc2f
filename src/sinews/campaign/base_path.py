"""The base path: what the front instrument says month by month, observed and then forecast."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.core.artifact import Contents
from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError

FAMILIES: Final = ("oneway", "cruise", "ballistic")
"""Families of strikes on Ukraine."""
MISSILES: Final = ("cruise", "ballistic")
PLAIN: Final = ("ground", "casualties_ru", "casualties_ua", "recruits_ru", "reserves")
"""Quantities that are not by family."""
FILES: Final = ("campaign/base_path.parquet", "campaign/base_path.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class BasePath:
    """Monthly draws of the front on the base path, each of shape (n_draws, n_months).

    Attributes
    ----------
    months
        First of each month.
    known_to
        Last month with an observed value of ground.
    ground
        Net Russian gain, km2 a month.
    casualties_ru, casualties_ua
        Killed and wounded, thousand a month.
    launched, stopped
        Family of strikes to launches a month, and to the share that was stopped.
    recruits_ru
        Russian recruits, thousand a month.
    reserves
        Russian liquid reserves over those of the first month.
    """

    months: tuple[date, ...]
    known_to: date
    ground: FloatArray
    casualties_ru: FloatArray
    casualties_ua: FloatArray
    launched: Mapping[str, FloatArray]
    stopped: Mapping[str, FloatArray]
    recruits_ru: FloatArray
    reserves: FloatArray

    def __post_init__(self) -> None:
        rows = {
            "ground": self.ground,
            "casualties_ru": self.casualties_ru,
            "casualties_ua": self.casualties_ua,
            "recruits_ru": self.recruits_ru,
            "reserves": self.reserves,
            **{f"launched {f}": x for f, x in self.launched.items()},
            **{f"stopped {f}": x for f, x in self.stopped.items()},
        }
        shape = (len(self.ground), len(self.months))
        for name, values in rows.items():
            if values.shape != shape:
                raise EstimationError(f"The base path's {name} has shape {values.shape}: {shape}.")
            if not np.isfinite(values).all():
                raise EstimationError(f"The base path's {name} holds values that are not finite.")

    def cut(self, months: tuple[date, ...]) -> "BasePath":
        """Return the first months of the path."""
        n = len(months)
        return BasePath(
            months=months,
            known_to=self.known_to,
            launched={f: x[:, :n] for f, x in self.launched.items()},
            stopped={f: x[:, :n] for f, x in self.stopped.items()},
            **{k: getattr(self, k)[:, :n] for k in PLAIN},
        )

    def select(self, draws: NDArray[np.intp]) -> "BasePath":
        """Return the path with some draws, in their order."""
        return BasePath(
            months=self.months,
            known_to=self.known_to,
            launched={f: x[draws] for f, x in self.launched.items()},
            stopped={f: x[draws] for f, x in self.stopped.items()},
            **{k: getattr(self, k)[draws] for k in PLAIN},
        )


def encode_base_path(
    months: tuple[date, ...], known_to: date, values: Mapping[str, FloatArray]
) -> Contents:
    """Return the files of a base path: draws in single precision, one row a draw and month."""
    buffer = BytesIO()
    frame = pl.DataFrame({k: v.astype(np.float32).ravel() for k, v in values.items()})
    frame.write_parquet(buffer, compression="zstd", compression_level=19, statistics=False)
    record = {"known_to": known_to.isoformat(), "months": [m.isoformat() for m in months]}
    text = json.dumps(record, indent=1) + "\n"
    return {FILES[0]: buffer.getvalue(), FILES[1]: text.encode()}


def decode_base_path(contents: Contents) -> BasePath:
    """Return the base path from the content of its files."""
    record = json.loads(contents[FILES[1]])
    months = tuple(map(date.fromisoformat, record["months"]))
    frame = pl.read_parquet(BytesIO(contents[FILES[0]]))
    rows = {
        k: frame[k].to_numpy().astype(np.float64).reshape(-1, len(months)) for k in frame.columns
    }
    return BasePath(
        months=months,
        known_to=date.fromisoformat(record["known_to"]),
        launched={f: rows[f"launched_{f}"] for f in FAMILIES},
        stopped={f: rows[f"stopped_{f}"] for f in FAMILIES},
        **{k: rows[k] for k in PLAIN},
    )
