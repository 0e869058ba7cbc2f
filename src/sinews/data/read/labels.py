"""Labels of places in a table: resolved at once, unknown ones noted, sums split from members."""

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from sinews.core.areas import Area, find_area
from sinews.data.read.problems import Problems
from sinews.errors import UnknownNameError

PLACE_REMEDY: Final = (
    "add the producer's spelling to core/place_aliases.csv (a country) or core/areas.csv (a group)."
)


def resolve_labels(
    labels: Iterable[str] | Mapping[str, int], problems: Problems, *, column: str
) -> dict[str, Area]:
    """Return the area of every distinct label; unknown ones are noted as problems.

    Parameters
    ----------
    labels
        The labels, or each with the row of the file in which it stands first.
    """
    rows: Mapping[str, int] = labels if isinstance(labels, Mapping) else {}
    found: dict[str, Area] = {}
    for label in dict.fromkeys(labels):
        area = resolve_label(label, problems, column=column, row=rows.get(label))
        if area is not None:
            found[label] = area
    return found


def resolve_label(
    label: str, problems: Problems, *, column: str, row: int | None = None
) -> Area | None:
    """Return the area of one label, or note the problem and return None."""
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
    except UnknownNameError as error:
        problems.add(str(error), row=row, column=column)
        return None


def first_rows(frame: pl.DataFrame, column: str, *, row: str = "row") -> dict[str, int]:
    """Return each distinct label of a column with the lowest value of the column `row`."""
    found = frame.group_by(column).agg(pl.col(row).min()).sort(row)
    return dict(found.select(column, row).iter_rows())


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
