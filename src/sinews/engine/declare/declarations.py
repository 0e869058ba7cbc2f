"""The records that declarations are; `words` makes them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Literal, ParamSpec, Protocol

from sinews.core.estimate import FloatArray, Grade
from sinews.engine.declare.distributions import Distribution
from sinews.engine.declare.place import Place, refuse
from sinews.engine.declare.template import Each
from sinews.errors import UsageError

P = ParamSpec("P")
Read = Literal["end", "lowest", "highest", "total", "mean", "first"]
READS: tuple[Read, ...] = Read.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What all declarations carry; the name is that of the variable or function it is bound to."""

    name: str = ""
    doc: str
    source: str = ""
    each: Each | None = field(default=None, repr=False)
    place: Place = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.doc.strip():
            refuse(self.place, f"{self.name or 'a declaration'} has no documentation.")


class Quantity(Protocol):
    """Anything with a value that equations may read."""

    @property
    def name(self) -> str:
        """What equations call it."""
        ...

    @property
    def unit(self) -> str:
        """The unit as text."""
        ...

    @property
    def place(self) -> Place:
        """Where it is declared."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Declaration):
    """A quantity that only flows change; `start` is an expression of parameters and inputs."""

    unit: str
    start: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Declaration):
    """A constant of a run, drawn from its distribution."""

    unit: str
    distribution: Distribution
    grade: Grade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(Declaration):
    """A value a period, equal in all runs: a lever that strategies set, or a given series."""

    unit: str
    is_lever: bool
    neutral: float | None = None
    low: float | None = None
    high: float | None = None

    def check_ends(self, path: FloatArray) -> None:
        """Refuse values beyond the declared ends.

        Raises
        ------
        UsageError
            A value lies below `low` or above `high`.
        """
        low, high = self.low, self.high
        if (low is not None and path.min() < low) or (high is not None and path.max() > high):
            raise UsageError(
                f"The {'lever' if self.is_lever else 'input'} {self.name!r} runs from "
                f"{path.min():g} to {path.max():g} {self.unit}; it may run from {low} to {high}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise(Declaration):
    """A standard normal value a period and run, independent in time."""

    unit: str = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Declaration):
    """Something that looks at one stock, flow or auxiliary."""

    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Reading):
    """What is read from a run: a variable at the end, its extremes, total, mean or crossing."""

    read: Read
    threshold: float = 0.0
    rising: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds(Reading):
    """The range in which the model holds; outcomes read after a run left it are missing."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation(Declaration):
    """A Gaussian copula over some parameters: `matrix` holds the correlations of normal scores."""

    names: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation(Declaration, Generic[P]):
    """An auxiliary or a flow, from the function that computes it; it can be called as such."""

    unit: str
    function: Callable[P, float]
    is_flow: bool
    out_of: str | None = None
    into: str | None = None
    empirical: str = ""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> float:
        """Return the value of the equation, for tests of it alone."""
        return self.function(*args, **kwargs)
