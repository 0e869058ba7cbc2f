"""Runs and comparisons of strategies for notebooks: paired differences, never levels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from sinews.campaign.outcomes import Difference, compare_with_base
from sinews.campaign.report import CAUTION
from sinews.campaign.run.setting import open_setting
from sinews.campaign.strategy import BASELINE, find_strategy
from sinews.core.table import html_table
from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.decision.compare.study import Answer, Question, answer
from sinews.decision.theories.weights import read_weights
from sinews.surface.charts import draw_intervals

if TYPE_CHECKING:
    import polars as pl


def run(
    strategy: str,
    *,
    futures: int = 1_000,
    seed: int = 1,
    until: date = date(2028, 12, 31),
    elasticities: Mapping[str, float] | None = None,
    evidence: Evidence | None = None,
) -> "Differences":
    """Run a strategy and what was given on the same futures.

    Parameters
    ----------
    strategy
        A shipped id, for example ``full_offensive``, or the path of a TOML file.
    futures
        How many; future i is the same in any run of one seed.
    until
        Last day.
    elasticities
        Elasticity to one value in every future; the others are drawn from published ranges.

    Raises
    ------
    UnknownNameError
        No strategy or elasticity has that id; the nearest are suggested.
    """
    chosen = (find_strategy(BASELINE), find_strategy(strategy))
    setting = open_setting(
        evidence or open_evidence(),
        futures=futures,
        seed=seed,
        until=until,
        ranges={k: (v, v, v) for k, v in (elasticities or {}).items()},
    )
    return Differences(
        strategy=chosen[1].label,
        baseline=chosen[0].label,
        study=setting.name_run(chosen),
        futures=futures,
        outcomes=compare_with_base(setting, chosen[1]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """A strategy less what was given, outcome by outcome.

    Attributes
    ----------
    study
        Digest that names the run: same study, same numbers.
    """

    strategy: str
    baseline: str
    study: str
    futures: int
    outcomes: tuple[Difference, ...]

    def frame(self) -> "pl.DataFrame":
        """Return one row an outcome: outcome, label, unit, low, median, high, layer."""
        import polars as pl

        return pl.DataFrame(
            [
                {
                    "outcome": d.outcome.id,
                    "label": d.outcome.label,
                    "unit": d.outcome.unit,
                    "low": d.low,
                    "median": d.median,
                    "high": d.high,
                    "layer": d.outcome.layer,
                }
                for d in self.outcomes
            ]
        )

    def _repr_html_(self) -> str:
        rows = [
            (d.outcome.label, d.low, d.median, d.high, d.outcome.unit, d.outcome.layer)
            for d in self.outcomes
        ]
        caption = f"{self.strategy} less {self.baseline}, {self.futures:,} futures."
        table = html_table(("outcome", "5 %", "median", "95 %", "unit", "layer"), rows, caption)
        lines = [(d.outcome.label, d.low, d.median, d.high) for d in self.outcomes]
        return f"{draw_intervals(lines, own_scale=True)}{table}<p>{CAUTION}</p>"


def compare(
    *strategies: str,
    futures: int = 1_000,
    seed: int = 1,
    until: date = date(2028, 12, 31),
    weights: Mapping[str, float] | None = None,
    evidence: Evidence | None = None,
) -> "Compared":
    """Compare strategies under rival theories of how the war ends; the first is the baseline.

    Parameters
    ----------
    strategies
        Shipped ids or paths of TOML files, two or more.
    weights
        Theory id to its weight; equal where none are given.

    Raises
    ------
    UsageError
        Fewer than two strategies, or one twice.
    UnknownNameError
        No strategy or theory has that id.
    """
    question = Question(
        strategies=[find_strategy(s) for s in strategies],
        futures=futures,
        seed=seed,
        until=until,
        start=date(2024, 3, 1),
        weights=read_weights([f"{k}={v}" for k, v in (weights or {}).items()]),
    )
    return Compared(answer=answer(evidence or open_evidence(), question))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A comparison in sentences that its grade allows, and as a frame."""

    answer: Answer

    @property
    def sentences(self) -> list[str]:
        """One text for each strategy and outcome, theories before numbers."""
        return self.answer.sentences()

    def frame(self) -> "pl.DataFrame":
        """Return one row a theory, strategy and outcome: mean difference to the baseline."""
        import polars as pl

        c, rows = self.answer.comparison, []
        for outcome in c.values:
            for theory in c.theories:
                d = c.differences(outcome, self.answer.baseline, theory)
                for i, s in enumerate(c.strategies):
                    if s != self.answer.baseline:
                        ends = (float(x[i]) for x in (d.mean, d.low, d.high))
                        rows.append((outcome, theory, s, *ends))
        columns = ["outcome", "theory", "strategy", "mean", "low", "high"]
        return pl.DataFrame(rows, schema=columns, orient="row")

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{text}</p>" for text in map(escape, self.sentences))
        return f"{''.join(self._drawings())}{said}"

    def _drawings(self) -> Iterator[str]:
        """Yield one drawing an outcome: every theory and strategy less the baseline."""
        for (outcome,), part in self.frame().group_by("outcome", maintain_order=True):
            rows = [(f"{t}: {s}", low, mean, high) for _, t, s, mean, low, high in part.rows()]
            yield f"<h4>{escape(str(outcome))}</h4>{draw_intervals(rows)}"
