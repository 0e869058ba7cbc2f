"""`sinews materiel`: shells, losses, stocks, forecasts and their back-test."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import App, Json, Seed, count, number
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.materiel.report import Report

app = App(help="Shells, reported losses, stocks, forecasts and how good they are.")


@app.command()
def shells(
    side: Annotated[str, typer.Option(help="UA or RU.")] = "UA",
    year: Annotated[int, count("2023 or 2024.", 2023, 2024)] = 2024,
    json: Json = False,
) -> None:
    """Show the mass balance of rounds of one side: inflow, fire by family, days of supply."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.materiel.report import report_shells

    _show(report_shells(open_evidence(), side.upper(), year), json)


@app.command()
def fire(json: Json = False) -> None:
    """Show published fire rates by family, and the ratio between the sides."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.materiel.report import report_fire

    _show(report_fire(open_evidence()), json)


@app.command()
def losses(
    category: Annotated[str, typer.Option(help="tank, afv, artillery, ...")] = "tank",
    json: Json = False,
) -> None:
    """Show claims by month with corrections and breaks, and the claimed-to-confirmed ratio."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.materiel.report import report_losses

    _show(report_losses(open_evidence(), category), json)


@app.command()
def stocks(json: Json = False) -> None:
    """Show fielded and stored equipment, the check against counts, and when storage ends."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.materiel.report import report_stocks

    _show(report_stocks(open_evidence()), json)


@app.command()
def ramp(
    target: Annotated[float, number("Output aimed at, rounds a year.", 0, 1e8)],
    start: Annotated[float, number("Output now, rounds a year.", 0, 1e8)],
    delay: Annotated[int, count("Months until the first new line produces.", 0, 240)] = 6,
    learning: Annotated[
        float, number("Months in which the gap then closes by 63 per cent.", 0.01, 1200)
    ] = 12.0,
    begins: Annotated[str, typer.Option(metavar="YYYY-MM", help="First month.")] = "2025-08",
    fire: Annotated[
        float | None,
        number("Fire rate to sustain, rounds a day; the stated need when left out.", 0, 1e6),
    ] = None,
    months: Annotated[int, count("Months to show.", 1, 240)] = 36,
    json: Json = False,
) -> None:
    """Show output by month as production ramps up, and when a fire rate can be sustained."""
    from sinews.core.periods import parse_month
    from sinews.data.evidence.evidence import open_evidence
    from sinews.materiel.ramp import RampPlan
    from sinews.materiel.report import report_ramp

    plan = RampPlan(
        start=start, target=target, delay=delay, learning=learning, begins=parse_month(begins)
    )
    _show(report_ramp(open_evidence(), plan, months, fire), json)


@app.command()
def fit(
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder to write to.")],
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Fit the losses model to all data and write the tables of its posterior.

    The one that the brief reads is made by `sinews results --make materiel.posterior`.
    """
    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.store.files import write_frame
    from sinews.materiel.depletion.posterior import compile_posterior
    from sinews.materiel.report import report_files

    out.mkdir(parents=True, exist_ok=True)
    for name, frame in compile_posterior(open_evidence(), seed).items():
        write_frame(frame, out / f"{name}.parquet")
    _show(report_files(out), json)


@app.command()
def calibrate(
    sets: Annotated[int, count("Synthetic data sets.", 1, 10_000)] = 80,
    run: Annotated[bool, typer.Option(help="Run it; else show the shipped ranks.")] = False,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Check the sampler on synthetic data: ranks of true values must be uniform."""
    from sinews.cli.output import show_steps
    from sinews.data.evidence.evidence import open_evidence
    from sinews.materiel.report import report_calibration
    from sinews.materiel.shipped import CALIBRATION

    if not run:
        _show(report_calibration(CALIBRATION.load()), json)
        return
    from sinews.materiel.scoring.sbc import run_sbc

    with show_steps("calibration", sets) as done:
        ranks = run_sbc(open_evidence(), sets=sets, seed=seed, done=done)
    _show(report_calibration(ranks), json)


@app.command()
def economy(json: Json = False) -> None:
    """Show Russian output, recruitment and defence spending, lowest and highest published."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.materiel.report import report_economy

    _show(report_economy(open_evidence()), json)


@app.command()
def clock(json: Json = False) -> None:
    """Show months after a ceasefire until the pre-war fielded force is rebuilt."""
    from sinews.materiel.report import report_clock

    _show(report_clock(), json)


def _show(report: "Report", json: bool) -> None:
    """Print a report: as JSON, or each of its tables under its title, then its notes."""
    if json:
        print_json(asdict(report))
        return
    for t in report.tables:
        print_table(t.columns, [[row[c] for c in t.columns] for row in t.rows], title=t.title)
        print()
    print_notes(*report.notes)
