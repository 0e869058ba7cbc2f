"""The statements of the fact register as records and as figures: ``fact.f115`` is row F115."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, TypedDict

import polars as pl

from sinews.core.estimate import GRADES, Grade, weakest
from sinews.core.figure import Figure
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.data.sources.register.facts import load_definitions
from sinews.errors import EvidenceError, UnknownNameError

UNITS: Final[dict[str, str]] = {
    "rounds cumulative": "rounds",
    "units cumulative": "units",
    "persons cumulative": "persons",
    "percent change": "%",
    "percent": "%",
}
"""Units of the register whose quantity is one of `core.units`; other units stay as written."""
_BY_BASIS: Final[dict[str, Grade]] = {
    "estimate": "estimated",
    "pledge": "planned",
    "official": "stated",
    "reported": "stated",
}


class Rule(TypedDict, total=False):
    """Which rows an exception of fact_grades.toml names."""

    facts: list[str]
    themes: list[str]
    publishers: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One statement of the register; `fact` is its id."""

    fact: str
    theme: str
    side: str
    quantity: str
    unit: str
    period: str
    first_day: date
    last_day: date
    low: float | None
    central: float | None
    high: float | None
    basis: str
    series: str | None
    publisher: str
    source_day: date
    note: str | None
    definition: str | None
    weakly_published: bool

    @property
    def value(self) -> float:
        """The central value, else the low one.

        Raises
        ------
        EvidenceError
            Only a high value is stated.
        """
        found = self.low if self.central is None else self.central
        if found is None:
            raise EvidenceError(f"{self.fact} states no value but {self.high} at most.")
        return found

    @property
    def day(self) -> date:
        """The last day the statement covers; a plan is known as of its source's date."""
        return min(self.last_day, self.source_day)


def read_facts(facts: pl.DataFrame) -> Mapping[str, Fact]:
    """Return the statements of table ``facts`` by id."""
    columns = [f.name for f in fields(Fact)]
    return {r["fact"]: Fact(**r) for r in facts.select(columns).iter_rows(named=True)}


def list_facts(evidence: Evidence) -> Mapping[str, Fact]:
    """Return all statements of the register by id, read once."""
    return evidence.once("facts.records", lambda: read_facts(evidence.frame("facts")))


def find_fact(evidence: Evidence, fact: str) -> Fact:
    """Return one statement of the register.

    Raises
    ------
    UnknownNameError
        The register has no such fact.
    """
    known = list_facts(evidence)
    if fact not in known:
        raise UnknownNameError("fact", fact, known)
    return known[fact]


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return one figure a statement; a stated range gives its middle and is named in the method.

    The range of a statement is not a 90 % interval, so `low` and `high` stay empty.
    """
    rows = list_facts(evidence).values()
    return tuple(f for row in rows if (f := figure_of_fact(row)) is not None)


def figure_of_fact(row: Fact) -> Figure | None:
    """Return the figure of one row, or None where it states no number."""
    low, high = row.low, row.high
    if row.central is not None:
        value = row.central
    elif low is not None and high is not None:
        value = (low + high) / 2
    else:
        return None
    stated = f" Stated as a range from {low:g} to {high:g}." if low is not None and high else ""
    note = f" Note: {row.note}." if row.note else ""
    grade = grade_fact(row)
    return Figure(
        id=f"fact.{row.fact.lower()}",
        label=f"{row.quantity}, {row.side}, {row.period}",
        value=float(value),
        unit=UNITS.get(row.unit, row.unit),
        grade=grade,
        as_of=row.day,
        sources=(row.fact,),
        method=f"Statement, basis: {row.basis}.{stated}{_define(row)}{note}",
        rows=f"row {row.fact} of the fact register",
        said_by=_speaker(row) if grade == "stated" else "",
    )


def _speaker(row: Fact) -> str:
    """Return whose statement a row is: the forces that counted, not the paper that passed it on."""
    own = row.series == "ukrainian_command"
    return "Armed Forces of Ukraine" if own else row.publisher


def _define(row: Fact) -> str:
    """Return what exactly is counted, and that the row is weakly published, where either holds."""
    words = load_definitions().get(row.definition or "")
    counted = f" Counted: {words}." if words else ""
    weak = " Weakly published: no better publisher was found." if row.weakly_published else ""
    return counted + weak


def grade_fact(row: Fact) -> Grade:
    """Return what kind of knowledge a row of the register is (fact_grades.toml)."""
    for grade, rule in _exceptions():
        if (
            row.fact in rule.get("facts", ())
            or row.theme in rule.get("themes", ())
            or any(row.publisher.startswith(p) for p in rule.get("publishers", ()))
        ):
            return grade
    return _BY_BASIS[row.basis]


def grade_facts(evidence: Evidence, facts: Iterable[str]) -> Grade:
    """Return the weakest grade among rows of the register: that of what is computed from them.

    Raises
    ------
    UnknownNameError
        The register has no such fact.
    """
    return weakest(grade_fact(find_fact(evidence, f)) for f in facts)


@cache
def _exceptions() -> tuple[tuple[Grade, Rule], ...]:
    """Return grade and rule of each exception; rows named one by one come first."""
    text = (files("sinews.data.evidence") / "fact_grades.toml").read_text(encoding="utf-8")
    found: dict[str, list[Rule]] = tomllib.loads(text)
    rules = [(g, rule) for g in GRADES for rule in found.get(g, ())]
    return tuple(sorted(rules, key=lambda x: "facts" not in x[1]))


FAMILY = FigureFamily(id="fact", label="Statements of the fact register", build=build)
