"""`sinews diversion detect`: screen trade for diversion and write one row a product x partner."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import Data, Json, Seed, table_file
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.diversion.corridors.allocation import AllocationSum
    from sinews.diversion.detect import Detection, Summary
    from sinews.diversion.sensitivity import Variant

OptionalPath = Path | None


def detect(
    out: Annotated[Path, table_file("One row a pair.")],
    treated: Annotated[
        OptionalPath,
        typer.Option(help="CSV of product (HS6 or CN8) and date of its ban; else as shipped."),
    ] = None,
    window: Annotated[str, typer.Option(help="Months judged.")] = "2022-03:2022-11",
    base: Annotated[str, typer.Option(help="Months before; all before the window.")] = "",
    no_mirror: Annotated[bool, typer.Option("--no-mirror", help="Leave reports out.")] = False,
    concordance: Annotated[
        OptionalPath,
        typer.Option(help="CSV of from, to, year; else the one beside --data, else Eurostat's."),
    ] = None,
    partners: Annotated[str, typer.Option(help="Also score these, for example TR,AE.")] = "",
    data: Data = None,
    seed: Seed = 0,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Also how flags and totals move with each input.")
    ] = False,
    json: Json = False,
) -> None:
    """Screen every banned product x intermediary: excess, range, posterior, evidence.

    A posterior is a probability under stated assumptions, never a verdict.
    """
    from sinews.core.places import find_country
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.detect import Request, summarise_detection, write_detection
    from sinews.diversion.detect import detect as run
    from sinews.diversion.sensitivity import vary_inputs
    from sinews.diversion.totals.books import say_routes
    from sinews.diversion.trade.harmonise import choose_links
    from sinews.diversion.trade.schema import read_window
    from sinews.diversion.trade.treated import read_treated

    evidence = open_evidence()
    request = Request(
        treated=read_treated(treated) if treated else None,
        window=read_window(window),
        base=read_window(base) if base else None,
        scored=frozenset(find_country(p) for p in partners.split(",") if p.strip()),
        links=choose_links(evidence, concordance, data),
        with_mirror=not no_mirror,
        seed=seed,
    )
    found = run(evidence, request, data=data)
    write_detection(found, out)
    summary, routes = summarise_detection(found), say_routes(evidence)
    variants = vary_inputs(evidence, request, data=data) if sensitivity else ()
    if json:
        record = asdict(summary) | {"out": str(out), "unseen_routes": routes}
        moved = [asdict(v) | {"share_of_loss": v.share_of_loss} for v in variants]
        print_json(record | ({"sensitivity": moved} if sensitivity else {}))
        return
    _print(found, summary, window)
    print_notes(routes, _say_power(found), f"All pairs are in {out}.")
    if variants:
        _print_variants(variants)


def _print_variants(variants: "tuple[Variant, ...]") -> None:
    header = ["inputs", "banned goods", "judged", "flagged", "expected EUR m", "% of loss"]
    done = [v for v in variants if not v.failed]
    rows = [
        (v.label, v.treated, v.judged, v.flagged, v.expected_eur / 1e6, 100 * v.share_of_loss)
        for v in done
    ]
    print_table(header, rows, title="How the result moves with each input")
    flags, totals = [v.flagged for v in done], [v.expected_eur / 1e6 for v in done]
    failed = [f"No screen under {v.label}: {v.failed}" for v in variants if v.failed]
    print_notes(
        f"Range over inputs: {min(flags)} to {max(flags)} flags, EUR {min(totals):,.0f} m to "
        f"{max(totals):,.0f} m. Each row changes one input; the range is no confidence interval.",
        *failed,
    )


def _print(found: "Detection", summary: "Summary", window: str) -> None:
    header = ["partner", "product", "excess EUR m", "low", "high", "posterior", "q", "flagged"]
    rows = [
        (p, k, e / 1e6, lo / 1e6, hi / 1e6, post, q, "yes" if f else "")
        for p, k, e, lo, hi, _, post, q, f in found.table.head(15)
        .select(found.table.columns[:9])
        .rows()
    ]
    print_table(header, rows, title=f"Most likely of {summary.pairs:,} pairs, {window}")
    what = "diverted" if found.grade == "estimated" else "excess that no demand explains"
    print_notes(
        f"{summary.judged:,} pairs judged, {summary.flagged:,} flagged at a nominal false-"
        f"discovery rate of 20 %. Expected {what}: EUR {summary.expected_diverted_eur / 1e6:,.0f} "
        f"m, beside EUR {summary.lost_direct_eur / 1e6:,.0f} m of lost direct trade. Grade: "
        f"{found.grade}."
    )
    print_notes(_say_allocation(summary.allocation))
    print_notes(f"Method: {found.method}")
    for note in found.notes:
        print_notes(f"Note: {note}.")


def _say_power(found: "Detection") -> str:
    seen = ", ".join(
        f"{p} {'none of the grid' if v is None else f'EUR {v:,.0f}'}"
        for p, v in found.power.items()
    )
    return f"Smallest diversion seen in half of the markets: {seen}."


def _say_allocation(a: "AllocationSum") -> str:
    known = a.ghost_eur + a.onward_eur + a.stayed_eur
    if known <= 0:
        return (
            "Where it went is not known: no partner's reports are available (missing is not zero)."
        )
    parts = ", ".join(
        f"EUR {value / 1e6:,.1f} m {what}"
        for value, what in (
            (a.ghost_eur, "never arrived"),
            (a.onward_eur, "was seen leaving for Russia"),
            (a.stayed_eur, "stayed or was not seen leaving"),
        )
    )
    return (
        f"Where it went: {parts}; in the last, EUR {a.onward_missing_eur / 1e6:,.1f} m of pairs "
        f"without reports of trade with Russia. Partners did not report on EUR "
        f"{a.unknown_eur / 1e6:,.1f} m."
    )
