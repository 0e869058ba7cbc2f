"""`sinews diversion detect`: trade in, one row for every treated product x intermediary out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import Grade
from sinews.core.periods import Window, add_months
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.files import write_frame
from sinews.diversion.corridors.allocation import (
    AllocationSum,
    sum_allocation,
    tabulate_allocation,
)
from sinews.diversion.evidence.detectors import DETECTORS
from sinews.diversion.panel.assemble import Assembly, build_panel, describe_unseen
from sinews.diversion.panel.mirror_read import MirrorRows, read_mirror
from sinews.diversion.panel.panel import TARGET, Panel
from sinews.diversion.panel.rows import Rows, read_rows
from sinews.diversion.screen import Screen, measure_power, screen_panel
from sinews.diversion.trade.families import Link, official_links
from sinews.diversion.trade.treated import default_treated
from sinews.errors import EvidenceError, UsageError

COLUMNS: Final = (
    "partner",
    "product",
    "excess_eur",
    "excess_low",
    "excess_high",
    "capped_excess_eur",
    "posterior",
    "q_value",
    "flagged",
)
NO_BYPASS: Final = (
    "goods that used to reach the intermediary through Russia and now come straight cannot be "
    "excluded: its imports from Russia are not at hand"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be screened.

    Attributes
    ----------
    window
        Months that are judged.
    treated
        HS6 to the month from which its export to Russia is banned; None for the shipped dates.
    base
        Months before the war that give the expectation; None for all before the window.
    scored
        Partners scored beside the five neighbours.
    links
        A correlation table of nomenclatures; None for the official one, empty for the cautious
        rule.
    """

    window: Window
    treated: Mapping[str, date] | None = None
    base: Window | None = None
    scored: frozenset[str] = frozenset()
    links: tuple[Link, ...] | None = None
    with_mirror: bool = True
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """The result with everything that limits it.

    Attributes
    ----------
    table
        `COLUMNS`, one ``evidence_...`` column a detector (log odds it adds; null where its data
        are missing) and ``ghost_eur``, ``onward_eur``, ``stayed_eur`` (where the excess went; null
        where partners did not report), every treated product x intermediary.
    power
        By intermediary the smallest diversion seen in half of its markets, euro.
    months
        Length of the window, which ends the panel.
    """

    table: pl.DataFrame
    screen: Screen
    assembly: Assembly
    grade: Grade
    method: str
    notes: tuple[str, ...]
    power: Mapping[str, float | None]
    months: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The totals of a detection, and what they rest on; euro over the window."""

    pairs: int
    judged: int
    flagged: int
    excess_eur: float
    expected_diverted_eur: float
    lost_direct_eur: float
    share_of_judged_with_diversion: float
    allocation: AllocationSum
    grade: Grade
    method: str
    notes: tuple[str, ...]
    smallest_seen_eur: Mapping[str, float | None]
    sources: tuple[str, ...]


def summarise_detection(found: Detection) -> Summary:
    """Return the totals of a detection."""
    s = found.screen
    return Summary(
        pairs=found.table.height,
        judged=int(s.judged.sum()),
        flagged=int(s.flagged.sum()),
        excess_eur=float(s.cells.excess.sum()),
        expected_diverted_eur=float(s.expected_eur.sum()),
        lost_direct_eur=lost_total(found),
        share_of_judged_with_diversion=float(s.posterior.sum() / max(s.judged.sum(), 1)),
        allocation=sum_allocation(s),
        grade=found.grade,
        method=found.method,
        notes=found.notes,
        smallest_seen_eur=found.power,
        sources=found.sources,
    )


def detect(
    evidence: Evidence, request: Request, *, data: Path | None = None, raw: bool = True
) -> Detection:
    """Screen the trade at hand; `raw` False reads compiled tables only, for published figures.

    Raises
    ------
    UsageError
        The trade does not cover the window, or none of the treated products is in it.
    """
    rows = read_rows(evidence, data, raw=raw, last=request.window.end)
    mirror = read_mirror(evidence) if request.with_mirror and raw else None
    return screen_rows(rows, mirror, resolve_request(evidence, request))


def resolve_request(evidence: Evidence, request: Request) -> Request:
    """Return the request with the shipped ban dates and correlation where it names none."""
    return replace(
        request,
        treated=default_treated(evidence) if request.treated is None else request.treated,
        links=official_links(evidence) if request.links is None else request.links,
    )


def screen_rows(rows: Rows, mirror: MirrorRows | None, request: Request) -> Detection:
    """Screen given rows: the part of `detect` that reads nothing.

    Raises
    ------
    UsageError
        The trade does not cover what is asked, or the request names no banned goods.
    """
    if request.treated is None:
        raise UsageError("Name the banned goods: HS6 codes with the month of their ban.")
    missing = sorted(request.scored - set(rows.frame["partner"].unique()))
    if missing:
        raise UsageError(
            f"The trade at hand holds no exports to {', '.join(missing)}; bring them in with "
            "`sinews data add` or --data, or see `sinews diversion totals` for what all goods say."
        )
    first = rows.frame["month"].min()
    last = rows.frame["month"].max()
    if not (isinstance(first, date) and isinstance(last, date)):
        raise EvidenceError("The trade at hand holds no month: no export of a member state.")
    if request.window.end > last or request.window.start <= first:
        raise UsageError(
            f"The trade at hand runs from {first:%Y-%m} to {last:%Y-%m}; the window "
            f"{request.window.id} must lie in it, with months before."
        )
    base = request.base
    if base is not None and not first <= base.start <= base.end < request.window.start:
        raise UsageError(
            f"The base {base.id} must lie before the window {request.window.id} and in the trade "
            f"at hand, which starts in {first:%Y-%m}."
        )
    assembly = build_panel(
        replace(rows, frame=rows.frame.filter(pl.col("month") >= (base.start if base else first))),
        {p: m for p, m in request.treated.items() if m <= request.window.end},
        last=request.window.end,
        scored=request.scored,
        links=request.links or None,
        mirror=mirror,
    )
    panel = assembly.panel
    if not panel.treated.any():
        raise UsageError("None of the treated products is in the trade at hand; check the codes.")
    cut = _cut(assembly, request)
    start, end = (panel.month_index(m) for m in (request.window.start, request.window.end))
    screen = screen_panel(panel, cut=cut, window=np.arange(start, end + 1), seed=request.seed)
    return Detection(
        table=_tabulate(assembly, screen),
        screen=screen,
        assembly=assembly,
        grade=screen.grade,
        method=_describe(panel, screen),
        notes=(
            *_notes(assembly, screen, mirror, request),
            *describe_unseen(rows, request.treated, request.window),
        ),
        power=measure_power(panel, screen),
        months=len(request.window),
        sources=rows.sources + (mirror.sources if mirror else ()),
    )


def _cut(assembly: Assembly, request: Request) -> int:
    """Return the month from which trade counts as treated: after the base, and never after a ban.

    Bans that are older than the panel's first year cannot be told from its past and do not count.
    """
    panel = assembly.panel
    if request.base is not None:
        return panel.month_index(add_months(request.base.end, 1))
    bans = panel.banned_from[panel.treated]
    recent = bans[bans >= 12]
    start = panel.month_index(request.window.start)
    return int(min(start, recent.min())) if recent.size else start


def _tabulate(assembly: Assembly, screen: Screen) -> pl.DataFrame:
    panel, cells = assembly.panel, screen.cells
    low, high = cells.predictive.interval()
    partners, products = np.array(panel.partners), np.array(panel.products)
    table = pl.DataFrame(
        {
            "partner": partners[screen.partner],
            "product": products[screen.product],
            "excess_eur": cells.excess,
            "excess_low": np.minimum(cells.observed - high, cells.excess),
            "excess_high": np.maximum(cells.observed - low, cells.excess),
            "capped_excess_eur": screen.capped,
            "posterior": screen.posterior,
            "q_value": screen.q_value,
            "flagged": screen.flagged,
        }
    )
    parts = screen.weights.contributions(cells)
    values = []
    for d in DETECTORS:
        known = np.isfinite(d(cells)) & (d.id in parts)
        found = np.where(known, parts.get(d.id, 0.0), np.nan)
        values.append(pl.Series(f"evidence_{d.id}", found).fill_nan(None))
    return pl.concat(
        [table.with_columns(values), tabulate_allocation(cells)], how="horizontal"
    ).sort("posterior", "excess_eur", "partner", "product", descending=[True, True, False, False])


def lost_total(found: Detection) -> float:
    """Return the lost direct exports of all treated products, euro."""
    s = found.screen
    one = s.partner == s.partner[0]
    return float(s.cells.lost[one].sum())


def _describe(panel: Panel, screen: Screen) -> str:
    if screen.method == "three_way":
        return (
            "Poisson pseudo-maximum-likelihood with partner-product, product-month and "
            f"partner-month effects on untreated cells ({screen.why}); evidence weighed by "
            "planting; null from controls, untreated goods and the year before the war."
        )
    grown = (
        ", grown like each partner's exports of other goods"
        if panel.unsanctioned is not None
        else ""
    )
    return (
        f"Calibrated mean of the months before the war{grown}, because {screen.why}; the null is "
        "the year before the war alone, so a boom of the whole region counts as excess."
    )


def _notes(
    assembly: Assembly, screen: Screen, mirror: MirrorRows | None, request: Request
) -> tuple[str, ...]:
    notes = []
    if screen.method == "pre_war_mean":
        notes.append("no control partners: read excess, not diversion")
    if mirror is None or not np.isfinite(screen.cells.bypass_before).any():
        notes.append(NO_BYPASS)
    if mirror is None and request.with_mirror:
        notes.append("no partner's reports at hand: no mirror and no onward flow")
    if mirror is not None and mirror.incomplete:
        notes.append("incomplete, left out of the mirror: " + ", ".join(mirror.incomplete))
    if not request.links:
        notes.append(
            f"no correlation table: {len(assembly.families)} codes joined by the cautious rule"
        )
    if assembly.unknown_treated:
        notes.append(
            f"{len(assembly.unknown_treated)} banned codes are not in the trade at hand: nothing "
            "is known of them, which is not the same as no trade"
        )
    if TARGET not in assembly.panel.partners:
        notes.append("no direct exports to Russia at hand: nothing to cap the excess by")
    return tuple(notes)


def write_detection(found: Detection, out: Path) -> None:
    """Write the table, whole or not at all; Parquet also holds grade, method and notes."""
    about = {"grade": found.grade, "method": found.method, "notes": "; ".join(found.notes)}
    write_frame(found.table, out, compression="zstd", metadata=about)
