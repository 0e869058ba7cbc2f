"""Items of the workbook's rows: what was allocated in pieces, and what of it was delivered."""

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field, fold
from sinews.data.read.grid import select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.workbook import cut_grid
from sinews.data.sources.kiel import activities, common

_NO_VALUE: Final = (".",)
_FIELDS: Final = (
    Field(name="giver", kind="text", headers=("donor",), labels=activities.GIVERS),
    Field(name="measure", kind="text", headers=("measure",), labels=activities.MEASURES),
    Field(name="item", kind="text", headers=("item",), missing=_NO_VALUE),
    Field(name="item_type", kind="text", headers=("item_type",), missing=_NO_VALUE),
    Field(name="units_allocated", kind="number", headers=("item_numb",), missing=_NO_VALUE),
    Field(name="units_delivered", kind="number", headers=("item_numb_deliv",), missing=_NO_VALUE),
)


SPEC: Final = load_spec("kiel_items", donor=common.DONORS)


def has_items(header: Sequence[Any]) -> bool:
    """Return whether the main sheet carries items at all."""
    return {fold(h) for f in _FIELDS for h in f.headers} <= {fold(c) for c in header}


def note_missing(header: Sequence[Any], problems: Problems) -> None:
    """Note the columns of items that the sheet lacks where it has others of them."""
    here = {fold(c) for c in header}
    lacking = [f.headers[0] for f in _FIELDS if not {fold(h) for h in f.headers} & here]
    if lacking and any(fold(n).startswith("item") for n in here):
        problems.note(f"the sheet lacks {', '.join(lacking)}: items of aid are not read")


def read_items(rows: Any, problems: Problems) -> pl.DataFrame:  # noqa: ANN401
    """Return the allocation rows that name an item.

    Types are compared without case, because the producer writes them in several; a row that
    allocates no piece may still have some delivered, and the other way round.
    """
    grid = cut_grid(rows, ("donor", "measure", "item_numb"), problems)
    raw = select_fields(grid, _FIELDS, problems, ignored=None)
    banks = list(activities.BANKS.values())
    donor = pl.when(pl.col("giver").is_in(banks)).then(pl.lit("eu_institutions"))
    kind = pl.col("item_type").str.strip_chars().str.to_lowercase().fill_null("none")
    return (
        raw.with_columns(
            row=pl.int_range(1, raw.height + 1, dtype=pl.Int64),
            donor=donor.otherwise("giver"),
            item_type=kind,
        )
        .filter((pl.col("measure") == "allocation") & pl.col("item").is_not_null())
        .select(c.name for c in SPEC.columns)
    )
