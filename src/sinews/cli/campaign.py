"""`sinews campaign`: what strategies buy, and what they would have to do at the front."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import App, Dask, Json, Seed, count, until
from sinews.cli.output import print_json, print_notes, print_table
from sinews.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from sinews.campaign.explain import Explanation
    from sinews.campaign.outcomes import Difference

app = App(help="What strategies buy, and what they would have to do at the front.")
Until = Annotated[date, until()]
Elasticities = Annotated[
    list[str] | None,
    typer.Option(
        "--elasticity",
        metavar="NAME=VALUE",
        help="Your value of an elasticity, its ends LOW:HIGH or LOW:MODE:HIGH.",
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SWITCH",
        help="Turn a feedback off: mobilisation, refill, scarcity, deep_strikes.",
    ),
]


@app.command()
def run(
    strategy: Annotated[str, typer.Option(help="A shipped strategy, or a TOML file.")],
    futures: Annotated[int, count("Futures.", 1, 1_000_000)] = 2_000,
    seed: Seed = 1,
    until: Until = date(2028, 12, 31),
    elasticity: Elasticities = None,
    without: Without = None,
    dask: Dask = None,
    json: Json = False,
) -> None:
    """Run one strategy against what was given, and print the paired differences."""
    from sinews.campaign.elasticities import read_ranges
    from sinews.campaign.outcomes import compare_with_base
    from sinews.campaign.report import CAUTION
    from sinews.campaign.run.setting import open_setting
    from sinews.campaign.strategy import BASELINE, find_strategy, find_view, shipped_strategies
    from sinews.data.evidence.evidence import open_evidence
    from sinews.engine.run.executors import connect_dask

    view, chosen = find_view([strategy]), find_strategy(strategy)
    setting = open_setting(
        open_evidence(),
        futures=futures,
        seed=seed,
        until=until,
        ranges={**view.ranges, **read_ranges(elasticity or [])},
        without=without or view.without,
    )
    base = shipped_strategies()[BASELINE]
    with connect_dask(dask) if dask else nullcontext() as executor:
        found = compare_with_base(setting, chosen, executor)
    if json:
        run = {
            "study": setting.name_run([base, chosen]),
            "seed": seed,
            "futures": futures,
            "elasticities": {k: list(v) for k, v in setting.ranges.items()},
            "without": list(setting.without),
        }
        record = {"strategy": chosen.id, "baseline": base.id, "caution": CAUTION}
        print_json({**record, "differences": [_describe(d) for d in found], "run": run})
        return
    print_table(
        ("outcome", "unit", "5 %", "median", "95 %", "layer"),
        [
            (d.outcome.label, d.outcome.unit, d.low, d.median, d.high, d.outcome.layer)
            for d in found
        ],
        title=f"{chosen.label} less {base.label}, {futures:,} futures to {until}",
    )
    print_notes(CAUTION)


def _describe(d: "Difference") -> dict[str, object]:
    o = d.outcome
    return {
        "outcome": o.id,
        "label": o.label,
        "unit": o.unit,
        "layer": o.layer,
        "difference": {"low": d.low, "median": d.median, "high": d.high},
    }


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="A strategy, or an equation of the accounts.")],
    year: Annotated[int, count("Year of the means.", 2024, 2029)] = 2027,
    futures: Annotated[int, count("Futures.", 1, 10_000)] = 500,
    json: Json = False,
) -> None:
    """Print the formula of a strategy's effect with its numbers, or one equation."""
    from sinews.campaign.model.declared import campaign_model
    from sinews.campaign.strategy import shipped_strategies

    if name not in shipped_strategies() and not name.endswith(".toml"):
        _explain_equation(name, [*shipped_strategies().ids, *campaign_model().units()], json)
        return
    from sinews.campaign.explain import explain_strategy
    from sinews.campaign.report import UNTIL
    from sinews.campaign.run.setting import open_setting
    from sinews.campaign.strategy import find_strategy
    from sinews.data.evidence.evidence import open_evidence

    if year > UNTIL.year:
        raise UsageError(f"Runs end in {UNTIL.year}.")
    setting = open_setting(open_evidence(), futures=futures, seed=1, until=UNTIL)
    found = explain_strategy(setting, find_strategy(name), year)
    if json:
        from dataclasses import asdict

        record = asdict(found)
        print_json({**record, "first": f"{found.first}", "last": f"{found.last}"})
        return
    _print_explanation(found)


def _explain_equation(name: str, known: list[str], json: bool) -> None:
    from sinews.campaign.pages import explain_name

    record = explain_name(name, known)
    if json:
        print_json(record)
        return
    for key, value in record.items():
        print_notes(f"{key}: {', '.join(value) if isinstance(value, list) else value}")


def _print_explanation(x: "Explanation") -> None:
    print_table(
        ("driver", "over the base path", "elasticity", "value", "published", "product"),
        [
            (t.driver, t.ratio, t.elasticity, t.value, f"{t.low:g} to {t.high:g}", t.product)
            for t in x.terms
        ],
        title=f"{x.strategy}, means from {x.first:%Y-%m} to {x.last:%Y-%m}, elasticities at their "
        "middle. Each product is the elasticity times the logarithm of the ratio.",
    )
    print_notes(
        f"advantage = sum of products = {x.advantage:.3f}: the pace of Russian gains becomes "
        f"exp(-{x.advantage:.3f}) = {100 * exp(-x.advantage):.0f} % of what it was",
        f"ground = {x.ground[0]:.0f} + {x.pace:.0f} x (exp(-{x.advantage:.3f}) - 1) - "
        f"{x.retaken:.0f} = {x.ground[1]:.0f} km2 a month; the {x.retaken:.0f} are what an attack "
        f"of {x.attack:.2f} (0 none, 1 full) retakes",
        f"Russian casualties: {x.casualties_ru[0]:.1f} become {x.casualties_ru[1]:.1f} thousand a "
        "month",
        f"Ukrainian casualties: {x.casualties_ua[0]:.1f} become {x.casualties_ua[1]:.1f} thousand "
        "a month",
        "Grade: assumed. Means over futures, so a product of means is near the mean of products.",
    )


@app.command()
def strategies(json: Json = False) -> None:
    """List the shipped strategies."""
    from sinews.campaign.strategy import shipped_strategies

    found = list(shipped_strategies())
    if json:
        rows = [{"id": s.id, "label": s.label, "rationale": s.rationale} for s in found]
        print_json({"rows": rows})
        return
    print_table(("id", "label", "rationale"), [(s.id, s.label, s.rationale) for s in found])


@app.command()
def levers(json: Json = False) -> None:
    """List the levers: unit, ends, neutral setting, channel."""
    from sinews.campaign.levers import LEVERS

    if json:
        keys = ("id", "label", "unit", "neutral", "low", "high", "channel")
        print_json({"rows": [{k: getattr(x, k) for k in keys} for x in LEVERS]})
        return
    print_table(
        ("id", "neutral", "low", "high", "unit", "channel"),
        [(x.id, x.neutral, x.low, x.high, x.unit, x.channel) for x in LEVERS],
    )


@app.command()
def elasticities(json: Json = False) -> None:
    """List the elasticities with published ranges and sources, and the presets."""
    from sinews.campaign.elasticities import list_elasticities, load_presets

    found, presets = list_elasticities(), load_presets().values()
    if json:
        keys = ("id", "label", "low", "mode", "high", "unit", "grade", "sign", "on", "effect")
        rows = [{k: getattr(e, k) for k in (*keys, "source")} for e in found]
        named = [
            {"id": p.id, "label": p.label, "source": p.source, "values": dict(p.values)}
            for p in presets
        ]
        print_json({"rows": rows, "presets": named})
        return
    print_table(
        ("id", "low", "middle", "high", "what on what", "source"),
        [(e.id, e.low, e.mode, e.high, e.label, e.source) for e in found],
    )
    print_table(
        ("preset", "values", "source"),
        [
            (p.label, ", ".join(f"{k}={v:g}" for k, v in p.values.items()), p.source)
            for p in presets
        ],
    )


@app.command()
def parameters(
    part: Annotated[str, typer.Argument(help="Part of a name, to filter.")] = "",
    json: Json = False,
) -> None:
    """List the parameters of the accounts: unit, range, grade, source."""
    from sinews.campaign.pages import list_parameters

    rows = list_parameters(part)
    if json:
        print_json({"rows": rows})
        return
    print_table(
        ("name", "unit", "low", "mode", "high", "grade", "source"),
        [
            (r["name"], r["unit"], r["low"], r["mode"], r["high"], r["grade"], r["source"])
            for r in rows
        ],
    )


@app.command()
def inputs(json: Json = False) -> None:
    """Show what the accounts take from support and diversion: draws, grades, corridors."""
    from sinews.campaign.instruments import instrument_record
    from sinews.campaign.pages import describe_draws

    record, rows = instrument_record(), describe_draws()
    if json:
        print_json({"parameters": rows, **record})
        return
    print_table(
        ("parameter", "5 %", "median", "95 %", "grade", "from"),
        [tuple(r.values()) for r in rows],
        title=f"{record['draws']:,} draws, read by index",
    )
    print_table(
        ("corridor", "part of expected diversion"),
        [(p, c["share"]) for p, c in record["corridors"].items()],
    )
    print_notes(
        f"Forecast known to {record['forecast']['known_to']}. {record['diversion']['method']}"
    )


@app.command()
def equations(
    page: Annotated[
        str, typer.Option(metavar="NAME", help="Which page: equations, elasticities or report.")
    ] = "equations",
    graph: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write what reads what here, as Mermaid text."),
    ] = None,
) -> None:
    """Print the declarations of the accounts and the formula of effects as Markdown.

    Other pages hold the elasticities with their sources, and what every strategy buys.
    """
    from sinews.campaign.model.declared import campaign_model
    from sinews.campaign.pages import (
        write_elasticity_page,
        write_equation_page,
        write_report_page,
    )
    from sinews.campaign.report import REPORT
    from sinews.data.store.files import write_file
    from sinews.engine import draw_graph

    if graph is not None:
        write_file(graph, draw_graph(campaign_model()).encode())
    pages: dict[str, Callable[[], str]] = {
        "equations": write_equation_page,
        "elasticities": write_elasticity_page,
        "report": lambda: write_report_page(REPORT.load()),
    }
    if page not in pages:
        raise UnknownNameError("page", page, pages)
    print(pages[page](), end="")
