"""200 seeded changes of a file of every reader: read rightly, set aside with a note, or refused.

What one file alone cannot show (a unit, two swapped columns) must show against what was known of
its table, or be declared in `reader_checks.csv`, from which docs/sources.md says it.
"""

import random
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

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
    swapped_columns,
    thousand_factor,
)

from sinews.data.evidence.source_page import HISTORY, REFUSED, UNSEEN, load_reader_checks
from sinews.data.read.find_reader import find_reader
from sinews.data.read.history import find_breaks
from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS
from sinews.errors import SinewsError

SEEDS = 200
MOST_ROWS = 60
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
            apart = 0 if str(doc.header[i]).endswith(("alue", "cifvalue")) else 0.11 * i
            row[i] = _scaled(row[i], 1 + 0.37 * (k + 1) + apart)
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


def parse(folder, raw):
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
    if (
        put in (LABEL, CODE)
        and len(gone) <= 2
        and all(put.casefold() in row.casefold() for _, row in new)
    ):
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


SHARED = Path(__file__).parents[3] / "shared" / "data"
"""The producers' originals, beside the clone; without them their readers are not tried."""


def original(id):
    """The last rows of the original of a reader that has no made-up fixture."""
    name = load_reader_checks()[id].tried_on.split(" and ")[0]
    found = sorted(SHARED.rglob(name)) if name.endswith(".csv") else []
    if not found:
        pytest.skip(f"the original of {id} is not beside the clone")
    doc = read_doc(found[0].read_bytes())
    return doc, replace(doc, rows=doc.rows[-MOST_ROWS:])


def find_doc(reader, folder):
    """A small table of the reader, and what the reader makes of it."""
    if reader.id in HERE:
        doc = read_doc(content(reader.id))
        return doc, parse(folder, doc.encode())
    whole, short = original(reader.id)
    try:
        return short, parse(folder, short.encode())
    except SinewsError:
        return whole, parse(folder, whole.encode())


HERE = reader_fixtures.FIXTURES.keys() | trade_fixtures.FIXTURES.keys()
TRIED = [r for r in READERS if "Parquet" not in load_reader_checks()[r.id].forms]


@pytest.mark.parametrize("reader", TRIED, ids=lambda r: r.id)
def test_a_changed_file_is_read_rightly_set_aside_or_refused(reader, tmp_path, monkeypatch):
    monkeypatch.setenv("SINEWS_HOME", str(tmp_path / "home"))
    checks = load_reader_checks()[reader.id]
    declared = {thousand_factor: checks.unit, swapped_columns: checks.swap}
    doc, before = find_doc(reader, tmp_path)
    wrong = []
    for seed in range(SEEDS):
        mutate = MUTATIONS[seed % len(MUTATIONS)]
        raw, put = mutate(doc, random.Random(seed))
        try:
            after = parse(tmp_path, raw)
        except SinewsError as refused:
            if not 20 < len(str(refused)) < 3000:
                wrong.append((seed, mutate.__name__, "a long message", str(refused)[:300]))
            continue
        verdict = judge(mutate, reader, before, after, put)
        said = declared.get(mutate, REFUSED)
        if verdict == "wrong" and not said.startswith(UNSEEN):
            wrong.append((seed, mutate.__name__, put))
        if verdict == "history" and said == REFUSED:
            wrong.append((seed, mutate.__name__, put, "is found by history alone"))
    assert not wrong, wrong[:5]


def test_every_reader_says_what_it_reads_and_what_it_cannot_see():
    assert list(load_reader_checks())
    assert load_reader_checks().keys() == set(READERS.ids)
    for c in load_reader_checks().values():
        assert c.forms
        assert c.tried_on
        for said in (c.unit, c.swap):
            assert said in (REFUSED, HISTORY) or said.startswith(UNSEEN), (c.reader, said)
