"""To which month the data of each instrument reach: one line for each kind of data."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from sinews.core.periods import count_months
from sinews.data.evidence.evidence import Evidence

OLD_MONTHS: Final = 12
"""Data that end longer ago than this are called old where they are used (assumed: a year)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far one kind of data reaches.

    Attributes
    ----------
    id
        Stable name, for example ``trade_by_product``; texts in three languages go by it.
    instrument
        The package that uses it: support, materiel, front, diversion, or register.
    first, last
        First of the first and of the last month; of yearly data, January and December.
    yearly
        True for data that know years only.
    table
        Id of the compiled table.
    sources
        Release keys of the table in use (``kiel_tracker@29``).
    """

    id: str
    instrument: str
    label: str
    first: date
    last: date
    yearly: bool
    table: str
    sources: tuple[str, ...]

    def age(self, today: date) -> int:
        """Return the whole months between the last month of data and the month of a day."""
        return count_months(self.last, today) - 1

    def is_old(self, today: date) -> bool:
        """Return whether the data end more than twelve months before a day."""
        return self.age(today) > OLD_MONTHS

    @property
    def until(self) -> str:
        """The last month, or year, as text: ``2026-04``."""
        return f"{self.last:%Y}" if self.yearly else f"{self.last:%Y-%m}"

    def to_json(self) -> dict[str, object]:
        """Return the record that `data list --json` prints."""
        return {
            "id": self.id,
            "instrument": self.instrument,
            "label": self.label,
            "until": self.until,
            "table": self.table,
            "sources": list(self.sources),
        }


_KINDS: Final = (
    ("support_allocated", "support", "allocations by donor and month", "support_monthly"),
    ("support_commitments", "support", "commitments by type", "support_commitments_by_type"),
    ("support_disbursed", "support", "budget support paid", "budget_support_disbursed"),
    ("losses_claimed", "materiel", "Russian losses as claimed", "losses_monthly"),
    ("losses_confirmed", "materiel", "losses seen in photographs", "losses_confirmed"),
    ("front_series", "front", "national series of the front", "front_monthly"),
    ("trade_by_product", "diversion", "EU exports by product", "trade_sanctioned_hs6_monthly"),
    ("trade_totals", "diversion", "EU exports in total", "trade_totals_monthly"),
    ("trade_mirror", "diversion", "imports as partners book them", "trade_mirror_yearly"),
    ("trade_armenia", "diversion", "trade of Armenia by month", "trade_armenia_monthly"),
    ("trade_cars", "diversion", "cars by month", "trade_cars_monthly"),
    ("trade_national", "diversion", "national books by partner", "trade_national_yearly"),
)
"""Id, instrument, label, and the compiled table whose column `month` or `year` tells the reach."""


def list_reach(evidence: Evidence) -> tuple[Reach, ...]:
    """Return to which month the data in use reach, one entry for each kind of data."""
    return tuple(_read_reach(evidence, *kind) for kind in _KINDS if kind[-1] in evidence.manifest)


def _read_reach(evidence: Evidence, id: str, instrument: str, label: str, table: str) -> Reach:
    found = evidence.table(table)
    yearly = "month" not in found.frame.columns
    ends = found.frame.select(
        first=pl.col("year" if yearly else "month").min(),
        last=pl.col("year" if yearly else "month").max(),
    ).row(0)
    first, last = (date(ends[0], 1, 1), date(ends[1], 12, 1)) if yearly else ends
    return Reach(
        id=id,
        instrument=instrument,
        label=label,
        first=first,
        last=last,
        yearly=yearly,
        table=table,
        sources=found.sources,
    )
