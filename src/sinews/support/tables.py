"""Small questions that many commands ask of the compiled tables."""

from datetime import date

from sinews.core.periods import Window, last_day, parse_window
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UsageError


def first_month(evidence: Evidence, table: str) -> date:
    """Return the first month of a monthly table."""
    months: list[date] = evidence.frame(table)["month"].to_list()
    return min(months)


def last_month(evidence: Evidence, table: str) -> date:
    """Return the last day of the last month of a monthly table."""
    months: list[date] = evidence.frame(table)["month"].to_list()
    return last_day(max(months))


def choose_window(evidence: Evidence, table: str, text: str) -> Window:
    """Return the window that a user wrote, cut to the months that the table has.

    Raises
    ------
    UsageError
        The window holds no month of the data: that is no zero.
    """
    first = first_month(evidence, table)
    last = last_month(evidence, table).replace(day=1)
    asked = parse_window(text, first=first, last=last)
    if asked.end < first or asked.start > last:
        raise UsageError(
            f"The window {text!r} holds no month of the data, which run from {first:%Y-%m} to "
            f"{last:%Y-%m}."
        )
    return Window(id=asked.id, start=max(asked.start, first), end=min(asked.end, last))
