"""200 seeded changes of a file of every reader: read rightly, set aside with a note, or refused.

What one file alone cannot show (a unit, two swapped columns) must show against what was known of
its table, or be declared in `reader_checks.csv`, from which docs/sources.md says it.
"""

import random
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest
import reader_fixtures
import trade_fixtures
from mutations import BY_HISTORY, CODE, COLUMN, LABEL, MUTATIONS, duplicated_row, read_doc
from reader_fixtures import csv_bytes

from sinews.data.read.history import find_breaks
from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS
from sinews.errors import SinewsError

SEEDS = 200
MOST_ROWS = 120
LONG = {"kiel_release"}
"""Readers whose file holds no table."""
REPEATS = {"kiel_activities", "kiel_workbook"}
"""Readers whose rows may repeat: two equal deliveries are two."""


def many(id):
    """A file of a trade reader with enough cells to compare with what was known."""
    doc = read_doc(trade_fixtures.FIXTURES[id]())
    return doc, doc.rows[0]


@cache
def content(id):
    """A small valid file of each kind."""
    if id == "kiel_donor_months":
        header, *rows = read_doc(reader_fixtures.FIXTURES[id]()).header, None
        doc = read_doc(reader_fixtures.FIXTURES[id]())
        return csv_bytes(doc.header, [r for r in doc.rows if r[2] == "2022" and int(r[3]) < 4])
    if id == "kiel_workbook":
        return _small_workbook()
    doc = read_doc((reader_fixtures.FIXTURES | trade_fixtures.FIXTURES)[id]())
    if len(doc.rows) > 400:
        step = len(doc.rows) // MOST_ROWS
        return doc.__class__(doc.kind, doc.header, doc.rows[::step], doc.wrap).encode()
    return doc.encode()


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
    if not reader.recognises(file):
        from sinews.data.read.reader import find_reader

        find_reader(file, READERS)
        raise AssertionError(f"read by another reader than {reader.id}")
    return reader.read(file)


def as_rows(parsed):
    """Every row of every table, as text that does not depend on the order of rows."""
    return Counter(
        (id, tuple(sorted(row.items(), key=str)).__repr__())
        for id, frame in parsed.tables.items()
        for row in frame.iter_rows(named=True)
    )


def judge(mutate, reader, before, after, put):
    """What became of the change: right, aside, by history, or a silent wrong number."""
    gone, new = as_rows(before) - as_rows(after), as_rows(after) - as_rows(before)
    if not gone and not new:
        return "right"
    if put in (LABEL, CODE) and len(gone) <= 1 and all(put in row for _, row in new):
        return "right"  # free text, or kept apart under its own name
    noted = set(after.notes) - set(before.notes)
    if noted and all("aggregate" in row or COLUMN in row or "None" in row for _, row in new):
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
            assert 20 < len(str(refused)) < 3000, (mutate.__name__, str(refused)[:500])
            found[mutate.__name__, "refused"] += 1
            continue
        verdict = judge(mutate, reader, before, after, put)
        found[mutate.__name__, verdict] += 1
        if verdict == "wrong":
            wrong.append((seed, mutate.__name__, put))
    print(reader.id, dict(found))
    assert not wrong, wrong[:5]
