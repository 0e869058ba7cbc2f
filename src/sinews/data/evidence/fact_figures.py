"""The statements of the fact register as figures: ``fact.f115`` is row F115."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sinews.core.estimate import GRADES, Grade, weakest
from sinews.core.figure import Figure
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.data.sources.register.facts import load_definitions
from sinews.errors import UnknownNameError

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


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return one figure a statement; a stated range gives its middle and is named in the method.

    The range of a statement is not a 90 % interval, so `low` and `high` stay empty.
    """
    rows = evidence.frame("facts").iter_rows(named=True)
    return tuple(f for row in rows if (f := figure_of_fact(row)) is not None)


def figure_of_fact(row: dict[str, Any]) -> Figure | None:
    """Return the figure of one row, or None where it states no number."""
    low, central, high = row["low"], row["central"], row["high"]
    if central is None and (low is None or high is None):
        return None
    value = central if central is not None else (low + high) / 2
    stated = f" Stated as a range from {low:g} to {high:g}." if low is not None and high else ""
    note = f" Note: {row['note']}." if row["note"] else ""
    grade = grade_fact(row)
    return Figure(
        id=f"fact.{row['fact'].lower()}",
        label=f"{row['quantity']}, {row['side']}, {row['period']}",
        value=float(value),
        unit=UNITS.get(row["unit"], row["unit"]),
        grade=grade,
        as_of=_day(row),
        sources=(row["fact"],),
        method=f"Statement, basis: {row['basis']}.{stated}{_define(row)}{note}",
        rows=f"row {row['fact']} of the fact register",
        said_by=_speaker(row) if grade == "stated" else "",
    )


def _speaker(row: Mapping[str, Any]) -> str:
    """Return whose statement a row is: the forces that counted, not the paper that passed it on."""
    own = row["series"] == "ukrainian_command"
    return "Armed Forces of Ukraine" if own else str(row["publisher"])


def _define(row: Mapping[str, Any]) -> str:
    """Return what exactly is counted, and that the row is weakly published, where either holds."""
    words = load_definitions().get(row["definition"] or "")
    counted = f" Counted: {words}." if words else ""
    weak = " Weakly published: no better publisher was found." if row["weakly_published"] else ""
    return counted + weak


def grade_fact(row: Mapping[str, Any]) -> Grade:
    """Return what kind of knowledge a row of the register is (fact_grades.toml)."""
    for grade, rule in _exceptions():
        if (
            row["fact"] in rule.get("facts", ())
            or row["theme"] in rule.get("themes", ())
            or any(row["publisher"].startswith(p) for p in rule.get("publishers", ()))
        ):
            return grade
    return _BY_BASIS[row["basis"]]


def grade_facts(evidence: Evidence, facts: Iterable[str]) -> Grade:
    """Return the weakest grade among rows of the register: that of what is computed from them.

    Raises
    ------
    UnknownNameError
        The register has no such fact.
    """
    rows = {r["fact"]: r for r in evidence.frame("facts").iter_rows(named=True)}
    wanted = tuple(facts)
    if unknown := [f for f in wanted if f not in rows]:
        raise UnknownNameError("fact", unknown[0], rows)
    return weakest(grade_fact(rows[f]) for f in wanted)


@cache
def _exceptions() -> tuple[tuple[Grade, Mapping[str, Any]], ...]:
    """Return grade and rule of each exception; rows named one by one come first."""
    text = (files("sinews.data.evidence") / "fact_grades.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    rules = [(g, rule) for g in GRADES for rule in found.get(g, ())]
    return tuple(sorted(rules, key=lambda x: "facts" not in x[1]))


def _day(row: dict[str, Any]) -> date:
    """Return the last day the statement covers; a plan is known as of its source's date."""
    day: date = min(row["last_day"], row["source_day"])
    return day


FAMILY = FigureFamily(id="fact", label="Statements of the fact register", build=build)
