"""`sinews diversion`: exports that stray from what was to be expected, and what to make of it."""

from pathlib import Path
from typing import Annotated

import typer

from sinews.cli.diversion.corridors import corridors
from sinews.cli.diversion.detect import detect
from sinews.cli.diversion.dossier import dossier
from sinews.cli.diversion.measure import measure
from sinews.cli.diversion.totals import routes, totals
from sinews.cli.options import App, Data, Json, number
from sinews.cli.output import print_json, print_notes, print_table

app = App(help="Sanctioned goods through third countries: change, excess, corridors, measures.")
GoodsText = Annotated[str, typer.Option("--goods", help="sanctioned, chp, all, or codes: 84+87.")]
WindowText = Annotated[str, typer.Option("--window", help="Months compared, 2022-03:2022-11.")]
BaseText = Annotated[str, typer.Option("--base", help="Months compared with; a year before.")]
Concordance = Annotated[
    Path | None,
    typer.Option(help="Correlation table of codes: CSV of from, to, year; else found with --data."),
]
Code = Annotated[str, typer.Option(help="Country by code or name; all when left out.")]
WINDOW = "2022-03:2022-11"


@app.command()
def change(
    goods: GoodsText = "sanctioned",
    window: WindowText = WINDOW,
    base: BaseText = "",
    reporter: Code = "",
    partner: Code = "",
    data: Data = None,
    json: Json = False,
) -> None:
    """Compare exports in two windows, with the same comparison a year earlier beside it."""
    from sinews.cli.diversion.print import change_json, change_rows
    from sinews.core.places import find_country
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.published.change import (
        Question,
        default_base,
        flows_for,
        measure_change,
    )
    from sinews.diversion.totals.books import say_routes
    from sinews.diversion.trade.goods import parse_goods
    from sinews.diversion.trade.schema import read_window

    evidence = open_evidence()
    now = read_window(window)
    question = Question(
        goods=parse_goods(goods, evidence),
        window=now,
        base=read_window(base) if base else default_base(now),
        reporter=find_country(reporter) if reporter else None,
        partner=find_country(partner) if partner else None,
    )
    table = measure_change(flows_for(evidence, question, data), question)
    if json:
        print_json(change_json(table, say_routes(evidence)))
        return
    header, rows, title, notes = change_rows(table, say_routes(evidence))
    print_table(header, rows, title=title)
    print_notes(*notes)


@app.command()
def rule(
    min_eur: Annotated[float, number("Smallest exports in the window, euro.", 0, 1e13)] = 10e6,
    min_growth: Annotated[float, number("Least growth; 1 is a doubling.", -1, 1e6)] = 1.0,
    goods: GoodsText = "sanctioned",
    window: WindowText = WINDOW,
    base: BaseText = "",
    concordance: Concordance = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Apply a growth rule to reporter x partner x product, in the war and in a year without.

    Beside codes as published, the same rule where renumbered codes are joined to families.
    """
    from dataclasses import replace

    from sinews.cli.diversion.print import Twice, rule_json, rule_rows
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.published.change import default_base
    from sinews.diversion.published.growth_rule import Rule, apply_rule
    from sinews.diversion.totals.books import say_routes
    from sinews.diversion.trade.exports import open_flows
    from sinews.diversion.trade.goods import EVERY, parse_goods
    from sinews.diversion.trade.harmonise import choose_links, join_families
    from sinews.diversion.trade.late_reporters import leave_out_late
    from sinews.diversion.trade.schema import read_window

    evidence = open_evidence()
    now = read_window(window)
    wanted = Rule(
        goods=parse_goods(goods, evidence),
        window=now,
        base=read_window(base) if base else default_base(now),
        min_eur=min_eur,
        min_growth=min_growth,
    )
    flows = open_flows(evidence, (wanted.window, wanted.base), data=data)
    links = choose_links(evidence, concordance, data)
    joined = join_families(flows, wanted.goods, links)
    masked = leave_out_late(flows, (wanted.window, wanted.base))
    found = Twice(
        published=apply_rule(flows, wanted),
        joined=apply_rule(joined.flows, replace(wanted, goods=EVERY)),
        families=joined,
        like=apply_rule(masked.flows, wanted)[0] if masked.left_out else None,
        late_rule=masked.how,
    )
    if json:
        print_json(rule_json(found, say_routes(evidence)))
        return
    header, rows, notes = rule_rows(found, say_routes(evidence))
    print_table(header, rows, title=f"Above EUR {min_eur:,.0f} and growth above {min_growth:.0%}")
    print_notes(*notes)


@app.command()
def claim(json: Json = False) -> None:
    """Judge the article's 5,000 per cent for Germany and Kyrgyzstan by each definition."""
    from dataclasses import asdict

    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.published.claim import judge_claim, war_window

    evidence = open_evidence()
    found = judge_claim(evidence, window=war_window(evidence))
    if json:
        print_json({"rows": [asdict(r) for r in found]})
        return
    rows = [
        (r.label, r.base_eur / 1e6, r.now_eur / 1e6, r.change_pct, r.placebo_pct, r.verdict)
        for r in found
    ]
    header = ["goods", "2021 EUR m", "2022 EUR m", "change %", "2021 on 2020 %", "> 5,000 %"]
    print_table(header, rows, title="German exports to Kyrgyzstan, March to November")


for command in (detect, measure, corridors, dossier, totals, routes):
    app.command()(command)
