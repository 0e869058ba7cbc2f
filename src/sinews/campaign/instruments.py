"""Draws that other instruments handed over, as they are shipped; `inputs` makes them."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.errors import ProvenanceError

TABLE: Final = "instruments.parquet"
RECORD: Final = "instruments.json"
SAME_DRAW: Final[Mapping[str, str]] = {"enforcement_effect": "diverted_share"}
"""Parameters that are read at the row of another one: both come from one draw of one instrument."""


@cache
def instrument_record() -> Mapping[str, Any]:
    """Return what the draws were made of: releases, methods, grades, corridors, digest."""
    text = (files("sinews.campaign") / RECORD).read_text(encoding="utf-8")
    record: Mapping[str, Any] = json.loads(text)
    return record


@cache
def instrument_table() -> pl.DataFrame:
    """Return the shipped draws, one row a draw.

    Raises
    ------
    ProvenanceError
        The file is not the one that its record describes.
    """
    content = (files("sinews.campaign") / TABLE).read_bytes()
    if sha256(content).hexdigest() != instrument_record()["sha256"]:
        raise ProvenanceError(
            f"{TABLE} is not the file that {RECORD} describes; write both again with "
            "`sinews campaign inputs --out`, or reinstall the package."
        )
    return pl.read_parquet(BytesIO(content))


@cache
def instrument_draws() -> Mapping[str, FloatArray]:
    """Return parameter name to its draws: shares as they are, outlooks over their median."""
    table = instrument_table()
    found = {n: table[n].to_numpy() for n in ("diverted_share", "enforcement_effect")}
    for group in ("europe", "other"):
        sums = table[f"{group}_eur_bn"].to_numpy()
        found[f"outlook_{group}"] = sums / np.median(sums)
    return found


def forecast_median(group: str) -> float:
    """Return the median forecast of the next twelve months of a donor group, EUR bn."""
    return float(np.median(instrument_table()[f"{group}_eur_bn"].to_numpy()))


def corridor_share(partner: str) -> float:
    """Return the part of all expected diversion that runs through one intermediary."""
    return float(instrument_record()["corridors"][partner]["share"])


def list_figures() -> Mapping[str, float]:
    """Return the published figures that strategies may name in the place of a number."""
    figures: Mapping[str, float] = instrument_record()["figures"]
    return figures
