"""The store and the shipped tables on the producers' originals."""

import shutil
from dataclasses import replace
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import polars as pl
import pytest

from sinews.data.compile.reference import compile_reference
from sinews.data.compile.tables import all_kinds
from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.data.evidence.imported import find_imported
from sinews.data.fetch.endpoints import load_endpoints
from sinews.data.fetch.fetch import Wish, fetch_source
from sinews.data.read.releases import Arrival
from sinews.data.store.add import add_files
from sinews.data.store.store import Store
from sinews.data.store.verify import verify_store

pytestmark = pytest.mark.release


@pytest.fixture
def add(tmp_path):
    store = Store(tmp_path / "home")
    return store, lambda folder: add_files(
        [folder], store, all_kinds(), Arrival(retrieved=date(2026, 11, 23))
    )


def test_release_29_twice_is_a_no_op_and_altered_shows_the_cell(shared, tmp_path, add):
    store, add = add
    origin = shared / "kiel" / "release-29"
    first = add(origin)
    assert {s.vintage.id for s in first.raw} >= {"kiel_donor_months@29", "kiel_weapons@29"}
    assert first.failed == {}
    files = {p: p.read_bytes() for p in store.folder.rglob("*") if p.is_file()}
    second = add(origin)
    assert {s.status for s in (*second.raw, *second.compiled)} == {"same"}
    assert {p: p.read_bytes() for p in store.folder.rglob("*") if p.is_file()} == files

    altered = tmp_path / "altered"
    shutil.copytree(origin, altered)
    path = altered / "weapons.csv"
    path.chmod(0o644)
    text = path.read_text()
    assert text.count('"Australia","Tanks",49,463047927') == 1
    path.write_text(text.replace("49,463047927", "49,463047928"))
    third = add(altered)
    statuses = {s.vintage.table: s.status for s in third.raw}
    assert {t for t, status in statuses.items() if status != "same"} == {"kiel_weapons"}
    (stored,) = [s for s in third.raw if s.status == "altered"]
    assert stored.vintage.id == "kiel_weapons@29:2"
    ((_, _, old, new),) = stored.diff.cells()
    assert (float(old), float(new)) == (463047927.0, 463047928.0)
    assert stored.diff.added.is_empty()
    assert stored.diff.removed.is_empty()
    assert verify_store(store).damages == ()


def test_imported_originals_give_the_tables_that_are_shipped(shared, add):
    store, add = add
    add(shared / "kiel")
    evidence = Evidence(open_evidence().folder, store)
    assert "support_monthly" in evidence.stored
    assert evidence.passed_over == {}
    shipped = Evidence(evidence.folder)
    for id in evidence.stored:
        assert evidence.frame(id).equals(shipped.frame(id)), id
        assert evidence.table(id).releases == shipped.table(id).releases, id


def test_release_29_is_fetched_file_by_file_and_compiled(shared, tmp_path):
    folder = shared / "kiel" / "release-29"
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    kiel = load_endpoints()["kiel_tracker"]
    names = [u.rpartition("/")[2] for u in kiel.files]
    local = replace(kiel, files=tuple(f"http://127.0.0.1:{server.server_port}/{n}" for n in names))
    store = Store(tmp_path / "home")
    try:
        added = fetch_source(local, store, all_kinds(), Wish())
    finally:
        server.shutdown()
        server.server_close()
    assert sorted(names) == sorted(p.name for p in folder.iterdir())
    assert {s.vintage.id for s in added.compiled} >= {"support_monthly@29", "weapons_by_donor@29"}
    assert (added.failed, added.skipped) == ({}, ())
    assert not (store.home / "downloads" / "kiel_tracker").exists()
    evidence = Evidence(open_evidence().folder, store)
    assert evidence.table("support_monthly").sources == ("kiel_tracker@29",)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


@pytest.mark.slow
def test_the_shipped_tables_are_what_the_originals_give(shared, tmp_path):
    """Also after an edit of a reader or a build: then `sinews data compile` must be run."""
    compile_reference(shared, tmp_path, all_kinds())
    folder = open_evidence().folder
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_swapped_headings_are_used_nowhere(shared, tmp_path):
    """Read from the swapped file, Germany's military allocations of 2024 would be 0.44."""
    bad = tmp_path / "bad"
    shutil.copytree(shared / "kiel" / "release-29", bad)
    path = bad / "data_explorer.csv"
    head, _, body = path.read_text().partition("\n")
    words = head.split(",")
    here = [words.index(f'"{n}"') for n in ("military", "humanitarian")]
    words[here[0]], words[here[1]] = words[here[1]], words[here[0]]
    path.write_text(",".join(words) + "\n" + body)
    store = Store(tmp_path / "home")
    arrival = Arrival(retrieved=date(2026, 11, 29))
    for good_first in (False, True):
        if good_first:
            add_files([shared / "kiel" / "release-29"], store, all_kinds(), arrival)
        added = add_files([bad], store, all_kinds(), arrival)
        assert "differ in" in added.set_aside["kiel_donor_months@29"]
        assert not added.whole
        evidence = Evidence(open_evidence().folder, store)
        value = evidence.frame("support_by_donor").filter(
            donor="DE", window="y2024", type="military"
        )
        assert value["allocated_eur_bn"].round(3).to_list() == [3.959]
        months = find_imported(evidence, "kiel_donor_months")
        assert (months is None) is not good_first
        if months:
            german = months.frame.filter(pl.col("donor") == "DE", pl.col("month").dt.year() == 2024)
            assert round(german["military_allocated_eur_bn"].sum(), 3) == 3.959
