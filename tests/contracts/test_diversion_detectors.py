"""Every detector: bounded, one number a cell, missing where its data are missing, documented."""

from dataclasses import fields, replace

import numpy as np
import pytest
from synthetic_trade import make_gravity
from synthetic_trade.panel import panel_of

from sinews.diversion.evidence.detectors import DETECTORS
from sinews.diversion.screen import screen_panel


@pytest.fixture(scope="module")
def cells():
    world = make_gravity(900, products=120, controls=8, scale=4.0)
    return screen_panel(panel_of(world, mirror=True), cut=26, window=np.arange(26, 35)).cells


@pytest.mark.parametrize("detector", list(DETECTORS), ids=lambda d: d.id)
def test_values_are_bounded_and_one_a_cell(detector, cells):
    values = detector(cells)
    assert values.shape == (len(cells),)
    known = values[np.isfinite(values)]
    assert known.size > 0.5 * len(cells)
    low, high = detector.bounds
    assert (known >= low).all()
    assert (known <= high).all()
    assert np.ptp(known) > 0


@pytest.mark.parametrize("detector", list(DETECTORS), ids=lambda d: d.id)
def test_needs_are_declared(detector, cells):
    reports = ("sent_", "arrived_", "onward_", "bypass_")
    silent = {
        f.name: np.full_like(getattr(cells, f.name), np.nan)
        for f in fields(cells)
        if f.name.startswith(reports)
    }
    values = detector(replace(cells, **silent))
    assert np.isnan(values).all() == detector.needs_mirror


@pytest.mark.parametrize("detector", list(DETECTORS), ids=lambda d: d.id)
def test_statement_is_a_sentence(detector):
    assert detector.statement.endswith(".")
    assert detector.label
