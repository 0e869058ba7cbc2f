"""Views of the model for people: parameters with what history taught, equations with readers."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import polars as pl

from sinews.campaign.diagnose import LEARNED
from sinews.campaign.model.declared import campaign_model
from sinews.engine.declare.declarations import Declaration, Stock
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
    content = (files("sinews.campaign") / "parameters.csv").read_bytes()
    rows = pl.read_csv(content).to_dicts()
    chosen = [r for r in rows if part in r["name"] or part in r["block"]]
    if not chosen:
        raise UnknownNameError("parameter", part, [r["name"] for r in rows])
    return [r | {"learned": describe_learning(spread[r["name"]], r["form"])} for r in chosen]


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
