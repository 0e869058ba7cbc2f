"""200 seeded changes of a file of every reader: read rightly, set aside with a note, or refused.

What one file alone cannot show (a unit, two swapped columns) must show against what was known of
its table, or be declared in `reader_checks.csv`, from which docs/sources.md says it.
"""

import random
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
import reader_fixtures
import trade_fixtures
from mutations import (
    BY_HISTORY,
    CODE,
    COLUMN,
    LABEL,
    MUTATIONS,
    duplicated_row,
    empty_last_cell,
    numeric_columns,
    read_doc,
)

from sinews.data.read.history import find_breaks
from sinews.data.read.reader import RawFile, find_reader
from sinews.data.sources import READERS
from sinews.errors import SinewsError

SEEDS = 200
MOST_ROWS = 120
REPEATS = {"kiel_activities", "kiel_workbook"}
"""Readers whose rows may repeat, in the order of the file: two equal deliveries are two."""
CODES = ("KZ", "AM", "GE", "UZ", "TR", "CN", "RS", "AE", "BY")
NAMES = (
    "Kazakhstan",
    "Armenia",
    "Georgia",
    "Uzbekistan",
    "Turkey",
    "China",
    "Serbia",
    "Oman",
    "Iraq",
)
NUMBERS = (398, 51, 268, 860, 792, 156, 688, 784, 112)
VARIED = {
    "eurostat_comext_api": [("partner", CODES)],
    "easy_comext_csv": [("PARTNER", NAMES)],
    "national_imports": [("PARTNER", NAMES)],
    "comext_bulk": [("PARTNER", CODES)],
    "un_comtrade": [("partnerCode", NUMBERS), ("partnerISO", (None,) * 9)],
    "comtrade_availability": [("reporterCode", NUMBERS), ("reporterISO", (None,) * 9)],
    "world_bank_gdp": [("date", tuple(str(y) for y in range(2010, 2019)))],
    "eurostat_databrowser": [(1, NAMES)],
}
"""Readers whose fixture has one row: the column whose values make it ten, for a history."""


def enrich(id, doc):
    rows = list(doc.rows)
    for k in range(9):
        row = list(doc.rows[0])
        for i in numeric_columns(doc):
            row[i] = _scaled(row[i], 1 + 0.37 * (k + 1) + 0.11 * i)
        for name, values in VARIED[id]:
            row[name if isinstance(name, int) else doc.header.index(name)] = values[k]
        rows.append(tuple(row))
    return replace(doc, rows=tuple(rows))


def _scaled(cell, factor):
    if isinstance(cell, str):
        return str(round(float(cell) * factor))
    return type(cell)(cell * factor) if isinstance(cell, int | float) else cell


@cache
def content(id):
    """A small valid file of each kind, with enough rows for a history."""
    if id == "kiel_workbook":
        return _small_workbook()
    doc = read_doc((reader_fixtures.FIXTURES | trade_fixtures.FIXTURES)[id]())
    if id == "kiel_donor_months":
        rows = [r for r in doc.rows if r[2] == "2022" and int(r[3]) < 4]
    elif id in VARIED:
        return enrich(id, doc).encode()
    else:
        rows = doc.rows[-MOST_ROWS:]
    return replace(doc, rows=tuple(rows)).encode()


def _small_workbook():
    rows = list(reader_fixtures.activity_rows())[:60]
    whole, reader_fixtures.activity_rows = reader_fixtures.activity_rows, lambda: iter(rows)
    try:
        return reader_fixtures.workbook()
    finally:
        reader_fixtures.activity_rows = whole


def parse(reader, folder, raw):
    path = folder / "file"
    path.write_bytes(raw)
    file = RawFile(path)
    return find_reader(file, READERS).read(file)


def as_rows(parsed):
    """Every row of every table, as text that does not depend on the order of rows."""
    return Counter(
        (id, repr(row))
        for id, frame in parsed.tables.items()
        for row in frame.drop("row", strict=False).iter_rows(named=True)
    )


def judge(mutate, reader, before, after, put):
    """What became of the change: right, aside, by history, or a silent wrong number."""
    gone, new = as_rows(before) - as_rows(after), as_rows(after) - as_rows(before)
    if not gone and not new:
        return "right"
    if put in (LABEL, CODE) and len(gone) <= 1 and all(put in row for _, row in new):
        return "right"  # free text, or kept apart under its own name
    if mutate is empty_last_cell and all("None" in row for _, row in new):
        return "right"  # an optional cell that is empty is missing
    noted = set(after.notes) - set(before.notes)
    if noted and all(
        any(word in row for word in ("aggregate", COLUMN, "None", "unstated")) for _, row in new
    ):
        return "aside"
    if mutate is duplicated_row and reader.id in REPEATS and not gone and len(new) == 1:
        return "right"
    if mutate in BY_HISTORY and any(
        find_breaks(spec, after.tables[spec.id], before.tables[spec.id])
        for spec in reader.specs
        if spec.id in after.tables and spec.id in before.tables
    ):
        return "history"
    return "wrong"


FIXED = [r for r in READERS if r.id in reader_fixtures.FIXTURES | trade_fixtures.FIXTURES]


@pytest.mark.parametrize("reader", FIXED, ids=lambda r: r.id)
def test_a_changed_file_is_read_rightly_set_aside_or_refused(reader, tmp_path):
    doc = read_doc(content(reader.id))
    before = parse(reader, tmp_path, doc.encode())
    found, wrong = Counter(), []
    for seed in range(SEEDS):
        mutate = MUTATIONS[seed % len(MUTATIONS)]
        raw, put = mutate(doc, random.Random(seed))
        try:
            after = parse(reader, tmp_path, raw)
        except SinewsError as refused:
            if not 20 < len(str(refused)) < 3000:
                wrong.append((seed, mutate.__name__, str(refused)[:500]))
            found[mutate.__name__, "refused"] += 1
            continue
        verdict = judge(mutate, reader, before, after, put)
        found[mutate.__name__, verdict] += 1
        if verdict == "wrong":
            wrong.append((seed, mutate.__name__, put))
    assert not wrong, wrong[:5]
