"""Late reporters: found by what they usually report, and taken out of both sides of a comparison.

A member state that has not reported a month has no exports in it as far as the data go. Counted
as nothing they are a fall; so its month is left out of every window that is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import polars as pl

from sinews.core.periods import Window
from sinews.diversion.trade.schema import Flows

Late = tuple[tuple[str, date], ...]
TYPICAL: Final = 20
"""Values in a reporter's median month from which a month without any means that it is late. Below,
it may have traded nothing: in the tidy table of listed goods Malta (median 4) has four empty months
and had reported all of them; the next smallest, Cyprus (median 54), never has fewer than 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """Trade without the months of late reporters.

    Attributes
    ----------
    flows
        What is compared.
    left_out
        Reporter-months that were late and are left out, as ``NL 2022-11``.
    kept
        Those that could not be taken out, because the table holds sums.
    how
        What was done, in one sentence; empty where nobody was late.
    """

    flows: Flows
    left_out: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    how: str = ""


def find_late(seen: pl.DataFrame) -> Late:
    """Return reporter-months without a single value although others reported the month.

    Reporters that have fewer than `TYPICAL` values in their median month are passed over: an empty
    month of theirs does not tell no trade from no report.

    Parameters
    ----------
    seen
        Columns reporter, month and values (their number), one row where a member state gave any.
    """
    usual = seen.group_by("reporter").agg(pl.col("values").median())
    large = usual.filter(pl.col("values") >= TYPICAL).select("reporter")
    asked = large.join(seen.select("month").unique(), how="cross")
    missing = asked.join(seen, on=["reporter", "month"], how="anti").sort("month", "reporter")
    return tuple((r, m) for r, m in missing.iter_rows())


def name_late(late: Late, *, most: int = 12) -> str:
    """Return who was late when, as ``NL 2022-11``; of many the first and how many more."""
    names = [f"{r} {m:%Y-%m}" for r, m in late]
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return ", ".join(names[:most] + more)


def leave_out_late(
    flows: Flows,
    windows: Sequence[Window],
    reporter: str | None = None,
    *,
    whole: bool = True,
) -> Masked:
    """Return the trade with late reporters' months left out of all windows alike.

    The third month of one window is compared with the third of another: a reporter that is late in
    one of them loses that month in all. Where a table holds windows as sums it loses the windows.

    Parameters
    ----------
    windows
        The windows that are compared, of one length.
    reporter
        Ask about this one alone.
    whole
        False to keep a reporter whose windows are sums: its excess is then a lower bound.
    """
    late = [(r, m) for r, m in flows.late if reporter in (None, r)]
    months = [list(w.months()) for w in windows]
    hit = sorted({(m, r) for span in months for r, m in late if m in span})
    names = tuple(f"{r} {m:%Y-%m}" for m, r in hit)
    if not names:
        return Masked(flows=flows)
    said = name_late(tuple((r, m) for m, r in hit))
    if flows.frame["reporter"].null_count() == flows.frame.height:
        how = (
            f"{said} had not been reported and counts as nothing: the table holds sums of the "
            "Union, from which no reporter can be taken out"
        )
        return Masked(flows=flows, kept=names, how=how)
    if flows.windows_only and not whole:
        how = (
            f"{said} had not been reported; the table holds whole windows, so what is said of "
            "that reporter's exports is a lower bound"
        )
        return Masked(flows=flows, kept=names, how=how)
    if flows.windows_only:
        gone = sorted({r for _, r in hit})
        frame = flows.frame.filter(~pl.col("reporter").is_in(gone))
        how = (
            f"{said} had not been reported; the table holds whole windows, so {', '.join(gone)} is "
            "left out of all of them"
        )
        return Masked(flows=replace(flows, frame=frame), left_out=names, how=how)
    gaps = _list_gaps(hit, months)
    frame = flows.frame.join(gaps, on=["reporter", "month"], how="anti", maintain_order="left")
    how = f"{said} had not been reported; the same months of the other windows are left out too"
    return Masked(flows=replace(flows, frame=frame), left_out=names, how=how)


def _list_gaps(hit: Sequence[tuple[date, str]], months: Sequence[list[date]]) -> pl.DataFrame:
    """Return reporter and month of what is left out: the place of a late month in every window."""
    pairs = {
        (reporter, span[other.index(month)])
        for month, reporter in hit
        for other in months
        if month in other
        for span in months
        if other.index(month) < len(span)
    }
    schema = {"reporter": pl.String, "month": pl.Date}
    return pl.DataFrame(sorted(pairs), schema=schema, orient="row")


def mark_late(table: pl.DataFrame, masked: Masked) -> pl.DataFrame:
    """Return the table with `late`: the reporter's late months, null where it has none."""
    names = [n.split() for n in (*masked.left_out, *masked.kept)]
    months: dict[str, list[str]] = {}
    for reporter, month in names:
        months.setdefault(reporter, []).append(month)
    said = {r: ", ".join(m) for r, m in months.items()}
    label = pl.col("reporter").replace_strict(said, default=None, return_dtype=pl.String)
    return table.with_columns(late=label)
