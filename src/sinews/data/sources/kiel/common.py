"""What all files of the tracker share: the source, the donors, the remedy."""

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from sinews.core.periods import add_months, count_months
from sinews.core.table import Column
from sinews.data.contracts import load_source
from sinews.data.read.cells import Field, fold
from sinews.data.read.problems import Problems

TRACKER: Final = load_source("kiel_tracker")
ACTIVITIES: Final = load_source("kiel_activities")
TYPES: Final = ("financial", "humanitarian", "military")
BASE_GROUPS: Final = ("us", "eu27", "eu_institutions", "gb_no_ch_is", "other")
FIRST_MONTH: Final = date(2022, 1, 1)
REMEDY: Final = (
    "get the file again from the producer; a new name of a donor is told to Sinews by `sinews data "
    'alias add "LABEL" XX`, XX being its ISO code; another new form needs a new version of Sinews: '
    "report it with this message."
)


@cache
def _donor_rows() -> tuple[dict[str, str], ...]:
    path = files("sinews.data.sources.kiel") / "donors.csv"
    with path.open(encoding="utf-8") as f:
        return tuple(csv.DictReader(f))


@cache
def donor_labels() -> dict[str, str]:
    """Return every name and ISO-3 code that Kiel uses for a donor, with our id of the donor."""
    return {label: r["donor"] for r in _donor_rows() for label in r["labels"].split("|")}


@cache
def donor_names() -> dict[str, str]:
    """Return donor id to Kiel's usual name."""
    return {r["donor"]: r["labels"].split("|")[0] for r in _donor_rows()}


@cache
def donor_groups() -> dict[str, str]:
    """Return donor id to its base group; the five groups do not overlap."""
    return {r["donor"]: r["base_group"] for r in _donor_rows()}


DONORS: Final = tuple(sorted(donor_groups()))
"""Ids of all donors: ISO alpha-2 codes, and eu_institutions for Commission and Council."""


DONOR_FIELDS: Final = (
    Field(name="label", kind="text", headers=("country",)),
    Field(name="donor", kind="text", headers=("iso",), labels=donor_labels()),
)
"""Where a file has names and codes, the code tells the donor and a known name must agree."""


def check_codes(raw: pl.DataFrame, lines: tuple[int, ...], problems: Problems) -> None:
    """Note every row whose name is that of another donor, and names that are new."""
    known = {fold(label): donor for label, donor in donor_labels().items()}
    for line, label, donor in zip(lines, raw["label"], raw["donor"], strict=True):
        named = known.get(fold(label))
        if named is None:
            problems.note(f"country {label!r} is a new name, read by its code as {donor}")
        elif named != donor:
            problems.add(f"iso is that of {donor}, not {named}", row=line)


def amount(
    name: str, description: str, *, low: float = 0, high: float = 200, required: bool = True
) -> Column:
    """Return the column of an amount in billion euro."""
    return Column(
        name=name,
        kind="number",
        unit="EUR bn",
        description=description,
        required=required,
        low=low,
        high=high,
    )


def month_column(frame: pl.DataFrame, lines: tuple[int, ...], problems: Problems) -> pl.Series:
    """Return first-of-month dates from the columns year and month.

    Raises
    ------
    EvidenceError
        A year before 2022 or a month outside 1 to 12.
    """
    bad = ~(frame["month"].is_between(1, 12) & frame["year"].is_between(2022, 2100))
    for i in bad.arg_true().to_list():
        found = f"{frame['year'][i]}-{frame['month'][i]}"
        problems.add(f"{found} is no month from 2022 on", row=lines[i], column="month")
    problems.raise_if_any()
    return frame.select(pl.date("year", "month", 1).alias("month"))["month"]


Identity = tuple[str, pl.Expr, pl.Expr]
"""What is wrong when it breaks, in words, and the two sides that the producer keeps equal."""


def differs(frame: pl.DataFrame, identity: Identity, *, tolerance: float = 2e-6) -> pl.Series:
    """Return in which rows the two sides differ by more than the tolerance.

    Parameters
    ----------
    tolerance
        Largest difference that rounding of the printed digits explains.
    """
    _, left, right = identity
    sides = frame.select(a=left, b=right)
    return ((sides["a"] - sides["b"]).abs() > tolerance).fill_null(value=False)


def check_equal(
    frame: pl.DataFrame,
    lines: tuple[int, ...],
    problems: Problems,
    identity: Identity,
    *,
    tolerance: float = 2e-6,
) -> None:
    """Note every row where two sides that the producer keeps equal differ."""
    words, left, right = identity
    sides = frame.select(a=left, b=right)
    for i in differs(frame, identity, tolerance=tolerance).arg_true().to_list():
        problems.add(f"{words}: {sides['a'][i]} against {sides['b'][i]}", row=lines[i])


def check_all_months(months: pl.Series, problems: Problems) -> None:
    """Raise unless the months run from 2022-01 without a gap and without a repeat."""
    if months.is_empty():
        problems.add("holds no months")
        problems.raise_if_any()
    known = months.to_list()
    span = count_months(FIRST_MONTH, max(known))
    for month in (add_months(FIRST_MONTH, i) for i in range(span)):
        if (times := known.count(month)) != 1:
            problems.add(f"{month:%Y-%m} is there {times} times")
    problems.raise_if_any()
