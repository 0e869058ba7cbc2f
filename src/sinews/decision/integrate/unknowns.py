"""The unknowns behind each future: positions of parameters and of the theories' thresholds."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from sinews.campaign.matching.draws import (
    TABLE,
    matched_model,
    matched_uniform,
    to_values,
)
from sinews.campaign.model.declared import campaign_model
from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.decision.theories.parameters import load_thresholds
from sinews.engine import Sampling, draw_parameters

RATIOS: Final[Mapping[str, tuple[str, str]]] = {
    "Russian over European shell capacity at the start": (
        "ru_capacity_start",
        "eu_capacity_start",
    ),
    "Russian recruits over Russian casualties at the start": (
        "recruits_start_ru",
        "casualties_start_ru",
    ),
}
"""Named ratios that describe a slanted boundary with one limit."""


def parameter_names() -> tuple[str, ...]:
    """Return the parameters of the campaign model in its order."""
    return tuple(p.name for p in campaign_model().parameters)


def parameter_grades() -> Mapping[str, str]:
    """Return the grade of every parameter."""
    return {p.name: p.grade or "assumed" for p in campaign_model().parameters}


def read_positions(n_futures: int, seed: int) -> FloatArray:
    """Return the position of every parameter in each future, shape (n_futures, n_parameters).

    Matched parameters are positions in their prior, between 0 and 1; the free steps of the latent
    walk, which are not matched, are their values.
    """
    rows = dict(zip(parameter_names(), matched_uniform().T, strict=True))
    sampling = Sampling(seed=seed, tables={TABLE: rows})
    return draw_parameters(matched_model(), sampling, 0, n_futures).T


def read_ratios(positions: FloatArray) -> FloatArray:
    """Return the named ratios of each future, shape (n_futures, n_ratios)."""
    names, values = parameter_names(), to_values(positions)
    return np.stack(
        [values[names.index(a)] / values[names.index(b)] for a, b in RATIOS.values()], axis=1
    )


def read_theory(n_futures: int, seed: int) -> FloatArray:
    """Return positions of thresholds and of the base hazard, shape (n_futures, n_unknowns).

    Thresholds without a range are left out.
    """
    keys = [t.key for t in load_thresholds() if t.high > t.low]
    return np.stack(
        [stream(seed, k).random(n_futures) for k in (*keys, "decision.base_rate.hazard")], axis=1
    )


def value_at(name: str, position: float) -> float:
    """Return the value of a parameter at a position in its prior."""
    names = parameter_names()
    cube = np.full((1, len(names)), 0.5)
    cube[0, names.index(name)] = position
    return float(to_values(cube)[names.index(name), 0])


def pin(name: str, position: float) -> FloatArray:
    """Return the matched draws with one parameter held at a position of its prior."""
    uniform = matched_uniform().copy()
    uniform[:, parameter_names().index(name)] = position
    return uniform
