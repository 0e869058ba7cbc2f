"""`sinews diversion totals`, `routes`: what all goods together say, and what is not seen."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from sinews.cli.options import Json
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.diversion.totals.permutation import Standing

_FIRST_YEAR = 2019


def totals(json: Json = False) -> None:
    """Show growth against some 200 partners, what never arrived, onward flow, and cars by month."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.totals.arrivals import gap_table
    from sinews.diversion.totals.books import list_cars, list_goods, list_onward
    from sinews.diversion.totals.permutation import SHOWN, find_standing
    from sinews.diversion.totals.product_mirror import measure_product_mirror

    evidence = open_evidence()
    standings = sorted((find_standing(evidence, p) for p in SHOWN), key=lambda s: s.rank)
    onward = [r for r in list_onward(evidence) if r.year >= _FIRST_YEAR]
    cars = list_cars(evidence)
    gaps, goods = gap_table(evidence), list_goods(evidence)
    mirror = measure_product_mirror(evidence)
    if json:
        record = {
            "standings": [
                asdict(s) | {"beyond_median_pct": s.beyond_median_pct} for s in standings
            ],
            "never_arrived": [asdict(g) for g in gaps],
            "onward": [asdict(r) for r in onward],
            "cars": [asdict(c) for c in cars],
            "goods": [asdict(g) for g in goods],
            "product_mirror": [asdict(m) for m in mirror],
        }
        print_json(record)
        return
    _print_standings(standings)
    rows = [("+".join(g.importers), g.label, 100 * g.share) for g in gaps]
    print_table(
        ["importers", "years; base", "never arrived %"], rows, title="Additional EU exports"
    )
    years = sorted({r.year for r in onward})
    at = {(r.country, r.year): r.to_russia_usd / 1e6 for r in onward}
    countries = sorted({r.country for r in onward})
    table = [(c, *(at.get((c, y), "-") for y in years)) for c in countries]
    print_table(
        ["from", *map(str, years)], table, title="All exports to Russia by own books, USD m"
    )
    shown = [(c.country, c.flow, c.year, c.months, c.value_usd / 1e6) for c in cars]
    print_table(["country", "flow", "year", "months", "USD m"], shown, title="Cars (HS 8703)")
    print_table(
        ["country", "good or chapter", "year", "USD m"],
        [(g.country, g.good, g.year, g.imports_usd / 1e6) for g in goods],
        title="Imports from all origins by own books",
    )
    print_table(
        ["importers", "ban", "year", "months", "products", "median log", "sum over sum"],
        [tuple(asdict(m).values()) for m in mirror],
        title="Importers' over exporters' reports, by product (AEA P&P 2025, Figure 3)",
    )
    print_notes(
        "By product the shipped books hold cars of Armenia and Georgia alone; reports brought in "
        "with `sinews data add` take their place. "
        "Totals of all goods: a rise can be demand. A country of the customs union trades with "
        "Russia without declarations; its books are surveys. A year with fewer than twelve "
        "months is partial."
    )


def _print_standings(standings: "list[Standing]") -> None:
    from sinews.diversion.totals.permutation import PLACEBOS, WINDOW

    names = [f"{a}-{b}" for a, b in PLACEBOS]
    rows = [
        (
            s.partner,
            s.beyond_median_log,
            s.rank,
            s.p_value,
            *(s.placebos.get(n, "-") for n in names),
        )
        for s in standings
    ]
    count = standings[0].partners
    header = ["to", "log rise", "rank", "p", *names]
    print_table(
        header,
        rows,
        title=f"EU exports {WINDOW[0]}-{WINDOW[1]} on the three years before, beyond the median of "
        f"{count} partners; the same in years before the war",
    )


def routes(json: Json = False) -> None:
    """Show what is published about routes that EU exporters' data cannot see."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.totals.books import UNSEEN, WITHOUT_FIGURE, list_routes
    from sinews.diversion.totals.permutation import find_standing, say_standing

    evidence = open_evidence()
    found = list_routes(evidence)
    standings = [find_standing(evidence, c) for c in (*UNSEEN, "RS")]
    if json:
        record = {
            "rows": [asdict(r) for r in found],
            "standings": [asdict(s) for s in standings],
        }
        print_json(record)
        return
    rows = [(r.side, r.quantity, 100 * r.share, r.note, r.publisher, r.fact) for r in found]
    print_table(["route", "what", "%", "note", "publisher", "fact"], rows)
    print_notes(
        f"The fact register holds no share for {' and '.join(WITHOUT_FIGURE)}.",
        *(say_standing(s, s.partner) for s in standings),
    )
