"""How commands print: one JSON object for programs; tables and notes that fit the screen."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

SCHEMA: Final = 1
"""Version of the shape of every `--json` answer; a change that breaks readers raises it."""


def print_json(record: Mapping[str, Any]) -> None:
    """Print a record as one JSON object, its schema version first."""
    print(json.dumps({"schema": SCHEMA, **record}, indent=2, ensure_ascii=False, allow_nan=False))


def print_notes(*paragraphs: str) -> None:
    """Print each paragraph, wrapped at the width of the terminal, 80 columns in a pipe."""
    for text in paragraphs:
        for line in text.splitlines():
            print("\n".join(_wrap(line)))


def print_table(header: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> None:
    """Print rows as a table; where it is too wide, each row as its first cell and a paragraph."""
    values = [tuple(r) for r in rows]
    numeric = [
        all(isinstance(r[i], int | float) for r in values if r[i] is not None)
        for i in range(len(header))
    ]
    body = [[_cell(v) for v in r] for r in values]
    if title:
        print_notes(title)
    # A short table keeps its columns; words are never broken to make it fit.
    least = [_longest(cells) for cells in zip(header, *body, strict=True)]
    if sum(least) + 2 * (len(least) - 1) > _width():
        _print_paragraphs(header, body)
    else:
        _print_columns(header, body, list(zip(least, numeric, strict=True)))


def _print_columns(
    header: Sequence[str], body: Sequence[Sequence[str]], columns: Sequence[tuple[int, bool]]
) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name, (least, numeric) in zip(header, columns, strict=True):
        table.add_column(Text(name), justify="right" if numeric else "left", min_width=least)
    for row in body:
        table.add_row(*map(Text, row))
    console = Console(width=_width(), highlight=False)
    with console.capture() as made:
        console.print(table)
    print("\n".join(line.rstrip() for line in made.get().splitlines()))


def _print_paragraphs(header: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    for first, *rest in body:
        pairs = zip(header[1:], rest, strict=True)
        named = "; ".join(f"{name} {cell}".strip() for name, cell in pairs if cell)
        print("\n".join((*_wrap(first), *_wrap(named, indent="  "))))


def _wrap(text: str, indent: str = "") -> list[str]:
    return wrap(
        text,
        _width(),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _width() -> int:
    return max(shutil.get_terminal_size().columns, 40)


def _longest(cells: Iterable[str]) -> int:
    return max((len(word) for cell in cells for word in cell.split()), default=0)


def _cell(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)
