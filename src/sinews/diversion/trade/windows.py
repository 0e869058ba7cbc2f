"""Windows as diversion commands take them: explicit months, or a year."""

from datetime import date

from sinews.core.periods import Window, parse_window

FIRST, LAST = date(1988, 1, 1), date(2100, 12, 1)
INVASION = date(2022, 3, 1)
"""First whole month of the war; the invasion began on 24 February 2022."""


def read_window(text: str) -> Window:
    """Return the window that a user wrote; its id is always ``YYYY-MM:YYYY-MM``."""
    found = parse_window(text, first=FIRST, last=LAST)
    return Window(id=f"{found.start:%Y-%m}:{found.end:%Y-%m}", start=found.start, end=found.end)
