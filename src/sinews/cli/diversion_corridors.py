"""`sinews diversion corridors`: reporter x partner x product, largest excess first."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.output import print_json, print_table

if TYPE_CHECKING:
    import polars as pl

    from sinews.diversion.flow_families import Joined

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def corridors(
    goods: Annotated[
        str, typer.Option("--goods", help="sanctioned, chp, or codes.")
    ] = "sanctioned",
    window: Annotated[str, typer.Option(help="Months compared.")] = "2022-03:2022-11",
    top: Annotated[int, typer.Option(help="Rows printed.")] = 25,
    concordance: Annotated[
        Path | None,
        typer.Option(help="Correlation table, CSV of from, to, year; else found with --data."),
    ] = None,
    as_published: Annotated[
        bool, typer.Option("--as-published", help="Codes as published, none joined.")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="Tidy Parquet.")] = None,
    json: Json = False,
) -> None:
    """Rank reporter x partner x product by excess over the mean of the two years before."""
    from sinews.data.evidence import open_evidence
    from sinews.diversion.change import year_before
    from sinews.diversion.corridors import add_posterior, rank_corridors, summarise_corridors
    from sinews.diversion.detect import Request, detect
    from sinews.diversion.families import read_concordance
    from sinews.diversion.flow_families import find_concordance, join_families
    from sinews.diversion.flows import open_flows
    from sinews.diversion.goods import EVERY, parse_goods
    from sinews.diversion.routes import say_routes
    from sinews.diversion.treated import default_treated
    from sinews.diversion.windows import read_window

    evidence, now = open_evidence(), read_window(window)
    flows = open_flows(evidence, (now, year_before(now)), data=data)
    links = read_concordance(concordance) if concordance else find_concordance(data)
    joined = join_families(flows, parse_goods(goods, evidence), () if as_published else links)
    found = rank_corridors(joined.flows, EVERY, now)
    request = Request(treated=default_treated(evidence), window=now)
    screen = detect(evidence, request, data=data)
    summary, head = summarise_corridors(found), add_posterior(found.table.head(top), screen)
    if json:
        rows = [r | {"codes": joined.codes(r["product"])} for r in head.to_dicts()]
        rule = "none" if as_published else joined.rule
        record = {"summary": summary, "corridors": rows, "codes_joined": rule}
        graded = {"posterior_of": "EU27 exports of the HS6", "posterior_grade": screen.grade}
        print_json(record | graded | {"sources": found.sources, "note": say_routes(evidence)})
        return
    _print(head, joined, screen.grade)
    print_table(["measure", "value"], list(summary.items()), title="All corridors")
    print(say_routes(evidence))


def _print(head: "pl.DataFrame", joined: "Joined", grade: str) -> None:
    from sinews.diversion.unit_values import UNKNOWN

    columns = ["base_eur", "now_eur", "excess_eur", "excess_low", "excess_high"]
    unknown = head["unit_value_change_pct"].null_count() == head.height
    rows = [
        (
            r["reporter"],
            r["partner"],
            r["product"] + ("*" if r["product"] in joined.members else ""),
            *(r[c] / 1e6 for c in columns),
            r["replaced"],
            r["posterior"],
            *([] if unknown else [_missing(r["unit_value_change_pct"])]),
            "new code" if r["born"] else "",
        )
        for r in head.iter_rows(named=True)
    ]
    header = [
        "from",
        "to",
        "CN8",
        "base",
        "window",
        "excess",
        "low",
        "high",
        "of loss",
        "posterior",
    ]
    header += [""] if unknown else ["EUR/kg change %", ""]
    print_table(header, rows, title="EUR m; range: changes of a year without war")
    print(
        f"Posterior ({grade}): of the Union's exports of the HS6 to the partner, under the stated "
        "assumptions; `sinews diversion detect` says which."
    )
    if joined.members:
        print(f"* A family of several codes, named after the largest: {joined.rule}.")
    if unknown:
        print(UNKNOWN)


def _missing(value: float | None) -> float | str:
    return "missing" if value is None else value
