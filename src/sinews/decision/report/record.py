"""The record of a comparison, as commands and reports print it."""

from sinews.decision.compare.comparison import Comparison
from sinews.decision.compare.costs import describe_costs, record_prices, share_reached
from sinews.decision.compare.paired import PairedDifferences
from sinews.decision.compare.study import Answer
from sinews.decision.compare.variance_by_grade import Split
from sinews.decision.integrate.outcomes import (
    COSTS,
    MONTHS,
    OUTCOMES,
    Measured,
)
from sinews.decision.report.shape import (
    ComparisonCells,
    Gap,
    MeanCell,
    OutcomeCells,
    PlainOutcome,
    RunCells,
    ShareCells,
)
from sinews.decision.theories import HYPOTHESES


def to_record(answer: Answer) -> ComparisonCells:
    """Return a comparison as JSON: outcomes, costs and time, with both anchorings."""
    q = answer.question
    return {
        "baseline": answer.baseline,
        "grade": "assumed",
        "base_rate_month": dict(zip(("low", "mean", "high"), answer.base_rate, strict=True)),
        "anchored": q.anchored,
        "mean_hazard": dict(answer.comparison.mean_hazard),
        "anchors": dict(answer.evaluated.anchored.anchors),
        "weights": dict(zip(HYPOTHESES.ids, map(float, q.weights), strict=True)),
        "outcomes": [_outcome(answer, o) for o in OUTCOMES],
        "months_to_both": _months(answer),
        "costs": [_plain(answer, o) for o in COSTS.values()],
        "cost_per_outcome": record_prices(answer),
        "text": [*answer.sentences(), *(describe_costs(answer, s) for s in q.strategies[1:])],
        "run": describe_run(answer),
    }


def describe_run(answer: Answer) -> RunCells:
    """Return what must agree for the same numbers."""
    q = answer.question
    return {
        "study": answer.study,
        "seed": q.seed,
        "futures": q.futures,
        "until": q.until.isoformat(),
        "start": q.start.isoformat(),
        "elasticities": {k: list(v) for k, v in q.ranges.items()},
        "without": list(q.without),
    }


def _outcome(answer: Answer, o: Measured) -> OutcomeCells:
    c, weights = answer.comparison, answer.question.weights
    regret = c.regret(o, weights)
    mixed = c.mixed_differences(o.id, answer.baseline, weights)
    other = answer.other.mixed_differences(o.id, answer.baseline, weights)
    means = c.means(o.id)
    return {
        "id": o.id,
        "label": o.label,
        "unit": o.unit,
        "better": "more" if o.sign > 0 else "less",
        "strategies": [
            {
                "id": s,
                "per_theory": _by_theory(answer, c, o, i),
                "mixture": {
                    "mean": float(weights @ means[:, i]),
                    "difference": interval(mixed, i),
                },
                "other_anchoring": {
                    "per_theory": _by_theory(answer, answer.other, o, i),
                    "mixture": {"difference": interval(other, i)},
                },
                "regret": {
                    "expected": float(regret.expected[i]),
                    "q90": float(regret.q90[i]),
                    "q95": float(regret.q95[i]),
                    "over_theories": float(regret.over_theories[i]),
                },
                "shares": _shares(answer.shares.get(s, {}).get(o.id)),
            }
            for i, s in enumerate(c.strategies)
        ],
    }


def _by_theory(answer: Answer, c: Comparison, o: Measured, i: int) -> dict[str, MeanCell]:
    means = c.means(o.id)
    return {
        h: {
            "mean": float(means[k, i]),
            "difference": interval(c.differences(o.id, answer.baseline, h), i),
        }
        for k, h in enumerate(c.theories)
    }


def _plain(answer: Answer, o: Measured) -> PlainOutcome:
    c, weights = answer.comparison, answer.question.weights
    mixed = c.mixed_differences(o.id, answer.baseline, weights)
    means = weights @ c.means(o.id)
    return {
        "id": o.id,
        "label": o.label,
        "unit": o.unit,
        "strategies": [
            {"id": s, "mean": float(means[i]), "difference": interval(mixed, i)}
            for i, s in enumerate(c.strategies)
        ],
    }


def _months(answer: Answer) -> PlainOutcome:
    record = _plain(answer, MONTHS)
    for row in record["strategies"]:
        row["share_reached"] = share_reached(answer, row["id"])
    return record


def interval(d: PairedDifferences, i: int) -> Gap:
    """Return one paired difference with its simultaneous interval."""
    return {
        "mean": float(d.mean[i]),
        "low": float(d.low[i]),
        "high": float(d.high[i]),
        "share_positive": float(d.share_better[i]),
    }


def _shares(split: Split | None) -> ShareCells | None:
    if split is None:
        return None
    g = split.groups
    return {
        "closed": dict(g.closed),
        "total": dict(g.total),
        "joint": g.joint,
        "assumed_and_theory": {"closed": split.alone, "total": split.rests},
    }
