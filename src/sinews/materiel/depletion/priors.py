"""The priors of the losses model, from priors.csv; no value stands in code."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast, get_args

import numpy as np

from sinews.core.estimate import FloatArray, Grade
from sinews.core.units import check_unit
from sinews.errors import EvidenceError, UnknownNameError
from sinews.materiel.depletion.structures import PARAMETERS

Distribution = Literal["normal", "lognormal", "logitnormal"]
FILE: Final = "priors.csv"
ALL: Final = "all"
"""Rows of this category are settings that every category shares."""
NEUTRAL_LOG: Final = -30.0
"""Log of a stock or flow that a category does not have."""
_ABSENT: Final[Mapping[str, float]] = {
    "storage": NEUTRAL_LOG,
    "refurbish": NEUTRAL_LOG,
    "new": NEUTRAL_LOG,
    "over_share": NEUTRAL_LOG,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """One prior, normal on the line that its distribution maps to.

    Attributes
    ----------
    location
        Median on the natural scale, in `unit`; None where the data up to the origin give it.
    spread
        Standard deviation on the mapped line (log, logit or the value itself); 0 is fixed.
    published
        Latest date of the sources, empty for a judgement: later than an early origin means that
        the prior carries hindsight there.
    """

    id: str
    category: str
    parameter: str
    unit: str
    distribution: Distribution
    location: float | None
    spread: float
    grade: Grade
    facts: tuple[str, ...]
    published: str
    note: str

    def map_location(self, from_data: float = 0.0) -> float:
        """Return the median on the mapped line; `from_data` stands in where it is not given."""
        if self.location is None:
            return from_data
        if self.distribution == "lognormal":
            return math.log(self.location)
        if self.distribution == "logitnormal":
            return math.log(self.location / (1 - self.location))
        return self.location


def unmap(distribution: Distribution, values: FloatArray) -> FloatArray:
    """Return values on the natural scale from the mapped line."""
    found: FloatArray = values
    if distribution == "lognormal":
        found = np.exp(values)
    if distribution == "logitnormal":
        found = 1 / (1 + np.exp(-values))
    return found


@cache
def load_priors() -> Mapping[str, Prior]:
    """Return all priors by id (``tank.fielded``).

    Raises
    ------
    EvidenceError
        A row is malformed, or an id stands twice.
    """
    with (files("sinews.materiel.depletion") / FILE).open(encoding="utf-8") as f:
        priors = [_read(row) for row in csv.DictReader(f)]
    found = {p.id: p for p in priors}
    if len(found) != len(priors):
        raise EvidenceError(f"{FILE} names a prior twice; every id stands once.")
    return found


def _read(row: dict[str, str]) -> Prior:
    id = f"{row['category']}.{row['parameter']}"
    if row["id"] != id or row["distribution"] not in get_args(Distribution):
        raise EvidenceError(f"{FILE}: row {row['id']!r} needs the id {id!r} and a distribution.")
    return Prior(
        id=id,
        category=row["category"],
        parameter=row["parameter"],
        unit=check_unit(row["unit"]),
        distribution=cast(Distribution, row["distribution"]),
        location=float(row["location"]) if row["location"] else None,
        spread=float(row["spread"]),
        grade=cast(Grade, row["grade"]),
        facts=tuple(row["facts"].split()),
        published=row["published"],
        note=row["note"],
    )


def find_setting(name: str) -> Prior:
    """Return a shared setting (``all.tail_df``), or raise with the nearest name."""
    id, priors = f"{ALL}.{name}", load_priors()
    if id not in priors:
        raise UnknownNameError("setting", id, priors)
    return priors[id]


def read_setting(name: str) -> float:
    """Return the value of a shared setting that is fixed."""
    value = find_setting(name).location
    if value is None:
        raise EvidenceError(f"{FILE}: {ALL}.{name} needs a location.")
    return value


def prior_matrix(
    category: str, *, level: float, neutral: frozenset[str] = frozenset()
) -> FloatArray:
    """Return location and spread of every parameter of a category, shape (n_parameters, 2).

    Parameters
    ----------
    level
        Log of the median monthly claim up to the origin: where `level` is centred.
    neutral
        Parameters switched off by an ablation.
    """
    out = np.zeros((len(PARAMETERS), 2))
    for i, name in enumerate(PARAMETERS):
        prior = load_priors().get(f"{category}.{name}")
        if prior is None or name in neutral:
            out[i] = _ABSENT.get(name, 0.0), 0.0
        else:
            out[i] = prior.map_location(level), prior.spread
    return out
