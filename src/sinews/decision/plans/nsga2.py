"""Plans that none beats on cost, regret and months of war together, by NSGA-II."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np

from sinews.campaign.strategy import Strategy
from sinews.core.estimate import FloatArray
from sinews.core.rng import stream
from sinews.decision.plans.plan import (
    Frame,
    even_plan,
    read_plan,
    write_plan,
)
from sinews.decision.plans.plan_scoring import Ahead, Scored
from sinews.decision.plans.search_state import SearchState
from sinews.decision.theories import HYPOTHESES
from sinews.engine.run.executors import share
from sinews.errors import UsageError

OBJECTIVES: Final = ("cost", "regret", "months")
_WORKERS: Final = 2
N_THEORIES: Final = len(HYPOTHESES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breeding:
    """How much is tried: plans a generation, generations, seed."""

    population: int
    generations: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One plan with its objectives.

    Attributes
    ----------
    cost
        Expected military allocations of all donors until the end or the horizon, EUR bn.
    regret
        Largest loss of the mean outcome under any theory to the best of the first generation.
    months
        Expected months of war to come, at most those of the horizon.
    gain
        Mean gain on the outcome over the base path with the reader's weights.
    gains
        The same under each theory, (k,).
    """

    plan: Strategy
    binding: tuple[str, ...]
    cost: float
    regret: float
    months: float
    gain: float
    gains: FloatArray


@dataclass(frozen=True, kw_only=True)
class Scorer:
    """Scores a plan as gains over the base path on common futures."""

    ahead: Ahead
    weights: FloatArray
    reference: Scored

    def score(self, plan: Strategy) -> tuple[float, ...]:
        """Return gains under each theory, cost and months."""
        scored = self.ahead.score(plan)
        gain = self.ahead.outcome.sign * (scored.values - self.reference.values)
        gains = gain.mean(axis=1).tolist()
        cost, months = self.weights @ scored.cost, self.weights @ scored.months
        return (*gains, float(cost), float(months))


@dataclass(frozen=True, kw_only=True)
class Race:
    """Scores plans, each plan once.

    Attributes
    ----------
    shared
        The scorer, or what stands for it in calls through the executor.
    """

    shared: Scorer
    frame: Frame
    weights: FloatArray
    state: SearchState
    executor: Executor | None

    def score(self, points: FloatArray) -> FloatArray:
        """Return gains under each theory, cost and months of every plan, (n_points, k + 2)."""
        plans = [read_plan(p, self.frame)[0] for p in points]
        keys = [sha256(write_plan(p).encode()).hexdigest() for p in plans]
        new = {k: p for k, p in zip(keys, plans, strict=True) if k not in self.state}
        held = nullcontext(self.executor) if self.executor else ThreadPoolExecutor(_WORKERS)
        with held as pool:
            rows = list(pool.map(Scorer.score, [self.shared] * len(new), new.values()))
        if new:
            self.state.add(dict(zip(new, rows, strict=True)))
        return np.array([self.state[k] for k in keys])

    def read(self, points: FloatArray, best: FloatArray) -> tuple[Point, ...]:
        """Return points with their objectives; regret is to the best mean under each theory."""
        found = []
        for p, row in zip(points, self.score(points), strict=True):
            plan, binding = read_plan(p, self.frame)
            gains = row[:N_THEORIES]
            found.append(
                Point(
                    plan=plan,
                    binding=binding,
                    cost=float(row[N_THEORIES]),
                    regret=float((best - gains).max()),
                    months=float(row[N_THEORIES + 1]),
                    gain=float(self.weights @ gains),
                    gains=gains,
                )
            )
        return tuple(found)


def open_race(
    ahead: Ahead,
    frame: Frame,
    weights: FloatArray,
    state: SearchState,
    executor: Executor | None = None,
) -> Race:
    """Return what scores plans, with the scores of an earlier call for the same question.

    Raises
    ------
    UsageError
        The state belongs to another search.
    """
    base = Strategy(
        id="base", label="Base path", rationale="-", proponents=(), sources=(), settings={}
    )
    run = ahead.whole.setting.name_run([ahead.baseline])
    key = [run, ahead.outcome.id, ahead.whole.span.counted[0], frame.budget, weights.tolist()]
    state.open(sha256(repr(key).encode()).hexdigest())
    scorer = Scorer(ahead=ahead, weights=weights, reference=ahead.score(base))
    shared = share(executor, scorer) if executor else scorer
    return Race(shared=shared, frame=frame, weights=weights, state=state, executor=executor)


def breed(
    race: Race, breeding: Breeding, on_generation: Callable[[str], None] = lambda _: None
) -> tuple[FloatArray, FloatArray]:
    """Return the plans that none of those tried beats on cost, regret and months together.

    Returns
    -------
    points
        Shares of the plans of the front, (n_front, n_shares), cheapest first.
    best
        Best mean gain under each theory in the first generation, (k,): what regret is measured to.

    Raises
    ------
    UsageError
        The optional package pymoo is missing.

    Notes
    -----
    NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002). A gene lies in [0, 1]; genes of a simplex
    are divided by their sum, so every plan keeps to the budget by construction.
    """
    try:
        from pymoo.algorithms.moo.nsga2 import NSGA2
        from pymoo.core.problem import Problem
        from pymoo.optimize import minimize
    except ImportError as error:
        raise UsageError("The search needs pymoo: pip install 'sinews[explore]'.") from error

    blocks = race.frame.blocks
    first = first_genes(race.frame, breeding)
    start = race.score(to_shares(first, blocks))[:, :N_THEORIES]
    best = start.max(axis=0)

    class Plans(Problem):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(n_var=sum(blocks), n_obj=len(OBJECTIVES), xl=0.0, xu=1.0)

        def _evaluate(
            self, x: FloatArray, out: dict[str, object], *_: object, **__: object
        ) -> None:
            out["F"] = to_objectives(race.score(to_shares(x, blocks)), best)
            on_generation(f"{len(race.state)} plans")

    algorithm = NSGA2(pop_size=breeding.population, sampling=first)
    result = minimize(
        Plans(), algorithm, ("n_gen", breeding.generations), seed=breeding.seed, verbose=False
    )
    order = np.argsort(result.F[:, 0], kind="stable")
    return to_shares(result.X[order], blocks), best


def first_genes(frame: Frame, breeding: Breeding) -> FloatArray:
    """Return the first generation: the even plan, nothing spent, and Dirichlet draws."""
    rng = stream(breeding.seed, "decision.front")
    n = max(breeding.population - 2, 0)
    drawn = np.hstack([rng.dirichlet(np.ones(size), size=n) for size in frame.blocks])
    even = even_plan(frame)
    idle = even.copy()
    money = frame.blocks[0]
    idle[:, : money - 1], idle[:, money - 1] = 0.0, 1.0
    return np.vstack([even, idle, drawn])[: breeding.population]


def to_shares(genes: FloatArray, blocks: tuple[int, ...]) -> FloatArray:
    """Return genes with each block divided by its sum; a block of zeros becomes even."""
    parts, first = [], 0
    for size in blocks:
        block = genes[:, first : first + size]
        total = block.sum(axis=1, keepdims=True)
        parts.append(np.where(total > 0, block / np.where(total > 0, total, 1), 1 / size))
        first += size
    return np.hstack(parts)


def to_objectives(rows: FloatArray, best: FloatArray) -> FloatArray:
    """Return cost, regret and months to be made small, (n_points, 3)."""
    gains = rows[:, :N_THEORIES]
    return np.column_stack(
        [rows[:, N_THEORIES], (best - gains).max(axis=1), rows[:, N_THEORIES + 1]]
    )
