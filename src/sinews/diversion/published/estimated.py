"""Published figures that are estimated: excess by method, the screen, a tailored measure."""

from typing import Final

import numpy as np
import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.corridors.ranking import war_corridors
from sinews.diversion.detect import (
    Detection,
    Request,
    detect,
    lost_total,
)
from sinews.diversion.measures.effects import Plan, build_market, measure_effect, read_priority
from sinews.diversion.measures.lists import Budget, choose_greedily
from sinews.diversion.panel.panel import INTERMEDIARIES
from sinews.diversion.published.claim import war_window
from sinews.diversion.published.counted import THRESHOLDS, WAR
from sinews.diversion.sensitivity import Variant, vary_inputs

LIKELY: Final = 0.5
"""Posterior above which a pair is counted as likely."""
BUDGET: Final = Budget(goods=25, countries=3)


def shipped_screen(evidence: Evidence) -> Detection:
    """Return the screen of the evidence at hand from March to November 2022, kept once made."""
    return evidence.once("diversion.screen", lambda: _screen(evidence))


def _screen(evidence: Evidence) -> Detection:
    return detect(evidence, Request(window=war_window(evidence)), raw=False)


def shipped_variants(evidence: Evidence) -> tuple[Variant, ...]:
    """Return the shipped screen under each choice of inputs, kept once made."""
    request = Request(window=war_window(evidence))
    return evidence.once(
        "diversion.sensitivity",
        lambda: tuple(v for v in vary_inputs(evidence, request, raw=False) if not v.failed),
    )


def build_excess(evidence: Evidence) -> tuple[Figure, ...]:
    """Return the excess of five neighbours by method, and the share of Russia's loss."""
    found, window = shipped_screen(evidence), war_window(evidence)
    lost, variants = lost_total(found), shipped_variants(evidence)
    figures = []
    for name, (value, method) in _measure_excess(evidence, found).items():
        amounts, shares = _range_of(name, variants)
        shared = {
            "grade": "assumed" if name == "screened" else "estimated",
            "as_of": last_day(window.end),
            "sources": found.sources,
            "rows": "Table trade_sanctioned_cn8_windows, column exports_eur, partners AM, GE, KG, "
            "KZ and UZ, all reporters, windows mar_nov_2020, mar_nov_2021 and mar_nov_2022; grown "
            "and "
            "screened: table trade_sanctioned_hs6_monthly.",
        }
        figures.append(
            Figure(
                id=f"diversion.excess.five.{name}.{WAR}",
                label="Excess of EU exports to five neighbours "
                f"({name.replace('_', ' ')}), {window.id}",
                value=value / 1e9,
                low=amounts[0],
                high=amounts[1],
                unit="EUR bn",
                method=method,
                **shared,  # type: ignore[arg-type]
            )
        )
        if name == "without_cars":
            continue
        figures.append(
            Figure(
                id=f"diversion.excess.five.{name}.share_of_loss.{WAR}",
                label="Excess of EU exports to five neighbours as a share of Russia's lost direct "
                f"imports ({name}), {window.id}",
                value=100 * value / lost,
                low=shares[0],
                high=shares[1],
                unit="%",
                method=f"{method} Over EUR {lost / 1e9:.1f} bn of lost direct exports.",
                **shared,  # type: ignore[arg-type]
            )
        )
    return tuple(figures)


def _measure_excess(evidence: Evidence, found: Detection) -> dict[str, tuple[float, str]]:
    """Return the excess of the five neighbours in EUR by way of measuring, each with its method."""
    corridors = war_corridors(evidence).table
    five = corridors.filter(pl.col("partner").is_in(INTERMEDIARIES))
    cars = pl.col("product").str.starts_with("8703")
    return {
        "simple": (
            float(five["excess_eur"].sum()),
            f"Exports less the mean of the same months of 2020 and 2021. {THRESHOLDS}",
        ),
        "without_cars": (
            float(five.filter(~cars)["excess_eur"].sum()),
            "Exports less the mean of the same months of 2020 and 2021, without HS 8703, of which "
            f"only cars above EUR 50,000 are banned. {THRESHOLDS}",
        ),
        "grown": (
            float(found.screen.cells.excess.sum()),
            "Exports less the mean of January 2020 to February 2022, grown like each partner's "
            f"imports of goods that were not banned. {THRESHOLDS}",
        ),
        "screened": (
            float(found.screen.expected_eur.sum()),
            "Sum over goods x partners of posterior times capped excess: not above the product's "
            "lost direct exports, nor what the noise of the flow leaves credible. Without control "
            "partners the posterior rests on the year before the war and on unbanned goods. "
            "Range: each input varied in turn (`sinews diversion detect --sensitivity`).",
        ),
    }


def _range_of(
    name: str, variants: tuple[Variant, ...]
) -> tuple[tuple[float | None, float | None], tuple[float | None, float | None]]:
    """Return least and most over inputs, EUR bn and per cent of the loss; None for counts."""
    if name != "screened":
        return (None, None), (None, None)
    amounts = [v.expected_eur / 1e9 for v in variants]
    shares = [100 * v.share_of_loss for v in variants]
    return (min(amounts), max(amounts)), (min(shares), max(shares))


def build_screen(evidence: Evidence) -> tuple[Figure, ...]:
    """Return what the screen flags, and the smallest diversion it would have seen."""
    found, window = shipped_screen(evidence), war_window(evidence)
    s, flags = found.screen, [float(v.flagged) for v in shipped_variants(evidence)]
    counts = {
        "pairs": (float(found.table.height), "count"),
        "judged": (float(s.judged.sum()), "count"),
        "flagged": (float(s.flagged.sum()), "count"),
        "likely": (float((s.posterior > LIKELY).sum()), "count"),
    }
    seen = {
        f"smallest_seen.{p.lower()}": (v / 1e6, "EUR m")
        for p, v in found.power.items()
        if v is not None
    }
    return tuple(
        Figure(
            id=f"diversion.screen.{name}.{WAR}",
            label=f"Screen of banned goods x five neighbours: {name.replace('_', ' ')}",
            value=value,
            low=min(flags) if name == "flagged" else None,
            high=max(flags) if name == "flagged" else None,
            unit=unit,
            grade=found.grade,
            as_of=last_day(window.end),
            sources=found.sources,
            method=found.method
            + (" Range: each input varied in turn." if name == "flagged" else ""),
            rows="trade_sanctioned_hs6_monthly, all banned HS6 x AM GE KG KZ UZ",
        )
        for name, (value, unit) in (counts | seen).items()
    )


def build_measure(evidence: Evidence) -> tuple[Figure, ...]:
    """Return a list of 25 goods x 3 countries: what it blocks, hits, and leaves of supply."""
    found, window = shipped_screen(evidence), war_window(evidence)
    market = build_market(found)
    best = choose_greedily(market, BUDGET)
    priority = read_priority(evidence)
    plan = Plan(market=market, budget=BUDGET, measure=best)
    effect = measure_effect(found, plan, priority=priority, draws=200, seed=0)
    full = best.blocked_eur - dict(effect.displaced)[1.0]
    values = {
        "blocked": (best.blocked_eur / 1e6, "EUR m", (effect.low_eur / 1e6, effect.high_eur / 1e6)),
        "hit": (best.hit_eur / 1e6, "EUR m", None),
        "displaced": (full / 1e6, "EUR m", None),
        "supply_index.before": (effect.chp_before, "index", None),
        "supply_index.after": (effect.chp_after, "index", None),
    }
    return tuple(
        Figure(
            id=f"diversion.measure.g25_c3.{name}.{WAR}",
            label=f"A list of 25 goods x {', '.join(best.countries)}: {name.replace('_', ' ')}",
            value=value,
            low=min(bounds[0], value) if bounds else None,
            high=max(bounds[1], value) if bounds else None,
            unit=unit,
            grade="assumed",
            as_of=last_day(window.end),
            sources=(*found.sources, *evidence.table("goods_high_priority").sources),
            method="Greedy choice with a bound over all sets of countries. Blocked: expected "
            "diverted value; hit: the rest of the trade; displaced: what other named corridors "
            "could take if all of it looked for one; supply index: EU high-priority goods, direct "
            "and diverted, over direct exports before the war.",
            rows=f"{len(best.goods)} HS6: {', '.join(best.goods)}",
        )
        for name, (value, unit, bounds) in values.items()
        if value is not None and np.isfinite(value)
    )


ESTIMATED: Final = (
    FigureFamily(id="diversion.excess", label="Excess by method", build=build_excess),
    FigureFamily(id="diversion.screen", label="The screen", build=build_screen),
    FigureFamily(id="diversion.measure", label="A tailored measure", build=build_measure),
)
