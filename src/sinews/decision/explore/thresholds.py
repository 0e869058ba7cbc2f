"""What would have to be true: where along each elasticity the order of two strategies flips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from sinews.campaign.elasticities import Elasticity, list_elasticities, narrow
from sinews.campaign.run.paths import Account
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.decision.integrate.evaluate import AS_THEY_ARE, Block, Evaluator
from sinews.decision.integrate.outcomes import OUTCOMES, Measured
from sinews.decision.theories import HYPOTHESES

FUTURES: Final = 128
"""Futures that thresholds are computed on: the middle of the rest, not their spread, decides."""
QUICK_FUTURES: Final = 32
AT_ONCE: Final = 1024
"""Futures times sets of elasticities that are followed together."""
STEPS: Final = 5
QUICK_STEPS: Final = 3
MAP_STEPS: Final = 5
WEIGHTED: Final = "weighted"
"""Theory id of the mixture with the reader's weights."""
THEORIES: Final = (*HYPOTHESES.ids, WEIGHTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Where along one elasticity the mean difference of two strategies changes its sign.

    Attributes
    ----------
    value
        The first such value, others at their middle; None where the sign stays.
    worst
        The same with the others at whichever end of their ranges helps strategy b most.
    worst_above
        Whether a is ahead above `worst`.
    at_low, at_high
        Difference at the ends of the range, larger being better for a.
    ahead
        Share of the published range in which a is ahead, others at their middle.
    ahead_worst
        The same with the others at the ends that help b most; None where it was not computed.
    """

    elasticity: Elasticity
    theory: str
    value: float | None
    worst: float | None
    worst_above: bool
    at_low: float
    at_high: float
    ahead: float
    ahead_worst: float | None

    @property
    def moved(self) -> float:
        """How far the elasticity moves the difference over its range."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWayMap:
    """The difference over two elasticities, others at their middle.

    Attributes
    ----------
    differences
        Larger is better for a, (n_rows, n_columns).
    """

    row: str
    column: str
    rows: tuple[float, ...]
    columns: tuple[float, ...]
    differences: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """All thresholds of two strategies on one outcome.

    Attributes
    ----------
    middle
        Theory to the difference with every elasticity at its middle, larger being better for a.
    found
        One an elasticity and theory.
    maps
        Two-way maps of the two elasticities that matter most, averaged with the weights.
    """

    a: Strategy
    b: Strategy
    outcome: Measured
    middle: Mapping[str, float]
    found: tuple[Threshold, ...]
    maps: tuple[TwoWayMap, ...]

    def of_theory(self, theory: str) -> tuple[Threshold, ...]:
        """Return the thresholds under one theory, what moves the difference most first."""
        chosen = [t for t in self.found if t.theory == theory]
        return tuple(sorted(chosen, key=lambda t: -t.moved))

    def deciding(self) -> tuple[Threshold, ...]:
        """Return thresholds within their range, with the reader's weights, by movement."""
        return tuple(t for t in self.of_theory(WEIGHTED) if t.value is not None)


@dataclass(frozen=True, kw_only=True)
class _Contest:
    """Two strategies on one block, run once: elasticities change the formula alone."""

    block: Block
    pair: tuple[Strategy, Strategy]
    accounts: tuple[Account, Account]
    weights: FloatArray
    known: Mapping[str, Elasticity]

    def compare(self, given: Sequence[Mapping[str, float]]) -> FloatArray:
        """Return mean differences, larger better for a, (n_given, n_outcomes, n_theories + 1)."""
        n = self.block.draws.front.size
        step = max(1, AT_ONCE // n)
        return np.concatenate(
            [self._compare(given[i : i + step], n) for i in range(0, len(given), step)]
        )

    def _compare(self, given: Sequence[Mapping[str, float]], n: int) -> FloatArray:
        ends = [self._follow(given, i) for i in (0, 1)]
        k = len(HYPOTHESES)
        found = np.stack(
            [
                o.sign * (ends[0][o.id] - ends[1][o.id]).reshape(k, len(given), n).mean(axis=2).T
                for o in OUTCOMES
            ],
            axis=1,
        )
        return np.concatenate([found, found @ self.weights[:, None]], axis=2)

    def _follow(self, given: Sequence[Mapping[str, float]], i: int) -> Mapping[str, FloatArray]:
        if not self.pair[i].settings:
            # no elasticity moves the base path
            return {o: np.tile(v, len(given)) for o, v in self._base.items()}
        effects = {k: np.array([g.get(k, e.mode) for g in given]) for k, e in self.known.items()}
        block = self.block.repeat(effects)
        rows = np.tile(np.arange(self.block.draws.front.size), len(given))
        return self._end(block, self.accounts[i].select(rows))

    def _end(self, block: Block, account: Account) -> Mapping[str, FloatArray]:
        found = block.integrate(block.follow(block.join(account)), AS_THEY_ARE).values
        return {o.id: found[o.id] for o in OUTCOMES}

    @cached_property
    def _base(self) -> Mapping[str, FloatArray]:
        block = self.block.repeat({k: np.array([e.mode]) for k, e in self.known.items()})
        return self._end(block, block.base)


def find_thresholds(
    whole: Evaluator,
    pair: tuple[Strategy, Strategy],
    outcomes: Sequence[Measured],
    weights: FloatArray,
    *,
    quick: bool = False,
) -> tuple[Thresholds, ...]:
    """Return where the order of two strategies flips along each elasticity, outcome by outcome.

    Parameters
    ----------
    whole
        Thresholds are computed on its first futures. Each elasticity runs over its published
        range; the others stand at the middle, or the ends, of the reader's ranges.
    quick
        True for a coarser grid on fewer futures, without worst cases and maps.
    """
    contest = _open(whole, pair, weights, QUICK_FUTURES if quick else FUTURES)
    steps = QUICK_STEPS if quick else STEPS
    own = list_elasticities()
    grids = {e.id: np.linspace(e.low, e.high, steps) for e in own}
    given = [{e.id: float(v)} for e in own for v in grids[e.id]]
    runs = contest.compare([*given, {}])
    shaped = np.moveaxis(runs[:-1].reshape(len(own), steps, *runs.shape[1:]), 1, -1)
    along, middle = dict(zip(grids, shaped, strict=True)), runs[-1]
    found = []
    for o in outcomes:
        i = [x.id for x in OUTCOMES].index(o.id)
        curves = {k: v[i] for k, v in along.items()}
        hard = {} if quick else _worst(contest, grids, curves, i)
        rows = [
            _read(e, h, grids[e.id], curves[e.id][k], hard.get(e.id))
            for e in own
            for k, h in enumerate(THEORIES)
        ]
        thresholds = Thresholds(
            a=pair[0],
            b=pair[1],
            outcome=o,
            middle=dict(zip(THEORIES, map(float, middle[i]), strict=True)),
            found=tuple(rows),
            maps=(),
        )
        maps = () if quick else (_draw_map(contest, thresholds, i),)
        found.append(replace(thresholds, maps=maps))
    return tuple(found)


def _open(
    whole: Evaluator, pair: tuple[Strategy, Strategy], weights: FloatArray, futures: int
) -> _Contest:
    block = whole.open_block(0, futures=futures)
    return _Contest(
        block=block,
        pair=pair,
        accounts=(block.account(pair[0]), block.account(pair[1])),
        weights=weights,
        known=narrow(whole.setting.ranges),
    )


def _worst(
    contest: _Contest,
    grids: Mapping[str, FloatArray],
    curves: Mapping[str, FloatArray],
    outcome: int,
) -> Mapping[str, FloatArray]:
    """Return weighted differences along each elasticity, the others at the ends that help b most.

    Parameters
    ----------
    curves
        Differences with the others at their middle, (n_theories + 1, n_steps) each.
    """
    known = contest.known
    ends = {k: known[k].low if c[-1, 0] <= c[-1, -1] else known[k].high for k, c in curves.items()}
    given = [{**ends, k: float(v)} for k, grid in grids.items() for v in grid]
    found = contest.compare(given)[:, outcome, -1].reshape(len(grids), -1)
    return dict(zip(grids, found, strict=True))


def find_root(grid: FloatArray, values: FloatArray) -> float | None:
    """Return where a curve on a rising grid first changes its sign, by interpolation, or None."""
    turns = np.flatnonzero(np.sign(values[:-1]) * np.sign(values[1:]) < 0)
    if turns.size == 0:
        return None
    i = int(turns[0])
    step = values[i] / (values[i] - values[i + 1])
    return float(grid[i] + step * (grid[i + 1] - grid[i]))


def share_ahead(values: FloatArray) -> float:
    """Return the share of an even grid over which a curve is above zero, by interpolation."""
    left, right = values[:-1], values[1:]
    low, high = np.minimum(left, right), np.maximum(left, right)
    width = np.where(high > low, high - low, 1.0)
    crossing = np.clip(high / width, 0.0, 1.0)
    part = np.where(low > 0, 1.0, np.where(high <= 0, 0.0, crossing))
    return float(part.mean())


def _read(
    e: Elasticity, theory: str, grid: FloatArray, along: FloatArray, hard: FloatArray | None
) -> Threshold:
    worst = None if hard is None or theory != WEIGHTED else hard
    return Threshold(
        elasticity=e,
        theory=theory,
        value=find_root(grid, along),
        worst=None if worst is None else find_root(grid, worst),
        worst_above=worst is not None and bool(worst[-1] > worst[0]),
        at_low=float(along[0]),
        at_high=float(along[-1]),
        ahead=share_ahead(along),
        ahead_worst=None if worst is None else share_ahead(worst),
    )


def _draw_map(contest: _Contest, found: Thresholds, outcome: int) -> TwoWayMap:
    """Return the map of the two elasticities that move the weighted difference most."""
    first, second = (t.elasticity for t in found.of_theory(WEIGHTED)[:2])
    rows, columns = (np.linspace(e.low, e.high, MAP_STEPS) for e in (first, second))
    given = [{first.id: float(x), second.id: float(y)} for x in rows for y in columns]
    cells = contest.compare(given)[:, outcome, -1].reshape(MAP_STEPS, MAP_STEPS)
    return TwoWayMap(
        row=first.id,
        column=second.id,
        rows=tuple(map(float, rows)),
        columns=tuple(map(float, columns)),
        differences=cells,
    )
