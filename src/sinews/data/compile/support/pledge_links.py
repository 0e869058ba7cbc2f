"""Link pledges to the allocations that follow them in the tracker's activity rows."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from sinews.errors import EvidenceError

BILLION = 1e9
_CRUMB_EUR: Final = 1.0
"""Amounts below one euro are rounding, not money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Pledged amounts with the month of their allocation, as far as it has come.

    Attributes
    ----------
    linked
        Columns `LEDGER_COLUMNS`: `block` numbers packages; `from_pledge` is False for activities
        that were allocated when they were announced; `allocation_month` is null for amounts still
        open at `end`. An allocation may be dated before its pledge.
    beyond_eur_bn
        Allocated beyond the pledge of its own block, hence linked to none.
    end
        Last month of the data.
    """

    linked: pl.DataFrame
    beyond_eur_bn: float
    end: date


def link_pledges(activities: pl.DataFrame) -> Ledger:
    """Return pledges matched with allocations, first in first out within each block.

    A block is one activity where the producer's ids are given (the workbook). Without them rows
    are used in the order of the workbook, in which a commitment stands before its allocations: a
    run of commitments opens a block, an allocation row that carries an activity value is a block
    of its own, and any other row belongs to the block before it. Rows without a month are left
    out, as in every monthly series, and so are negative corrections (two rows of release 28).

    Parameters
    ----------
    activities
        The table ``kiel_activities``.

    Raises
    ------
    EvidenceError
        The rows are not in the order of the workbook.
    """
    if not activities["row"].is_sorted():
        raise EvidenceError("The activity rows are out of order, so pledges cannot be linked.")
    # A row without a value neither promises nor allocates an amount that could be linked.
    dated = activities.filter(pl.col("month").is_not_null()).with_columns(
        pl.col("committed_eur", "allocated_eur").fill_null(0)
    )
    if dated.is_empty():
        raise EvidenceError("No activity row carries a month, so nothing can be linked.")
    rows: list[tuple[Any, ...]] = []
    beyond = 0.0
    for number, block in enumerate(_blocks(dated)):
        matched, rest = _match(block)
        beyond += rest
        head = (number, block[0]["measure"] == "commitment", block[0]["donor"], block[0]["type"])
        rows += [(*head, *m) for m in matched]
    schema = {
        "block": pl.Int64(),
        "from_pledge": pl.Boolean(),
        "donor": pl.String(),
        "type": pl.String(),
        "pledge_month": pl.Date(),
        "allocation_month": pl.Date(),
        "amount_eur_bn": pl.Float64(),
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    end = max(dated["month"].to_list())
    return Ledger(linked=frame, beyond_eur_bn=beyond / BILLION, end=end)


def _blocks(dated: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows that belong together: by the producer's id, else by their order."""
    columns = ["giver", "donor", "type", "measure", "month", "committed_eur", "allocated_eur"]
    if dated["activity"].null_count() == 0:
        keys = ["giver", "type", "activity"]
        for _, rows in dated.group_by(keys, maintain_order=True):
            yield rows.select(columns).to_dicts()
        return
    block: list[dict[str, Any]] = []
    for row in dated.select(columns).iter_rows(named=True):
        if block and _starts_block(block[-1], row):
            yield block
            block = []
        block.append(row)
    yield block


def _starts_block(before: dict[str, Any], row: dict[str, Any]) -> bool:
    if (before["giver"], before["type"]) != (row["giver"], row["type"]):
        return True
    if row["measure"] == "commitment":
        return bool(before["measure"] != "commitment")
    return bool(row["committed_eur"] != 0)


def _match(
    block: list[dict[str, Any]],
) -> tuple[list[tuple[date, date | None, float]], float]:
    """Return (pledge month, allocation month, EUR bn) of a block, and EUR allocated beyond it."""
    pledges = deque(
        sorted([r["month"], r["committed_eur"]] for r in block if r["committed_eur"] > 0)
    )
    given = sorted((r["month"], r["allocated_eur"]) for r in block if r["allocated_eur"] > 0)
    matched: list[tuple[date, date | None, float]] = []
    beyond = 0.0
    for month, eur in given:
        left = eur
        while left > _CRUMB_EUR and pledges:
            part = min(left, pledges[0][1])
            matched.append((pledges[0][0], month, part / BILLION))
            left -= part
            pledges[0][1] -= part
            if pledges[0][1] <= _CRUMB_EUR:
                pledges.popleft()
        beyond += left if left > _CRUMB_EUR else 0
    matched += [(month, None, eur / BILLION) for month, eur in pledges]
    return matched, beyond
