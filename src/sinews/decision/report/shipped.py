"""The shipped comparison of all strategies, with thresholds: made by `sinews results --make`."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sinews.campaign.inputs import BASE_PATH
from sinews.campaign.instruments import INSTRUMENTS
from sinews.campaign.report import CHECKED, UNTIL
from sinews.campaign.strategy import BASELINE, Strategy, shipped_strategies
from sinews.core.artifact import Artifact, Contents
from sinews.data.evidence.evidence import open_evidence
from sinews.decision.compare.argument import judge_argument, load_statements
from sinews.decision.compare.argument import to_json as judge_to_json
from sinews.decision.compare.comparison import Comparison
from sinews.decision.compare.study import Answer, Question, answer
from sinews.decision.explore.threshold_words import to_record as record_thresholds
from sinews.decision.explore.thresholds import find_thresholds
from sinews.decision.integrate.outcomes import OUTCOMES
from sinews.decision.report.record import to_record
from sinews.decision.report.shape import OutcomeCells, ReportCells, ThresholdsCells
from sinews.decision.theories.weights import read_weights
from sinews.errors import EstimationError

START: Final = date(2024, 3, 1)
FUTURES: Final = 10_000
SPLIT: Final = 1_024
FILE: Final = "decision/report/report.json"
_DIGITS: Final = 5


def write_report(tell: Callable[[str], None]) -> Contents:
    """Return the content of the shipped comparison."""
    made = make_report(futures=FUTURES, split_draws=SPLIT, seed=1, tell=tell)
    text = json.dumps(made, indent=1, ensure_ascii=False, allow_nan=False)
    return {FILE: (text + "\n").encode()}


def make_report(
    *, futures: int, split_draws: int, seed: int, tell: Callable[[str], None] = lambda _: None
) -> ReportCells:
    """Return the comparison of all shipped strategies with the actual path, and thresholds.

    Parameters
    ----------
    split_draws
        Draws of the variance split.
    """
    strategies = sorted(shipped_strategies(), key=lambda s: s.id != BASELINE)
    question = Question(
        strategies=strategies,
        futures=futures,
        seed=seed,
        until=UNTIL,
        start=START,
        weights=read_weights([]),
        split_draws=split_draws,
    )
    tell("comparison")
    found = answer(open_evidence(), question, split=True)
    record: ReportCells = {
        "labels": {s.id: s.label for s in strategies},
        **to_record(found),
        "regret": _regret(found.comparison),
        "argument": judge_to_json(judge_argument(found.comparison)),
        "thresholds": _thresholds(found, strategies, tell),
    }
    rounded: ReportCells = _round(record)
    return rounded


def list_pairs() -> tuple[tuple[str, str], ...]:
    """Return the pairs whose thresholds are shipped: contrasts of the article, and the base."""
    contrasts = [(s.a, s.b) for s in load_statements()]
    plain = [(s, BASELINE) for s in shipped_strategies().ids if s != BASELINE]
    known: dict[frozenset[str], tuple[str, str]] = {}
    for pair in (*contrasts, *plain):
        known.setdefault(frozenset(pair), pair)
    return tuple(known.values())


def _thresholds(
    found: Answer, strategies: Sequence[Strategy], tell: Callable[[str], None]
) -> list[ThresholdsCells]:
    by_id, records = {s.id: s for s in strategies}, []
    for a, b in list_pairs():
        tell(f"thresholds of {a} and {b}")
        pair = (by_id[a], by_id[b])
        each = find_thresholds(found.evaluator, pair, OUTCOMES, found.question.weights)
        records += [record_thresholds(t) for t in each]
    return records


def _regret(c: Comparison) -> dict[str, dict[str, dict[str, float]]]:
    """Return outcome, theory and strategy to what is lost on average to the best of them."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for o in OUTCOMES:
        means = o.sign * c.means(o.id)
        lost = means.max(axis=1, keepdims=True) - means
        found[o.id] = {
            h: dict(zip(c.strategies, map(float, row), strict=True))
            for h, row in zip(c.theories, lost, strict=True)
        }
    return found


def _round(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, Mapping):
        return {k: _round(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_round(v) for v in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The shipped comparison.

    Attributes
    ----------
    record
        As `sinews strategy compare --json` prints it, with ``regret``, ``argument`` and
        ``thresholds``.
    """

    record: ReportCells

    def outcome(self, id: str) -> OutcomeCells:
        """Return one outcome of the record."""
        return next(o for o in self.record["outcomes"] if o["id"] == id)

    def label(self, strategy: str) -> str:
        """Return the name of a strategy."""
        return self.record["labels"][strategy]

    def thresholds(self, a: str, b: str, outcome: str) -> ThresholdsCells | None:
        """Return the thresholds of two strategies on an outcome, or None where not shipped."""
        for r in self.record["thresholds"]:
            if (r["a"], r["b"], r["outcome"]) == (a, b, outcome):
                return r
        return None


def _read_report(contents: Contents) -> Report:
    return Report(record=json.loads(contents[FILE]))


REPORT: Final = Artifact(
    id="decision.report",
    label="All strategies compared under the theories, with thresholds",
    files=(FILE,),
    make="sinews.decision.report.shipped:write_report",
    read=_read_report,
    check="sinews.decision.report.shipped:check_report",
    inputs=(
        "campaign/parameters.csv",
        "campaign/elasticities.toml",
        "campaign/levers.toml",
        "campaign/history.csv",
        "campaign/strategies/*.toml",
        "decision/compare/argument.toml",
        "decision/theories/parameters.csv",
        "data/reference/support_monthly.parquet",
        "data/reference/timeline.parquet",
        "data/reference/wars.parquet",
    ),
    after=(BASE_PATH, INSTRUMENTS),
    code=(
        "sinews.campaign.model.declared:BLOCKS",
        "sinews.decision.theories:HYPOTHESES",
    ),
)
"""The comparison of all shipped strategies."""


def check_report(report: Report) -> str:
    """Compare one strategy of the report again at its seed, theories as they are, in words.

    Raises
    ------
    EstimationError
        Some mean differs.
    """
    run = report.record["run"]
    question = Question(
        strategies=[shipped_strategies()[s] for s in (BASELINE, CHECKED)],
        futures=run["futures"],
        seed=run["seed"],
        until=date.fromisoformat(run["until"]),
        start=date.fromisoformat(run["start"]),
        weights=read_weights([]),
    )
    found = answer(open_evidence(), question).comparison
    for o in OUTCOMES:
        rows = report.outcome(o.id)["strategies"]
        shipped = next(r for r in rows if r["id"] == CHECKED)["per_theory"]
        for k, theory in enumerate(found.theories):
            made = _round(float(found.means(o.id)[k, 1]))
            if made != shipped[theory]["mean"]:
                was = shipped[theory]["mean"]
                raise EstimationError(f"{o.id} under {theory} is {made}, not {was}.")
    return f"{len(OUTCOMES)} outcomes of {CHECKED} under {len(found.theories)} theories"


def load_report() -> Report:
    """Return the shipped comparison.

    Raises
    ------
    StaleResultError
        Equations, tables, theories or strategies changed since it was made.
    """
    return REPORT.load()
