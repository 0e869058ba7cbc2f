"""The core argument of the article as contrasts: what holds in the model, under which theory."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from sinews.campaign.strategy import shipped_strategies
from sinews.decision.compare.comparison import Comparison
from sinews.decision.compare.study import say_interval
from sinews.decision.explore.breakpoints import turn_weights
from sinews.decision.integrate.outcomes import find_outcome
from sinews.decision.report.sentences import format_to_interval
from sinews.decision.report.shape import StatementCells
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.weights import read_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One causal statement: strategy a is expected to do better than b on the outcome.

    Attributes
    ----------
    if_true
        The condition under which it holds, for the sentence "this holds if ...".
    """

    id: str
    claim: str
    a: str
    b: str
    outcome: str
    if_true: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A statement with what the model gives under each theory.

    Attributes
    ----------
    per_theory
        Theory to (difference, low, high), larger meaning that the statement holds; 90 %
        simultaneous intervals of the paired difference.
    turn
        Weight to move from equal weights before the mixture turns; None when none turns it.
    """

    statement: Statement
    unit: str
    per_theory: dict[str, tuple[float, float, float]]
    turn: float | None

    @property
    def holds(self) -> tuple[str, ...]:
        """Theories under which the difference is on the side of the statement."""
        return tuple(k for k, (_, low, _) in self.per_theory.items() if low > 0)

    @property
    def fails(self) -> tuple[str, ...]:
        """Theories under which it is on the other side."""
        return tuple(k for k, (_, _, high) in self.per_theory.items() if high < 0)

    def sentence(self) -> str:
        """Return the generated sentence; it names theories and the condition, never a verdict."""
        n = len(self.per_theory)
        where = f"Under {len(self.holds)} of {n} theories the model agrees"
        if self.holds:
            sizes = [self.per_theory[k][0] for k in self.holds]
            low, high = (format_to_interval(v, 0, max(sizes)) for v in (min(sizes), max(sizes)))
            size = low if low == high else f"{low} to {high}"
            where += f", by {size} {self.unit} on average over futures"
        if self.fails:
            where += f", under {len(self.fails)} it gives the opposite"
        return f"{where}. If the model is right, this holds if {self.statement.if_true} (assumed)."


@cache
def load_statements() -> tuple[Statement, ...]:
    """Return the statements of argument.toml.

    Raises
    ------
    UnknownNameError
        A statement names a strategy or an outcome that does not exist.
    """
    text = (files("sinews.decision.compare") / "argument.toml").read_text(encoding="utf-8")
    found = tuple(Statement(**s) for s in tomllib.loads(text)["statement"])
    for s in found:
        for strategy in (s.a, s.b):
            shipped_strategies()[strategy]
        find_outcome(s.outcome)
    return found


def list_strategies() -> tuple[str, ...]:
    """Return the ids of all strategies that the statements compare, each once."""
    named = [x for s in load_statements() for x in (s.b, s.a)]
    return tuple(dict.fromkeys(named))


def judge_argument(comparison: Comparison) -> tuple[Judged, ...]:
    """Return every statement judged on one comparison that holds all their strategies."""
    return tuple(_judge(s, comparison) for s in load_statements())


def _judge(s: Statement, c: Comparison) -> Judged:
    outcome, i = find_outcome(s.outcome), c.strategies.index(s.a)
    per_theory = {
        HYPOTHESES[h].label: say_interval(c.differences(s.outcome, s.b, h), i, outcome)
        for h in c.theories
    }
    means = [mean for mean, _, _ in per_theory.values()]
    turn = turn_weights(np.array(means), read_weights([]))
    return Judged(
        statement=s,
        unit=outcome.spoken,
        per_theory=per_theory,
        turn=None if turn is None else turn.moved,
    )


def to_json(judged: Sequence[Judged]) -> list[StatementCells]:
    """Return the records that the command prints."""
    return [
        {
            "id": j.statement.id,
            "claim": j.statement.claim,
            "a": j.statement.a,
            "b": j.statement.b,
            "outcome": j.statement.outcome,
            "unit": j.unit,
            "grade": "assumed",
            "per_theory": {
                k: {"difference": {"mean": m, "low": low, "high": high}}
                for k, (m, low, high) in j.per_theory.items()
            },
            "holds_under": list(j.holds),
            "opposite_under": list(j.fails),
            "weight_to_move": j.turn,
            "text": j.sentence(),
        }
        for j in judged
    ]
