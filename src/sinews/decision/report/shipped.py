"""The shipped comparison of all strategies: made by one command, marked when its inputs changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from sinews.campaign.matching.draws import digest_inputs
from sinews.campaign.strategy import shipped_strategies
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.argument import judge_argument
from sinews.decision.compare.argument import to_json as judge_to_json
from sinews.decision.compare.comparison import Comparison
from sinews.decision.compare.study import Question, answer
from sinews.decision.integrate.outcomes import OUTCOMES
from sinews.decision.report.record import to_record
from sinews.decision.theories.weights import read_weights

BASELINE: Final = "actual_2024_2026"
START: Final = date(2024, 3, 1)
_PACKAGES: Final = {
    "sinews.campaign": ("matched.parquet",),
    "sinews.decision": ("compare/argument.toml", "theories/parameters.csv"),
    "sinews.data": ("reference/support_monthly.parquet", "reference/wars.parquet"),
}
_DIGITS: Final = 5


def digest_report() -> str:
    """Return the sha256 over the equations, tables, draws and strategies behind the report."""
    digest = sha256(digest_inputs().encode())
    for package, names in _PACKAGES.items():
        for name in names:
            digest.update((files(package) / name).read_bytes())
    for strategy in shipped_strategies():
        digest.update((files("sinews.campaign") / f"strategies/{strategy.id}.toml").read_bytes())
    return digest.hexdigest()


def make_report(
    evidence: Evidence, *, futures: int, split_draws: int, seed: int, until: date
) -> dict[str, Any]:
    """Return the comparison of all shipped strategies with the actual path, ready to ship.

    Parameters
    ----------
    split_draws
        Prior draws of the variance split; fourteen times as many runs a strategy.
    """
    strategies = sorted(shipped_strategies(), key=lambda s: s.id != BASELINE)
    question = Question(
        strategies=strategies,
        futures=futures,
        seed=seed,
        until=until,
        start=START,
        weights=read_weights([]),
        split_draws=split_draws,
    )
    found = answer(evidence, question, split=True)
    record = {
        "inputs": digest_report(),
        "labels": {s.id: s.label for s in strategies},
        **to_record(found),
        "regret": _regret(found.comparison),
        "argument": judge_to_json(judge_argument(found.comparison)),
    }
    rounded: dict[str, Any] = _round(record)
    return rounded


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
        As `sinews strategy compare --json` prints it, with ``regret`` and ``argument``.
    fresh
        False when equations, tables, draws or strategies changed since it was made.
    """

    record: Mapping[str, Any]
    fresh: bool

    def outcome(self, id: str) -> Mapping[str, Any]:
        """Return one outcome of the record."""
        return next(o for o in self.record["outcomes"] if o["id"] == id)

    def label(self, strategy: str) -> str:
        """Return the name of a strategy."""
        name: str = self.record["labels"][strategy]
        return name


@cache
def load_report() -> Report:
    """Return the shipped comparison, marked when it is older than its inputs."""
    text = (files("sinews.decision.report") / "report.json").read_text(encoding="utf-8")
    record: Mapping[str, Any] = json.loads(text)
    return Report(record=record, fresh=record["inputs"] == digest_report())
