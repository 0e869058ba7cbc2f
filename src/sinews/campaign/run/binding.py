"""Which input binds: rounds, money or people, on both sides, as shares of futures."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine import Outcomes

SIDES: Final = ("ukraine", "russia")
INPUTS: Final = ("rounds", "money", "people")
MEANING: Final[Mapping[str, Mapping[str, str]]] = {
    "ukraine": {
        "rounds": "the stock of shells limits fire, and fewer exist than partners' money asks for",
        "money": "the stock of shells limits fire, and more exist than partners' money asks for",
        "people": "losses and leavers exceed those who join",
    },
    "russia": {
        "rounds": "the stock of shells limits fire",
        "money": "the draw on reserves exceeds what they still allow",
        "people": "losses exceed those who reach the theatre",
    },
}


def find_binding(outcomes: Outcomes) -> dict[str, dict[str, FloatArray]]:
    """Return side to input to the share of futures in which it binds at each reading.

    Inputs are judged one by one, so several may bind at once, or none. Futures that left the
    model's range do not count.

    Returns
    -------
    dict
        Values of shape (n_marks,).
    """

    def above(name: str) -> FloatArray:
        path = outcomes.path(name)
        return np.where(np.isfinite(path), path > 1, np.nan)

    short, scarce = above("now_rounds_needed_ua"), above("now_rounds_asked")
    found = {
        "ukraine": {
            "rounds": short * scarce,
            "money": short * (1 - scarce),
            "people": above("now_men_needed_ua"),
        },
        "russia": {
            "rounds": above("now_rounds_needed_ru"),
            "money": above("now_money_needed_ru"),
            "people": above("now_men_needed_ru"),
        },
    }
    return {s: {k: np.nanmean(v, axis=1) for k, v in rows.items()} for s, rows in found.items()}
