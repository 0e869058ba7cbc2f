"""One comparison from end to end: run, integrate the ending, compare, and say it in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinews.campaign.ensemble import run_strategies
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.core.sensitivity import VarianceShares
from sinews.data.evidence import Evidence
from sinews.decision.baserate import compute_base_rate
from sinews.decision.breakpoints import turn_weights
from sinews.decision.bridge import build_futures
from sinews.decision.compare import OUTCOMES, Comparison, Measured, compare_strategies
from sinews.decision.grades import Setting, assumed_share, split_comparison
from sinews.decision.termination import HYPOTHESES
from sinews.decision.wording import Contrast, describe_base_rate, describe_contrast
from sinews.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is compared, and how.

    Attributes
    ----------
    strategies
        The first is the baseline.
    start
        Month from which the war can end.
    weights
        In the order of the hypotheses, summing to one.
    uniform
        Positions of draws to use instead of the matched ones, (n_draws, n_parameters).
    """

    strategies: Sequence[Strategy]
    futures: int
    seed: int
    until: date
    start: date
    weights: FloatArray
    anchored: bool = False
    split_draws: int = 1024
    uniform: FloatArray | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A comparison with what is needed to print it; `kept` are the futures it counts."""

    question: Question
    comparison: Comparison
    study: str
    kept: NDArray[np.intp]
    dropped: float
    base_rate: tuple[float, float, float]
    shares: Mapping[str, Mapping[str, VarianceShares]] = field(default_factory=dict)

    @property
    def baseline(self) -> str:
        """Id of the first strategy."""
        return self.question.strategies[0].id

    def contrast(self, strategy: Strategy, outcome: Measured) -> Contrast:
        """Return one strategy against the baseline, larger meaning better."""
        c, base = self.comparison, self.question.strategies[0]
        i = c.strategies.index(strategy.id)
        weights = self.question.weights
        per_theory, means = {}, []
        for h in HYPOTHESES:
            d = c.differences(outcome.id, base.id, h.id)
            ends = sorted((outcome.sign * float(d.low[i]), outcome.sign * float(d.high[i])))
            means.append(outcome.sign * float(d.mean[i]))
            per_theory[h.label] = (means[-1], ends[0], ends[1])
        mixed = c.mixed_differences(outcome.id, base.id, weights)
        ends = sorted((outcome.sign * float(mixed.low[i]), outcome.sign * float(mixed.high[i])))
        better = float(mixed.share_better[i])
        turn = turn_weights(np.array(means), weights)
        split = self.shares.get(strategy.id, {}).get(outcome.id)
        return Contrast(
            a=strategy.label,
            b=base.label,
            outcome=outcome.label,
            unit=outcome.unit,
            futures=self.question.futures,
            grade="assumed",
            per_theory=per_theory,
            mixed=(outcome.sign * float(mixed.mean[i]), ends[0], ends[1]),
            share_better=better if outcome.sign > 0 else 1 - better,
            assumed_share=1.0 if split is None else assumed_share(split),
            assumptions=_largest(split),
            turn=None if turn is None else turn.moved,
            weights=dict(zip(HYPOTHESES.ids, map(float, weights), strict=True)),
        )

    def sentences(self) -> list[str]:
        """Return the generated text of every strategy on every outcome."""
        return [self.describe(s, o) for o in OUTCOMES for s in self.question.strategies[1:]]

    def describe(self, strategy: Strategy, outcome: Measured) -> str:
        """Return the text of one strategy on one outcome; a chance of an end has its base rate."""
        text = describe_contrast(self.contrast(strategy, outcome))
        if not outcome.id.startswith("chance"):
            return text
        return f"{text} {describe_base_rate(self.base_rate)}"

    def to_json(self) -> dict[str, Any]:
        """Return the record that the command prints."""
        return {
            "baseline": self.baseline,
            "grade": "assumed",
            "base_rate_month": dict(zip(("low", "mean", "high"), self.base_rate, strict=True)),
            "dropped": self.dropped,
            "anchored": self.question.anchored,
            "mean_hazard": dict(self.comparison.mean_hazard),
            "weights": dict(zip(HYPOTHESES.ids, map(float, self.question.weights), strict=True)),
            "outcomes": [self._outcome(o) for o in OUTCOMES],
            "text": self.sentences(),
            "run": {
                "study": self.study,
                "seed": self.question.seed,
                "futures": self.question.futures,
                "until": self.question.until.isoformat(),
                "start": self.question.start.isoformat(),
            },
        }

    def _outcome(self, o: Measured) -> dict[str, Any]:
        c, weights = self.comparison, self.question.weights
        regret = c.regret(o, weights)
        mixed = c.mixed_differences(o.id, self.baseline, weights)
        means = c.means(o.id)
        by_theory = {h: c.differences(o.id, self.baseline, h) for h in c.theories}
        return {
            "id": o.id,
            "label": o.label,
            "unit": o.unit,
            "better": "more" if o.sign > 0 else "less",
            "strategies": [
                {
                    "id": s,
                    "per_theory": {
                        h: {
                            "mean": float(means[k, i]),
                            "difference": _interval(by_theory[h], i),
                        }
                        for k, h in enumerate(c.theories)
                    },
                    "mixture": {
                        "mean": float(weights @ means[:, i]),
                        "difference": _interval(mixed, i),
                    },
                    "regret": {
                        "expected": float(regret.expected[i]),
                        "q90": float(regret.q90[i]),
                        "q95": float(regret.q95[i]),
                        "over_theories": float(regret.over_theories[i]),
                    },
                    "shares": _shares(self.shares.get(s, {}).get(o.id)),
                }
                for i, s in enumerate(c.strategies)
            ],
        }


def _interval(d: Any, i: int) -> dict[str, float]:  # noqa: ANN401
    return {
        "mean": float(d.mean[i]),
        "low": float(d.low[i]),
        "high": float(d.high[i]),
        "share_positive": float(d.share_better[i]),
    }


def _shares(split: VarianceShares | None) -> dict[str, Any] | None:
    if split is None:
        return None
    return {"closed": dict(split.closed), "total": dict(split.total)}


def _largest(split: VarianceShares | None) -> tuple[str, ...]:
    if split is None:
        return ("the share was not computed, so it is taken as all",)
    names = {"assumed": "channels of the model", "theory": "thresholds of the theories"}
    ranked = sorted(names, key=lambda g: -split.total.get(g, 0.0))
    return tuple(f"{names[g]} ({100 * split.total.get(g, 0.0):.0f} %)" for g in ranked)


def answer(evidence: Evidence, question: Question, *, split: bool = False) -> Answer:
    """Run and compare the strategies of a question.

    Parameters
    ----------
    split
        True to compute how much of each difference rests on assumptions (several times the work);
        without it everything is taken to rest on them.

    Raises
    ------
    UsageError
        Fewer than two strategies, or one twice.
    """
    ids = [s.id for s in question.strategies]
    if len(ids) < 2 or len(set(ids)) != len(ids):
        raise UsageError("Name at least two different strategies; the first is the baseline.")
    base = compute_base_rate(evidence.frame("wars"))
    ensemble = run_strategies(
        evidence,
        question.strategies,
        futures=question.futures,
        seed=question.seed,
        until=question.until,
        uniform=question.uniform,
    )
    futures = build_futures(ensemble, start=question.start, seed=question.seed)
    comparison = compare_strategies(
        futures, base, n_futures=question.futures, seed=question.seed, anchored=question.anchored
    )
    setting = Setting(
        evidence=evidence,
        base=base,
        until=question.until,
        start=question.start,
        weights=question.weights,
    )
    first = question.strategies[0]
    shares = {
        s.id: split_comparison(setting, s, first, n_draws=question.split_draws, seed=question.seed)
        for s in question.strategies[1:]
        if split
    }
    return Answer(
        question=question,
        comparison=comparison,
        study=ensemble.study.id,
        kept=futures.kept,
        dropped=futures.dropped,
        base_rate=base.hazard(),
        shares=shares,
    )
