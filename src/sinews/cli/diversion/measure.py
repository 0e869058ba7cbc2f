"""`sinews diversion measure`, `routes`: what a list would cut, what is unseen."""

import math
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from sinews.cli.options import Data, Json, Seed, count, number
from sinews.cli.output import print_json, print_notes, print_table

WINDOW = "2022-03:2022-11"


def measure(
    goods: Annotated[int, count("Goods (HS6) on the list.", 1, 5_000)] = 25,
    countries: Annotated[int, count("Countries on the list.", 1, 20)] = 3,
    hit_max: Annotated[
        float | None, number("Most legitimate trade hit, euro; no limit when left out.", 0, 1e13)
    ] = None,
    exact: Annotated[bool, typer.Option(help="Prove the best list.")] = False,
    window: Annotated[str, typer.Option(help="Months judged.")] = WINDOW,
    treated: Annotated[Path | None, typer.Option(help="CSV of product and date.")] = None,
    data: Data = None,
    draws: Annotated[int, count("Posterior draws.", 1, 100_000)] = 200,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Choose goods x countries that block most expected diverted value for the trade they hit."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.corridors.routes import say_routes
    from sinews.diversion.detect import Request, detect
    from sinews.diversion.measures.effects import Plan, build_market, measure_effect
    from sinews.diversion.measures.lists import (
        Budget,
        choose_exactly,
        choose_greedily,
        trace_frontier,
    )
    from sinews.diversion.trade.schema import read_window
    from sinews.diversion.trade.treated import default_treated, read_treated

    evidence = open_evidence()
    request = Request(
        treated=read_treated(treated) if treated else default_treated(evidence),
        window=read_window(window),
        seed=seed,
    )
    found = detect(evidence, request, data=data)
    market, budget = (
        build_market(found),
        Budget(goods=goods, countries=countries, hit_eur=math.inf if hit_max is None else hit_max),
    )
    best = (choose_exactly if exact else choose_greedily)(market, budget)
    priority = frozenset(evidence.frame("goods_high_priority")["hs6"].to_list())
    plan = Plan(market=market, budget=budget, measure=best)
    effect = measure_effect(found, plan, priority=priority, draws=draws, seed=seed)
    record = {
        "measure": asdict(best) | {"blocked_per_euro_hit": best.per_euro},
        "effect": asdict(effect),
        "frontier": [
            {"hit_eur": m.hit_eur, "blocked_eur": m.blocked_eur, "bound_eur": m.bound_eur}
            for m in trace_frontier(market, budget)
        ],
        "grade": found.grade,
        "method": found.method,
        "notes": list(found.notes),
        "unseen_routes": say_routes(evidence),
    }
    if json:
        print_json(record)
        return
    _print_measure(record)


def _print_measure(record: dict[str, Any]) -> None:
    from sinews.data.evidence.goods_names import name_goods

    m, e = record["measure"], record["effect"]
    rows = [(g, name_goods(g), e["kept"].get(g)) for g in m["goods"]]
    title = f"{len(m['goods'])} goods x {', '.join(m['countries'])}"
    print_table(["HS6", "goods", "on the best list, share of draws"], rows, title=title)
    how = (
        "proved best"
        if m["exact"]
        else f"no list blocks more than EUR {m['bound_eur']:,.0f} (--exact finds the best)"
    )
    print_notes(
        f"Blocks EUR {m['blocked_eur']:,.0f} expected ({e['low_eur']:,.0f} to "
        f"{e['high_eur']:,.0f}, 90 % of draws), hits EUR {m['hit_eur']:,.0f} of other trade; {how}."
    )
    for share, left in e["displaced"]:
        print_notes(
            f"If {share:.0%} of it looks for another of the corridors: EUR {left:,.0f} cut."
        )
    if e["chp_before"] is not None:
        print_notes(
            f"High-priority supply index (EU goods only): {e['chp_before']:.3f} before, "
            f"{e['chp_after']:.3f} after."
        )
    print_table(
        ["other trade hit EUR m", "blocked EUR m", "bound EUR m"],
        [tuple(v / 1e6 for v in f.values()) for f in record["frontier"]],
        title="Frontier",
    )
    print_notes(f"Grade: {record['grade']}. {record['method']}")
    for note in record["notes"]:
        print_notes(f"Note: {note}.")
    print_notes(record["unseen_routes"])


def routes(json: Json = False) -> None:
    """Show what is published about routes that EU exporters' data cannot see."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.corridors.routes import WITHOUT_FIGURE, list_routes

    found = list_routes(open_evidence())
    if json:
        print_json({"rows": [asdict(r) for r in found]})
        return
    rows = [(r.side, r.quantity, 100 * r.share, r.note, r.publisher, r.fact) for r in found]
    print_table(["route", "what", "%", "note", "publisher", "fact"], rows)
    print_notes(f"The fact register holds no share for {' and '.join(WITHOUT_FIGURE)}.")
