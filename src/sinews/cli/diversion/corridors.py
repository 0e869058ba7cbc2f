"""`sinews diversion corridors`: reporter x partner x product, largest excess first."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import Json, count
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    import polars as pl

    from sinews.core.periods import Window
    from sinews.data.evidence.evidence import Evidence
    from sinews.diversion.detect import Detection
    from sinews.diversion.trade.harmonise import Joined


def corridors(
    goods: Annotated[str, typer.Option(help="sanctioned, chp, or codes.")] = "sanctioned",
    window: Annotated[str, typer.Option(help="Months compared.")] = "2022-03:2022-11",
    top: Annotated[int, count("Rows printed.", 1, 10_000)] = 25,
    concordance: Annotated[Path | None, typer.Option(help="Correlation of codes, CSV.")] = None,
    as_published: Annotated[
        bool, typer.Option("--as-published", help="Codes as published, none joined.")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="Tidy Parquet.")] = None,
    json: Json = False,
) -> None:
    """Rank reporter x partner x product by excess over the mean of the two years before."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.corridors.ranking import (
        add_posterior,
        rank_corridors,
        split_corridors,
        summarise_corridors,
    )
    from sinews.diversion.published.change import year_before
    from sinews.diversion.totals.books import say_routes
    from sinews.diversion.trade.exports import open_flows
    from sinews.diversion.trade.goods import EVERY, parse_goods
    from sinews.diversion.trade.harmonise import choose_links, join_families
    from sinews.diversion.trade.late_reporters import leave_out_late, mark_late
    from sinews.diversion.trade.schema import is_calm, read_window

    evidence, now = open_evidence(), read_window(window)
    flows = open_flows(evidence, (now, year_before(now)), data=data)
    links = choose_links(evidence, concordance, data)
    spans = (now, year_before(now), year_before(year_before(now)))
    masked = leave_out_late(flows, spans, whole=False)
    links = () if as_published else links
    joined = join_families(masked.flows, parse_goods(goods, evidence), links)
    found = rank_corridors(joined.flows, EVERY, now)
    screen, grade = _screen(evidence, now, data)
    summary = summarise_corridors(found)
    lists = {
        name: mark_late(add_posterior(table.head(top), screen), masked)
        for name, table in split_corridors(found.table).items()
    }
    if json:
        rule = "none" if as_published else joined.rule
        record = {"summary": summary, "codes_joined": rule} | {
            name: [r | {"codes": joined.codes(r["product"])} for r in table.to_dicts()]
            for name, table in lists.items()
        }
        record |= {"posterior_of": "EU27 exports of the HS6", "posterior_grade": grade}
        record |= {"late_reporters": [*masked.left_out, *masked.kept], "late_rule": masked.how}
        record |= {"sources": found.sources, "note": say_routes(evidence)}
        print_json(record | {"store_passed_over": flows.passed_over})
        return
    moved = "a year without war" if is_calm(year_before(now)) else "the year before, in the war"
    _print_lists(lists, joined, moved, grade)
    if masked.how:
        print_notes(f"Late, missing and not zero: {masked.how}.")
    if flows.passed_over:
        print_notes(f"Note: {flows.passed_over}.")
    print_table(["measure", "value"], list(summary.items()), title="All corridors")
    print_notes(say_routes(evidence))


def _print_lists(
    lists: "dict[str, pl.DataFrame]", joined: "Joined", moved: str, grade: str
) -> None:
    print_notes(
        "of loss: the excess over what the same exporter lost of the good in direct exports to "
        "Russia; 1 is all of it. "
        f"posterior ({grade}): the probability that the Union's exports of the HS6 to the partner "
        "were diverted, under the stated assumptions; `sinews diversion detect` says which."
    )
    for name, title in (
        ("corridors", f"Five neighbours, EUR m; range: changes of {moved}"),
        ("without_past", "Without trade in the two years before, EUR m"),
        ("belarus", "Belarus, itself under sanctions, EUR m"),
    ):
        if lists[name].height:
            _print(lists[name], joined, title)
    if joined.members:
        print_notes(f"* A family of several codes, named after the largest: {joined.rule}.")


def _screen(
    evidence: "Evidence", window: "Window", data: Path | None
) -> "tuple[Detection | None, str]":
    """Return the screen of the same trade and its grade, or none and why there can be none."""
    from sinews.diversion.detect import Request, detect
    from sinews.errors import EstimationError, UsageError

    request = Request(window=window)
    try:
        found = detect(evidence, request, data=data)
    except (EstimationError, UsageError) as error:
        return None, f"none, the trade is too little for a screen: {str(error).rstrip('.')}"
    return found, found.grade


def _print(head: "pl.DataFrame", joined: "Joined", title: str) -> None:
    from sinews.diversion.corridors.unit_values import UNKNOWN

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
            "; ".join(s for s in ("new code" if r["born"] else "", _late(r["late"])) if s),
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
    print_table(header, rows, title=title)
    if unknown:
        print_notes(UNKNOWN)


def _late(months: str | None) -> str:
    return f"late {months}" if months else ""


def _missing(value: float | None) -> float | str:
    return "missing" if value is None else value
