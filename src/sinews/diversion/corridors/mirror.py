"""Exporters' against importers' reports: what never arrived, what went on, what stayed."""

from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.diversion.counterfactual.candidates import Cells

CIF_ALLOWANCE: Final = 1.06
"""Importer values include freight and insurance: about 6 % in the median pair (CEPII BACI, WP
2010-23); used where a pair has no past of its own."""
_PRIOR_EUR: Final = 2e5
_RANGE: Final = (0.2, 3.0)
_WANDER: Final = 0.3
"""How far a pair's arrival ratio wanders in logs from year to year (assumed; measured on totals of
four importers: 0.05 to 0.3, docs/diversion.md)."""


def arrival_ratio(cells: Cells) -> tuple[FloatArray, FloatArray]:
    """Return importer over exporter reports before and after, shrunk to the usual allowance.

    The pair's own past is the standard; pairs with little past lean on the CIF allowance with the
    weight of EUR 200,000 of trade. NaN where the importer reports nothing at all in the period
    (missing is not zero: the completeness of the file is tested before, `check_completeness`).
    """
    before = (cells.arrived_before + _PRIOR_EUR * CIF_ALLOWANCE) / (cells.sent_before + _PRIOR_EUR)
    before = np.clip(before, *_RANGE)
    small = 0.05 * _PRIOR_EUR
    after = (cells.arrived_after + small * before) / (cells.sent_after + small)
    return before, np.maximum(after, 1e-3)


def share_excess(cells: Cells) -> tuple[FloatArray, FloatArray]:
    """Return the shares of each excess that never arrived and that was seen leaving for Russia.

    The rest stayed. Shares are not cut to [0, 1] here; noise in large ordinary trade is kept from
    posing as a share by dividing by the excess plus a tenth of the expected flow.
    """
    before, after = arrival_ratio(cells)
    excess = np.maximum(cells.excess, 1e3)
    sent = cells.observed
    scale = excess + 0.1 * cells.expected
    ghost = sent * (1 - after / before) / scale
    onward = (cells.onward_after - cells.onward_before) / scale
    return np.asarray(ghost), np.asarray(onward)


def fade(cells: Cells) -> FloatArray:
    """Return how much of a share of the excess can be read, 0 to 1.

    The squared excess over itself plus the squared noise of the flow: shares of an excess that is
    small beside the flow it is part of are noise.
    """
    noise = _WANDER * cells.observed
    excess = np.maximum(cells.excess, 0.0)
    return np.asarray(excess**2 / (excess**2 + noise**2 + 1.0))
