"""docs/sources.md: every file that Sinews reads and every table it ships, from the contracts."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from sinews.core.provenance import CAUTIONS
from sinews.core.table import Column, TableSpec
from sinews.data.compile.compiled import Kinds
from sinews.data.read.corrections import load_corrections
from sinews.data.read.reader import Reader

REFUSED: Final = "refused"
HISTORY: Final = "history"
UNSEEN: Final = "not seen: "
_HEAD = """\
# Sources

Written by `sinews data sources` from the readers and contracts; do not edit. A file is recognised
by its content, columns are found by name. What a reader does not know is set aside with a note
where nothing computed rests on it; what it would falsify is an error that names file, row, column
and remedy. Missing is null, never zero. Every file may be packed (.gz, .zip or .7z with one file
in it), and JSON may be indented.
"""
_CHECKS = """\
## Forms, real files, and what a reader cannot see

`unit`: a column is a thousand times what it was. `swap`: the headings of two columns of numbers are
exchanged. `refused`: the file's own identities, ranges or forms show it. `history`: one file alone
need not show it; it is found, and the release set aside, where the store or the package knows the
table from before. `not seen`: it is found by nothing.

| reader | forms | tried on | unit | swap |
|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderChecks:
    """One row of `reader_checks.csv`.

    Attributes
    ----------
    unit, swap
        What becomes of a column in another unit (a thousand times), and of two columns with swapped
        headings: ``refused`` by the file's own identities; ``history``, found against what was
        known of its table; or ``not seen:`` and which.
    """

    reader: str
    forms: str
    tried_on: str
    unit: str
    swap: str


@cache
def load_reader_checks() -> dict[str, ReaderChecks]:
    """Return reader id to what is known of it."""
    path = files("sinews.data.sources") / "reader_checks.csv"
    with path.open(encoding="utf-8") as f:
        return {r["reader"]: ReaderChecks(**r) for r in csv.DictReader(f)}


def write_source_page(kinds: Kinds) -> str:
    """Return the page as Markdown."""
    return "\n".join(
        [
            _HEAD,
            "## Files that are read\n",
            *_sources(kinds),
            _CHECKS,
            *_checks(kinds),
            "\n## Known faults of sources\n",
            *_faults(),
            "\n## Looked at and not used\n",
            *_not_used(),
            "\n## Tables shipped with the package\n",
            *(line for c in kinds.compiled for line in _table(c.spec, c.inputs)),
        ]
    )


def _sources(kinds: Kinds) -> Iterator[str]:
    by_source: dict[str, list[Reader]] = {}
    for reader in kinds.readers:
        by_source.setdefault(reader.source.id, []).append(reader)
    for readers in by_source.values():
        source = readers[0].source
        yield f"### {source.title}\n"
        page = f"{source.url}. " if source.url else ""
        yield f"`{source.id}`. {source.producer}. {page}Licence: {source.licence}.\n"
        for key in source.cautions:
            yield f"- Caution: {CAUTIONS[key]}"
        for reader in readers:
            tables = ", ".join(f"`{s.id}`" for s in reader.specs) or "the release of its neighbours"
            yield f"- {reader.label}: {tables}"
        yield ""


def _checks(kinds: Kinds) -> Iterator[str]:
    known = load_reader_checks()
    for reader in kinds.readers:
        c = known[reader.id]
        yield f"| `{reader.id}` | {c.forms} | {c.tried_on} | {c.unit} | {c.swap} |"


def _faults() -> Iterator[str]:
    for c in load_corrections():
        yield f"- `{c.id}` in `{c.table}`, found {c.dated}: {c.reason}"


def _not_used() -> Iterator[str]:
    text = (files("sinews.data.sources") / "not_used.toml").read_text(encoding="utf-8")
    for entry in tomllib.loads(text)["series"]:
        yield f"- {entry['name']}: {entry['reason']}."


def _table(spec: TableSpec, inputs: tuple[str, ...]) -> Iterator[str]:
    yield f"### {spec.id}\n"
    yield f"{spec.description.rstrip('.')}.\n"
    yield f"Key: {', '.join(spec.key)}. At least {spec.min_rows} rows. From: {', '.join(inputs)}.\n"
    yield "| column | unit | meaning |"
    yield "|---|---|---|"
    yield from map(_row, spec.columns)
    yield ""


def _row(column: Column) -> str:
    null = "" if column.required else "; may be null"
    return f"| {column.name} | {column.unit} | {column.description.replace('|', '/')}{null} |"
