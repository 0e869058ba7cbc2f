"""Contracts: the columns of every table and the producers, as the CSV files beside this one say.

`columns.csv` has one row a column, `tables.csv` one a table, `producers.csv` one a source. To add a
column add a row; the reader that fills it takes the contract by its id.
"""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
from sinews.errors import UnknownNameError

_GIVEN: Final = "*"
"""Stands for labels that the reader passes, because a file of its own lists them."""


@cache
def load_source(id: str) -> Source:
    """Return a producer's publication by its id.

    Raises
    ------
    UnknownNameError
        producers.csv has no such row.
    """
    rows = {r["id"]: r for r in _read("producers")}
    if id not in rows:
        raise UnknownNameError("source", id, rows)
    row = rows[id]
    return Source(
        id=id,
        title=row["title"],
        producer=row["producer"],
        url=row["url"],
        licence=row["licence"],
        cautions=_split(row["cautions"]),
    )


def load_spec(id: str, **labels: tuple[str, ...]) -> TableSpec:
    """Return the contract of a table by its id.

    Parameters
    ----------
    labels
        Column to its closed set of labels, for those that columns.csv marks with ``*``.

    Raises
    ------
    UnknownNameError
        tables.csv has no such row.
    """
    rows = {r["table"]: r for r in _read("tables")}
    if id not in rows:
        raise UnknownNameError("table", id, rows)
    row = rows[id]
    columns = _columns()[row["columns"] or id]
    return TableSpec(
        id=id,
        description=row["description"],
        key=_split(row["key"]),
        columns=tuple(_build_column(c, labels) for c in columns),
        min_rows=int(row["min_rows"]),
    )


def _build_column(row: dict[str, str], labels: dict[str, tuple[str, ...]]) -> Column:
    given = row["labels"] == _GIVEN
    allowed = labels[row["column"]] if given else _split(row["labels"])
    return Column(
        name=row["column"],
        kind=row["kind"],  # type: ignore[arg-type]
        unit=row["unit"],
        description=row["description"],
        required=not row["optional"],
        low=_number(row["low"]),
        high=_number(row["high"]),
        allowed=allowed or None,
    )


@cache
def _read(name: str) -> tuple[dict[str, str], ...]:
    text = (files("sinews.data") / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _columns() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in _read("columns"):
        found.setdefault(row["table"], []).append(row)
    return found


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _number(text: str) -> float | None:
    if not text:
        return None
    return float(text) if "." in text or "e" in text else int(text)
