"""Every reader: knows its own file and no other, reads it, and declares what it promises."""

from datetime import date
from functools import cache

import pytest
from reader_fixtures import FIXTURES

from sinews.data.reader import RawFile, build_tables
from sinews.data.sources import READERS

HERE = [r for r in READERS if r.id in FIXTURES]


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
    assert {t.spec.id for t in tables} == {s.id for s in reader.specs}
    for t in tables:
        assert t.frame.height >= t.spec.min_rows


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
    assert reader.source.url
    assert reader.source.licence
    for spec in reader.specs:
        # A file of trade may hold months, years or sums only: those tables may stay empty.
        assert spec.min_rows >= (reader.id in FIXTURES), spec.id
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
