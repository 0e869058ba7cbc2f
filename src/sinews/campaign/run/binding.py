"""Which input binds: rounds, money, interceptors or people, by month and future."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from sinews.campaign.run.paths import Paths
from sinews.core.estimate import FloatArray

MEANING: Final[Mapping[str, Mapping[str, str]]] = {
    "ukraine": {
        "rounds": "the stock of shells limits fire, and fewer exist than partners' money asks for",
        "money": "the stock of shells limits fire, and more exist than partners' money asks for",
        "interceptors": "fewer interceptors are fired than attacks call for",
    },
    "russia": {
        "rounds": "the stock of shells limits fire",
        "people": "losses exceed recruits",
    },
}


def find_binding(paths: Paths, irrecoverable: FloatArray) -> Mapping[str, Mapping[str, FloatArray]]:
    """Return side to input to 1 where it binds, (n_months, n_futures).

    Inputs are judged one by one, so several may bind at once, or none.

    Parameters
    ----------
    irrecoverable
        Share of casualties that does not come back, (n_futures,).
    """
    a = paths.account
    short, scarce = (a[k] > 1 for k in ("rounds_short_ua", "rounds_asked"))
    lost = irrecoverable * paths.effects.casualties_ru
    return {
        "ukraine": {
            "rounds": (short & scarce).astype(float),
            "money": (short & ~scarce).astype(float),
            "interceptors": (a["interceptors_met"] < 1).astype(float),
        },
        "russia": {
            "rounds": (a["rounds_short_ru"] > 1).astype(float),
            "people": np.asarray(lost > paths.base.recruits_ru.T, dtype=float),
        },
    }
