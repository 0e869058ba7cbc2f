"""Views of the campaign for people: parameters, equations, generated pages."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Final, TypedDict, cast

import numpy as np
import polars as pl

from sinews.campaign import effects
from sinews.campaign.elasticities import list_elasticities, load_elasticities, load_presets
from sinews.campaign.instruments import instrument_draws
from sinews.campaign.levers import LEVERS
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.outcomes import OUTCOMES
from sinews.campaign.report import CampaignReport
from sinews.campaign.run.binding import MEANING
from sinews.engine import write_equations
from sinews.engine.declare.declarations import Declaration, Stock
from sinews.engine.declare.parameter_table import DRAWS
from sinews.errors import UnknownNameError

HALF: Final = 0.5
"""Share of a variance above which a result is said to rest mostly on assumed inputs."""


class ParameterCells(TypedDict):
    """A row of parameters.csv."""

    name: str
    block: str
    unit: str
    form: str
    low: float | None
    mode: float | None
    high: float | None
    grade: str
    source: str
    doc: str


class Quantiles(TypedDict, total=False):
    """5, 50 and 95 % of draws; empty where a row has ends of its own."""

    low: float
    mode: float
    high: float


class DrawCells(Quantiles):
    """A parameter that another instrument hands over."""

    parameter: str
    grade: str
    source: str


def list_rows() -> list[ParameterCells]:
    """Return the rows of parameters.csv."""
    table = pl.read_csv((files("sinews.campaign") / "parameters.csv").read_bytes())
    return [cast(ParameterCells, r) for r in table.iter_rows(named=True)]


def list_parameters(part: str) -> list[ParameterCells]:
    """Return parameters whose name or block contains `part`.

    Raises
    ------
    UnknownNameError
        No parameter is called so.
    """
    rows = list_rows()
    chosen = [r for r in rows if part in r["name"] or part in r["block"]]
    if not chosen:
        raise UnknownNameError("parameter", part, [r["name"] for r in rows])
    return [{**r, **_ends(r)} for r in chosen]


def _ends(row: ParameterCells) -> Quantiles:
    """Return 5, 50 and 95 % of draws that another instrument handed over; nothing for others."""
    if row["form"] != DRAWS:
        return {}
    values = np.quantile(instrument_draws()[row["name"]], [0.05, 0.5, 0.95])
    low, mode, high = (float(f"{v:.3g}") for v in values)
    return {"low": low, "mode": mode, "high": high}


def describe_draws() -> list[DrawCells]:
    """Return the parameters that other instruments hand over: quantiles, grade and source."""
    return [
        {"parameter": r["name"], **_ends(r), "grade": r["grade"], "source": r["source"]}
        for r in list_rows()
        if r["form"] == DRAWS
    ]


def explain_name(name: str, known: Sequence[str]) -> dict[str, object]:
    """Return what one name of the accounts means.

    Parameters
    ----------
    known
        Names to suggest where there is none.

    Raises
    ------
    UnknownNameError
        The accounts have no such name.
    """
    model = campaign_model()
    readers = [r.name for r in model.rules if name in r.formula.reads]
    for r in model.rules:
        if r.name == name:
            ends = {"from": r.out_of or "outside", "into": r.into or "outside"} if r.is_flow else {}
            return {
                "name": name,
                "kind": "flow" if r.is_flow else "auxiliary",
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
                return {
                    "name": name,
                    "kind": kind,
                    "unit": model.units()[name],
                    "meaning": d.doc,
                    **more,
                    "source": d.source,
                    "read by": readers,
                }
    raise UnknownNameError("strategy or name in the accounts", name, known)


def write_equation_page() -> str:
    """Return the page of all declarations of the accounts and of the formula of effects."""
    formula = (effects.__doc__ or "").partition("\n\n")[2].strip()
    return f"{write_equations(campaign_model())}\n## The formula of effects\n\n{formula}\n"


def write_elasticity_page() -> str:
    """Return the page of elasticities, constants and presets."""
    head = (
        "# Elasticities\n\nGenerated by `campaign.pages`: what support would have to do at the "
        "front. Ranges are published or judged; the last column says which. Data of this war do "
        "not identify them.\n\n"
    )
    table = _table(
        ("id", "what", "low", "middle", "high", "sign", "grade", "source"),
        (
            (e.id, e.label, f"{e.low:g}", f"{e.mode:g}", f"{e.high:g}", e.sign, e.grade, e.source)
            for e in list_elasticities()
        ),
    )
    constants = _table(
        ("id", "what", "low", "middle", "high", "grade", "source"),
        (
            (e.id, e.label, f"{e.low:g}", f"{e.mode:g}", f"{e.high:g}", e.grade, e.source)
            for e in load_elasticities().values()
            if e.kind == "constant"
        ),
    )
    presets = _table(
        ("preset", "values", "source"),
        (
            (p.label, ", ".join(f"{k} = {v:g}" for k, v in p.values.items()) or "all", p.source)
            for p in load_presets().values()
        ),
    )
    return f"{head}{table}\n## Constants\n\n{constants}\n## Presets\n\n{presets}"


def write_report_page(report: CampaignReport) -> str:
    """Return the page of what strategies buy, what it rests on, what binds, and the levers."""
    head = (
        "# What strategies buy\n\nGenerated from the shipped report: "
        f"{report.futures:,} futures, March 2024 to {report.until}. Differences to what was given: "
        "5 %, median, 95 %. The last column is the share of the variance of the level that assumed "
        "inputs carry, for what is accounted.\n\n"
    )
    rows = (
        (
            s.label,
            o.label,
            o.unit,
            f"{d.low:,.3g} / {d.median:,.3g} / {d.high:,.3g}",
            f"{100 * s.assumed[o.id]:.0f} %" if o.id in s.assumed else o.layer,
        )
        for s in report.strategies.values()
        for o in OUTCOMES
        if (d := s.differences[o.id])
    )
    table = _table(("strategy", "outcome", "unit", "difference", "rests on assumptions"), rows)
    binds = _table(
        ("side", "input", "binds in, % of futures at the end", "meaning"),
        (
            (side, k, f"{100 * shares[-1]:.0f}", MEANING[side][k])
            for side, row in report.binding.items()
            for k, shares in row.items()
        ),
    )
    levers = _table(
        ("lever", "neutral", "low", "high", "unit", "channel"),
        ((x.id, f"{x.neutral:g}", f"{x.low:g}", f"{x.high:g}", x.unit, x.channel) for x in LEVERS),
    )
    mostly = _say_mostly_assumed(report)
    return f"{head}{mostly}\n\n{table}\n## Which input binds\n\n{binds}\n## Levers\n\n{levers}"


def _say_mostly_assumed(report: CampaignReport) -> str:
    """Return how much of the accounted outcomes rests on assumed inputs, and where most."""
    shares = [
        (s.assumed[o.id], f"{o.label} under {s.label}")
        for s in report.strategies.values()
        for o in OUTCOMES
        if o.id in s.assumed
    ]
    above = [name for share, name in shares if share > HALF]
    most, where = max(shares, default=(0.0, ""))
    first = (
        f"Assumed inputs carry more than half of the variance of: {'; '.join(above)}."
        if above
        else "Assumed inputs carry less than half of the variance of every accounted outcome of "
        f"every strategy; the most is {100 * most:.0f} % ({where})."
    )
    return (
        f"{first} Shares are sampled, so one near a half may lie on either side. What weighs most "
        "among the assumed inputs is the face value that becomes materiel and the part of "
        "deliveries that air defence gets: no donor publishes them. What the world can sell of "
        "interceptors and the lag of procurement rest on statements and plans (F113, F115, F116, "
        "F501, F502, F503), with judged ends of their ranges."
    )


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(r) + " |" for r in rows]
    return "\n".join(lines) + "\n"
