"""`sinews diversion measure`: what a list of goods and countries would cut."""

import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import Data, Json, Seed, count, number
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.data.evidence.evidence import Evidence
    from sinews.diversion.detect import Detection
    from sinews.diversion.measures.effects import Effect, Plan
    from sinews.diversion.measures.lists import Market, Measure
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
    from sinews.diversion.measures import lists
    from sinews.diversion.measures.effects import Plan, build_market
    from sinews.diversion.measures.named import judge_list
    from sinews.diversion.trade.schema import read_window
    from sinews.diversion.trade.treated import read_treated

    evidence, texts = open_evidence(), (goods_list, against, only, exclude, must)
    wanted = {n: _codes(evidence, t) for n, t in zip(_LISTS, texts, strict=True)}
    chosen, limits = _countries(countries), _thresholds(threshold)
    bans = read_treated(treated) if treated else None
    found = detect(
        evidence, Request(treated=bans, window=read_window(window), seed=seed), data=data
    )
    whole = build_market(found)
    market, where = _narrow(whole, wanted, chosen)
    named = [judge_list(whole, wanted[n], where) for n in ("list", "against") if wanted[n]]
    budget = lists.Budget(
        goods=len(named[0].measure.goods) or 1 if named else goods,
        countries=chosen if isinstance(chosen, int) else len(chosen),
        hit_eur=math.inf if hit_max is None else hit_max,
        must=wanted["must"],
    )
    best = (lists.choose_exactly if exact else lists.choose_greedily)(market, budget)
    shown = named[0].measure if named else best
    plan = Plan(market=whole if named else market, budget=budget, measure=shown)
    judged = _Judged(
        measure=shown,
        effect=_effect(evidence, found, plan, draws, seed),
        best=best,
        named=named,
        thresholds=limits,
        frontier=lists.trace_frontier(market, budget),
        found=found,
    )
    print_json(judged.to_json()) if json else _print_measure(judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A list with what it blocks, beside the best of its length; `thresholds` are code and EUR."""

    measure: "Measure"
    effect: "Effect"
    best: "Measure"
    named: "list[Named]"
    thresholds: list[tuple[str, float]]
    frontier: "tuple[Measure, ...]"
    found: "Detection"

    @property
    def routes(self) -> str:
        """What exporters' data cannot see."""
        from sinews.data.evidence.evidence import open_evidence
        from sinews.diversion.totals.books import say_routes

        return say_routes(open_evidence())

    def to_json(self) -> dict[str, object]:
        """Return the record that the command prints."""
        prices = [{"code": c, "price_eur": v, "note": NO_PRICES} for c, v in self.thresholds]
        frontier = ("hit_eur", "blocked_eur", "bound_eur")
        return {
            "measure": asdict(self.measure) | {"blocked_per_euro_hit": self.measure.per_euro},
            "effect": asdict(self.effect),
            "best": asdict(self.best) | {"blocked_per_euro_hit": self.best.per_euro},
            "named": [
                {
                    "codes": list(n.codes),
                    "goods": list(n.measure.goods),
                    "blocked_eur": n.measure.blocked_eur,
                    "hit_eur": n.measure.hit_eur,
                    "not_in_the_trade": list(n.unknown),
                    "too_small_to_judge": list(n.small),
                }
                for n in self.named
            ],
            "thresholds": prices,
            "frontier": [{k: getattr(m, k) for k in frontier} for m in self.frontier],
            "unseen_routes": self.routes,
            "grade": self.found.grade,
            "method": self.found.method,
            "notes": list(self.found.notes),
        }


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
    from sinews.diversion.measures.effects import measure_effect, read_priority

    free = replace(plan, budget=replace(plan.budget, must=()))
    return measure_effect(found, free, priority=read_priority(evidence), draws=draws, seed=seed)


def _print_measure(x: _Judged) -> None:
    from sinews.data.read.labels import name_goods

    m, e = x.measure, x.effect
    rows = [(g, name_goods(g), e.kept.get(g)) for g in m.goods]
    title = f"{len(m.goods)} goods x {', '.join(m.countries)}"
    print_table(["HS6", "goods", "on the best list, share of draws"], rows, title=title)
    print_notes(_say_size(x), *_say_named(x))
    for share, left in e.displaced:
        print_notes(
            f"If {share:.0%} of it looks for another of the corridors: EUR {left:,.0f} cut."
        )
    if e.chp_before is not None:
        print_notes(
            f"High-priority supply index (EU goods only): {e.chp_before:.3f} before, "
            f"{e.chp_after:.3f} after."
        )
    print_table(
        ["other trade hit EUR m", "blocked EUR m", "bound EUR m"],
        [(f.hit_eur / 1e6, f.blocked_eur / 1e6, f.bound_eur / 1e6) for f in x.frontier],
        title="Frontier of chosen lists of this length",
    )
    print_notes(
        f"Grade: {x.found.grade}. {x.found.method}",
        *(f"Note: {note}." for note in x.found.notes),
        x.routes,
    )


def _say_size(x: _Judged) -> str:
    m, e, best = x.measure, x.effect, x.best
    if x.named:
        how = (
            f"the best list of as many goods blocks EUR {best.blocked_eur:,.0f} and hits "
            f"EUR {best.hit_eur:,.0f}: {', '.join(best.goods)} x {', '.join(best.countries)}"
        )
    elif m.exact:
        how = "proved best"
    else:
        how = f"no list blocks more than EUR {m.bound_eur:,.0f} (--exact finds the best)"
    return (
        f"Blocks EUR {m.blocked_eur:,.0f} expected ({e.low_eur:,.0f} to {e.high_eur:,.0f}, 90 % of "
        f"draws), hits EUR {m.hit_eur:,.0f} of other trade; {how}."
    )


def _say_named(x: _Judged) -> list[str]:
    """Return what is known of given lists and what is not."""
    said = []
    for n in x.named:
        said.append(
            f"List {', '.join(n.codes[:8])}: blocks EUR {n.measure.blocked_eur:,.0f}, hits EUR "
            f"{n.measure.hit_eur:,.0f}, with {len(n.measure.goods)} HS6 in the trade at hand."
        )
        if n.unknown:
            said.append(
                f"{', '.join(n.unknown)}: no trade at hand, so nothing is known of them; it is not "
                "nil. Bring it in with `sinews data add`, or --data."
            )
        if n.small:
            said.append(
                f"{len(n.small)} of its HS6 stay below the floor of EUR 100,000 in every country "
                "of the list and are not judged."
            )
    said.extend(
        f"{code} above EUR {price:,.0f} a piece only: {NO_PRICES}, so between none and all of what "
        "is shown for it would be blocked."
        for code, price in x.thresholds
    )
    return said
