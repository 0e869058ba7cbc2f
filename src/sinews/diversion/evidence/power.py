"""The smallest diversion that would have been seen, by partner: what "nothing found" is worth."""

from dataclasses import replace
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.evidence.null_calibration import FLOOR_EUR
from sinews.diversion.panel.panel import Cube
from sinews.diversion.screen import Screen

AMOUNTS_EUR: Final = (1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8)
SEEN: Final = 0.5
_LEAST_CELLS: Final = 10
_ARRIVES: Final = 0.5


def measure_power(cube: Cube, screen: Screen) -> dict[str, float | None]:
    """Return by intermediary the smallest planted amount that is seen in half of its markets.

    Amounts are planted into the partner's own null cells, half of them arriving and the arrivals
    going on to Russia; seen means a posterior above one half. None where no amount of the grid is
    seen, or where the partner has too few cells whose lost direct trade could hold it.
    """
    threshold = float(np.log((1 - screen.prior) / screen.prior))
    sources = [s for s in screen.sources if s.id == "calm"] or list(screen.sources[-1:])
    out: dict[str, float | None] = {}
    hubs = screen.partner
    for p in cube.rows("intermediary"):
        cells = sources[0].cells
        rows = np.flatnonzero(hubs == p)
        own = cells.take(rows) if len(cells) == hubs.size else cells
        out[cube.partners[p]] = next(
            (a for a in AMOUNTS_EUR if _share_seen(screen, own, a, threshold) >= SEEN), None
        )
    return out


def _share_seen(screen: Screen, cells, amount: float, threshold: float) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
    room = cells.take(cells.lost >= amount)
    if len(room) < _LEAST_CELLS:
        return 0.0
    gone: FloatArray = np.full(len(room), amount)
    planted = replace(
        room,
        observed=room.observed + gone,
        late_share=(room.observed * room.late_share + gone * 0.75)
        / np.maximum(room.observed + gone, 1.0),
        sent_after=room.sent_after + gone,
        arrived_after=room.arrived_after + gone * _ARRIVES,
        onward_after=room.onward_after + gone * _ARRIVES,
    )
    seen = (screen.weights.log_odds(planted) > threshold) & (planted.observed >= FLOOR_EUR)
    return float(seen.mean())
