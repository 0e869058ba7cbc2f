"""Models: declarations that fit together, in the order in which they are computed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import ModuleType
from typing import Literal

from sinews.engine.declare.check import check_references, check_units, sort_equations
from sinews.engine.declare.declarations import (
    Bounds,
    Correlation,
    Equation,
    Input,
    Noise,
    Outcome,
    Parameter,
    Quantity,
    Stock,
)
from sinews.engine.declare.gather import Namespace, gather
from sinews.engine.declare.language import Formula
from sinews.engine.declare.place import Place
from sinews.errors import ModelError

Time = Literal["day", "week", "month", "quarter", "year"]
TIMES: tuple[Time, ...] = Time.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An auxiliary or flow of a model: what its equation says, without the Python function."""

    name: str
    unit: str
    formula: Formula
    is_flow: bool
    out_of: str | None
    into: str | None
    doc: str
    source: str
    empirical: str
    place: Place = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A stock-and-flow model that passed every check; plain data, so it can travel to workers.

    Attributes
    ----------
    time
        The unit of time: what one period is, and what all rates are "a".
    starts
        The formula of each stock's first value, in the order of `stocks`.
    rules
        Auxiliaries and flows, each after everything that it reads.
    """

    name: str
    doc: str
    time: Time
    stocks: tuple[Stock, ...]
    starts: tuple[Formula, ...]
    rules: tuple[Rule, ...]
    parameters: tuple[Parameter, ...]
    inputs: tuple[Input, ...]
    noises: tuple[Noise, ...]
    outcomes: tuple[Outcome, ...]
    bounds: tuple[Bounds, ...]
    correlations: tuple[Correlation, ...]
    id: str = field(init=False)
    kernel_id: str = field(init=False)

    def __post_init__(self) -> None:
        kernel = self._digest(with_distributions=False)
        object.__setattr__(self, "kernel_id", kernel)
        object.__setattr__(self, "id", self._digest(with_distributions=True))

    def _digest(self, *, with_distributions: bool) -> str:
        """Return sixteen hexadecimal digits over all that decides the numbers."""
        content: list[object] = [
            self.name,
            [(s.name, f.text) for s, f in zip(self.stocks, self.starts, strict=True)],
            [(r.name, r.formula.text, r.out_of, r.into) for r in self.rules],
            [p.name for p in self.parameters],
            [i.name for i in self.inputs],
            [n.name for n in self.noises],
            [(o.name, o.of, o.read, o.threshold, o.rising) for o in self.outcomes],
            [(b.name, b.of, b.low, b.high) for b in self.bounds],
        ]
        if with_distributions:
            content.append([repr(p.distribution) for p in self.parameters])
            content.append([(c.names, c.matrix) for c in self.correlations])
        return sha256(json.dumps(content).encode()).hexdigest()[:16]

    def flows_of(self, stock: str) -> list[tuple[str, str]]:
        """Return the sign and name of every flow of a stock, in order."""
        signs = []
        for rule in self.rules:
            if rule.is_flow:
                signs += [("-", rule.name)] if rule.out_of == stock else []
                signs += [("+", rule.name)] if rule.into == stock else []
        return signs

    def quantities(self) -> list[Quantity]:
        """Return all that equations may read."""
        return [*self.stocks, *self.rules, *self.parameters, *self.inputs, *self.noises]

    def units(self) -> Mapping[str, str]:
        """Return the unit of every variable, outcomes included."""
        units = {v.name: v.unit for v in self.quantities()}
        for o in self.outcomes:
            of = units[o.of]
            units[o.name] = {"total": f"{of}*{self.time}", "first": self.time}.get(o.read, of)
        return units


def build_model(
    name: str, *namespaces: Namespace, time: Time = "week", doc: str | None = None
) -> Model:
    """Return the model that some namespaces declare together.

    Parameters
    ----------
    name
        A short name; it appears in messages, file names and manifests.
    namespaces
        Modules, the ``globals()`` of one, or iterables of declarations. Declarations are named
        after the variables that hold them; tuples of named declarations are gathered as well.
    time
        The period of the model: flows are in a stock's unit divided by it.

    Raises
    ------
    ModelError
        With file and line: a name given twice or unknown, an equation outside the language, an
        algebraic loop, units that clash, or a stock that is not changed by flows alone.
    """
    if time not in TIMES:
        raise ModelError(f"A period is one of {', '.join(TIMES)}, not {time!r}.")
    pairs = gather(namespaces)
    declared = [d for d, _ in pairs]
    model = Model(
        name=name,
        doc=doc if doc is not None else _module_doc(namespaces),
        time=time,
        stocks=tuple(d for d in declared if isinstance(d, Stock)),
        starts=tuple(f for d, f in pairs if isinstance(d, Stock) and f is not None),
        rules=tuple(_make_rule(d, f) for d, f in pairs if isinstance(d, Equation) and f),
        parameters=tuple(d for d in declared if isinstance(d, Parameter)),
        inputs=tuple(d for d in declared if isinstance(d, Input)),
        noises=tuple(d for d in declared if isinstance(d, Noise)),
        outcomes=tuple(d for d in declared if isinstance(d, Outcome)),
        bounds=tuple(d for d in declared if isinstance(d, Bounds)),
        correlations=tuple(d for d in declared if isinstance(d, Correlation)),
    )
    return check_model(model)


def check_model(model: Model) -> Model:
    """Return the model with its rules in order, or refuse it.

    Raises
    ------
    ModelError
        See `build_model`.
    """
    if not model.stocks or not model.outcomes:
        raise ModelError(f"The model {model.name!r} needs a stock and an outcome.")
    check_references(model)
    ordered = replace(model, rules=sort_equations(model.rules))
    check_units(ordered)
    return ordered


def _make_rule(equation: Equation[...], formula: Formula) -> Rule:
    return Rule(
        name=equation.name,
        unit=equation.unit,
        formula=formula,
        is_flow=equation.is_flow,
        out_of=equation.out_of,
        into=equation.into,
        doc=equation.doc,
        source=equation.source,
        empirical=equation.empirical,
        place=equation.place,
    )


def _module_doc(namespaces: Iterable[Namespace]) -> str:
    for namespace in namespaces:
        held = vars(namespace) if isinstance(namespace, ModuleType) else namespace
        if isinstance(held, Mapping) and held.get("__doc__"):
            return str(held["__doc__"]).strip()
    return ""
