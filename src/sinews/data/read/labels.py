"""Labels of places in a table: resolved at once, sums split from members, unknown ones set aside.

An unknown label is kept with the producer's sums, which nothing adds up: a sum taken for a member
would count trade twice, a member taken for a sum is missing and noted. It is refused where it may
be another spelling of a country on which compiled tables rest.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from sinews.core.places import EU27, Area, countries, find_area
from sinews.data.read.aliases import find_alias
from sinews.data.read.problems import Problems
from sinews.errors import UnknownNameError

PLACE_REMEDY: Final = (
    'name a label that Sinews does not know with `sinews data alias add "LABEL" XX`, XX being the '
    "ISO code of the country."
)
AGAIN: Final = "get the file again; if it is the same, report it with this message."
"""What helps where the fault is no label."""
WEIGHTY: Final = EU27 | {
    *("RU", "BY", "UA", "MD", "AM", "AZ", "GE", "KG", "KZ", "TJ", "TM", "UZ", "MN"),
    *("TR", "AE", "RS", "CN", "HK", "GB"),
}
"""Countries on which compiled tables and instruments rest: none may be lost to a new spelling."""
_ALIKE: Final = 0.7
"""Share of equal letters from which a label may be a spelling of a name (assumed)."""


def resolve_labels(
    labels: Iterable[str] | Mapping[str, int],
    problems: Problems,
    *,
    column: str,
    counts: Mapping[str, int] | None = None,
) -> dict[str, Area]:
    """Return the area of every distinct label, unknown ones as areas of their own with a note.

    Parameters
    ----------
    labels
        The labels, or each with the row of the file in which it stands first.
    counts
        Rows that carry each label, for the notes.
    """
    rows: Mapping[str, int] = labels if isinstance(labels, Mapping) else {}
    found: dict[str, Area] = {}
    unknown: list[str] = []
    for label in dict.fromkeys(labels):
        area = _find(label, problems, column=column, row=rows.get(label))
        if area is not None:
            found[label] = area
        elif label.strip() and not label.strip().isdecimal():
            unknown.append(label)
    if len(unknown) > 3 and len(unknown) > len(found):
        problems.add(
            f"{len(unknown)} of {len(unknown) + len(found)} labels are unknown, first "
            f"{unknown[0]!r}: get the file with codes, or with labels in English",
            column=column,
        )
    for label in unknown:
        if near := _looks_like(label):
            problems.add(
                f"unknown label {label!r}, which may be {countries()[near].name}: if it is, "
                f'`sinews data alias add "{label}" {near}`',
                row=rows.get(label),
                column=column,
                remedy=PLACE_REMEDY,
            )
        found[label] = Area(id=label.strip(), kind="aggregate")
        rows_of = f" ({counts[label]} rows)" if counts and label in counts else ""
        problems.note(
            f"{column} {label!r} is unknown and kept apart with the producer's sums{rows_of}"
        )
    return found


def _find(label: str, problems: Problems, *, column: str, row: int | None) -> Area | None:
    if not label.strip():
        problems.add("is empty where a country or area is expected", row=row, column=column)
        return None
    if label.strip().isdecimal():
        problems.add(
            f"{label!r} is a number, which means one country in M49 and another in Eurostat's "
            "older lists; use letter codes or names",
            row=row,
            column=column,
        )
        return None
    try:
        return find_area(label)
    except UnknownNameError:
        return find_alias(label)


def _looks_like(label: str) -> str | None:
    """Return the weighty country that the label may spell, None where there is none."""
    names = {c.name.casefold(): c.iso2 for c in countries().values()}
    near = get_close_matches(label.casefold(), names, n=1, cutoff=_ALIKE)
    code = names[near[0]] if near else None
    return code if code in WEIGHTY else None


def first_rows(frame: pl.DataFrame, column: str, *, row: str = "row") -> dict[str, int]:
    """Return each distinct label of a column with the lowest value of the column `row`."""
    found = frame.group_by(column).agg(pl.col(row).min()).sort(row)
    return dict(found.select(column, row).iter_rows())


def resolve_column(
    frame: pl.DataFrame, column: str, problems: Problems, *, name: str, row: str = "row"
) -> pl.DataFrame:
    """Return the frame with ids in place of the labels of one column, and `<column>_kind`.

    Raises
    ------
    EvidenceError
        A label is no label, or may spell a country that would be lost.
    """
    first = first_rows(frame, column, row=row)
    counts = dict(frame.group_by(column).len().iter_rows())
    areas = resolve_labels(first, problems, column=name, counts=counts)
    problems.raise_if_any()
    return apply_areas(frame, column, areas)


def apply_areas(frame: pl.DataFrame, column: str, areas: dict[str, Area]) -> pl.DataFrame:
    """Return the frame with ids in place of the labels of one column, and `<column>_kind`."""
    ids = {label: a.id for label, a in areas.items()}
    kinds = {label: str(a.kind) for label, a in areas.items()}
    label = pl.col(column).cast(pl.String)
    return frame.with_columns(
        label.replace_strict(ids, return_dtype=pl.String),
        label.replace_strict(kinds, return_dtype=pl.String).alias(f"{column}_kind"),
    )


def split_sums(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return cells of members, and cells in which either side is a sum of others.

    Needs the columns ``reporter_kind`` and ``partner_kind``; the first is dropped.
    """
    is_sum = (pl.col("reporter_kind") == "aggregate") | (pl.col("partner_kind") == "aggregate")
    parts = frame.filter(~is_sum), frame.filter(is_sum)
    return parts[0].drop("reporter_kind"), parts[1].drop("reporter_kind")


def name_goods(code: str) -> str:
    """Return the name under the longest known beginning of an HS or CN code.

    The names are for reading; the official texts of the nomenclature decide what a code covers.

    Raises
    ------
    UnknownNameError
        The text is no product code, or nothing is named under its chapter.
    """
    names = list_goods_names()
    if code == "TOTAL":
        return "all goods"
    if find_level(code) is not None:
        for n in range(len(code), 1, -1):
            if code[:n] in names:
                return names[code[:n]]
    raise UnknownNameError("goods", code, names)


@cache
def list_goods_names() -> dict[str, str]:
    """Return every code that has a name of its own, with that name."""
    with (files("sinews.data") / "reference" / "goods_names.csv").open(encoding="utf-8") as f:
        return {row["code"]: row["name"] for row in csv.DictReader(f)}


_LEVELS: Final = {"total": 5, "hs2": 2, "hs4": 4, "hs6": 6, "cn8": 8}
_PRODUCT = re.compile(r"TOTAL|\d{2}|\d{4}|\d{6}|\d{2}[0-9A-Z]{6}")


def find_level(product: str) -> str | None:
    """Return the level of a product code, None where it is no product code.

    The last six characters of a CN8 code may be letters (special codes of chapters 98 and 99).
    """
    if not _PRODUCT.fullmatch(product):
        return None
    if product == "TOTAL":
        return "total"
    return next(level for level, n in _LEVELS.items() if n == len(product))
