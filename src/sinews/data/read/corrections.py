"""Known faults of sources, fixed by dated entries with a guard (corrections.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from sinews.errors import EvidenceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One fault of a source and its fix.

    Attributes
    ----------
    where
        Column values that name the one row; a row that is not there (an older or another release)
        leaves the table as it is.
    expect
        The faulty values as the source has them. Once they differ the source has changed, and the
        entry must be looked at again.
    change
        The values that replace them.
    clear
        Columns whose value is unknown and becomes null.
    """

    id: str
    table: str
    dated: date
    reason: str
    where: Mapping[str, Any]
    expect: Mapping[str, Any]
    change: Mapping[str, Any]
    clear: tuple[str, ...] = ()

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with the fault fixed.

        Raises
        ------
        EvidenceError
            The row is there, but no longer with the expected values.
        """
        here = pl.all_horizontal(pl.col(k) == v for k, v in self.where.items())
        found = frame.filter(here)
        if found.is_empty():
            return frame
        if found.height > 1 or any(found[k][0] != v for k, v in self.expect.items()):
            seen = found.select(list(self.expect)).to_dicts()
            raise EvidenceError(
                f"Correction {self.id!r} of table {self.table!r} expects {dict(self.expect)} "
                f"where {dict(self.where)}, but the source now has {seen}: it was changed. "
                "This file is not read, and what was in use before stays; report it with this "
                "message, since it needs a new version of Sinews."
            )
        new = dict(self.change) | dict.fromkeys(self.clear)
        return frame.with_columns(
            pl.when(here).then(pl.lit(v, dtype=frame.schema[k])).otherwise(pl.col(k)).alias(k)
            for k, v in new.items()
        )


@cache
def load_corrections() -> tuple[Correction, ...]:
    """Return all entries of corrections.toml."""
    text = (files("sinews.data.read") / "corrections.toml").read_text(encoding="utf-8")
    return tuple(
        Correction(
            id=e["id"],
            table=e["table"],
            dated=e["dated"],
            reason=e["reason"],
            where=e["where"],
            expect=e["expect"],
            change=e.get("change", {}),
            clear=tuple(e.get("clear", ())),
        )
        for e in tomllib.loads(text).get("correction", ())
    )


def correct_table(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every known fault of that table fixed."""
    for correction in load_corrections():
        if correction.table == table:
            frame = correction.apply(frame)
    return frame
