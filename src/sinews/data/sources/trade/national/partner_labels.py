"""Partners as national offices spell them, in English and Russian (partner_labels.csv)."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, get_args

import polars as pl

from sinews.core.places import Area, AreaKind, find_area
from sinews.data.read.labels import first_rows
from sinews.data.read.problems import Problems
from sinews.errors import UnknownNameError

REMEDY: Final = "report the label with the name of the file; rows of other partners can be read."


@cache
def load_partner_labels() -> Mapping[str, Area]:
    """Return label to area, for labels that are not the common names of a country."""
    path = files("sinews.data.sources.trade.national") / "partner_labels.csv"
    with path.open(encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    kinds: dict[str, AreaKind] = {k: k for k in get_args(AreaKind)}
    return {r["label"]: Area(id=r["id"], kind=kinds[r["kind"]]) for r in rows}


def resolve_partners(frame: pl.DataFrame, problems: Problems, *, column: str) -> pl.DataFrame:
    """Return the frame with `partner` and `partner_kind` in place of the producer's label.

    Parameters
    ----------
    frame
        Has columns ``label`` and ``row``.
    """
    found: dict[str, Area] = {}
    for label, row in first_rows(frame, "label").items():
        try:
            found[label] = load_partner_labels().get(label) or find_area(label)
        except UnknownNameError as error:
            problems.add(str(error), row=row, column=column)
    problems.raise_if_any()
    ids = {label: a.id for label, a in found.items()}
    kinds = {label: str(a.kind) for label, a in found.items()}
    return frame.with_columns(
        partner=pl.col("label").replace_strict(ids, return_dtype=pl.String),
        partner_kind=pl.col("label").replace_strict(kinds, return_dtype=pl.String),
    )
