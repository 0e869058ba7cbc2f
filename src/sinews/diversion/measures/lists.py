"""Tailored measures: which goods x countries to name, and what that would cut.

The shape is that of Annex XXXIII of Regulation 833/2014: a list of goods and a list of third
countries; every named good is closed to every named country. What a list blocks is the expected
diverted value of those pairs; what it costs is the rest of their trade.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import combinations
from threading import Lock
from time import monotonic
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.errors import EstimationError, UsageError

EXACT_GOODS: Final = 60
"""Largest number of goods on a list that is solved by integer programming."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Pairs as matrices, products in rows and intermediaries in columns, euro.

    Attributes
    ----------
    diverted
        Expected diverted value.
    legitimate
        The rest of the trade.
    """

    products: tuple[str, ...]
    partners: tuple[str, ...]
    diverted: FloatArray
    legitimate: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A list of goods and countries.

    Attributes
    ----------
    blocked_eur, hit_eur
        Expected diverted value, and legitimate trade, of all pairs on the list.
    bound_eur
        No list within the budget blocks more than this.
    exact
        True where integer programming proved it the best.
    """

    goods: tuple[str, ...]
    countries: tuple[str, ...]
    blocked_eur: float
    hit_eur: float
    bound_eur: float
    exact: bool

    @property
    def per_euro(self) -> float | None:
        """Blocked value per euro of legitimate trade hit; None where nothing is hit."""
        return self.blocked_eur / self.hit_eur if self.hit_eur > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long the lists may be, and how much legitimate trade they may hit.

    Attributes
    ----------
    must
        HS6 that are on every list, whatever they block.
    """

    goods: int
    countries: int
    hit_eur: float = float("inf")
    must: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.goods < 1 or self.countries < 1:
            raise UsageError("A measure names at least one good and one country.")
        if len(self.must) > self.goods:
            raise UsageError(
                f"{len(self.must)} goods must be on the list, which names {self.goods} at most."
            )
        if not self.hit_eur >= 0:
            raise UsageError("The most legitimate trade hit is an amount in euro from 0.")


def choose_greedily(market: Market, budget: Budget) -> Measure:
    """Return a list by greedy choice for every set of countries, with an upper bound.

    For given countries, goods are taken in the order of blocked value per euro hit while the
    budget lasts, and again in the order of blocked value; the better of the two is kept (for the
    knapsack that this is, at least half of the optimum without the limit on goods). The bound is
    the fractional knapsack, the largest over all sets of countries.
    """
    best: tuple[float, tuple[int, ...], NDArray[np.intp]] = (-1.0, (), np.empty(0, dtype=np.intp))
    bound, must = 0.0, _places(market, budget.must)
    for countries in _country_sets(market, budget):
        value = market.diverted[:, countries].sum(1)
        cost = market.legitimate[:, countries].sum(1)
        bound = max(bound, _fractional_bound(value, cost, budget))
        for order in (np.argsort(-value / (cost + 1.0)), np.argsort(-value)):
            chosen = _take(order, value, cost, budget, must)
            if (total := float(value[chosen].sum())) > best[0]:
                best = (total, countries, chosen)
    return _measure(market, best[1], best[2], bound=bound, exact=False)


def choose_exactly(market: Market, budget: Budget, *, seconds: float = float("inf")) -> Measure:
    """Return the best list, by integer programming over goods for sets of countries.

    The greedy list is the first to beat; sets of countries are tried in the order of what they
    could block at most, and none is tried that cannot block more than the best list so far.

    Parameters
    ----------
    seconds
        How long the solver may take.

    Raises
    ------
    UsageError
        The list is too long for this.
    EstimationError
        The solver does not finish.
    """
    if budget.goods > EXACT_GOODS:
        raise UsageError(f"Exact choice is for up to {EXACT_GOODS} goods; leave --exact out.")
    best = choose_greedily(market, budget)
    until, must = monotonic() + seconds, _places(market, budget.must)
    sums = {
        c: (market.diverted[:, c].sum(1), market.legitimate[:, c].sum(1))
        for c in _country_sets(market, budget)
    }
    bounds = {c: _fractional_bound(value, cost, budget) for c, (value, cost) in sums.items()}
    for countries in sorted(bounds, key=bounds.__getitem__, reverse=True):
        if bounds[countries] <= best.blocked_eur:
            break
        chosen = _solve(*sums[countries], budget, must, until - monotonic())
        found = _measure(market, countries, chosen, bound=0.0, exact=True)
        if found.blocked_eur > best.blocked_eur:
            best = found
    return replace(best, bound_eur=best.blocked_eur, exact=True)


def _solve(
    value: FloatArray, cost: FloatArray, budget: Budget, must: NDArray[np.intp], seconds: float
) -> NDArray[np.intp]:
    """Return the goods that block most within a budget, for one set of countries."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows, limits = [np.ones(value.size)], [float(budget.goods)]
    if np.isfinite(budget.hit_eur):
        rows.append(cost / 1e6)
        limits.append(budget.hit_eur / 1e6)
    least = np.zeros(value.size)
    least[must] = 1.0
    options = {"mip_rel_gap": 0.0}
    if np.isfinite(seconds):
        options["time_limit"] = max(seconds, 0.01)
    with _silent_solver():
        found = milp(
            -value / 1e6,
            integrality=np.ones(value.size),
            bounds=Bounds(least, 1),
            constraints=LinearConstraint(np.vstack(rows), ub=limits),
            options=options,
        )
    if not found.success:
        raise EstimationError(
            f"The integer programme did not finish ({found.message.strip().rstrip('.')}); ask for "
            "a shorter list, or take the quick choice, whose distance from the best is bounded."
        )
    return np.flatnonzero((found.x > 0.5) & ((value > 0) | (least > 0)))


_ONE_SOLVER: Final = Lock()
"""Standard output is one a process: two solvers may not both send it elsewhere."""


@contextmanager
def _silent_solver() -> Iterator[None]:
    """Send what the solver writes to standard output nowhere: it would spoil printed JSON."""
    with _ONE_SOLVER:
        sys.stdout.flush()
        kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 1)
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)
            os.close(nowhere)


def _country_sets(market: Market, budget: Budget) -> list[tuple[int, ...]]:
    size = min(budget.countries, len(market.partners))
    return list(combinations(range(len(market.partners)), size))


def _places(market: Market, codes: tuple[str, ...]) -> NDArray[np.intp]:
    if unknown := sorted(set(codes) - set(market.products)):
        raise UsageError(f"Not among the goods that were screened: {', '.join(unknown)}.")
    return np.array([market.products.index(c) for c in dict.fromkeys(codes)], dtype=np.intp)


def _take(
    order: NDArray[np.intp],
    value: FloatArray,
    cost: FloatArray,
    budget: Budget,
    must: NDArray[np.intp],
) -> NDArray[np.intp]:
    chosen = must.tolist()
    spent = float(cost[must].sum())
    for g in order:
        if g in chosen:
            continue
        if len(chosen) == budget.goods:
            break
        if value[g] > 0 and spent + cost[g] <= budget.hit_eur:
            chosen.append(int(g))
            spent += float(cost[g])
    return np.array(chosen, dtype=np.intp)


def _fractional_bound(value: FloatArray, cost: FloatArray, budget: Budget) -> float:
    """Return the smaller of two relaxations: the best goods at no cost, the best euros."""
    by_number = float(np.sort(value)[::-1][: budget.goods].sum())
    if not np.isfinite(budget.hit_eur):
        return by_number
    order = np.argsort(-value / (cost + 1e-9))
    spent = np.cumsum(cost[order])
    whole = spent <= budget.hit_eur
    total = float(value[order][whole].sum())
    if not whole.all():
        first = int(np.argmin(whole))
        left = budget.hit_eur - (spent[first - 1] if first else 0.0)
        total += float(value[order][first] * left / max(cost[order][first], 1e-9))
    return min(by_number, total)


def _measure(
    market: Market,
    countries: tuple[int, ...],
    goods: NDArray[np.intp],
    *,
    bound: float,
    exact: bool,
) -> Measure:
    pairs = np.ix_(goods, np.array(countries, dtype=np.intp))
    ordered = goods[np.argsort(-market.diverted[pairs].sum(1), kind="stable")]
    return Measure(
        goods=tuple(market.products[g] for g in ordered),
        countries=tuple(market.partners[c] for c in countries),
        blocked_eur=float(market.diverted[pairs].sum()),
        hit_eur=float(market.legitimate[pairs].sum()),
        bound_eur=bound,
        exact=exact,
    )


def trace_frontier(market: Market, budget: Budget, *, points: int = 8) -> tuple[Measure, ...]:
    """Return the best lists for rising limits on the legitimate trade hit."""
    free = choose_greedily(market, replace(budget, hit_eur=float("inf")))
    limits = np.geomspace(max(free.hit_eur, 1e6) / 100, max(free.hit_eur, 1e6), points)
    return tuple(choose_greedily(market, replace(budget, hit_eur=float(limit))) for limit in limits)
