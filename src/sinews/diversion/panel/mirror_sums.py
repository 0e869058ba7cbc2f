"""Mirror flows of a panel, summed over the periods before and after a cut."""

from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.expected_exports import Pass
from sinews.diversion.counterfactual.ppml import BoolArray
from sinews.diversion.panel.panel import Cube

_NAMES: Final = (
    "sent_before",
    "arrived_before",
    "sent_after",
    "arrived_after",
    "onward_before",
    "onward_after",
    "bypass_before",
    "bypass_after",
)


def mirror_sums(cube: Cube, done: Pass) -> dict[str, FloatArray]:
    """Return mirror flows before and after the cut, each shape (P, K); NaN where unreported."""
    shape = (len(cube.partners), len(cube.products))
    flows = cube.mirror
    if flows is None:
        return {n: np.full(shape, np.nan) for n in _NAMES}
    length = flows.ends - flows.starts + 1
    overlap = np.minimum(flows.ends, done.window.max()) - np.maximum(flows.starts, done.cut) + 1
    before, after = flows.ends < done.cut, overlap * 2 > length
    sent = np.stack(
        [
            cube.exports[:, :, a : b + 1].sum(2)
            for a, b in zip(flows.starts, flows.ends, strict=True)
        ],
        axis=2,
    )
    out: dict[str, FloatArray] = {}
    months = done.window.size
    for name, which in (("before", before), ("after", after)):
        span = max(int(length[which].sum()), 1)
        known = np.isfinite(flows.arrivals[:, :, which])
        none = ~known.any(2)
        out[f"sent_{name}"] = _sum(np.where(known, sent[:, :, which], 0.0), none)
        out[f"arrived_{name}"] = _sum(np.where(known, flows.arrivals[:, :, which], 0.0), none)
        for flow in ("onward", "bypass"):
            values = getattr(flows, flow)[:, :, which]
            seen = np.isfinite(values)
            out[f"{flow}_{name}"] = _sum(np.where(seen, values, 0.0), ~seen.any(2)) * months / span
    return out


def _sum(values: FloatArray, none: BoolArray | np.bool_) -> FloatArray:
    return np.asarray(np.where(none, np.nan, values.sum(2)), dtype=np.float64)
