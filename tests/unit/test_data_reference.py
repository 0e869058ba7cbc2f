"""`sinews data compile`: deterministic, per table, small; every registered table is shipped."""

import json
from importlib.resources import files

import polars as pl
import pytest
from store_toys import COMPILED, KINDS, ROWS, write_toy

from sinews.data.compile import reference
from sinews.data.compile.reference import MOST_BYTES, compile_reference
from sinews.data.compile.tables import COMPILED as ALL
from sinews.data.evidence.evidence import open_evidence
from sinews.data.store.releases import order_releases
from sinews.errors import (
    EvidenceError,
    ProvenanceError,
    UnknownNameError,
    UsageError,
)


def build(origin, out, **options):
    return compile_reference(origin, out, KINDS, **options)


def test_the_same_originals_give_the_same_bytes_whatever_their_row_order(tmp_path):
    rows = [("2024-01-01", d, a) for d, a in (("US", 1e16), ("DE", 1.0), ("FR", -1e16))]
    other = [rows[0], rows[2], rows[1]]
    sums = [pl.DataFrame({"a": [a for *_, a in r]})["a"].sum() for r in (rows, other)]
    assert sums[0] != sums[1], "sums that depend on the order, or the test shows nothing"
    build(write_toy(tmp_path / "a", rows), tmp_path / "one")
    build(write_toy(tmp_path / "b", other), tmp_path / "two")
    first, second = (tmp_path / n / "toy_totals.parquet" for n in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()


def test_the_record_names_release_licence_and_digest(tmp_path):
    build(write_toy(tmp_path / "a"), tmp_path / "out")
    record = json.loads((tmp_path / "out" / "toy_totals.json").read_text())
    (release,) = record["releases"]
    assert (release["source"], release["id"], release["published"]) == ("toy", "29", "2026-08-04")
    assert release["licence"] == "free to use"
    assert record["rows"] == 2


def test_only_leaves_other_tables_and_a_full_run_removes_what_is_gone(tmp_path):
    origin, out = write_toy(tmp_path / "a"), tmp_path / "out"
    out.mkdir()
    (out / "older.parquet").write_bytes(b"x")
    build(origin, out, only=["toy_totals"])
    assert (out / "older.parquet").read_bytes() == b"x"
    build(origin, out)
    assert not (out / "older.parquet").exists()
    with pytest.raises(UnknownNameError, match="toy_totals"):
        build(origin, out, only=["toy_total"])


def test_the_newest_release_is_used(tmp_path):
    write_toy(tmp_path / "a" / "r10", (("2024-01-01", "US", 9.0), *ROWS[1:]), release="10")
    write_toy(tmp_path / "a" / "r9", release="9")
    build(tmp_path / "a", tmp_path / "out")
    frame = pl.read_parquet(tmp_path / "out" / "toy_totals.parquet")
    assert frame["amount_eur_bn"].to_list() == [9.5, 2.0]


def test_missing_originals_and_large_tables_are_refused(tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="no folder"):
        build(tmp_path / "none", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(EvidenceError, match="toy_amounts"):
        build(tmp_path / "empty", tmp_path / "out")
    monkeypatch.setattr(reference, "MOST_BYTES", 10)
    with pytest.raises(EvidenceError, match="toy_totals"):
        build(write_toy(tmp_path / "a"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_release_names_sort_as_people_count():
    names = ["30v2", "9", "10", "30", "2024-11", "2025-01"]
    assert sorted(names, key=order_releases) == ["9", "10", "30", "30v2", "2024-11", "2025-01"]


def test_every_registered_table_is_shipped_and_reads_back_valid():
    evidence = open_evidence()
    assert set(evidence.ids) == set(ALL.ids)
    for id in evidence.ids:
        table = evidence.table(id)
        assert table.sources
        assert table.frame.height == evidence.manifest[id]["rows"]


def test_the_shipped_tables_are_small():
    folder = files("sinews.data") / "reference"
    sizes = [len(p.read_bytes()) for p in folder.iterdir() if p.name.endswith(".parquet")]
    assert sum(sizes) <= MOST_BYTES


def test_a_flipped_byte_in_a_shipped_table_is_found(tmp_path, monkeypatch):
    from sinews.data.compile import tables as compiled
    from sinews.data.evidence.evidence import Evidence

    monkeypatch.setattr(compiled, "COMPILED", COMPILED)
    out = tmp_path / "out"
    build(write_toy(tmp_path / "a"), out)
    assert Evidence(out).table("toy_totals").sources == ("toy@29",)
    content = bytearray((out / "toy_totals.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (out / "toy_totals.parquet").write_bytes(content)
    with pytest.raises(ProvenanceError, match="damaged"):
        Evidence(out).table("toy_totals")
