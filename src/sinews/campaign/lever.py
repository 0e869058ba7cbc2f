"""What a lever is: a setting over time that changes some inputs of the model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray

EUR_BN_A_YEAR: Final = 1000 * 7 / 365.25
"""EUR bn a year in EUR m a week."""

Path = Mapping[str, FloatArray]
"""Input name to its values week by week, each of shape (n_weeks,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One thing that partners of Ukraine can set.

    Attributes
    ----------
    channel
        In words: through which part of the model it acts.
    neutral
        The setting that changes nothing, to the last bit.
    low, high
        Ends that no strategy may pass.
    apply
        Returns the inputs with the setting applied; the setting has shape (n_weeks,).
    """

    id: str
    label: str
    unit: str
    channel: str
    neutral: float
    low: float
    high: float
    apply: Callable[[Path, FloatArray], Path]


def multiply(*names: str, most: float = np.inf) -> Callable[[Path, FloatArray], Path]:
    """Return an `apply` that multiplies some inputs and cuts them at `most`."""

    def apply(path: Path, setting: FloatArray) -> Path:
        scaled = {n: np.minimum(path[n] * setting, most) for n in names}
        return {**path, **{n: np.where(setting == 1, path[n], x) for n, x in scaled.items()}}

    return apply


def add(
    name: str, *, least: float = 0.0, most: float = np.inf, factor: float = 1.0
) -> Callable[[Path, FloatArray], Path]:
    """Return an `apply` that adds to one input and keeps it between two ends.

    Parameters
    ----------
    factor
        Turns the unit of the lever into that of the input.
    """

    def apply(path: Path, setting: FloatArray) -> Path:
        shifted = np.clip(path[name] + setting * factor, least, most)
        return {**path, name: np.where(setting == 0, path[name], shifted)}

    return apply
