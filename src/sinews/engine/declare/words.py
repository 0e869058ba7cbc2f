"""The words in which a model is declared: stock, flow, aux, parameter, lever, outcome, ..."""

from collections.abc import Callable
from typing import ParamSpec

from sinews.core.estimate import Grade
from sinews.engine.declare.declarations import (
    READS,
    Bounds,
    Correlation,
    Equation,
    Input,
    Noise,
    Outcome,
    Parameter,
    Read,
    Stock,
)
from sinews.engine.declare.distributions import Distribution, Fixed
from sinews.engine.declare.place import find_caller, refuse
from sinews.engine.declare.template import Each
from sinews.errors import ModelError, suggest

P = ParamSpec("P")


def stock(
    unit: str, start: str | float, *, doc: str, source: str = "", each: Each | None = None
) -> Stock:
    """Declare a stock.

    Parameters
    ----------
    unit
        For example ``"k rounds"``; its flows are in this unit divided by the model's time unit.
    start
        Its value at the beginning: a number, a parameter's name, or an expression of parameters.
    """
    return Stock(
        unit=unit, start=str(start), doc=doc, source=source, each=each, place=find_caller()
    )


def flow(
    unit: str,
    *,
    out_of: str | None = None,
    into: str | None = None,
    source: str = "",
    empirical: str = "",
    each: Each | None = None,
) -> Callable[[Callable[P, float]], Equation[P]]:
    """Declare the function below as a flow; a side that is not named is the world outside.

    Parameters
    ----------
    out_of, into
        Names of the stocks that the flow drains and fills.
    empirical
        Why its units cannot follow from its inputs, if so; shown in the equation table.
    """
    place = find_caller()
    if out_of is None and into is None:
        refuse(place, "a flow goes out of a stock or into one: name out_of=, into= or both.")

    def declare(function: Callable[P, float]) -> Equation[P]:
        return Equation(
            name=function.__name__,
            unit=unit,
            doc=_first_paragraph(function),
            source=source,
            function=function,
            is_flow=True,
            out_of=out_of,
            into=into,
            empirical=empirical,
            each=each,
            place=place,
        )

    return declare


def aux(
    unit: str, *, source: str = "", empirical: str = "", each: Each | None = None
) -> Callable[[Callable[P, float]], Equation[P]]:
    """Declare the function below as an auxiliary: a value that follows from others."""
    place = find_caller()

    def declare(function: Callable[P, float]) -> Equation[P]:
        return Equation(
            name=function.__name__,
            unit=unit,
            doc=_first_paragraph(function),
            source=source,
            function=function,
            is_flow=False,
            empirical=empirical,
            each=each,
            place=place,
        )

    return declare


def _first_paragraph(function: Callable[..., float]) -> str:
    return " ".join((function.__doc__ or "").strip().split("\n\n")[0].split())


def parameter(
    unit: str,
    distribution: Distribution | float,
    *,
    doc: str,
    source: str,
    grade: Grade | None = None,
    each: Each | None = None,
) -> Parameter:
    """Declare a constant of a run; a number stands for a quantity that is certain."""
    if isinstance(distribution, int | float):
        distribution = Fixed(float(distribution))
    place = find_caller()
    if not source.strip():
        refuse(place, f"the parameter {doc!r} has no source; write 'assumed: why'.")
    return Parameter(
        unit=unit,
        distribution=distribution,
        doc=doc,
        source=source,
        grade=grade,
        each=each,
        place=place,
    )


def lever(
    unit: str,
    *,
    neutral: float | None,
    doc: str,
    low: float | None = None,
    high: float | None = None,
    each: Each | None = None,
) -> Input:
    """Declare what a strategy can set, period by period.

    Parameters
    ----------
    neutral
        The value that changes nothing; None when the study gives its base path.
    low, high
        Ends that no strategy may pass.
    """
    return Input(
        unit=unit,
        is_lever=True,
        neutral=neutral,
        low=low,
        high=high,
        doc=doc,
        each=each,
        place=find_caller(),
    )


def series(unit: str, *, doc: str, source: str, each: Each | None = None) -> Input:
    """Declare a given series that no strategy sets: a season, a calendar, a history."""
    return Input(unit=unit, is_lever=False, doc=doc, source=source, each=each, place=find_caller())


def noise(*, doc: str, each: Each | None = None) -> Noise:
    """Declare a standard normal shock a period, keyed by (seed, run, period, name)."""
    return Noise(doc=doc, each=each, place=find_caller())


def outcome(
    of: str,
    read: Read = "end",
    *,
    doc: str,
    above: float | None = None,
    below: float | None = None,
    each: Each | None = None,
) -> Outcome:
    """Declare what is kept of a run.

    Parameters
    ----------
    of
        A stock, flow or auxiliary. Stocks are read after a step, the others during it.
    read
        ``end``; ``lowest``, ``highest``, ``total`` (over time) and ``mean`` so far; ``first``:
        the time at which it was first `above` or `below` a threshold, missing if never.
    """
    place = find_caller()
    if read not in READS:
        refuse(place, f"an outcome is not read by {read!r}.{suggest(read, READS)}")
    if (read == "first") != ((above is None) != (below is None)):
        refuse(place, "give above= or below= with read='first', and only then.")
    threshold = above if above is not None else below if below is not None else 0.0
    return Outcome(
        of=of,
        read=read,
        threshold=threshold,
        rising=below is None,
        doc=doc,
        each=each,
        place=place,
    )


def bounds(
    of: str,
    *,
    low: float | None = None,
    high: float | None = None,
    doc: str,
    each: Each | None = None,
) -> Bounds:
    """Declare the range of a variable outside which the model is not to be believed."""
    place = find_caller()
    if low is None and high is None:
        refuse(place, f"bounds of {of!r} need low=, high= or both.")
    return Bounds(of=of, low=low, high=high, doc=doc, each=each, place=place)


def correlate(
    names: tuple[str, ...], matrix: float | tuple[tuple[float, ...], ...], *, doc: str
) -> Correlation:
    """Declare that parameters go together, by a Gaussian copula; a number is one common rho."""
    if isinstance(matrix, int | float):
        rho = float(matrix)
        matrix = tuple(tuple(1.0 if a == b else rho for b in names) for a in names)
    if any(len(row) != len(names) for row in matrix) or len(matrix) != len(names):
        raise ModelError(f"The correlation of {names} needs {len(names)} rows and columns.")
    return Correlation(names=names, matrix=matrix, doc=doc, place=find_caller())
