"""What all trade readers share: the sources, and the contract of a cell."""

from typing import Final

from sinews.core.table import Column
from sinews.data.contracts import load_source

COMEXT = load_source("eurostat_comext")
EASY_COMEXT = load_source("eurostat_easy_comext")
FLOWS: Final = ("import", "export")
PERIODS: Final = {
    "month": Column(name="month", kind="date", unit="date", description="First of the month"),
    "year": Column(
        name="year", kind="integer", unit="years", description="Calendar year", low=1988, high=2100
    ),
}
