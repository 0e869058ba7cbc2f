"""What all trade readers share: the sources, and the contract of a cell."""

from typing import Final

from sinews.data.contracts import load_source

COMEXT = load_source("eurostat_comext")
EASY_COMEXT = load_source("eurostat_easy_comext")
FLOWS: Final = ("import", "export")
