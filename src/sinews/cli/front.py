"""`sinews front`: national series, nowcast, forecasts, how good they were, and their ledger."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import App, Json, count, table_file
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.front.series.read import Series

app = App(help="National series month by month, nowcast, and forecasts that are scored.")
Origin = Annotated[
    str, typer.Option(metavar="YYYY-MM", help="Last month that may be known; else the newest.")
]
Horizon = Annotated[int, count("Months ahead.", 1, 24)]


@app.command()
def series(
    id: Annotated[str, typer.Argument(help="A series, like ground.isw; else the list.")] = "",
    origin: Origin = "",
    json: Json = False,
) -> None:
    """Show all series, or one: definition, observer, vintage, breaks, months, and a chart."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.front.series.read import read_series
    from sinews.front.series.registry import list_series

    evidence, known = open_evidence(), _month(origin)
    if id:
        _show_series(read_series(evidence, id, known), json)
        return
    found = [read_series(evidence, s.id, known) for s in list_series()]
    if json:
        print_json({"series": [_describe(s) for s in found]})
        return
    rows = [
        (s.spec.id, s.spec.observer, f"{s.start:%Y-%m}", f"{s.last:%Y-%m}", float(s.values[-1]))
        for s in found
    ]
    print_table(("series", "observer", "from", "to", "last value"), rows)


def _month(text: str) -> date | None:
    from sinews.core.periods import parse_month

    return parse_month(text) if text else None


def _describe(series: "Series") -> dict[str, object]:
    spec = series.spec
    return {
        "id": spec.id,
        "label": spec.label,
        "unit": spec.unit,
        "observer": spec.observer,
        "stated_by": spec.party or None,
        "definition": spec.definition,
        "vintage": series.vintage,
        "from": series.start.isoformat(),
        "to": series.last.isoformat(),
        "incomplete": [
            m.isoformat() for m, p in zip(series.months, series.partial, strict=True) if p
        ],
        "breaks": [{"month": m.isoformat(), "note": n} for m, n in spec.breaks],
        "sources": list(series.sources),
    }


def _show_series(series: "Series", json: bool) -> None:
    """Print one series: what it is, then a bar a month; incomplete months carry a star."""
    if json:
        values = zip(series.months, map(float, series.values), strict=True)
        rows = [{"month": m.isoformat(), "value": v} for m, v in values]
        print_json(_describe(series) | {"months": rows})
        return
    spec = series.spec
    stated = f" Stated by one side ({spec.party})." if spec.party else ""
    print_notes(
        f"{spec.label}, {spec.unit} a month. {spec.definition}{stated}",
        f"Observer: {spec.observer}. Data as of {series.vintage}. Sources: "
        + ", ".join(series.sources),
        *(f"Break {m:%Y-%m}: {n}." for m, n in spec.breaks),
    )
    used = [v for m, v in zip(series.months, series.values, strict=True) if m >= spec.begin]
    largest = max(abs(float(v)) for v in used) or 1.0
    marks = [
        (
            f"{m:%Y-%m}{'*' if p else ''}",
            float(v),
            "#" * min(round(40 * abs(float(v)) / largest), 41),
        )
        for m, v, p in zip(series.months, series.values, series.partial, strict=True)
    ]
    print_table(("month", spec.unit, ""), marks)
    if any(series.partial):
        print_notes("* incomplete, still growing, or of another definition")


@app.command()
def nowcast(json: Json = False) -> None:
    """Show what the series say now: rates, chances and exponents with 90 % intervals."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.front.figures import list_nowcast_figures

    found = list_nowcast_figures(open_evidence())
    if json:
        print_json({"figures": [f.to_json() for f in found]})
        return
    for unit in dict.fromkeys(f.unit for f in found):
        rows = [(f.id, f.value, f.low, f.high, f.grade) for f in found if f.unit == unit]
        print_table(("figure", "value", "low", "high", "grade"), rows, title=f"Unit: {unit}")
        print()
    print_notes("Low and high bound 90 %; `sinews explain ID` says what a figure is.")


@app.command()
def forecast(
    out: Annotated[Path, table_file("Series, month, q, value.")],
    origin: Origin = "",
    horizon: Horizon = 12,
    series: Annotated[list[str] | None, typer.Option(help="Only these series.")] = None,
    json: Json = False,
) -> None:
    """Forecast the series from what was known at an origin, as 200 quantiles a month."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.store.files import write_frame
    from sinews.front.forecast.forecast import make_forecast
    from sinews.front.series.read import last_month

    evidence = open_evidence()
    known = _month(origin) or last_month(evidence)
    found = make_forecast(evidence, known, horizon, tuple(series or ()))
    write_frame(found.table(), out)
    rows = found.intervals()
    if json:
        print_json(
            {"origin": f"{known:%Y-%m}", "intervals": rows, "weights": found.weights().to_dicts()}
        )
        return
    header = ("series", "month", "low", "median", "high")
    print_table(header, [tuple(r[c] for c in header) for r in rows])
    plain = [p.id for p in found.pools if p.is_persistence.all()]
    print_notes(
        f"200 quantiles a month were written to {out}. Low and high bound 90 %.",
        found.describe_vintages(),
        *([f"Nothing has beaten persistence so far: {', '.join(plain)}."] if plain else []),
    )


@app.command()
def scores(
    run: Annotated[bool, typer.Option(help="Score again; else show the shipped scores.")] = False,
    workers: Annotated[int, count("Processes.", 1, 64)] = 1,
    folder: Annotated[
        Path | None, typer.Option(help="Where finished origins lie; a later run goes on there.")
    ] = None,
    json: Json = False,
) -> None:
    """Show how good the forecasts were over rolling origins, or score them again (minutes)."""
    from sinews.cli.output import show_steps
    from sinews.data.evidence.evidence import open_evidence
    from sinews.front.forecast.rolling import score_here
    from sinews.front.forecast.scores import tabulate_skill
    from sinews.front.shipped import REPORTED_FROM, SCORES

    found = score_here(open_evidence(), folder, workers, show_steps) if run else SCORES.load()
    table = tabulate_skill(found.filter(found["origin"] >= REPORTED_FROM))
    if json:
        print_json({"skill": table.to_dicts()})
        return
    for band in table["horizons"].unique(maintain_order=True):
        rows = [
            (
                r["group"],
                r["origins"],
                *(round(r[c], 2) for c in ("ratio", "low", "high")),
                r["best"],
                *(round(r[c], 2) for c in ("best_ratio", "covered_90")),
            )
            for r in table.filter(table["horizons"] == band).iter_rows(named=True)
        ]
        header = ("group", "origins", "ratio", "low", "high", "best", "its ratio", "covered")
        print_table(header, rows, title=f"Months ahead: {band}")
        print()
    print_notes(
        f"Origins from {REPORTED_FROM:%Y-%m}. ratio: CRPS over that of persistence with its "
        "empirical errors, below 1 is better, with a 90 % interval; best: the naive member that "
        "did best on the same cases, known only afterwards; covered: what 90 % intervals held, "
        ".90 would be right."
    )


@app.command()
def publish(
    folder: Annotated[Path, typer.Argument(help="Folder of published forecasts.")],
    origin: Origin = "",
    horizon: Horizon = 12,
) -> None:
    """Publish a forecast: a dated file with its digest, never written again."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.front.forecast.forecast import make_forecast
    from sinews.front.forecast.ledger import publish_forecast
    from sinews.front.series.read import last_month

    evidence = open_evidence()
    known = _month(origin) or last_month(evidence)
    path = publish_forecast(make_forecast(evidence, known, horizon), folder, date.today())
    print_notes(f"Published: {path}")


@app.command()
def ledger(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of published forecasts; else the shipped ones.")
    ] = None,
    json: Json = False,
) -> None:
    """Show published forecasts with their scores once the months are in."""
    from dataclasses import asdict

    from sinews.data.evidence.evidence import open_evidence
    from sinews.front.forecast.ledger import list_entries, read_published, shipped_folder

    evidence = open_evidence()
    published = list(read_published(folder or shipped_folder()))
    entries = [e for p in published for e in list_entries(evidence, p)]
    if json:
        records = [
            {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(e).items()}
            for e in entries
        ]
        print_json({"forecasts": records})
        return
    for p in published:
        print_notes(f"Origin {p.origin:%Y-%m}, published {p.made}, sha256 {p.digest}")
    rows = [
        (
            e.series,
            f"{e.origin:%Y-%m}",
            f"{e.month:%Y-%m}",
            e.low,
            e.median,
            e.high,
            e.observed,
            _mark(e.hit),
        )
        for e in entries
    ]
    print_table(("series", "origin", "month", "low", "median", "high", "observed", ""), rows)


def _mark(hit: bool | None) -> str:
    return {None: "not in yet", True: "hit", False: "miss"}[hit]
