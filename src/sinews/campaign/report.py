"""The shipped report: what every strategy buys, what binds, and what it rests on."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from sinews.campaign.inputs import BASE_PATH
from sinews.campaign.instruments import INSTRUMENTS
from sinews.campaign.outcomes import OUTCOMES, compare_with_base, measure_outcomes
from sinews.campaign.run.binding import find_binding
from sinews.campaign.run.grades import split_accounts
from sinews.campaign.run.paths import BLOCK, WORKERS, Paths, list_blocks, run_block
from sinews.campaign.run.setting import Setting, open_setting
from sinews.campaign.strategy import BASELINE, Strategy, shipped_strategies
from sinews.core.artifact import Artifact, Contents
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.errors import EstimationError

CAUTION: Final = (
    "Money, rounds, interceptors and drones are accounted from sources. Ground and casualties are "
    "the base path of the front, moved by elasticities that data do not settle."
)
UNTIL: Final = date(2028, 12, 31)
SHIPPED_FUTURES: Final = 10_000
SHIPPED_SEED: Final = 1
CHECKED: Final = "full_offensive"
"""The strategy that a check runs again."""
_SPLIT: Final = 4_096
_DIGITS: Final = 5
FILE: Final = "campaign/report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """5, 50 and 95 % of futures."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyReport:
    """One strategy from March 2024 to the last day.

    Attributes
    ----------
    levels, differences
        Outcome to its spread, as it is and less the base path.
    assumed
        Accounted outcome to the share of its variance that assumed inputs carry.
    monthly
        Path to its median month by month: ``rounds_a_day``, ``interceptors``, ``rounds_bind``.
    """

    label: str
    levels: Mapping[str, Spread]
    differences: Mapping[str, Spread]
    assumed: Mapping[str, float]
    monthly: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignReport:
    """What every strategy buys and what would follow.

    Attributes
    ----------
    known_to
        Last month of the base path that was observed.
    binding
        Side to input to the share of futures in which it binds on the base path, by month.
    """

    futures: int
    seed: int
    until: date
    known_to: date
    months: tuple[date, ...]
    strategies: Mapping[str, StrategyReport]
    binding: Mapping[str, Mapping[str, tuple[float, ...]]]
    evidence: tuple[str, ...]


def make_report(
    evidence: Evidence, *, futures: int, seed: int = SHIPPED_SEED, split: int = 0
) -> CampaignReport:
    """Run all shipped strategies and return their report.

    Parameters
    ----------
    split
        Draws of the split of variance; 0 leaves it out.
    """
    setting = open_setting(evidence, futures=futures, seed=seed, until=UNTIL)
    strategies = list(shipped_strategies())
    ends, monthly, binding = _run(setting, strategies)
    shares = split_accounts(setting, strategies, n_draws=split) if split else {}
    base = ends[BASELINE]
    accounted = {o.id for o in OUTCOMES if o.layer == "accounted"}
    return CampaignReport(
        futures=futures,
        seed=seed,
        until=UNTIL,
        known_to=setting.front.known_to,
        months=setting.months,
        strategies={
            s.id: StrategyReport(
                label=s.label,
                levels={o: _spread(x) for o, x in ends[s.id].items()},
                differences={o: _spread(x - base[o]) for o, x in ends[s.id].items()},
                assumed={o: v for o, v in shares.get(s.id, {}).items() if o in accounted},
                monthly=monthly[s.id],
            )
            for s in strategies
        },
        binding=binding,
        evidence=tuple(evidence.table("support_monthly").sources),
    )


Binding = Mapping[str, Mapping[str, tuple[float, ...]]]


def _run(
    setting: Setting, strategies: Sequence[Strategy]
) -> tuple[dict[str, dict[str, FloatArray]], dict[str, dict[str, tuple[float, ...]]], Binding]:
    """Return outcomes at the end, medians by month and what binds on the base path."""

    def work(first: int) -> list[tuple[dict[str, FloatArray], dict[str, FloatArray], Any]]:
        found = run_block(setting, strategies, first, BLOCK)
        return [
            (
                measure_outcomes(setting, p),
                _monthly(p),
                find_binding(
                    p, setting.draws.select(slice(first, first + BLOCK)).effects["irrecoverable"]
                ),
            )
            for p in found.values()
        ]

    with ThreadPoolExecutor(WORKERS) as pool:
        blocks = list(pool.map(work, list_blocks(setting)))
    ends, monthly = {}, {}
    for i, s in enumerate(strategies):
        first = blocks[0][i]
        ends[s.id] = {o: np.concatenate([b[i][0][o] for b in blocks]) for o in first[0]}
        monthly[s.id] = {
            k: _tuple(np.median(np.concatenate([b[i][1][k] for b in blocks], axis=1), axis=1))
            for k in first[1]
        }
        joined = np.concatenate([b[i][1]["rounds_asked"] for b in blocks], axis=1)
        monthly[s.id]["rounds_bind"] = _tuple((joined > 1).mean(axis=1))
    at = [s.id for s in strategies].index(BASELINE)
    binding = {
        side: {
            k: _tuple(np.concatenate([b[at][2][side][k] for b in blocks], axis=1).mean(axis=1))
            for k in rows
        }
        for side, rows in blocks[0][at][2].items()
    }
    return ends, monthly, binding


def _monthly(paths: Paths) -> dict[str, FloatArray]:
    days = 365.25 / 12
    return {
        "rounds_a_day": 1000 * paths.account["fire_ua"] / days,
        "interceptors": paths.account["interceptors"],
        "rounds_asked": paths.account["rounds_asked"],
        "ground": paths.effects.ground,
    }


def _spread(values: FloatArray) -> Spread:
    low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
    return Spread(low=float(low), median=float(median), high=float(high))


def _tuple(values: FloatArray) -> tuple[float, ...]:
    return tuple(map(float, values))


def write_report(tell: Callable[[str], None]) -> Contents:
    """Return the content of the shipped report."""
    tell("strategies")
    made = make_report(open_evidence(), futures=SHIPPED_FUTURES, split=_SPLIT)
    text = json.dumps(_plain(asdict(made)), indent=1, ensure_ascii=False, allow_nan=False)
    return {FILE: (text + "\n").encode()}


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


def read_report(contents: Contents) -> CampaignReport:
    """Return the report from the content of its file."""
    r = json.loads(contents[FILE])
    strategies = {}
    for id, s in r["strategies"].items():
        levels, differences = (
            {k: Spread(**v) for k, v in s[part].items()} for part in ("levels", "differences")
        )
        strategies[id] = StrategyReport(
            label=s["label"],
            levels=levels,
            differences=differences,
            assumed=s["assumed"],
            monthly={k: tuple(v) for k, v in s["monthly"].items()},
        )
    return CampaignReport(
        futures=r["futures"],
        seed=r["seed"],
        until=date.fromisoformat(r["until"]),
        known_to=date.fromisoformat(r["known_to"]),
        months=tuple(map(date.fromisoformat, r["months"])),
        strategies=strategies,
        binding={s: {k: tuple(v) for k, v in row.items()} for s, row in r["binding"].items()},
        evidence=tuple(r["evidence"]),
    )


REPORT: Final = Artifact(
    id="campaign.report",
    label="What every strategy buys, and what would follow from it",
    files=(FILE,),
    make="sinews.campaign.report:write_report",
    read=read_report,
    check="sinews.campaign.report:check_report",
    inputs=(
        "campaign/parameters.csv",
        "campaign/elasticities.toml",
        "campaign/levers.toml",
        "campaign/history.csv",
        "campaign/strategies/*.toml",
        "data/reference/support_monthly.parquet",
    ),
    after=(BASE_PATH, INSTRUMENTS),
    code=("sinews.campaign.model.declared:BLOCKS",),
)
"""The report of all shipped strategies."""


def check_report(record: CampaignReport) -> str:
    """Run one strategy of the report again at its seed and compare it, in words.

    Raises
    ------
    EstimationError
        Some spread differs.
    """
    setting = open_setting(
        open_evidence(), futures=record.futures, seed=record.seed, until=record.until
    )
    full = shipped_strategies()[CHECKED]
    for d in compare_with_base(setting, full):
        shipped = record.strategies[CHECKED].differences[d.outcome.id]
        made = _plain(asdict(Spread(low=d.low, median=d.median, high=d.high)))
        if made != asdict(shipped):
            raise EstimationError(f"{d.outcome.id} of {CHECKED} is {made}, not {shipped}.")
    return f"{len(OUTCOMES)} outcomes of {CHECKED} over {record.futures:,} futures"


def report_of(evidence: Evidence) -> CampaignReport:
    """Return the shipped report, or one with as many futures as the evidence asks for.

    Raises
    ------
    StaleResultError
        The shipped report was made with other inputs or code.
    """
    futures = evidence.futures
    if futures is None:
        return REPORT.load()
    made: CampaignReport = evidence.once(
        "campaign.report", lambda: make_report(evidence, futures=futures)
    )
    return made
