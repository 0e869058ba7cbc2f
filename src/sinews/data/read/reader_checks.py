"""What is known of each reader: forms it reads, real files it was tried on, what it cannot see."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

REFUSED: Final = "refused"
HISTORY: Final = "history"
UNSEEN: Final = "not seen: "


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderChecks:
    """One row of `reader_checks.csv`.

    Attributes
    ----------
    unit, swap
        What becomes of a column in another unit (a thousand times), and of two columns with swapped
        headings: ``refused`` by the file's own identities; ``history``, found against what was
        known of its table; or ``not seen:`` and which.
    """

    reader: str
    forms: str
    tried_on: str
    unit: str
    swap: str


@cache
def load_reader_checks() -> dict[str, ReaderChecks]:
    """Return reader id to what is known of it."""
    path = files("sinews.data.sources") / "reader_checks.csv"
    with path.open(encoding="utf-8") as f:
        return {r["reader"]: ReaderChecks(**r) for r in csv.DictReader(f)}
