"""Futures as draws of the parameters: from the prior, or those that agree with history."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

import numpy as np
import polars as pl

from sinews.campaign.instruments import SAME_DRAW
from sinews.campaign.model.declared import campaign_model
from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.engine import Empirical, Model, Sampling
from sinews.errors import ProvenanceError

LATENT: Final = tuple(f"adapt_{k}" for k in range(1, 13))
TABLE: Final = "matched"
_STEPS: Final = 65_535
"""Positions are shipped in sixteen bits."""


def digest_inputs() -> str:
    """Return the sha256 over the equations and tables that decide the matched draws.

    What is read from a run does not count: outcomes may be added without matching again.
    """
    model = campaign_model()
    starts = [(s.name, f.text) for s, f in zip(model.stocks, model.starts, strict=True)]
    reads = {n for r in model.rules for n in r.formula.reads}
    rules = [
        (r.name, r.formula.text, r.out_of, r.into)
        for r in model.rules
        if r.is_flow or r.name in reads
    ]
    digest = sha256(json.dumps([starts, rules]).encode())
    digest.update((files("sinews.campaign") / "parameters.csv").read_bytes())
    for name in ("bands.csv", "scenes.csv", "history.csv"):
        digest.update((files("sinews.campaign.matching") / name).read_bytes())
    return digest.hexdigest()


def to_values(uniform: FloatArray) -> FloatArray:
    """Return parameter values at positions in the prior's unit cube.

    Parameters that come from one draw of another instrument are read at one position.

    Parameters
    ----------
    uniform
        Shape (n_draws, n_parameters).

    Returns
    -------
    FloatArray
        Shape (n_parameters, n_draws), rows in the order of the model.
    """
    inside = np.clip(uniform, 1e-9, 1 - 1e-9)
    parameters = campaign_model().parameters
    column = {p.name: i for i, p in enumerate(parameters)}
    return np.stack(
        [
            p.distribution.quantile(inside[:, column[SAME_DRAW.get(p.name, p.name)]])
            for p in parameters
        ]
    )


def draw_prior(n_draws: int, seed: int) -> FloatArray:
    """Return positions in the unit cube, one stream a parameter, shape (n_draws, n_parameters)."""
    names = [p.name for p in campaign_model().parameters]
    return np.stack([stream(seed, f"campaign.{n}").random(n_draws) for n in names], axis=1)


def encode_draws(uniform: FloatArray) -> pl.DataFrame:
    """Return positions as they are shipped: one column a parameter, sixteen bits."""
    rounded = np.round(uniform * _STEPS).astype(np.uint16)
    return pl.DataFrame(rounded, schema=[p.name for p in campaign_model().parameters])


@cache
def matched_record() -> Mapping[str, Any]:
    """Return the record of the matching: settings, diagnosis, digest of its inputs.

    Raises
    ------
    ProvenanceError
        The draws were matched with other tables than those of this version.
    """
    text = (files("sinews.campaign") / "matched.json").read_text(encoding="utf-8")
    record: Mapping[str, Any] = json.loads(text)
    if record["inputs"] != digest_inputs():
        raise ProvenanceError(
            "The matched draws belong to other parameters, bands or history than those of this "
            "version; run `sinews campaign match`."
        )
    return record


@cache
def matched_uniform() -> FloatArray:
    """Return the shipped positions, shape (n_draws, n_parameters)."""
    matched_record()
    frame = pl.read_parquet((files("sinews.campaign") / "matched.parquet").read_bytes())
    return frame.to_numpy().astype(float) / _STEPS


@cache
def matched_model() -> Model:
    """Return the campaign model with its matched parameters read as joint draws.

    The half-yearly steps of the latent walk after the matched period stay free.
    """
    model = campaign_model()
    free = set(LATENT[count_matched_steps() :])
    return replace(
        model,
        parameters=tuple(
            p if p.name in free else replace(p, distribution=Empirical(TABLE, p.name))
            for p in model.parameters
        ),
    )


def matched_sampling(seed: int, uniform: FloatArray | None = None) -> Sampling:
    """Return the sampling of futures that agree with history, or of other draws.

    Parameters
    ----------
    uniform
        Draws to use instead of the matched ones, shape (n_draws, n_parameters).
    """
    names = [p.name for p in campaign_model().parameters]
    values = to_values(matched_uniform() if uniform is None else uniform)
    table = dict(zip(names, values, strict=True))
    return Sampling(seed=seed, tables={TABLE: table})


def count_matched_steps() -> int:
    """Return how many half-yearly steps the matched period covers."""
    from sinews.campaign.matching.bands import load_bands
    from sinews.campaign.run.calendar import HALF_YEAR_WEEKS, START

    last = max(b.end for b in load_bands())
    return -(-((last - START).days // 7) // HALF_YEAR_WEEKS)
