"""Views of the model for people: parameters with what history taught, equations with readers."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl

from sinews.campaign.instruments import instrument_draws
from sinews.campaign.matching.diagnose import LEARNED
from sinews.campaign.model.declared import campaign_model
from sinews.engine.declare.declarations import Declaration, Stock
from sinews.engine.declare.parameter_table import DRAWS
from sinews.errors import UnknownNameError


def list_parameters(part: str, spread: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return parameters whose name or block contains `part`.

    Parameters
    ----------
    spread
        Matched over prior spread by parameter.

    Raises
    ------
    UnknownNameError
        No parameter is called so.
    """
    rows = list_rows()
    chosen = [r for r in rows if part in r["name"] or part in r["block"]]
    if not chosen:
        raise UnknownNameError("parameter", part, [r["name"] for r in rows])
    return [
        r | _ends(r) | {"learned": describe_learning(spread[r["name"]], r["form"])} for r in chosen
    ]


def _ends(row: Mapping[str, Any]) -> dict[str, float]:
    """Return 5, 50 and 95 % of draws that another instrument handed over; nothing for others."""
    if row["form"] != DRAWS:
        return {}
    values = np.quantile(instrument_draws()[row["name"]], [0.05, 0.5, 0.95])
    return {k: float(f"{v:.3g}") for k, v in zip(("low", "mode", "high"), values, strict=True)}


def describe_draws() -> list[dict[str, Any]]:
    """Return the parameters that other instruments hand over: quantiles, grade and source."""
    rows = list_rows()
    return [
        {"parameter": r["name"], **_ends(r), "grade": r["grade"], "source": r["source"]}
        for r in rows
        if r["form"] == DRAWS
    ]


def list_rows() -> list[dict[str, Any]]:
    """Return the rows of parameters.csv."""
    return pl.read_csv((files("sinews.campaign") / "parameters.csv").read_bytes()).to_dicts()


def describe_learning(spread: float, form: str) -> str:
    """Return in words what matching did to a parameter."""
    if form == "fixed":
        return "fixed"
    if spread >= LEARNED:
        return "not identified"
    return f"keeps {100 * spread:.0f} % of its spread"


def explain_name(name: str) -> dict[str, Any]:
    """Return what one name of the model means.

    Raises
    ------
    UnknownNameError
        The model has no such name.
    """
    model = campaign_model()
    readers = [r.name for r in model.rules if name in r.formula.reads]
    for r in model.rules:
        if r.name == name:
            kind = "flow" if r.is_flow else "auxiliary"
            ends = {"from": r.out_of or "outside", "into": r.into or "outside"} if r.is_flow else {}
            return {
                "name": name,
                "kind": kind,
                "unit": r.unit,
                "meaning": r.doc,
                "equation": r.formula.text,
                **ends,
                "reads": list(r.formula.reads),
                "read by": readers,
            }
    others: dict[str, tuple[Declaration, ...]] = {
        "stock": model.stocks,
        "parameter": model.parameters,
        "setting": model.inputs,
        "outcome": model.outcomes,
    }
    for kind, declared in others.items():
        for d in declared:
            if d.name == name:
                more = {"start": d.start} if isinstance(d, Stock) else {}
                unit = model.units()[name]
                return {
                    "name": name,
                    "kind": kind,
                    "unit": unit,
                    "meaning": d.doc,
                    **more,
                    "source": d.source,
                    "read by": readers,
                }
    known = list(model.units())
    raise UnknownNameError("name in the model", name, known)
