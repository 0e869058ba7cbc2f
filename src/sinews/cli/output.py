"""How commands print: one JSON object for programs; tables and notes that fit the screen."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from textwrap import wrap
from typing import Any, Final


@contextmanager
def show_downloads() -> Iterator[Callable[[str, int, int | None], None]]:
    """Yield a function that is told file name, bytes so far, and bytes in all where known."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks = {}

        def update(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name)
            progress.update(tasks[name], completed=done, total=total)

        yield update


@contextmanager
def show_steps(label: str, total: int) -> Iterator[Callable[[str], None]]:
    """Yield a function that is told the name of each finished step."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=total)

        def update(name: str) -> None:
            progress.update(task, advance=1, description=f"{label} {name}")

        yield update


SCHEMA: Final = 1
"""Version of the shape of every `--json` answer; a change that breaks readers raises it."""


def print_json(record: Mapping[str, Any]) -> None:
    """Print a record as one JSON object, its schema version first."""
    print(json.dumps({"schema": SCHEMA, **record}, indent=2, ensure_ascii=False, allow_nan=False))


def print_notes(*paragraphs: str) -> None:
    """Print each paragraph, wrapped at the width of the terminal, 80 columns in a pipe."""
    for text in paragraphs:
        for line in text.splitlines():
            indent = line[: len(line) - len(line.lstrip())]
            print("\n".join(_wrap(line.strip(), indent)))


def print_table(header: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> None:
    """Print rows as a table; where it is too wide, each row as its first cell and a paragraph."""
    values = [tuple(r) for r in rows]
    body = [[_cell(v) for v in r] for r in values]
    if title:
        print_notes(title)
    columns = list(zip(header, *body, strict=True))
    widths = _share_width(columns, _width() - 2 * (len(columns) - 1))
    if widths is None:
        _print_paragraphs(header, body)
        return
    right = [
        all(isinstance(v, int | float) for v in column if v is not None)
        for column in zip(*values, strict=True)
    ] or [False] * len(header)
    for row in (header, *body):
        cells = [wrap(c, w, break_on_hyphens=False) for c, w in zip(row, widths, strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            aligned = zip(line, widths, right, strict=True)
            print("  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in aligned).rstrip())


def _share_width(columns: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return a width for each column that breaks no word; None where there is no room for that."""
    widths = [max(len(word) for cell in c for word in (*cell.split(), "")) for c in columns]
    wanted = [max(map(len, c)) - w for c, w in zip(columns, widths, strict=True)]
    spare = width - sum(widths)
    if spare < 0:
        return None
    order = sorted(range(len(columns)), key=lambda i: wanted[i])
    for done, i in enumerate(order):
        given = min(wanted[i], spare // (len(order) - done))
        widths[i] += given
        spare -= given
    return [max(w, 1) for w in widths]


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


def _cell(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)
