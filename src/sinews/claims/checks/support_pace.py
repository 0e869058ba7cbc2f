"""Check: monthly support of a group of donors in one window over another."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from sinews.claims.check import Check, Desk, Found
from sinews.core.periods import add_months
from sinews.errors import EvidenceError

TABLE: Final = "support_monthly"


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return the mean monthly allocation of ``window`` over that of ``base``.

    Parameters
    ----------
    settings
        ``group``: a base group of donors, empty for all; ``type`` of support; ``window`` and
        ``base``: first and last month of each.

    Raises
    ------
    EvidenceError
        Months are missing, or nothing was allocated in the base window.
    """
    rows = desk.frame(TABLE).filter(
        pl.col("base_group").str.starts_with(settings["group"])
        & (pl.col("type") == settings["type"])
    )
    now, then = (_mean(rows, *settings[k]) for k in ("window", "base"))
    if then <= 0:
        raise EvidenceError(f"{settings['group']} allocated nothing in {settings['base']}.")
    (first, last), who = settings["window"], settings["group"] or "all donors"
    return Found(
        value=now / then,
        unit="ratio",
        grade="counted",
        as_of=date.fromordinal(add_months(last, 1).toordinal() - 1),
        sources=desk.releases(TABLE),
        method=f"EUR {now:.2f} bn a month over {then:.2f} bn a month.",
        rows=f"{TABLE}: {who}, {settings['type']}, {first:%Y-%m} to {last:%Y-%m}",
    )


def _mean(rows: pl.DataFrame, first: date, last: date) -> float:
    found = rows.filter(pl.col("month").is_between(first, last))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if found["month"].n_unique() != months:
        raise EvidenceError(f"{TABLE} holds not every month from {first} to {last}.")
    return float(found["allocated_eur_bn"].sum()) / months


CHECK = Check(
    id="support_pace",
    label="Monthly support in one window over another",
    settings=("group", "type", "window", "base"),
    compute=compute,
    table=TABLE,
)
