"""Every compiled table: shipped, verified, within its contract, with the origin of its rows."""

import pytest

from sinews.core.provenance import CAUTIONS
from sinews.data.compile.reference import MOST_BYTES
from sinews.data.compile.tables import COMPILED
from sinews.data.evidence.evidence import Evidence
from sinews.data.sources import READERS

EACH = pytest.mark.parametrize("compiled", COMPILED, ids=COMPILED.ids)
TABLES = {s.id for r in READERS for s in r.specs}
SOURCES = {r.source.id: r.source for r in READERS}


@EACH
def test_it_is_shipped_and_keeps_its_contract(compiled, evidence):
    shipped = Evidence(evidence.folder)
    table = shipped.table(compiled.id)
    assert table.frame.height == shipped.manifest[compiled.id]["rows"] >= compiled.spec.min_rows


@EACH
def test_its_releases_have_a_known_source(compiled, evidence):
    table = Evidence(evidence.folder).table(compiled.id)
    assert table.releases
    for release in table.releases:
        assert len(release.sha256) == 64
        assert set(SOURCES[release.source].cautions) <= CAUTIONS.keys()


@EACH
def test_it_is_built_from_tables_that_a_reader_gives(compiled):
    assert compiled.inputs
    assert set(compiled.inputs) <= TABLES


@EACH
def test_its_columns_say_what_they_hold(compiled):
    for column in compiled.spec.columns:
        assert column.description, column.name
        if column.kind == "number":
            assert column.unit not in ("text", "code", "flag"), column.name
        if "eur_bn" in column.name.split("."):
            assert column.unit == "EUR bn", column.name


def test_nothing_else_is_shipped_and_all_is_small(evidence):
    files = {p.name: len(p.read_bytes()) for p in evidence.folder.iterdir()}
    tables = {n.removesuffix(".parquet") for n in files if n.endswith(".parquet")}
    assert tables == set(COMPILED.ids)
    assert sum(size for n, size in files.items() if n.endswith(".parquet")) <= MOST_BYTES
