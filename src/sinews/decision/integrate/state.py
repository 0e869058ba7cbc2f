"""What a termination hypothesis may look at: monthly states as if the war went on."""

from dataclasses import dataclass, fields

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Monthly states of all futures, simulated to the horizon as if the war went on.

    Every array has shape (n_draws, n_months).

    Attributes
    ----------
    ground
        Six-month mean of net Russian gains, km2 a month.
    balance
        Log of the ratio of effective force and fire, Russia over Ukraine.
    losses_per_recruit
        Russian irrecoverable losses over recruits, ratio.
    fiscal, pressure, belief, durability, guarantee, shift
        Indices in [0, 1]: fiscal strain; pressure at home on the Russian leadership; its belief
        that force still improves its position; expected durability of Western support; a credible
        guarantee on offer; expected large shift of power.
    means_russia, means_ukraine
        The scarcest of manpower, equipment and money over its floor, ratio.
    news
        Scaled change of `ground`: how much the last months surprised.
    age_months
        Age of the war.
    """

    ground: FloatArray
    balance: FloatArray
    losses_per_recruit: FloatArray
    fiscal: FloatArray
    pressure: FloatArray
    belief: FloatArray
    durability: FloatArray
    guarantee: FloatArray
    shift: FloatArray
    means_russia: FloatArray
    means_ukraine: FloatArray
    news: FloatArray
    age_months: FloatArray

    def __post_init__(self) -> None:
        shapes = {f.name: getattr(self, f.name).shape for f in fields(self)}
        if len(set(shapes.values())) != 1 or len(self.ground.shape) != 2:
            raise EstimationError(f"State arrays must share one shape (draws, months): {shapes}")
        for f in fields(self):
            if not np.all(np.isfinite(getattr(self, f.name))):
                raise EstimationError(f"State {f.name!r} holds values that are not finite.")

    @property
    def shape(self) -> tuple[int, int]:
        """(n_draws, n_months)."""
        n, t = self.ground.shape
        return n, t
