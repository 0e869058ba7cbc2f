"""One comparison from end to end: run, integrate the ending, compare, and say it in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from sinews.campaign.elasticities import Ranges
from sinews.campaign.run.setting import Setting, open_setting
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.comparison import Comparison
from sinews.decision.compare.paired import PairedDifferences
from sinews.decision.compare.variance_by_grade import Split, split_comparison
from sinews.decision.explore.breakpoints import turn_weights
from sinews.decision.integrate.evaluate import Evaluated, Evaluator, Paid, evaluate
from sinews.decision.integrate.indices import find_span
from sinews.decision.integrate.outcomes import OUTCOMES, Measured
from sinews.decision.report.sentences import Contrast, describe_base_rate, describe_contrast
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.draws import draw_theories
from sinews.decision.theories.historical_record import compute_base_rate
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
    ranges
        A reader's ranges of elasticities; the published ones where they name none.
    without
        Switches turned off.
    """

    strategies: Sequence[Strategy]
    futures: int
    seed: int
    until: date
    start: date
    weights: FloatArray
    anchored: bool = False
    split_draws: int = 1024
    ranges: Ranges = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A comparison with what is needed to print it."""

    question: Question
    evaluator: Evaluator
    evaluated: Evaluated
    study: str
    base_rate: tuple[float, float, float]
    shares: Mapping[str, Mapping[str, Split]] = field(default_factory=dict)

    @property
    def comparison(self) -> Comparison:
        """The comparison with the anchoring that the question asks for."""
        return self.evaluated.anchored if self.question.anchored else self.evaluated.raw

    @property
    def other(self) -> Comparison:
        """The comparison with the other anchoring."""
        return self.evaluated.raw if self.question.anchored else self.evaluated.anchored

    @property
    def horizon(self) -> int:
        """Months in which the war can end."""
        return len(self.evaluator.span.counted)

    @property
    def baseline(self) -> str:
        """Id of the first strategy."""
        return self.question.strategies[0].id

    def contrast(self, strategy: Strategy, outcome: Measured) -> Contrast:
        """Return one strategy against the baseline, larger meaning better, in spoken units."""
        c, base = self.comparison, self.question.strategies[0]
        i, weights = c.strategies.index(strategy.id), self.question.weights
        per_theory = {
            h.label: say_interval(c.differences(outcome.id, base.id, h.id), i, outcome)
            for h in HYPOTHESES
        }
        mixed = c.mixed_differences(outcome.id, base.id, weights)
        other = self.other.mixed_differences(outcome.id, base.id, weights)
        better = float(mixed.share_better[i])
        turn = turn_weights(np.array([m for m, _, _ in per_theory.values()]), weights)
        split = self.shares.get(strategy.id, {}).get(outcome.id)
        return Contrast(
            a=strategy.label,
            b=base.label,
            outcome=outcome.label,
            unit=outcome.spoken,
            futures=self.question.futures,
            grade="assumed",
            per_theory=per_theory,
            mixed=say_interval(mixed, i, outcome),
            other=say_interval(other, i, outcome),
            anchored=self.question.anchored,
            share_better=better if outcome.sign > 0 else 1 - better,
            assumed_share=None if split is None else split.rests,
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


def say_interval(d: PairedDifferences, i: int, outcome: Measured) -> tuple[float, float, float]:
    """Return mean, low and high of one difference, larger meaning better, in spoken units."""
    factor = outcome.sign * outcome.scale
    low, high = sorted((factor * float(d.low[i]), factor * float(d.high[i])))
    return factor * float(d.mean[i]), low, high


def _largest(split: Split | None) -> tuple[str, ...]:
    if split is None:
        return ()
    names = {"assumed": "channels of the model", "theory": "thresholds of the theories"}
    ranked = sorted(names, key=lambda g: -split.groups.total[g])
    return tuple(f"{names[g]} ({100 * split.groups.total[g]:.0f} %)" for g in ranked)


def open_evaluator(evidence: Evidence, question: Question) -> Evaluator:
    """Return what runs and integrates the strategies of a question."""
    q = question
    setting = open_setting(
        evidence,
        futures=q.futures,
        seed=q.seed,
        until=q.until,
        ranges=q.ranges,
        without=q.without,
    )
    return build_evaluator(evidence, setting, q.start)


def build_evaluator(evidence: Evidence, setting: Setting, start: date) -> Evaluator:
    """Return what runs and integrates strategies in a setting, the war ending from `start` on."""
    base = compute_base_rate(evidence.frame("wars"))
    return Evaluator(
        setting=setting,
        span=find_span(setting.months, start),
        theories=draw_theories(base, setting.futures, setting.seed),
    )


def answer(
    evidence: Evidence, question: Question, *, split: bool = False, look: Paid = lambda *_: None
) -> Answer:
    """Run and compare the strategies of a question.

    Parameters
    ----------
    split
        True to compute how much of each difference rests on assumptions (several times the work);
        without it everything is taken to rest on them.
    look
        Called with every block and strategy; what it raises ends the work.

    Raises
    ------
    UsageError
        Fewer than two strategies, or one twice.
    """
    ids = [s.id for s in question.strategies]
    if len(ids) < 2 or len(set(ids)) != len(ids):
        raise UsageError("Name at least two different strategies; the first is the baseline.")
    whole = open_evaluator(evidence, question)
    first, base = question.strategies[0], compute_base_rate(evidence.frame("wars"))
    n = question.split_draws
    shares = {
        s.id: split_comparison(evidence, whole, (first, s), question.weights, n_draws=n)
        for s in question.strategies[1:]
        if split
    }
    return Answer(
        question=question,
        evaluator=whole,
        evaluated=evaluate(whole, question.strategies, look),
        study=whole.setting.name_run(question.strategies),
        base_rate=base.hazard(),
        shares=shares,
    )
