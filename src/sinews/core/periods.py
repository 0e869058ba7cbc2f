"""Months as first-of-month dates, and windows of months as users write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sinews.errors import UsageError

_FORMS = "2025, y2025, 2025-Q1, 2025-H1, 2025-03, 2025-03:2025-11, last_12m, to_date"


def parse_month(text: str) -> date:
    """Return the first day of a month written ``2025-03``.

    Raises
    ------
    UsageError
        The text is not a month.
    """
    if match := re.fullmatch(r"(\d{4})-(\d{2})(?:-01)?", text.strip()):
        year, month = int(match[1]), int(match[2])
        if 1 <= month <= 12 and year > 0:
            return date(year, month, 1)
    raise UsageError(f"{text!r} is not a month; write it like 2025-03.")


def parse_day(text: str) -> date:
    """Return a day written ``2023-12-31``.

    Raises
    ------
    UsageError
        The text is not a day.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{text!r} is not a day; write it like 2023-12-31.") from None


def add_months(month: date, n: int) -> date:
    """Return the first of the month that is n months later (earlier when negative)."""
    index = month.year * 12 + month.month - 1 + n
    return date(index // 12, index % 12 + 1, 1)


def count_months(start: date, end: date) -> int:
    """Return the number of months from start to end, both included."""
    return (end.year - start.year) * 12 + end.month - start.month + 1


def last_day(month: date) -> date:
    """Return the last day of the month."""
    return add_months(month, 1) - timedelta(days=1)


def describe_months(start: date, end: date) -> str:
    """Return a run of months in words: ``2024``, ``January to April 2026``.

    Both ends are first-of-month dates and included.
    """
    first, last = f"{start:%B %Y}", f"{end:%B %Y}"
    if start == end:
        return first
    if start.year != end.year:
        return f"{first} to {last}"
    if (start.month, end.month) == (1, 12):
        return str(start.year)
    return f"{start:%B} to {last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A run of months, both ends included; `id` is the form used in figure ids."""

    id: str
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise UsageError(f"The window {self.id!r} ends before it starts.")

    def __len__(self) -> int:
        return count_months(self.start, self.end)

    def months(self) -> Iterator[date]:
        """Yield the months in order."""
        for i in range(len(self)):
            yield add_months(self.start, i)


def parse_window(text: str, *, first: date, last: date) -> Window:
    """Return the window that a user wrote.

    Parameters
    ----------
    text
        A year, quarter, half-year, month, ``from:to``, ``last_12m`` or ``to_date``.
    first, last
        First and last month of the data: what ``to_date`` and ``last_12m`` refer to.

    Raises
    ------
    UsageError
        The text is none of these forms.
    """
    t = text.strip()
    if t == "to_date":
        return Window(id=t, start=first, end=last)
    if match := re.fullmatch(r"last_(\d{1,2})m", t):
        n = int(match[1])
        if n < 1:
            raise UsageError(f"{text!r} holds no month.")
        return Window(id=t, start=add_months(last, 1 - n), end=last)
    if match := re.fullmatch(r"y?(\d{4})", t):
        year = int(match[1])
        return Window(id=f"y{year}", start=date(year, 1, 1), end=date(year, 12, 1))
    if match := re.fullmatch(r"(\d{4})-([QH])(\d)", t):
        return _part_of_year(t, int(match[1]), match[2], int(match[3]))
    start, _, end = t.partition(":")
    try:
        return Window(id=t, start=parse_month(start), end=parse_month(end or start))
    except UsageError as error:
        if re.match(r"\d{4}-\d{2}", t):
            raise
        raise UsageError(f"{text!r} is not a window; write one of {_FORMS}.") from error


def _part_of_year(text: str, year: int, kind: str, part: int) -> Window:
    size = 3 if kind == "Q" else 6
    if not 1 <= part <= 12 // size:
        raise UsageError(f"{text!r} is not a window: a year has no {kind}{part}.")
    start = date(year, (part - 1) * size + 1, 1)
    return Window(id=text, start=start, end=add_months(start, size - 1))
