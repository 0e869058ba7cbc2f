"""Strategies compared on the same futures, theory by theory and with the reader's weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.decision.baserate import BaseRate
from sinews.decision.bridge import Futures
from sinews.decision.ending import Ending, end_war, hazard_ratio
from sinews.decision.hypothesis import Hypothesis
from sinews.decision.paired import PairedDifferences, compare_paired
from sinews.decision.regret import Regret, compute_regret
from sinews.decision.termination import HYPOTHESES
from sinews.decision.termination.parameters import draw_thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is compared: larger is better when `sign` is 1, smaller when it is -1."""

    id: str
    label: str
    unit: str
    sign: int


OUTCOMES: Final[tuple[Measured, ...]] = (
    Measured(id="chance_of_end", label="chance of an end within the horizon", unit="share", sign=1),
    Measured(
        id="chance_not_russian",
        label="chance of an end that is not on Russian terms",
        unit="share",
        sign=1,
    ),
    Measured(
        id="ground_km2",
        label="net Russian ground when the war ends or at the horizon",
        unit="km2",
        sign=-1,
    ),
    Measured(
        id="casualties_ua_k",
        label="Ukrainian casualties until the end or the horizon",
        unit="thousand",
        sign=-1,
    ),
)
"""No single utility is formed: a reader who wants one must say what each is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Outcomes of every strategy under every theory on the same futures.

    Attributes
    ----------
    strategies, theories
        Names of the axes.
    values
        Outcome id to values of shape (n_theories, n_strategies, n_futures).
    anchors
        Theory to the mean hazard ratio that was divided out; 1 when raw.
    mean_hazard
        Theory to its mean monthly hazard over all strategies, after anchoring.
    """

    strategies: tuple[str, ...]
    theories: tuple[str, ...]
    values: Mapping[str, FloatArray]
    anchors: Mapping[str, float]
    mean_hazard: Mapping[str, float]

    def means(self, outcome: str) -> FloatArray:
        """Return means over futures, shape (n_theories, n_strategies)."""
        return np.asarray(self.values[outcome].mean(axis=2))

    def mixture(self, outcome: str, weights: FloatArray) -> FloatArray:
        """Return the weighted outcome of every future, shape (n_futures, n_strategies)."""
        return np.asarray(np.einsum("k,ksf->fs", weights, self.values[outcome]))

    def differences(self, outcome: str, baseline: str, theory: str) -> PairedDifferences:
        """Return paired differences of all strategies to a baseline under one theory."""
        k, b = self.theories.index(theory), self.strategies.index(baseline)
        v = self.values[outcome][k]
        return compare_paired((v - v[b]).T)

    def mixed_differences(
        self, outcome: str, baseline: str, weights: FloatArray
    ) -> PairedDifferences:
        """Return paired differences with the reader's weights."""
        mixed = self.mixture(outcome, weights)
        return compare_paired(mixed - mixed[:, [self.strategies.index(baseline)]])

    def regret(self, outcome: Measured, weights: FloatArray) -> Regret:
        """Return the regret of every strategy on one outcome."""
        return compute_regret(
            outcome.sign * self.mixture(outcome.id, weights), outcome.sign * self.means(outcome.id)
        )


def compare_strategies(
    futures: Futures,
    base: BaseRate,
    *,
    n_futures: int,
    seed: int,
    anchored: bool = False,
    hypotheses: Sequence[Hypothesis] = tuple(HYPOTHESES),
) -> Comparison:
    """Return outcomes under every theory, the ending integrated over its hazard.

    Parameters
    ----------
    n_futures
        Futures that were run, kept or not: thresholds belong to futures by their index.
    anchored
        True to scale every theory to the same mean hazard over all strategies; the direction of
        what theories learn from a continuing war depends on this choice, so both are shown.
    """
    ids = tuple(futures.states)
    hazard = base.draw_hazard(n_futures, seed)[futures.kept]
    terms = base.draw_terms(n_futures, seed)[futures.kept]
    values: dict[str, list[list[FloatArray]]] = {o.id: [] for o in OUTCOMES}
    anchors, mean_hazard = {}, {}
    for h in hypotheses:
        drawn = draw_thresholds(h.id, n_futures, seed)
        p = {k: v[futures.kept] for k, v in drawn.items()}
        ratios = [hazard_ratio(h, futures.states[s], p) for s in ids]
        anchors[h.id] = float(np.mean(ratios)) if anchored else 1.0
        endings = [
            end_war(
                h,
                futures.states[s],
                p,
                base_hazard=hazard,
                base_terms=terms,
                anchor=anchors[h.id],
            )
            for s in ids
        ]
        mean_hazard[h.id] = float(
            np.mean([(1 - np.exp(-hazard * r / anchors[h.id])).mean() for r in ratios])
        )
        for o in OUTCOMES:
            rows = [_measure(o.id, e, futures, s) for s, e in zip(ids, endings, strict=True)]
            values[o.id].append(rows)
    return Comparison(
        strategies=ids,
        theories=tuple(h.id for h in hypotheses),
        values={o: np.array(v) for o, v in values.items()},
        anchors=anchors,
        mean_hazard=mean_hazard,
    )


def _measure(outcome: str, ending: Ending, futures: Futures, strategy: str) -> FloatArray:
    n_months = ending.density.shape[1]
    match outcome:
        case "chance_of_end":
            return ending.chance_by(n_months)
        case "chance_not_russian":
            return np.asarray(ending.chance_of_terms(n_months)[:, 1:].sum(axis=1))
        case "ground_km2":
            return ending.expect(futures.ground[strategy])
        case _:
            return ending.expect(futures.casualties_ua[strategy])
