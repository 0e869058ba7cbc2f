"""What a synthetic world holds, whichever family made it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from sinews.core.periods import add_months

START = date(2020, 1, 1)
INVASION = 26
MONTHS = 35
INTERMEDIARIES = ("AM", "GE", "KG", "KZ", "UZ")
CONTROLS = (
    "AL", "AR", "AU", "BA", "BR", "CA", "CL", "CO", "DZ", "EG", "ID", "IL", "IN", "JP", "KE",
    "KR", "MA", "MK", "MX", "MY", "NG", "NZ", "PE", "PH", "TH",
    "BD", "CI", "CM", "CR", "DO", "EC", "GH", "GT",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """Exports and mirror flows of one synthetic world, with its truth.

    Partner 0 is Russia, then the intermediaries, then the controls. Arrays are
    (partner, product, month), euro; `arrivals`, `onward` and `from_russia` are what partners
    report; `planted` is the diverted part of `exports`. `hubs` are the intermediaries.
    """

    partners: tuple[str, ...]
    chapter: np.ndarray
    treated: np.ndarray
    exports: np.ndarray
    arrivals: np.ndarray
    onward: np.ndarray
    from_russia: np.ndarray
    planted: np.ndarray
    hubs: tuple[str, ...] = INTERMEDIARIES

    @cached_property
    def products(self) -> tuple[str, ...]:
        """HS6 codes whose first two digits are the chapters (numbered from 25)."""
        return tuple(f"{25 + int(c):02d}{1000 + i:04d}" for i, c in enumerate(self.chapter))

    @property
    def months(self) -> tuple[date, ...]:
        return tuple(add_months(START, t) for t in range(MONTHS))
