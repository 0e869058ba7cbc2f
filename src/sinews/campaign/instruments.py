"""What the campaign takes from the forecast and the screen: drawn once and kept.

This module and the base path of `inputs` alone read other instruments.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final, TypedDict

import numpy as np
import polars as pl

from sinews.core.artifact import Artifact, Contents
from sinews.core.artifact.declare import CUT
from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.data.compile.support.conversion import CONVERSION
from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.errors import EstimationError

SAME_DRAW: Final[Mapping[str, str]] = {"enforcement_effect": "diverted_share"}
"""Parameters that are read at the row of another one: both come from one draw of one instrument."""
FILES: Final = ("campaign/instruments.parquet", "campaign/instruments.json")
FORECAST: Final[Mapping[str, tuple[str, ...]]] = {
    "europe": ("eu27", "gb_no_ch_is"),
    "other": ("other",),
}
"""Groups whose next twelve months the support instrument forecasts; the United States stopped."""
DRAWS: Final = 4000
MEASURE: Final = (25, 5)
"""Goods and countries of the list that full enforcement stands for."""
FIGURES: Final = ("support.replace.us.d1.increment_eur_bn_year",)
"""Published figures that shipped strategies name: what the US gave a year, 2022 to 2024."""
_AT_ONCE = 400


class ForecastCells(TypedDict):
    """What the draws of the forecast were made of."""

    known_to: str
    method: str
    grade: str
    sources: list[str]
    median_eur_bn: dict[str, float]


class DiversionCells(TypedDict):
    """What the draws of the screen were made of."""

    window: str
    goods_eur_before: int
    goods: list[str]
    grade: str
    method: str
    sources: list[str]


class CorridorCells(TypedDict):
    """Part of all expected diversion that runs through one intermediary."""

    share: float
    expected_eur: int


class InstrumentCells(TypedDict):
    """What all draws were made of, and the figures that strategies name."""

    draws: int
    figures: dict[str, float]
    forecast: ForecastCells
    diversion: DiversionCells
    corridors: dict[str, CorridorCells]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    """Draws that other instruments handed over.

    Attributes
    ----------
    table
        One row a draw.
    """

    table: pl.DataFrame
    record: InstrumentCells


def encode_instruments(draws: Mapping[str, FloatArray], record: InstrumentCells) -> Contents:
    """Return the files of draws and record."""
    buffer = BytesIO()
    frame = pl.DataFrame({k: v.round(6) for k, v in draws.items()})
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    return {FILES[0]: buffer.getvalue(), FILES[1]: text.encode()}


def decode_instruments(contents: Contents) -> Instruments:
    """Return draws and record from the content of their files."""
    table = pl.read_parquet(BytesIO(contents[FILES[0]]))
    return Instruments(table=table, record=json.loads(contents[FILES[1]]))


def write_instruments(tell: Callable[[str], None]) -> Contents:
    """Return the content of what the campaign takes from support and diversion.

    Runs the screen and the forecast once (half a minute), so that no run of the model has to.
    """
    evidence = open_evidence()
    tell("screen of diversion")
    goods, diversion, corridors = _draw_diversion(evidence)
    tell("forecast of allocations")
    sums, forecast = _draw_forecast(evidence)
    record: InstrumentCells = {
        "draws": DRAWS,
        "figures": _read_figures(evidence),
        "forecast": forecast,
        "diversion": diversion,
        "corridors": corridors,
    }
    return encode_instruments(goods | sums, record)


def check_instruments(record: Instruments) -> str:
    """Draw everything again and compare it, in words.

    Raises
    ------
    EstimationError
        Some draw, or what is told of them, differs.
    """
    made = decode_instruments(write_instruments(lambda _: None))
    if made.record != record.record or not made.table.equals(record.table):
        raise EstimationError("Forecast or screen give other draws than those that are kept.")
    return f"all {made.table.height:,} draws of {made.table.width} quantities"


def _read_figures(evidence: Evidence) -> dict[str, float]:
    """Return the published figures that shipped strategies name."""
    from sinews.support.figures.replace import FAMILY

    values = {f.id: f.value for f in FAMILY.build(evidence) if f.id in FIGURES}
    return {id: float(f"{values[id]:.5g}") for id in FIGURES}


def _draw_forecast(evidence: Evidence) -> tuple[dict[str, FloatArray], ForecastCells]:
    """Return draws of military allocations of the next twelve months, EUR bn, in rising order.

    The draws are those of the published figure `support.forecast.europe.military.next_12m`.
    """
    from sinews.support.forecast import DEFAULT, METHODS
    from sinews.support.forecast.backtest import forecast_group
    from sinews.support.forecast.build import TABLES, build_panel
    from sinews.support.forecast.panel import Task

    panel = build_panel(evidence, "military")
    task = Task(horizon=12, n_draws=DRAWS)
    sums = {}
    for name, groups in FORECAST.items():
        rows = [panel.groups.index(g) for g in groups]
        drawn = [forecast_group(panel, i, METHODS[DEFAULT], task).sum(axis=1) for i in rows]
        sums[f"{name}_eur_bn"] = np.sort(np.sum(drawn, axis=0))
    sources = sorted({s for t in TABLES for s in evidence.table(t).sources})
    return sums, {
        "known_to": f"{panel.end:%Y-%m}",
        "method": DEFAULT,
        "grade": "estimated",
        "sources": sources,
        "median_eur_bn": {k: round(float(np.median(v)), 4) for k, v in sums.items()},
    }


def _draw_diversion(
    evidence: Evidence,
) -> tuple[dict[str, FloatArray], DiversionCells, dict[str, CorridorCells]]:
    """Return draws of the diverted share and of what a list would cut of it, by rising share.

    Half of the draws weigh each pair's capped excess by its posterior, half count all of it: an
    upper bound, because growth of the whole region counts as excess. Equal chances are assumed.
    """
    from sinews.diversion.measures.effects import build_market, draw_diverted
    from sinews.diversion.measures.lists import Budget, choose_greedily
    from sinews.diversion.published.claim import war_window
    from sinews.diversion.published.estimated import shipped_screen

    found = shipped_screen(evidence)
    s, panel = found.screen, found.assembly.panel
    products, partners = np.array(panel.products)[s.product], np.array(panel.partners)[s.partner]
    listed = choose_greedily(build_market(found), Budget(goods=MEASURE[0], countries=MEASURE[1]))
    named = np.isin(products, listed.goods) & np.isin(partners, listed.countries)
    direct = panel.exports[panel.partners.index("RU")][panel.treated][:, -found.months :].sum()
    before = float(direct) + float(s.cells.lost[s.partner == s.partner[0]].sum())
    pieces = []
    for seed in range(DRAWS // _AT_ONCE):
        half = _AT_ONCE // 2
        u = stream(seed, "campaign.excess").random((half, len(s.cells)))
        excess = np.clip(s.cells.observed - s.cells.predictive.quantile(u), 0.0, s.cells.lost)
        weighed = draw_diverted(found, draws=half, seed=seed)
        both = np.concatenate([weighed, excess])
        pieces.append(np.stack([both.sum(axis=1), both[:, named].sum(axis=1)]))
    total, cut = np.concatenate(pieces, axis=1)
    order = np.argsort(total, kind="stable")
    share, effect = (total / before)[order], (cut / total)[order]
    expected = {p: float(s.expected_eur[partners == p].sum()) for p in listed.countries}
    draws = {"diverted_share": share, "enforcement_effect": effect}
    about: DiversionCells = {
        "window": war_window(evidence).id,
        "goods_eur_before": round(before),
        "goods": list(listed.goods),
        "grade": found.grade,
        "method": found.method,
        "sources": list(found.sources),
    }
    corridors: dict[str, CorridorCells] = {
        p: {"share": round(v / sum(expected.values()), 4), "expected_eur": round(v)}
        for p, v in sorted(expected.items())
    }
    return draws, about, corridors


INSTRUMENTS: Final = Artifact(
    id="campaign.instruments",
    label="Draws of the forecast and the screen that the campaign reads",
    files=FILES,
    make="sinews.campaign.instruments:write_instruments",
    read=decode_instruments,
    check="sinews.campaign.instruments:check_instruments",
    inputs=(
        "core/places.csv",
        "core/blocs.toml",
        "diversion/evidence/curves.csv",
        "diversion/evidence/detectors.csv",
        "diversion/panel/partners.csv",
        "support/assumed.toml",
        "support/forecast/settings.toml",
        "support/prices.csv",
        "data/reference/cn8_correlation.parquet",
        "data/reference/conversion_cohorts.parquet",
        "data/reference/donors.parquet",
        "data/reference/eu_export_bans.parquet",
        "data/reference/late_reporters.parquet",
        "data/reference/support_by_donor.parquet",
        "data/reference/support_commitments_by_type.parquet",
        "data/reference/support_monthly.parquet",
        "data/reference/trade_mirror_yearly.parquet",
        "data/reference/trade_sanctioned_cn8_windows.parquet",
        "data/reference/trade_sanctioned_hs6_monthly.parquet",
        "data/reference/trade_totals_monthly.parquet",
    ),
    after=(CONVERSION,),
    cut=(*CUT, "sinews.diversion.panel.aggregate"),  # reads files of one's own alone
)
"""What the campaign takes from other instruments."""


def instrument_record() -> InstrumentCells:
    """Return what the draws were made of: releases, methods, grades, corridors."""
    return INSTRUMENTS.load().record


def instrument_table() -> pl.DataFrame:
    """Return the kept draws, one row a draw.

    Raises
    ------
    StaleResultError
        The forecast, the screen or their tables changed since they were drawn.
    """
    return INSTRUMENTS.load().table


@cache
def instrument_draws() -> Mapping[str, FloatArray]:
    """Return parameter name to its draws: shares as they are, outlooks over their median."""
    table = instrument_table()
    found = {n: table[n].to_numpy() for n in ("diverted_share", "enforcement_effect")}
    for group in ("europe", "other"):
        sums = table[f"{group}_eur_bn"].to_numpy()
        found[f"outlook_{group}"] = sums / np.median(sums)
    return found


def forecast_median(group: str) -> float:
    """Return the median forecast of the next twelve months of a donor group, EUR bn."""
    return float(np.median(instrument_table()[f"{group}_eur_bn"].to_numpy()))


def corridor_share(partner: str) -> float:
    """Return the part of all expected diversion that runs through one intermediary."""
    return instrument_record()["corridors"][partner]["share"]


def list_figures() -> Mapping[str, float]:
    """Return the published figures that strategies may name in the place of a number."""
    return instrument_record()["figures"]
