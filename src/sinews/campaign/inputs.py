"""Where the instruments meet: inputs of the base path, the front's months, draws of estimates.

No other module of the campaign model reads support, front or diversion.
"""

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from sinews.campaign.base_path import (
    FAMILIES,
    FILES,
    MISSILES,
    PLAIN,
    BasePath,
    decode_base_path,
    encode_base_path,
)
from sinews.campaign.instruments import RECORD, TABLE, forecast_median
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import LONGEST, START, Calendar
from sinews.core.artifact import Artifact, Contents
from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence, open_evidence, open_shipped
from sinews.errors import EstimationError, EvidenceError

DONOR_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "allocated_us": ("us",),
    "allocated_europe": ("eu27", "eu_institutions", "gb_no_ch_is"),
    "allocated_other": ("other",),
}
FORECAST: Final[Mapping[str, tuple[str, ...]]] = {
    "europe": ("eu27", "gb_no_ch_is"),
    "other": ("other",),
}
"""Groups whose next twelve months the support instrument forecasts; the United States stopped."""
DRAWS: Final = 4000
MEASURE: Final = (25, 5)
"""Goods and countries of the list that full enforcement stands for."""
DRAWS_SHIPPED: Final = 1000
"""Draws of the base path that travel with the package."""
LAST_MONTH: Final = (START + timedelta(weeks=LONGEST)).replace(day=1)
"""Last month of the longest run."""
FIGURES: Final = ("support.replace.us.d1.increment_eur_bn_year",)
"""Published figures that shipped strategies name: what the US gave a year, 2022 to 2024."""
_LAST_MONTHS = 12
_AT_ONCE = 400


def build_inputs(evidence: Evidence, calendar: Calendar, front: BasePath) -> dict[str, FloatArray]:
    """Return every weekly input of the base path, those of the theories and effects among them.

    Allocations are those of the tracker, spread evenly over the weeks of a month; after the last
    month they are the median forecast of the support instrument, which each run replaces by its own
    draw (`forecast_europe`, `forecast_other`). A group without a forecast stays at the mean of its
    last twelve months. Missiles are the median of the front's months. Levers without history stay
    neutral.

    Returns
    -------
    dict[str, FloatArray]
        Input name to values of shape (n_weeks,).
    """
    path = {
        i.name: np.full(calendar.n_weeks, float(i.neutral))
        for i in campaign_model().inputs
        if i.neutral is not None
    }
    path |= weekly_allocations(evidence.frame("support_monthly"), calendar)
    path |= {name: step_series(name, calendar) for name in history()}
    known = last_month(evidence.frame("support_monthly"))
    ahead = [_middle(day) > known for day in calendar.starts()]
    path |= {f"forecast_{g}": path[f"allocated_{g}"] * ahead for g in FORECAST}
    path["missiles_base"] = _weekly_missiles(front, calendar)
    path["posture"] = np.zeros(calendar.n_weeks)
    wanted = {i.name for i in campaign_model().inputs}
    if missing := wanted - set(path):
        raise EvidenceError(f"The base path lacks {sorted(missing)}: add rows to history.csv.")
    return path


def _weekly_missiles(front: BasePath, calendar: Calendar) -> FloatArray:
    """Return the median missiles of the front's months, spread evenly over weeks."""
    monthly = np.sum([np.median(front.launched[f], axis=0) for f in MISSILES], axis=0)
    by_month = dict(zip(front.months, monthly, strict=True))
    days = [(m := _middle(day), (add_months(m, 1) - m).days) for day in calendar.starts()]
    return np.array([by_month[m] * 7 / n for m, n in days])


def weekly_allocations(monthly: pl.DataFrame, calendar: Calendar) -> dict[str, FloatArray]:
    """Return military allocations in EUR m a week by donor group.

    Parameters
    ----------
    monthly
        Table ``support_monthly``.
    """
    military = monthly.filter(pl.col("type") == "military")
    last = last_month(monthly)
    return {
        name: _spread(
            military.filter(pl.col("base_group").is_in(groups)),
            last,
            calendar,
            None if name == "allocated_us" else forecast_median(name.removeprefix("allocated_")),
        )
        for name, groups in DONOR_GROUPS.items()
    }


def last_month(monthly: pl.DataFrame) -> date:
    """Return the last month whose military allocations are known."""
    last = monthly.filter(pl.col("type") == "military")["month"].max()
    assert isinstance(last, date)
    return last


def _middle(day: date) -> date:
    return (day + timedelta(days=3)).replace(day=1)


def _spread(
    rows: pl.DataFrame, last: date, calendar: Calendar, year_ahead: float | None
) -> FloatArray:
    """Return EUR m a week; after the last month `year_ahead` EUR bn a year, or the last year's."""
    ordered = rows.sort("month", "base_group")
    by_month: dict[date, float] = {}
    for month, eur_bn in zip(ordered["month"], ordered["allocated_eur_bn"], strict=True):
        by_month[month] = by_month.get(month, 0.0) + eur_bn
    if year_ahead is None:
        year_ahead = sum(by_month[add_months(last, -i)] for i in range(_LAST_MONTHS))
    later = 1000 * year_ahead * 7 / 365.25
    values = []
    for day in calendar.starts():
        middle = _middle(day)
        if middle in by_month:
            days = (add_months(middle, 1) - middle).days
            values.append(1000 * by_month[middle] * 7 / days)
        else:
            values.append(later)
    return np.array(values)


@cache
def history() -> dict[str, tuple[tuple[date, float], ...]]:
    """Return the dated steps of history.csv by series."""
    steps: dict[str, list[tuple[date, float]]] = {}
    with (files("sinews.campaign") / "history.csv").open(encoding="utf-8") as f:
        for r in csv.DictReader(f):
            steps.setdefault(r["series"], []).append(
                (date.fromisoformat(r["from"]), float(r["value"]))
            )
    return {k: tuple(sorted(v)) for k, v in steps.items()}


def step_series(name: str, calendar: Calendar) -> FloatArray:
    """Return a series of history.csv week by week: each value holds until the next."""
    steps = history()[name]
    days = np.array([d.toordinal() for d, _ in steps])
    values = np.array([v for _, v in steps])
    weeks = np.array([d.toordinal() for d in calendar.starts()])
    index = np.searchsorted(days, weeks, side="right") - 1
    if index[0] < 0:
        raise EvidenceError(f"history.csv: {name!r} starts after the model does.")
    return values[index]


def write_instruments(evidence: Evidence, folder: Path) -> Mapping[str, Any]:
    """Draw what the campaign takes from support and diversion, and write table and record.

    Runs the screen and the forecast once (seconds), so that no run of the model has to.
    """
    goods, diversion = _draw_diversion(evidence)
    sums, support = _draw_forecast(evidence)
    buffer = BytesIO()
    frame = pl.DataFrame({k: v.round(6) for k, v in (goods | sums).items()})
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    record = {
        "sha256": sha256(buffer.getvalue()).hexdigest(),
        "draws": DRAWS,
        "figures": _read_figures(evidence),
        **support,
        **diversion,
    }
    (folder / TABLE).write_bytes(buffer.getvalue())
    text = json.dumps(record, indent=1, ensure_ascii=False)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")
    return record


def _read_figures(evidence: Evidence) -> dict[str, float]:
    """Return the published figures that shipped strategies name."""
    from sinews.support.figures.replace import FAMILY

    values = {f.id: f.value for f in FAMILY.build(evidence) if f.id in FIGURES}
    return {id: float(f"{values[id]:.5g}") for id in FIGURES}


def _draw_forecast(evidence: Evidence) -> tuple[dict[str, FloatArray], dict[str, Any]]:
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
        "forecast": {
            "known_to": f"{panel.end:%Y-%m}",
            "method": DEFAULT,
            "grade": "estimated",
            "sources": sources,
            "median_eur_bn": {k: round(float(np.median(v)), 4) for k, v in sums.items()},
        }
    }


def _draw_diversion(evidence: Evidence) -> tuple[dict[str, FloatArray], dict[str, Any]]:
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
    return {"diverted_share": share, "enforcement_effect": effect}, {
        "diversion": {
            "window": war_window(evidence).id,
            "goods_eur_before": round(before),
            "goods": list(listed.goods),
            "grade": found.grade,
            "method": found.method,
            "sources": list(found.sources),
        },
        "corridors": {
            p: {"share": round(v / sum(expected.values()), 4), "expected_eur": round(v)}
            for p, v in sorted(expected.items())
        },
    }


def read_base_path(months: tuple[date, ...]) -> BasePath:
    """Return the shipped nowcast and forecast of the front in draws, of some first months.

    Raises
    ------
    EvidenceError
        The front's months do not begin with those of the model.
    StaleResultError
        The front's series or code changed since it was made.
    """
    found = BASE_PATH.load()
    if found.months[: len(months)] != months:
        raise EvidenceError(f"The front's months begin with {found.months[0]}, not {months[0]}.")
    return found.cut(months)


def write_base_path(tell: Callable[[str], None]) -> Contents:
    """Return the content of the shipped base path: the front's draws to the longest run's end."""
    from sinews.front import base_path

    tell("forecast of the front")
    front = base_path(open_evidence(), LAST_MONTH)
    values = {k: getattr(front, k)[:DRAWS_SHIPPED] for k in PLAIN}
    for kind in ("launched", "stopped"):
        values |= {f"{kind}_{f}": getattr(front, kind)[f][:DRAWS_SHIPPED] for f in FAMILIES}
    return encode_base_path(front.months, front.known_to, values)


BASE_PATH: Final = Artifact(
    id="campaign.base_path",
    label="Nowcast and forecast of the front, month by month in draws",
    files=FILES,
    make="sinews.campaign.inputs:write_base_path",
    read=decode_base_path,
    check="sinews.campaign.inputs:check_base_path",
    inputs=(
        "data/reference/front_*.parquet",
        "data/reference/losses_*.parquet",
        "front/forecast/settings.toml",
        "front/series/*.csv",
    ),
    selections={"facts": "sinews.campaign.inputs:digest_casualties"},
)
"""What every run starts from."""


def digest_casualties() -> str:
    """Return the digest of the published total that Ukrainian casualties are scaled to."""
    facts = open_shipped().frame("facts")
    row = facts.row(by_predicate=pl.col("fact") == "F097", named=True)
    return sha256(repr([row[k] for k in ("low", "high", "last_day")]).encode()).hexdigest()


def check_base_path(record: BasePath) -> str:
    """Draw the base path again and compare it, in words.

    Raises
    ------
    EstimationError
        Some draw differs.
    """
    made = decode_base_path(write_base_path(lambda _: None))
    same = [np.array_equal(getattr(made, k), getattr(record, k)) for k in PLAIN]
    for kind in ("launched", "stopped"):
        a, b = getattr(made, kind), getattr(record, kind)
        same += [np.array_equal(a[f], b[f]) for f in FAMILIES]
    if not all(same) or made.months != record.months:
        raise EstimationError("The front's base path is another one now.")
    return f"all {record.ground.size:,} draws and months of {len(same)} quantities"
