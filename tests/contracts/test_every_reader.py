"""Every reader: knows its own file and no other, reads it, and declares what it promises."""

from datetime import date
from functools import cache

import front_fixtures
import pytest
import reader_fixtures
import trade_fixtures
import trade_reference_fixtures
from reader_fixtures import build_tables

from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS

OF_FULL_SIZE = reader_fixtures.FIXTURES | front_fixtures.FIXTURES
FIXTURES = OF_FULL_SIZE | trade_fixtures.FIXTURES | trade_reference_fixtures.FIXTURES
HERE = [r for r in READERS if r.id in FIXTURES]
FULL = [r for r in HERE if r.id in OF_FULL_SIZE]
BINARY = {"comext_tidy", "easy_comext_tidy"}
"""Readers of Parquet tables that this project's own tools write: tested with the originals."""


@cache
def content(id):
    return FIXTURES[id]()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for id in FIXTURES:
        (folder / id).write_bytes(content(id))
    return {id: RawFile(folder / id) for id in FIXTURES}


@pytest.mark.parametrize("reader", READERS, ids=READERS.ids)
def test_each_recognises_its_own_file_and_no_other(reader, files):
    known = [id for id, file in files.items() if reader.recognises(file)]
    assert known == ([reader.id] if reader.id in FIXTURES else [])


@pytest.mark.parametrize("reader", HERE, ids=lambda r: r.id)
def test_each_reads_its_own_file_into_tables_that_keep_their_contract(reader, files):
    tables = build_tables(reader, files[reader.id], release="1", retrieved=date(2026, 1, 1))
    assert {t.spec.id for t in tables} <= {s.id for s in reader.specs}
    assert any(not t.frame.is_empty() for t in tables) or not reader.specs
    if reader in FULL:
        assert len(tables) == len(reader.specs)


def test_no_reader_is_without_a_file():
    assert {r.id for r in READERS} == FIXTURES.keys() | BINARY


@pytest.mark.parametrize("reader", READERS, ids=READERS.ids)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\0" * 70_000,
        b"PK\3\4 not a workbook",
        b"[",
        b"[{}]",
        b'"',
        b"\xff\xfe",
        b"[" * 9999,
    ],
    ids=["empty", "line", "nul", "zip", "json", "record", "quote", "utf16", "deep"],
)
def test_no_reader_claims_or_stumbles_over_rubbish(reader, content, tmp_path):
    (tmp_path / "x").write_bytes(content)
    assert not reader.recognises(RawFile(tmp_path / "x"))


@pytest.mark.parametrize("reader", READERS, ids=READERS.ids)
def test_each_says_what_it_promises(reader):
    assert reader.label
    assert reader.source.title
    assert reader.source.producer
    assert reader.source.url.startswith("https://") or reader.source.id == "fact_register"
    assert reader.source.licence
    for spec in reader.specs:
        # A file of trade may hold months, years or sums only: those tables may stay empty.
        may_stay_empty = reader not in FULL or spec.id == "losses_other_daily"
        assert spec.min_rows >= (not may_stay_empty), spec.id
        assert spec.key, spec.id
        assert spec.description, spec.id
        for column in spec.columns:
            assert column.description, (spec.id, column.name)
            if column.kind == "number":
                assert column.unit not in ("text", "code", "flag"), (spec.id, column.name)


def test_one_table_id_means_one_contract():
    seen = {}
    for reader in READERS:
        for spec in reader.specs:
            assert seen.setdefault(spec.id, spec) == spec
