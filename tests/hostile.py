"""What a hostile or careless hand does to a file: mutations with what must come of them."""

import csv
import io
import sys
from functools import cache

from reader_fixtures import FIXTURES, build_tables, csv_bytes

from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS
from sinews.data.sources.losses import daily
from sinews.data.sources.losses.claims import DAY_FIELDS

CSV_READERS = [
    r
    for r in READERS
    if r.id in FIXTURES and not r.id.startswith("losses_") and "workbook" not in r.id
] + [READERS["losses_confirmed"]]
JSON_READERS = [READERS[i] for i in ("losses_equipment", "losses_personnel", "losses_corrections")]


def fields(reader):
    """The columns that a reader knows, by the producer's name."""
    return {f.headers[0]: f for f in _fields(reader)}


def _fields(reader):
    if reader not in JSON_READERS:
        return sys.modules[reader.parse.__module__]._FIELDS
    own = {
        "losses_equipment": daily._EQUIPMENT_FIELDS,
        "losses_personnel": daily._PERSONNEL_FIELDS,
        "losses_corrections": daily._REVISION_FIELDS,
    }
    return (*DAY_FIELDS, *own[reader.id])


def read(reader, content, folder):
    """The tables of a file with this content, validated; raises what the reader raises."""
    from datetime import date

    path = folder / "file"
    path.write_bytes(content)
    file = RawFile(path)
    tables = build_tables(reader, file, release="1", retrieved=date(2026, 1, 1))
    return {t.spec.id: t.frame for t in tables}


@cache
def fixture(id):
    return FIXTURES[id]()


@cache
def _cells(id):
    rows = tuple(tuple(r) for r in csv.reader(io.StringIO(fixture(id).decode())))
    return rows[0], rows[1:]


def cells(id):
    """Header and rows of a valid CSV file, to be spoilt."""
    header, rows = _cells(id)
    return list(header), [list(r) for r in rows]


def write(header, rows):
    return csv_bytes(header, rows)
