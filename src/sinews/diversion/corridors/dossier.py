"""The dossier of one corridor: what is known, what speaks for diversion, what against."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from sinews.core.periods import Window
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.corridors.allocation import AllocationSum, sum_excess
from sinews.diversion.corridors.dossier_evidence import Statement, weigh_evidence
from sinews.diversion.corridors.ranking import list_codes, list_elsewhere, rank_corridors
from sinews.diversion.corridors.unit_values import COLUMNS as UNIT_COLUMNS
from sinews.diversion.corridors.unit_values import UnitValue, find_unit_value
from sinews.diversion.detect import Detection
from sinews.diversion.panel.panel import TARGET
from sinews.diversion.published.change import year_before
from sinews.diversion.totals.arrivals import ArrivalYear, list_arrivals
from sinews.diversion.totals.books import Route, list_routes
from sinews.diversion.totals.permutation import Standing, find_standing
from sinews.diversion.trade.exports import open_flows, open_totals
from sinews.diversion.trade.goods import Goods, parse_goods
from sinews.diversion.trade.harmonise import join_families
from sinews.diversion.trade.late_reporters import Masked, leave_out_late
from sinews.diversion.trade.schema import Flows
from sinews.errors import UnknownNameError, UsageError

CODES_SHOWN: Final = 8
_DRAWS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One corridor, reporter x partner x goods, over one window.

    Attributes
    ----------
    row
        The corridor as `rank_corridors` has it, goods taken together.
    placebo_ratio, other_goods_ratio, to_target_ratio
        Multiples: the corridor in the year before, the reporter's other goods of the list to the
        partner, and the same goods to Russia; None where the base is empty.
    posterior
        HS6 codes of the goods with their posterior, most likely first.
    grade
        Of the posterior.
    series
        EU27 exports of the goods to the partner: month, exports_eur.
    elsewhere
        partner, year, exports_eur: the same goods of the reporter to Russia and the neighbours.
    codes
        product, base_eur, now_eur, russia_base_eur, russia_now_eur, largest first.
    totals
        All goods, reporter to partner: month, exports_eur.
    unit_value, unit_value_placebo
        Value per kilogram in the window against the year before, and a year earlier; None without
        weights.
    routes
        Published shares of routes that exporters' data cannot see.
    allocation
        Where the Union's excess of these goods to the partner went.
    expected
        Low, middle and high of what the screen expects the Union to export of these goods to the
        partner, euro a month (90 %, goods taken as independent); None where none was screened.
    standing
        Of the partner's imports of all goods among some 200 partners; None where too small.
    family
        Codes of other editions of the nomenclature that hold the same goods.
    notes
        What was done about late reporters, and whatever else limits the dossier.
    """

    reporter: str
    partner: str
    goods: Goods
    window: Window
    row: dict[str, float | None]
    placebo_ratio: float | None
    other_goods_ratio: float | None
    to_target_ratio: float | None
    posterior: tuple[tuple[str, float], ...]
    grade: str
    series: pl.DataFrame
    elsewhere: pl.DataFrame
    codes: pl.DataFrame
    arrivals: tuple[ArrivalYear, ...]
    totals: pl.DataFrame
    late: tuple[str, ...]
    sources: tuple[str, ...]
    unit_value: UnitValue | None
    unit_value_placebo: UnitValue | None
    allocation: AllocationSum
    expected: tuple[float, float, float] | None = None
    standing: Standing | None = None
    family: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    notes: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()


class NoCorridorError(UsageError):
    """The trade at hand holds no exports of these goods on the corridor."""


def open_dossier(
    evidence: Evidence,
    found: Detection,
    *,
    corridor: tuple[str, str, str],
    window: Window,
    data: Path | None = None,
) -> Dossier:
    """Gather what is known of a corridor.

    Parameters
    ----------
    found
        The screen over the same window.
    corridor
        Reporter, partner, and one code of 2 to 8 digits.

    Raises
    ------
    UsageError
        The code is not one code; NoCorridorError where the corridor holds no trade in it.
    """
    reporter, partner, code = corridor
    goods = parse_goods(code, evidence)
    if len(goods.prefixes) != 1:
        raise UsageError(f"A dossier is about one code, such as 8703; {code!r} is not one.")
    whole = open_flows(evidence, [window], data=data)
    flows = (masked := _without_late(whole, window)).flows
    multiples = _Multiples(flows=flows, goods=goods, window=window, reporter=reporter)
    s = found.table.filter(
        (pl.col("partner") == partner) & pl.col("product").str.starts_with(goods.prefixes[0][:6])
    ).sort("posterior", descending=True)
    dossier = Dossier(
        reporter=reporter,
        partner=partner,
        goods=goods,
        window=window,
        row=_corridor_row(flows, goods, window, reporter, partner),
        placebo_ratio=multiples.of(partner, year_before(window)),
        other_goods_ratio=multiples.of_others(partner),
        to_target_ratio=multiples.of(TARGET, window),
        posterior=tuple((k, p) for k, p in s.select("product", "posterior").iter_rows()),
        grade=found.grade,
        series=_series(evidence, whole, goods, partner),
        elsewhere=list_elsewhere(flows, goods, window, reporter),
        codes=list_codes(flows, goods, window, reporter, partner),
        arrivals=_arrivals(evidence, reporter, partner),
        totals=_totals(evidence, reporter, partner),
        late=flows.late_in(window),
        sources=tuple(dict.fromkeys((*flows.sources, *open_totals(evidence).sources))),
        unit_value=multiples.unit_value(partner, window),
        unit_value_placebo=multiples.unit_value(partner, year_before(window)),
        allocation=sum_excess(s),
        expected=_expected(found, goods, partner),
        standing=_standing(evidence, partner),
        family=_family(flows, goods),
        routes=list_routes(evidence),
        notes=_notes(masked, reporter),
    )
    return replace(dossier, statements=weigh_evidence(dossier))


def _without_late(flows: Flows, window: Window) -> Masked:
    before = year_before(window)
    return leave_out_late(flows, (window, before, year_before(before)), whole=False)


def _notes(masked: Masked, reporter: str) -> tuple[str, ...]:
    """Return what was done where it touches the reporter, and why the store was passed over."""
    own = any(n.startswith(f"{reporter} ") for n in (*masked.left_out, *masked.kept))
    late = (f"Late, missing and not zero: {masked.how}.",) if own else ()
    why = masked.flows.passed_over
    return (*late, f"Note: {why}.") if why else late


def _standing(evidence: Evidence, partner: str) -> Standing | None:
    try:
        return find_standing(evidence, partner)
    except UnknownNameError:
        return None


def _arrivals(evidence: Evidence, reporter: str, partner: str) -> tuple[ArrivalYear, ...]:
    return tuple(
        r
        for exporter in (reporter, "EU27")
        for r in list_arrivals(evidence, exporter=exporter)
        if r.importer == partner and r.complete
    )


def _totals(evidence: Evidence, reporter: str, partner: str) -> pl.DataFrame:
    pair = (pl.col("reporter") == reporter) & (pl.col("partner") == partner)
    rows = open_totals(evidence).frame.filter(pair)
    return rows.select("month", "exports_eur").sort("month")


def _corridor_row(
    flows: Flows, goods: Goods, window: Window, reporter: str, partner: str
) -> dict[str, float | None]:
    digits = len(goods.prefixes[0])
    cut = replace(flows, frame=flows.frame.with_columns(pl.col("product").str.head(digits)))
    everything = Goods(id="all", label="", prefixes=())
    table = rank_corridors(cut, everything, window).table
    rows = table.filter(
        (pl.col("reporter") == reporter)
        & (pl.col("partner") == partner)
        & (pl.col("product") == goods.prefixes[0])
    )
    if rows.is_empty():
        raise NoCorridorError(
            f"No exports of {goods.prefixes[0]} from {reporter} to {partner} in {window.id} or the "
            "two years before; a dossier is about a neighbour of Russia and a banned good."
        )
    return rows.drop("reporter", "partner", "product", "born", *UNIT_COLUMNS).row(0, named=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Multiples:
    flows: Flows
    goods: Goods
    window: Window
    reporter: str

    def of(self, partner: str, window: Window) -> float | None:
        return self._ratio(partner, window, inside=True)

    def of_others(self, partner: str) -> float | None:
        return self._ratio(partner, self.window, inside=False)

    def _ratio(self, partner: str, window: Window, *, inside: bool) -> float | None:
        now, base = (self._sum(partner, w, inside=inside) for w in (window, year_before(window)))
        return now / base if base > 0 else None

    def unit_value(self, partner: str, window: Window) -> UnitValue | None:
        try:
            now, base = (self._rows(partner, w) for w in (window, year_before(window)))
        except UsageError:
            return None
        return find_unit_value(self.goods.keep(now), self.goods.keep(base))

    def _rows(self, partner: str, window: Window) -> pl.DataFrame:
        return self.flows.within(window).filter(
            (pl.col("reporter") == self.reporter) & (pl.col("partner") == partner)
        )

    def _sum(self, partner: str, window: Window, *, inside: bool) -> float:
        rows = self._rows(partner, window)
        total, goods = (float(f["exports_eur"].sum()) for f in (rows, self.goods.keep(rows)))
        return goods if inside else total - goods


def _series(evidence: Evidence, flows: Flows, goods: Goods, partner: str) -> pl.DataFrame:
    """Return months of the whole Union: of the trade at hand, else of the shipped table by HS6."""
    code = goods.prefixes[0]
    if flows.windows_only:
        months = evidence.frame("trade_sanctioned_hs6_monthly").rename({"hs6": "product"})
        goods = Goods(id=goods.id, label=goods.label, prefixes=(code[:6],))
    else:
        months = flows.frame
    return (
        goods.keep(months.filter(pl.col("partner") == partner))
        .group_by("month")
        .agg(pl.col("exports_eur").sum().cast(pl.Float64))
        .sort("month")
    )


def _expected(found: Detection, goods: Goods, partner: str) -> tuple[float, float, float] | None:
    panel, screen = found.assembly.panel, found.screen
    partners = np.array(panel.partners)[screen.partner]
    products = np.array(panel.products)[screen.product]
    here = (partners == partner) & np.char.startswith(products, goods.prefixes[0][:6])
    if not here.any():
        return None
    cells = screen.cells.predictive.take(here)
    u = stream(0, "diversion.dossier").random((_DRAWS, int(here.sum())))
    low, middle, high = np.quantile(cells.quantile(u).sum(1), [0.05, 0.5, 0.95]) / found.months
    return float(low), float(middle), float(high)


def _family(flows: Flows, goods: Goods) -> tuple[str, ...]:
    """Return the other codes of the families of these goods, outside the code asked for."""
    members = join_families(flows, goods).members.values()
    codes = {c for family in members for c in family}
    return tuple(sorted(c for c in codes if not c.startswith(goods.prefixes[0])))


def last_month(frame: pl.DataFrame) -> date:
    """Return the last month of a series."""
    found = frame["month"].max()
    if not isinstance(found, date):
        raise UsageError("The corridor has no monthly series.")
    return found
