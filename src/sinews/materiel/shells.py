"""The mass balance of rounds: what came in, what was fired by either family, how long it lasts."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from sinews.core.estimate import Estimate, FloatArray, weakest
from sinews.core.rng import stream
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.fact_figures import Fact, find_fact, grade_fact
from sinews.errors import EvidenceError, UnknownNameError

SIDES: Final = {"UA": "Ukraine", "RU": "Russia"}
YEARS: Final = (2023, 2024)
NEED: Final = "F173"
"""Rounds a year that Ukraine is said to need to hold the line."""
YEAR_DAYS: Final = 365.25
N_DRAWS: Final = 4000
FIRED: Final = ("rusi_nato", "ukrainian_command")
_TO_YEAR: Final = {"rounds": 1.0, "rounds/year": 1.0, "rounds/month": 12.0, "rounds/day": YEAR_DAYS}
_ADDS_ALL: Final = {("RU", 2023, "imports")}
"""Sources that add up rather than contradict each other: different suppliers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The rounds of one side in one year.

    Attributes
    ----------
    inflow, parts
        Rounds a year that came in, and by role.
    fired
        Rounds a year by family of fire-rate estimates; the families are alternatives, and one that
        says nothing of the side and year is left out.
    lasts
        Days that the year's inflow lasts at each family's rate; 365 and more is sustainable.
    draw
        Rounds a year that would have come from stock (negative: added to it), by family.
    stock, requirement
        Rounds in store at the start, rounds a year required; None where nothing is published.
    """

    side: str
    year: int
    parts: dict[str, Estimate]
    inflow: Estimate
    fired: dict[str, Estimate]
    lasts: dict[str, Estimate]
    draw: dict[str, Estimate]
    stock: Estimate | None
    requirement: Estimate | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Return everything, in the order of the balance."""
        kept = [e for e in (self.stock, self.requirement) if e is not None]
        families = [e for f in self.fired for e in (self.fired[f], self.lasts[f], self.draw[f])]
        return (*self.parts.values(), self.inflow, *kept, *families)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (files("sinews.materiel") / "shells.csv").open(encoding="utf-8") as f:
        return tuple(csv.DictReader(f))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judgements:
    """Which roles of shells.csv come in, and the spread of a number without a range."""

    roles: tuple[str, ...]
    log_sd: float


@cache
def _judgements() -> _Judgements:
    text = (files("sinews.materiel") / "shells.toml").read_text(encoding="utf-8")
    record = tomllib.loads(text)
    return _Judgements(roles=tuple(record["sum"]["roles"]), log_sd=record["single"]["log_sd"])


def balance_shells(evidence: Evidence, side: str, year: int, seed: int = 1) -> Balance:
    """Return the mass balance of one side and year.

    Raises
    ------
    UnknownNameError
        There is no such side or year.
    """
    if side not in SIDES:
        raise UnknownNameError("side", side, SIDES)
    rows = [r for r in _rows() if r["side"] == side and int(r["year"]) == year]
    if not rows:
        raise UnknownNameError("year of the balance", str(year), [str(y) for y in YEARS])
    drawn = _Drawer(evidence=evidence, side=side, year=year, rows=tuple(rows), seed=seed)
    parts = {r: drawn.role(r) for r in _judgements().roles if drawn.has(r)}
    inflow = drawn.make("inflow", "came in", sum_draws(parts), "rounds/year", tuple(parts.values()))
    fired = {f: drawn.role("fire", f) for f in FIRED if drawn.has("fire", f)}
    return Balance(
        side=side,
        year=year,
        parts=parts,
        inflow=inflow,
        fired=fired,
        lasts={f: drawn.lasting(inflow, e, f) for f, e in fired.items()},
        draw={f: drawn.drawing(inflow, e, f) for f, e in fired.items()},
        stock=drawn.role("stock") if drawn.has("stock") else None,
        requirement=drawn.role("requirement") if drawn.has("requirement") else None,
    )


def sum_draws(parts: dict[str, Estimate]) -> FloatArray:
    """Return the sum of estimates draw by draw, shape (n_draws,)."""
    total: FloatArray = np.sum([e.draws for e in parts.values()], axis=0)
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawer:
    evidence: Evidence
    side: str
    year: int
    rows: tuple[dict[str, str], ...]
    seed: int

    def has(self, role: str, family: str = "") -> bool:
        return any((r["role"], r["family"]) == (role, family) for r in self.rows)

    def role(self, role: str, family: str = "") -> Estimate:
        """Return one role: each draw believes one of its sources (or adds all, where they add)."""
        used = [r for r in self.rows if r["role"] == role and r["family"] == family]
        facts = [find_fact(self.evidence, r["fact"]) for r in used]
        name = ".".join(filter(None, (self.side.lower(), f"y{self.year}", role, family)))
        rng = stream(self.seed, f"materiel.shells.{name}")
        each = np.array([draw_fact(f, rng) for f in facts])
        adds = (self.side, self.year, role) in _ADDS_ALL
        chosen = rng.integers(0, len(facts), N_DRAWS)
        draws = each.sum(axis=0) if adds else each[chosen, np.arange(N_DRAWS)]
        unit = "rounds" if role == "stock" else "rounds/year"
        words = f"{SIDES[self.side]}: rounds, {role}" + (f" ({family})" if family else "")
        return Estimate(
            id=f"materiel.shells.{name}",
            label=f"{words}, {self.year}",
            unit=unit,
            draws=draws,
            grade="assumed"
            if role == "requirement"
            else weakest(("estimated", *(grade_fact(f) for f in facts))),
            method=f"Median and 5 to 95 % of {N_DRAWS:,} draws. Each draw believes one of the "
            "published sources, spread by its own range (triangular); a single number is spread by "
            f"a log-normal of standard deviation {_judgements().log_sd:g} "
            "(shells.toml).",
            sources=tuple(r["fact"] for r in used),
        )

    def make(
        self, name: str, words: str, draws: FloatArray, unit: str, used: tuple[Estimate, ...]
    ) -> Estimate:
        return Estimate(
            id=f"materiel.shells.{self.side.lower()}.y{self.year}.{name}",
            label=f"{SIDES[self.side]}: rounds that {words}, {self.year}",
            unit=unit,
            draws=draws,
            grade=weakest(e.grade for e in used),
            method="Mass balance of rounds on the same draws: production, imports and deliveries "
            "come in; each family of fire rates is an alternative, never an average.",
            sources=tuple(dict.fromkeys(s for e in used for s in e.sources)),
        )

    def lasting(self, inflow: Estimate, fire: Estimate, family: str) -> Estimate:
        days = YEAR_DAYS * inflow.draws / fire.draws
        words = f"came in last at the rate of {family}, days"
        return self.make(f"days_of_supply.{family}", words, days, "days", (inflow, fire))

    def drawing(self, inflow: Estimate, fire: Estimate, family: str) -> Estimate:
        words = f"would have come from stock at the rate of {family}"
        draws = fire.draws - inflow.draws
        return self.make(f"from_stock.{family}", words, draws, "rounds/year", (inflow, fire))


def draw_fact(fact: Fact, rng: np.random.Generator) -> FloatArray:
    """Return draws of one published quantity in rounds a year (or rounds), shape (n_draws,).

    Triangular between low, central and high where the source gives a range.

    Raises
    ------
    EvidenceError
        The fact is in a unit that is no number of rounds.
    """
    if fact.unit not in _TO_YEAR:
        raise EvidenceError(
            f"{fact.fact} is in {fact.unit}; a balance needs one of {', '.join(_TO_YEAR)}."
        )
    low, high = fact.low, fact.high
    if low is not None and high is not None and low < high:
        draws = rng.triangular(low, fact.value, high, N_DRAWS)
    else:
        spread = _judgements().log_sd
        draws = fact.value * np.exp(spread * rng.standard_normal(N_DRAWS))
    scaled: FloatArray = draws * _TO_YEAR[fact.unit]
    return scaled
