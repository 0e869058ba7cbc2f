"""What a check is: a function from settings and published data to one number with its origin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from sinews.core.estimate import Grade
from sinews.core.figure import Figure
from sinews.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a check computed, before it becomes a figure of the claim.

    Attributes
    ----------
    inputs
        Ids of the figures it was computed from.
    """

    value: float
    unit: str
    grade: Grade
    as_of: date
    sources: tuple[str, ...]
    method: str
    rows: str = ""
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What checks may look at: published figures by id, compiled tables, and their releases."""

    figure: Callable[[str], Figure]
    frame: Callable[[str], pl.DataFrame]
    releases: Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One kind of check.

    Attributes
    ----------
    settings
        Names of the settings a test may give; all others are refused.
    table
        Id of the compiled table that it reads; empty where it reads figures.
    compute
        Returns the number; pure in the settings and the desk.
    """

    id: str
    label: str
    settings: tuple[str, ...]
    compute: Callable[[Mapping[str, Any], Desk], Found]
    table: str = ""

    def run(self, settings: Mapping[str, Any], desk: Desk) -> Found:
        """Return the number, after refusing settings that the check does not know.

        Raises
        ------
        UsageError
            A setting is unknown.
        """
        if unknown := set(settings) - set(self.settings):
            raise UsageError(
                f"The check {self.id!r} knows {', '.join(self.settings)}; "
                f"the ledger gives {', '.join(sorted(unknown))}."
            )
        return self.compute(settings, desk)
