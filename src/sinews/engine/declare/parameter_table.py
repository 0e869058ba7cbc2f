"""Parameters from a table: one row each, so that values live beside their sources."""

import csv
from collections.abc import Mapping
from pathlib import Path

from sinews.core.estimate import GRADES, FloatArray, Grade
from sinews.engine.declare.declarations import Parameter
from sinews.engine.declare.distributions import Distribution, Listed, distribution
from sinews.engine.declare.place import Place, refuse
from sinews.errors import ModelError, suggest

COLUMNS = ("name", "unit", "form", "low", "mode", "high", "grade", "source", "doc")


DRAWS = "draws"
"""The form of a parameter whose equally likely values another estimate handed over."""


def read_parameters(
    path: Path, draws: Mapping[str, FloatArray] | None = None
) -> tuple[Parameter, ...]:
    """Return the parameters of a CSV file, in its order.

    Columns: name, unit, form (`distributions.FORMS`), low, mode, high, grade, source, doc; others
    are left to their readers. A ``fixed`` form needs its mode only; the form ``draws`` takes the
    values of its name in `draws`.

    Raises
    ------
    ModelError
        A column is missing, or a row has no source, an unknown form or grade, or values that do
        not fit its form; with file and line.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        header = reader.fieldnames or []
        if missing := [c for c in COLUMNS if c not in header]:
            raise ModelError(f"{path} has no column {missing[0]!r}.{suggest(missing[0], header)}")
        return tuple(
            _read_row(row, Place(str(path), reader.line_num), draws or {}) for row in reader
        )


def _read_row(row: dict[str, str], place: Place, draws: Mapping[str, FloatArray]) -> Parameter:
    if row["grade"] not in GRADES:
        refuse(place, f"{row['name']!r} has the grade {row['grade']!r}; it is one of {GRADES}.")
    if not row["source"].strip():
        refuse(place, f"{row['name']!r} has no source; write 'assumed: why'.")
    grade: Grade = row["grade"]
    try:
        chosen = _read_distribution(row, draws)
    except ValueError as error:
        refuse(place, f"{row['name']!r}: {error}")
    return Parameter(
        name=row["name"],
        unit=row["unit"],
        distribution=chosen,
        doc=row["doc"],
        source=row["source"],
        grade=grade,
        place=place,
    )


def _read_distribution(row: dict[str, str], draws: Mapping[str, FloatArray]) -> Distribution:
    name = row["name"]
    if row["form"] == DRAWS:
        if name not in draws:
            raise ModelError(f"no draws are given.{suggest(name, draws)}")
        return Listed(name, tuple(float(v) for v in draws[name]))
    low, mode, high = (float(row[c] or row["mode"] or "nan") for c in ("low", "mode", "high"))
    return distribution(row["form"], low, mode, high)
