"""What strategies are compared on: outcomes, costs of donors, and the time to a turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sinews.errors import UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is compared: larger is better when `sign` is 1, smaller when it is -1."""

    id: str
    label: str
    unit: str
    sign: int

    @property
    def scale(self) -> float:
        """What values are multiplied by in sentences: shares are said in points."""
        return 100.0 if self.unit == "share" else 1.0

    @property
    def spoken(self) -> str:
        """The unit in sentences."""
        return {"share": "points", "km2": "km²"}.get(self.unit, self.unit)


OUTCOMES: Final[tuple[Measured, ...]] = (
    Measured(id="chance_of_end", label="chance of an end within the horizon", unit="share", sign=1),
    Measured(
        id="chance_not_russian",
        label="chance of an end that is not on Russian terms",
        unit="share",
        sign=1,
    ),
    Measured(
        id="ground_km2",
        label="net Russian ground when the war ends or at the horizon",
        unit="km2",
        sign=-1,
    ),
    Measured(
        id="casualties_ua_k",
        label="Ukrainian casualties until the end or the horizon",
        unit="thousand",
        sign=-1,
    ),
)
"""No single utility is formed: a reader who wants one must say what each is worth."""

MONTHS: Final = Measured(
    id="months_to_both",
    label="months until both preconditions of the article hold; one past the horizon where not",
    unit="months",
    sign=-1,
)
"""Pressure at home and lost belief in force past their thresholds at once; of no theory."""

COSTS: Final[Mapping[str, Measured]] = {
    "us": Measured(id="cost_us", label="cost to the United States", unit="EUR bn", sign=-1),
    "europe": Measured(id="cost_europe", label="cost to Europe", unit="EUR bn", sign=-1),
    "other": Measured(id="cost_other", label="cost to other donors", unit="EUR bn", sign=-1),
}
"""Donor group to its military allocations until the end or the horizon."""


def find_outcome(id: str) -> Measured:
    """Return the outcome of that id.

    Raises
    ------
    UnknownNameError
        There is none.
    """
    for o in OUTCOMES:
        if o.id == id:
            return o
    raise UnknownNameError("outcome", id, [o.id for o in OUTCOMES])
