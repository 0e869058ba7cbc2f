"""EU exports as one long table, whatever they come from."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from sinews.core.periods import Window, parse_window
from sinews.errors import EvidenceError, UsageError

SHIPPED_YEARS: Final = (2020, 2021, 2022)
COLUMNS: Final = ("reporter", "partner", "product", "month", "exports_eur", "quantity_kg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Exports by reporter, partner, product and month.

    Attributes
    ----------
    frame
        Columns reporter (null where summed over the EU), partner, product, month, exports_eur,
        quantity_kg (null where no weight is known); one product level only.
    digits
        Length of the product codes: 8 (CN) or 6 (HS); 0 for totals.
    windows_only
        True where `month` stands for March to November of its year.
    late
        Reporter and month of member states that had not reported: missing, not zero.
    sources
        Release keys.
    passed_over
        What of the trade brought in was not used, and why; empty where all was.
    """

    frame: pl.DataFrame
    digits: int
    windows_only: bool
    late: tuple[tuple[str, date], ...]
    sources: tuple[str, ...]
    passed_over: str = ""

    @property
    def as_of(self) -> date:
        """The last month of the data."""
        if self.windows_only:
            return date(SHIPPED_YEARS[-1], 11, 1)
        last = self.frame["month"].max()
        if not isinstance(last, date):
            raise EvidenceError("The trade at hand holds no row.")
        return last

    def within(self, window: Window) -> pl.DataFrame:
        """Return the rows of a window.

        Raises
        ------
        UsageError
            The data do not cover it.
        """
        rows = self.inside(window)
        if rows.is_empty():
            first = str(self.frame["month"].min())
            raise UsageError(
                f"No exports in {window.id}: the data run from {first} to {self.as_of}."
            )
        return rows

    def inside(self, window: Window) -> pl.DataFrame:
        """Return the rows of a window, none where the data hold none."""
        months = [window.start] if self.windows_only else list(window.months())
        return self.frame.filter(pl.col("month").is_in(months))

    def late_in(self, window: Window) -> tuple[str, ...]:
        """Return who had not reported some month of a window, as ``NL 2022-11``."""
        months = set(window.months())
        return tuple(f"{r} {m:%Y-%m}" for r, m in self.late if m in months)


FIRST, LAST = date(1988, 1, 1), date(2100, 12, 1)
INVASION = date(2022, 3, 1)
"""First whole month of the war; the invasion began on 24 February 2022."""


def read_window(text: str) -> Window:
    """Return the window that a user wrote; its id is always ``YYYY-MM:YYYY-MM``."""
    found = parse_window(text, first=FIRST, last=LAST)
    return Window(id=f"{found.start:%Y-%m}:{found.end:%Y-%m}", start=found.start, end=found.end)


def is_calm(window: Window) -> bool:
    """Return whether a window ends before the war, so that its change can be a placebo."""
    return window.end < INVASION
