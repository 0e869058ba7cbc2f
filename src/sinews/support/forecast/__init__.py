"""Forecasts of allocations. To add a method: write its module here and list it below."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.core.registry import Registry
from sinews.support.forecast.bootstrap import (
    simulate_all_history,
    simulate_last_year,
    simulate_seasonal,
)
from sinews.support.forecast.hybrid import simulate_hybrid, simulate_pool
from sinews.support.forecast.kernel import simulate_kernel
from sinews.support.forecast.level_shape import simulate_level_shape
from sinews.support.forecast.panel import Panel, Task

Simulate = Callable[[Panel, int, Task, np.random.Generator], FloatArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to forecast; `simulate` sees only the panel it is given, which ends at the origin."""

    id: str
    label: str
    simulate: Simulate


METHODS: Registry[Method] = Registry(
    "forecast method",
    (
        Method(id="pool", label="equal pool of both models", simulate=simulate_pool),
        Method(id="hybrid", label="online-weighted hybrid", simulate=simulate_hybrid),
        Method(id="kernel", label="pledge conversion", simulate=simulate_kernel),
        Method(id="level_shape", label="level and shape", simulate=simulate_level_shape),
        Method(id="last_year", label="last-12-month bootstrap", simulate=simulate_last_year),
        Method(id="seasonal", label="seasonal naive", simulate=simulate_seasonal),
        Method(id="all_history", label="all-history bootstrap", simulate=simulate_all_history),
    ),
)
DEFAULT = "pool"
REFERENCE = "last_year"
"""The naive forecast that skill is measured against."""
