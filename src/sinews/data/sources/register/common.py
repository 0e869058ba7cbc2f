"""What the hand-kept registers share: the source, dates as people write them, addresses."""

import re
from datetime import date
from typing import Final

from sinews.core.periods import add_months
from sinews.data.contracts import load_source
from sinews.data.read.problems import Problems

REGISTER: Final = load_source("fact_register")
REMEDY: Final = "fix the row in the file and add it again with `sinews data add FILE`."
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def parse_period(text: str, *, end: bool = False) -> date:
    """Return the first (or last) day of a year, month or day written 2024, 2024-02, 2024-02-29.

    Raises
    ------
    ValueError
        The text is none of these.
    """
    if not (match := _PERIOD.fullmatch(text)):
        raise ValueError(f"{text!r} is not a year, month or day")
    year, month, day = (int(g) if g else None for g in match.groups())
    assert year is not None
    first = date(year, month or 1, day or 1)
    if not end or day:
        return first
    after = add_months(first, 1) if month else date(year + 1, 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def read_period(
    text: str, problems: Problems, *, row: int, column: str, end: bool = False
) -> date | None:
    """Return the day, or note the problem and return None."""
    try:
        return parse_period(text.removeprefix("~"), end=end)
    except ValueError as error:
        problems.add(str(error), row=row, column=column)
        return None


def check_address(url: str, problems: Problems, *, row: int, column: str) -> None:
    """Note an address that is none."""
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", url):
        problems.add(f"{url!r} is not a public address", row=row, column=column)
