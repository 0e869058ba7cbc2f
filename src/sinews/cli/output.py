"""How commands print: JSON for programs, a plain table for people."""

import json
from collections.abc import Iterable, Sequence
from typing import Any


def print_json(record: Any) -> None:  # noqa: ANN401
    """Print a record as JSON on standard output."""
    print(json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False))


def print_table(header: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> None:
    """Print rows as a table; numbers are aligned right."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    body = [tuple(r) for r in rows]
    for i, name in enumerate(header):
        numeric = all(isinstance(r[i], int | float) for r in body if r[i] is not None)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for r in body:
        table.add_row(*(_cell(v) for v in r))
    # A pipe has no width of its own: do not break ids at 80 columns there.
    console = Console(soft_wrap=False)
    (console if console.is_terminal else Console(width=160)).print(table)


def _cell(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)
