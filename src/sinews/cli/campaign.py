"""`sinews campaign`: futures of what sustains the war, under strategies."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sinews.cli.options import App, Json, Seed, count, until
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.campaign.report.summary import Difference

app = App(help="Futures of what sustains the war, under strategies.")
Until = Annotated[date, until()]


@app.command()
def run(
    strategy: Annotated[str, typer.Option(help="A shipped strategy, or a TOML file.")],
    futures: Annotated[int, count("Futures.", 1, 1_000_000)] = 2_000,
    seed: Seed = 1,
    until: Until = date(2026, 12, 31),
    resume: Annotated[bool, typer.Option(help="Store chunks and go on where it stopped.")] = False,
    json: Json = False,
) -> None:
    """Run one strategy against what was given, and print the paired differences."""
    from sinews.campaign.report.report import find_grounds
    from sinews.campaign.report.summary import CAUTION, summarise_differences
    from sinews.campaign.run.ensemble import run_stored, run_to_end
    from sinews.campaign.strategy import find_strategy, shipped_strategies
    from sinews.data.evidence.evidence import open_evidence

    base = shipped_strategies()["actual_2024_2026"]
    chosen = [base, find_strategy(strategy)]
    start = run_stored if resume else run_to_end
    ensemble = start(open_evidence(), chosen, futures=futures, seed=seed, until=until)
    differences = summarise_differences(ensemble, chosen[1].id, base.id)
    grounds = find_grounds(chosen[1].id) if strategy == chosen[1].id else None
    if json:
        print_json(
            {
                "strategy": chosen[1].id,
                "baseline": base.id,
                "caution": CAUTION,
                "censored": ensemble.censored(chosen[1].id),
                "differences": [_describe_difference(d) for d in differences],
                "ground_rests_on": grounds,
                "run": {
                    "study": ensemble.study.id,
                    "seed": seed,
                    "futures": futures,
                    "computed_by": ensemble.computed_by,
                },
            }
        )
        return
    print_table(
        ("outcome", "unit", "5 %", "median", "95 %"),
        [
            (d.label, d.unit, d.interval.low, d.interval.median, d.interval.high)
            for d in differences
        ],
        title=f"{chosen[1].label} less {base.label}, {futures:,} futures to {until}",
    )
    print_notes(f"Grade: assumed. {CAUTION}")
    if grounds is not None:
        _print_grounds(grounds)


def _describe_difference(d: "Difference") -> dict[str, Any]:
    return {
        "outcome": d.outcome,
        "label": d.label,
        "unit": d.unit,
        "difference": {
            "low": d.interval.low,
            "median": d.interval.median,
            "high": d.interval.high,
        },
        "kept": d.kept,
        "grade": "assumed",
    }


def _print_grounds(grounds: Mapping[str, Any]) -> None:
    shares = ", ".join(f"{g} {100 * max(0.0, v):.0f} %" for g, v in grounds["shares"].items())
    print_notes(
        f"Variance of the difference in ground by grade of input (shares overlap): {shares}."
    )
    named = ", ".join(f"{n} ({v:+.2f})" for n, v in grounds["assumptions"])
    print_notes(f"Assumptions that move it by more than a tenth of its spread: {named or 'none'}.")


@app.command()
def strategies(json: Json = False) -> None:
    """List the shipped strategies."""
    from sinews.campaign.strategy import shipped_strategies

    found = list(shipped_strategies())
    if json:
        print_json(
            {"rows": [{"id": s.id, "label": s.label, "rationale": s.rationale} for s in found]}
        )
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
def parameters(
    block: Annotated[str, typer.Argument(help="Part of a name, to filter.")] = "",
    json: Json = False,
) -> None:
    """List the parameters: unit, range, grade, source, and what history taught about them."""
    from sinews.campaign.matching.draws import matched_record
    from sinews.campaign.report.parameter_view import list_parameters

    rows = list_parameters(block, matched_record()["diagnosis"]["spread"])
    if json:
        print_json({"rows": rows})
        return
    print_table(
        ("name", "unit", "low", "mode", "high", "grade", "source", "learned"),
        [
            (
                r["name"],
                r["unit"],
                r["low"],
                r["mode"],
                r["high"],
                r["grade"],
                r["source"],
                r["learned"],
            )
            for r in rows
        ],
    )


@app.command()
def explain(
    equation: Annotated[str, typer.Argument(help="A stock, flow, auxiliary, setting.")],
    json: Json = False,
) -> None:
    """Print one equation: what it means, its unit, what it reads and what reads it."""
    from sinews.campaign.report.parameter_view import explain_name

    record = explain_name(equation)
    if json:
        print_json(record)
        return
    for key, value in record.items():
        text = ", ".join(value) if isinstance(value, list) else value
        print_notes(f"{key}: {text}")


@app.command()
def match(
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Folder for matched.parquet and matched.json.")
    ],
    seed: Seed = 20240101,
    particles: Annotated[int, count("Draws a population.", 64, 100_000)] = 1536,
    json: Json = False,
) -> None:
    """Match the model to history again, with the hold-out, and write the draws."""
    from sinews.campaign.matching.match import SmcSettings
    from sinews.campaign.matching.match_files import write_matched
    from sinews.data.evidence.evidence import open_evidence

    out.mkdir(parents=True, exist_ok=True)
    settings = SmcSettings(particles=particles)
    record = write_matched(
        open_evidence(), out, seed=seed, settings=settings, holdout=date(2024, 12, 31)
    )
    if json:
        print_json(record)
        return
    d = record["diagnosis"]
    print(f"{d['draws']} draws, effective {d['effective']:.0f}, largest R-hat {d['largest_rhat']}")
    _print_holdout(record)


@app.command()
def report(
    out: Annotated[Path, typer.Option(help="File to write.")],
    futures: Annotated[int, count("Futures a strategy.", 100, 100_000)] = 10_000,
    split_draws: Annotated[int, count("Draws of the split.", 64, 100_000)] = 4_096,
    seed: Seed = 1,
    until: Until = date(2026, 12, 31),
) -> None:
    """Run all strategies and levers and write the report that the brief shows."""
    from json import dumps

    from sinews.campaign.report.report import make_report
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.store.parquet import write_file

    made = make_report(
        open_evidence(), futures=futures, split_draws=split_draws, seed=seed, until=until
    )
    write_file(out, f"{dumps(made, indent=1, ensure_ascii=False)}\n".encode())
    print(out)


@app.command()
def inputs(
    out: Annotated[
        Path | None, typer.Option(help="Draw again and write table and record here.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what the model takes from support and diversion; with --out, draw it again."""
    from sinews.campaign.inputs import write_instruments
    from sinews.campaign.instruments import instrument_record
    from sinews.campaign.report.parameter_view import describe_draws
    from sinews.data.evidence.evidence import open_evidence

    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_instruments(open_evidence(), out)
        print(out)
        return
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
    svg: Annotated[Path | None, typer.Option(help="Write the picture of the model here.")] = None,
) -> None:
    """Print all declarations of the model as Markdown."""
    from sinews.campaign.model.declared import campaign_model
    from sinews.campaign.report.pages import write_equation_page
    from sinews.data.store.parquet import write_file
    from sinews.engine import draw_graph

    if svg is not None:
        write_file(svg, draw_graph(campaign_model()).encode())
    print(write_equation_page(), end="")


@app.command()
def effects() -> None:
    """Print what every lever does alone, and the ranges that runs reach, as Markdown."""
    from sinews.campaign.report.pages import write_effects_page
    from sinews.campaign.report.report import load_report

    print(write_effects_page(load_report()), end="")


@app.command()
def history() -> None:
    """Print how the model was matched and how it did on the hold-out, as Markdown."""
    from sinews.campaign.matching.draws import matched_record
    from sinews.campaign.report.pages import write_history_page

    print(write_history_page(matched_record()), end="")


@app.command()
def holdout(json: Json = False) -> None:
    """Print the hold-out: matched to the end of 2024, scored on January to July 2025."""
    from sinews.campaign.matching.draws import matched_record

    record = dict(matched_record())
    if json:
        print_json(record["holdout"])
        return
    _print_holdout(record)


def _print_holdout(record: dict[str, object]) -> None:
    held = record["holdout"]
    assert isinstance(held, dict)
    print_table(
        ("band", "unit", "published", "5 %", "median", "95 %", "naive", "inside"),
        [
            (
                b["id"],
                b["unit"],
                b["published"],
                b["low"],
                b["median"],
                b["high"],
                b["naive"],
                "yes" if b["inside"] else "no",
            )
            for b in held["bands"]
        ],
        title=f"Matched to {held['matched_to']}, scored after it",
    )
