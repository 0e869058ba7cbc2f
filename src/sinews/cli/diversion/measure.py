"""`sinews diversion measure`: what a list of goods and countries would cut."""

import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sinews.cli.options import Data, Json, Seed, count, number
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.data.evidence.evidence import Evidence
    from sinews.diversion.detect import Detection
    from sinews.diversion.measures.effects import Effect, Plan
    from sinews.diversion.measures.lists import Budget, Market, Measure
    from sinews.diversion.measures.named import Named

WINDOW = "2022-03:2022-11"
_MOST_COUNTRIES = 20
_LISTS = ("list", "against", "only", "exclude", "must")
NO_PRICES = "prices per piece are not in these data"
Codes = Annotated[str, typer.Option(help="Codes joined by comma.")]


def measure(
    goods: Annotated[int, count("Goods (HS6) on the list.", 1, 5_000)] = 25,
    countries: Annotated[str, typer.Option(help="How many countries, or which: KG,AM.")] = "3",
    goods_list: Annotated[str, typer.Option(help="Judge this list: 8457,8458,8517, or chp.")] = "",
    against: Annotated[str, typer.Option(help="Compare with this list of goods.")] = "",
    only: Annotated[str, typer.Option(help="Choose among these alone: chp, or codes.")] = "",
    exclude: Annotated[str, typer.Option(help="Never choose these codes.")] = "",
    must: Annotated[str, typer.Option(help="HS6 that must be on the list.")] = "",
    threshold: Annotated[
        str, typer.Option(help="Price per piece above which a good counts: 8703=50000.")
    ] = "",
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
    """Judge a list of goods x countries, or choose the one that blocks most for what it hits."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.detect import Request, detect
    from sinews.diversion.measures.effects import Plan, build_market
    from sinews.diversion.measures.lists import Budget, choose_exactly, choose_greedily
    from sinews.diversion.measures.named import judge_list
    from sinews.diversion.totals.books import say_routes
    from sinews.diversion.trade.schema import read_window
    from sinews.diversion.trade.treated import read_treated

    evidence, texts = open_evidence(), (goods_list, against, only, exclude, must)
    wanted = {n: _codes(evidence, t) for n, t in zip(_LISTS, texts, strict=True)}
    chosen, limits = _countries(countries), _thresholds(threshold)
    bans = read_treated(treated) if treated else None
    request = Request(treated=bans, window=read_window(window), seed=seed)
    found = detect(evidence, request, data=data)
    whole = build_market(found)
    market, where = _narrow(whole, wanted, chosen)
    named = [judge_list(whole, wanted[n], where) for n in ("list", "against") if wanted[n]]
    budget = Budget(
        goods=len(named[0].measure.goods) or 1 if named else goods,
        countries=chosen if isinstance(chosen, int) else len(chosen),
        hit_eur=math.inf if hit_max is None else hit_max,
        must=wanted["must"],
    )
    best = (choose_exactly if exact else choose_greedily)(market, budget)
    shown = named[0].measure if named else best
    plan = Plan(market=whole if named else market, budget=budget, measure=shown)
    record = {
        "measure": _measure_record(shown),
        "effect": asdict(_effect(evidence, found, plan, draws, seed)),
        "best": _measure_record(best),
        "named": [_named_record(n) for n in named],
        "thresholds": [{"code": c, "price_eur": v, "note": NO_PRICES} for c, v in limits],
        "frontier": _frontier(market, budget),
        "unseen_routes": say_routes(evidence),
    } | _limits(found)
    (print_json if json else _print_measure)(record)


def _limits(found: "Detection") -> dict[str, Any]:
    return {"grade": found.grade, "method": found.method, "notes": list(found.notes)}


def _narrow(
    whole: "Market", wanted: dict[str, tuple[str, ...]], chosen: int | tuple[str, ...]
) -> "tuple[Market, tuple[str, ...]]":
    """Return the market that a choice may use, and the countries that a given list names."""
    from sinews.diversion.measures.named import keep_countries, keep_goods

    if isinstance(chosen, int) and chosen > len(whole.partners):
        raise typer.BadParameter(
            f"{chosen} countries are asked for; {', '.join(whole.partners)} were screened."
        )
    market = keep_goods(whole, only=wanted["only"], exclude=wanted["exclude"])
    if isinstance(chosen, int):
        return market, market.partners
    return keep_countries(market, chosen), chosen


def _frontier(market: "Market", budget: "Budget") -> list[dict[str, float]]:
    from sinews.diversion.measures.lists import trace_frontier

    return [
        {"hit_eur": m.hit_eur, "blocked_eur": m.blocked_eur, "bound_eur": m.bound_eur}
        for m in trace_frontier(market, budget)
    ]


def _codes(evidence: "Evidence", text: str) -> tuple[str, ...]:
    """Return codes of 2 to 8 digits, ``chp`` for the high-priority list."""
    from sinews.diversion.trade.goods import parse_goods

    if not text.strip():
        return ()
    goods = parse_goods(text, evidence)
    if not goods.prefixes:
        raise typer.BadParameter(f"{text!r} names no codes; write 8457,8517 or chp.")
    return goods.prefixes


def _countries(text: str) -> int | tuple[str, ...]:
    """Return a number of countries, or the countries named."""
    from sinews.core.places import find_country

    if not text.strip():
        raise typer.BadParameter("Name countries, KG,AM, or how many.")
    if not text.strip().lstrip("-").isdecimal():
        return tuple(dict.fromkeys(find_country(c) for c in text.split(",") if c.strip()))
    if 1 <= int(text) <= _MOST_COUNTRIES:
        return int(text)
    raise typer.BadParameter(f"{text} is not between 1 and {_MOST_COUNTRIES}.")


def _thresholds(text: str) -> list[tuple[str, float]]:
    """Return code and price of ``8703=50000,9101=300``."""
    found = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        code, _, price = part.partition("=")
        try:
            value = float(price)
        except ValueError:
            value = math.nan
        if not code.strip().isdecimal() or not 0 < value < math.inf:
            raise typer.BadParameter(f"{part!r} is no code and price; write 8703=50000.")
        found.append((code.strip(), value))
    return found


def _effect(
    evidence: "Evidence", found: "Detection", plan: "Plan", draws: int, seed: int
) -> "Effect":
    from sinews.diversion.measures.effects import measure_effect

    priority = frozenset(evidence.frame("goods_high_priority")["hs6"].to_list())
    free = replace(plan, budget=replace(plan.budget, must=()))
    return measure_effect(found, free, priority=priority, draws=draws, seed=seed)


def _measure_record(m: "Measure") -> dict[str, Any]:
    return asdict(m) | {"blocked_per_euro_hit": m.per_euro}


def _named_record(n: "Named") -> dict[str, Any]:
    return {
        "codes": list(n.codes),
        "goods": list(n.measure.goods),
        "blocked_eur": n.measure.blocked_eur,
        "hit_eur": n.measure.hit_eur,
        "not_in_the_trade": list(n.unknown),
        "too_small_to_judge": list(n.small),
    }


def _print_measure(record: dict[str, Any]) -> None:
    from sinews.data.read.labels import name_goods

    m, e = record["measure"], record["effect"]
    rows = [(g, name_goods(g), e["kept"].get(g)) for g in m["goods"]]
    title = f"{len(m['goods'])} goods x {', '.join(m['countries'])}"
    print_table(["HS6", "goods", "on the best list, share of draws"], rows, title=title)
    print_notes(_say_size(record), *_say_named(record))
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
        title="Frontier of chosen lists of this length",
    )
    print_notes(
        f"Grade: {record['grade']}. {record['method']}",
        *(f"Note: {note}." for note in record["notes"]),
        record["unseen_routes"],
    )


def _say_size(record: dict[str, Any]) -> str:
    m, e, best = record["measure"], record["effect"], record["best"]
    if record["named"]:
        how = (
            f"the best list of as many goods blocks EUR {best['blocked_eur']:,.0f} and hits "
            f"EUR {best['hit_eur']:,.0f}: {', '.join(best['goods'])} x "
            f"{', '.join(best['countries'])}"
        )
    elif m["exact"]:
        how = "proved best"
    else:
        how = f"no list blocks more than EUR {m['bound_eur']:,.0f} (--exact finds the best)"
    return (
        f"Blocks EUR {m['blocked_eur']:,.0f} expected ({e['low_eur']:,.0f} to "
        f"{e['high_eur']:,.0f}, 90 % of draws), hits EUR {m['hit_eur']:,.0f} of other trade; {how}."
    )


def _say_named(record: dict[str, Any]) -> list[str]:
    """Return what is known of given lists and what is not."""
    said = []
    for n in record["named"]:
        name = f"List {', '.join(n['codes'][:8])}"
        said.append(
            f"{name}: blocks EUR {n['blocked_eur']:,.0f}, hits EUR {n['hit_eur']:,.0f}, with "
            f"{len(n['goods'])} HS6 in the trade at hand."
        )
        if n["not_in_the_trade"]:
            said.append(
                f"{', '.join(n['not_in_the_trade'])}: no trade at hand, so nothing is known of "
                "them; it is not nil. Bring it in with `sinews data add`, or --data."
            )
        if n["too_small_to_judge"]:
            said.append(
                f"{len(n['too_small_to_judge'])} of its HS6 stay below the floor of EUR 100,000 in "
                "every country of the list and are not judged."
            )
    said.extend(
        f"{t['code']} above EUR {t['price_eur']:,.0f} a piece only: prices per piece are not in "
        "these data, so between none and all of what is shown for it would be blocked."
        for t in record["thresholds"]
    )
    return said
