"""The store: nothing is lost, nothing is copied twice, damage is found before it is read."""

import json
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from store_toys import AMOUNTS, KINDS, ROWS, TOTALS, write_toy

from sinews.core.registry import Registry
from sinews.data.compile import tables as compiled_tables
from sinews.data.compile.compiled import Compiled, Kinds
from sinews.data.compile.reference import compile_reference
from sinews.data.evidence.evidence import Evidence
from sinews.data.read.releases import Arrival
from sinews.data.store.add import add_files, recompile_store
from sinews.data.store.store import Store, hold_lock
from sinews.data.store.verify import repair_store, verify_store
from sinews.data.store.vintage import find_vintage
from sinews.errors import (
    EvidenceError,
    ProvenanceError,
    StoreError,
    UnknownNameError,
    UsageError,
)

DAY = date(2026, 8, 5)
ALTERED = (("2024-01-01", "US", 1.6), ("2024-01-01", "DE", 0.5), ("2024-03-01", "DE", 2.0))


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


def add(store, *paths, **options):
    return add_files(paths, store, KINDS, Arrival(retrieved=DAY, **options))


def snapshot(store):
    return {p: p.read_bytes() for p in store.folder.rglob("*") if p.is_file()}


def test_an_import_stores_the_table_and_what_follows_from_it(store, tmp_path):
    added = add(store, write_toy(tmp_path / "in"))
    assert [(s.vintage.id, s.status) for s in added.raw] == [("toy_amounts@29", "new")]
    assert [(s.vintage.id, s.status) for s in added.compiled] == [("toy_totals@29", "new")]
    vintage = find_vintage("toy_amounts", store.vintages())
    (release,) = vintage.releases
    assert (release.key, release.published, release.retrieved) == (
        "toy@29",
        date(2026, 8, 4),
        DAY,
    )
    assert list(vintage.originals.values()) == ["amounts.csv"]
    assert vintage.made["licence"] == "free to use"
    assert store.read(vintage).height == 3
    assert store.path(vintage).stem == vintage.sha256


def test_the_originals_are_not_copied(store, tmp_path):
    origin = write_toy(tmp_path / "in")
    contents = {p.read_bytes() for p in origin.iterdir()}
    add(store, origin)
    assert contents.isdisjoint(snapshot(store).values())


def test_importing_the_same_release_twice_changes_no_byte(store, tmp_path):
    add(store, write_toy(tmp_path / "in"))
    before = snapshot(store)
    again = add(store, write_toy(tmp_path / "again", ROWS[::-1]))
    assert {s.status for s in (*again.raw, *again.compiled)} == {"same"}
    assert snapshot(store) == before


def test_an_altered_release_is_kept_beside_the_first_and_its_cells_are_shown(store, tmp_path):
    add(store, write_toy(tmp_path / "in"))
    added = add(store, write_toy(tmp_path / "altered", ALTERED))
    (stored,) = added.raw
    assert (stored.status, stored.vintage.id) == ("altered", "toy_amounts@29:2")
    assert list(stored.diff.cells()) == [((date(2024, 1, 1), "US"), "amount_eur_bn", "1.5", "1.6")]
    assert stored.diff.added.rows() == [(date(2024, 3, 1), "DE", 2.0)]
    assert stored.diff.removed.rows() == [(date(2024, 2, 1), "DE", 2.0)]
    ids = {v.id for v in store.vintages()}
    assert ids == {"toy_amounts@29", "toy_amounts@29:2", "toy_totals@29", "toy_totals@29:2"}
    assert find_vintage("toy_amounts", store.vintages()).id == "toy_amounts@29:2"
    first = find_vintage("toy_amounts@29", store.vintages())
    assert store.read(first)["amount_eur_bn"].sum() == 4.0


def test_an_older_release_added_later_does_not_become_the_newest(store, tmp_path):
    add(store, write_toy(tmp_path / "new", release="10"))
    add(store, write_toy(tmp_path / "old", ALTERED, release="9"))
    assert find_vintage("toy_amounts", store.vintages()).id == "toy_amounts@10"
    assert find_vintage("toy_totals", store.vintages()).label == "10"


def flip(path, position):
    content = bytearray(path.read_bytes())
    content[position] ^= 0x10
    path.write_bytes(bytes(content))


def test_every_flipped_byte_of_a_table_is_found(store, tmp_path):
    add(store, write_toy(tmp_path / "in"))
    vintage = find_vintage("toy_amounts", store.vintages())
    path = store.path(vintage)
    original = path.read_bytes()
    for position in range(len(original)):
        flip(path, position)
        with pytest.raises(ProvenanceError, match=r"amounts\.csv"):
            store.read(vintage)
        path.write_bytes(original)
    assert store.read(vintage).height == 3


def test_every_flipped_byte_of_the_manifest_is_found_or_changes_nothing(store, tmp_path):
    add(store, write_toy(tmp_path / "in"))
    path = store.folder / "manifest.json"
    original, vintages = path.read_bytes(), store.vintages()
    for position in range(0, len(original), 7):
        flip(path, position)
        try:
            read = store.vintages()
        except StoreError:
            read = vintages
        assert read == vintages
        path.write_bytes(original)


@pytest.mark.parametrize("kept", [0, 1, 100])
def test_a_truncated_table_is_found_named_and_healed_by_adding_it_again(store, tmp_path, kept):
    origin = write_toy(tmp_path / "in")
    add(store, origin)
    path = store.path(find_vintage("toy_amounts", store.vintages()))
    path.write_bytes(path.read_bytes()[:kept])
    (damage,) = verify_store(store).damages
    assert str(path) in damage.message
    assert "sinews data add amounts.csv" in damage.message
    assert {s.status for s in add(store, origin).raw} == {"same"}
    assert verify_store(store).damages == ()


def test_a_missing_table_is_found_and_can_be_forgotten(store, tmp_path):
    add(store, write_toy(tmp_path / "in"))
    store.path(find_vintage("toy_amounts", store.vintages())).unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        store.read(find_vintage("toy_amounts", store.vintages()))
    assert "forgot toy_amounts@29" in repair_store(store)
    assert verify_store(store).damages == ()
    assert {v.id for v in store.vintages()} == {"toy_totals@29"}


@pytest.mark.parametrize("damage", ["truncate", "remove", "edit"])
def test_a_damaged_manifest_is_restored_without_loss(store, tmp_path, damage):
    add(store, write_toy(tmp_path / "in"))
    vintages, path = store.vintages(), store.folder / "manifest.json"
    if damage == "truncate":
        path.write_bytes(path.read_bytes()[:200])
    elif damage == "remove":
        path.unlink()
    else:
        record = json.loads(path.read_text())
        record["vintages"][0]["rows"] = 99
        path.write_text(json.dumps(record))
    with pytest.raises(StoreError, match="--repair"):
        store.vintages()
    with pytest.raises(StoreError, match="--repair"):
        add(store, tmp_path / "in")
    assert verify_store(store).damages[0].id == "manifest"
    assert repair_store(store) == ("manifest restored from its copy",)
    assert store.vintages() == vintages


def test_when_both_copies_are_damaged_the_way_out_is_said(store, tmp_path):
    add(store, write_toy(tmp_path / "in"))
    for name in ("manifest.json", "manifest.copy.json"):
        (store.folder / name).write_text("{")
    with pytest.raises(StoreError, match="add the originals again"):
        repair_store(store)


def test_a_full_disk_is_one_message_and_harms_nothing(store, tmp_path, monkeypatch):
    add(store, write_toy(tmp_path / "in"))
    before = snapshot(store)

    def full(self, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as m:
        m.setattr(Path, "replace", full)
        with pytest.raises(StoreError, match="No space left"):
            add(store, write_toy(tmp_path / "more", release="30"))
    assert snapshot(store) == before
    assert add(store, tmp_path / "more").raw[0].status == "new"
    assert not list(store.folder.rglob("*.tmp"))


def test_a_store_that_may_not_be_written_to_is_one_message(store, tmp_path, monkeypatch):
    add(store, write_toy(tmp_path / "in"))
    before = snapshot(store)

    def refuse(self, *args, **options):
        if args and "w" in str(args[0]) and store.folder in self.parents:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **options)

    opened = Path.open
    with monkeypatch.context() as m:
        m.setattr(Path, "open", refuse)
        with pytest.raises(StoreError, match="Permission denied"):
            add(store, write_toy(tmp_path / "more", release="30"))
    assert snapshot(store) == before


def test_a_manifest_of_a_later_format_is_refused(store, tmp_path):
    add(store, write_toy(tmp_path / "in"))
    path = store.folder / "manifest.json"
    path.write_text(path.read_text().replace('"format": 2', '"format": 3'))
    with pytest.raises(StoreError, match="Update sinews"):
        store.vintages()


def test_a_lock_that_is_held_is_waited_for_and_named(store):
    with hold_lock(store.folder / "lock"):
        failed = []

        def other():
            try:
                with hold_lock(store.folder / "lock", timeout=0.2):
                    failed.append("entered")
            except StoreError as error:
                failed.append(str(error))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert "Another sinews process" in failed[0]
    with hold_lock(store.folder / "lock", timeout=0.2):
        pass


def test_a_release_must_be_told_once(store, tmp_path):
    silent = write_toy(tmp_path / "silent", release=None)
    with pytest.raises(UsageError, match="--release"):
        add(store, silent)
    assert not store.folder.exists()
    assert add(store, silent, release="2026-08").raw[0].vintage.id == "toy_amounts@2026-08"
    with pytest.raises(UsageError, match="29"):
        add(store, write_toy(tmp_path / "in"), release="30")


def test_parts_of_one_release_are_merged_and_contradictions_refused(store, tmp_path):
    origin = write_toy(tmp_path / "in")
    write_toy(origin, (ROWS[0], ("2024-05-01", "FR", 3.0)), name="more.csv")
    added = add(store, origin)
    assert added.raw[0].vintage.rows == 4
    assert sorted(added.raw[0].vintage.originals.values()) == ["amounts.csv", "more.csv"]
    write_toy(origin, (("2024-01-01", "US", 7.0), ROWS[1]), name="other.csv")
    with pytest.raises(EvidenceError, match=r"amounts\.csv, more\.csv, other\.csv contradict"):
        add(store, origin)


def test_a_table_that_is_compiled_as_it_was_read_has_two_kinds_under_one_id(store, tmp_path):
    same = Compiled(
        spec=AMOUNTS, inputs=("toy_amounts",), build=lambda frames: frames["toy_amounts"]
    )
    kinds = Kinds(readers=KINDS.readers, compiled=Registry("compiled table", (same,)))
    arrival = Arrival(retrieved=DAY)
    add_files([write_toy(tmp_path / "in")], store, kinds, arrival)
    before = snapshot(store)
    again = add_files([tmp_path / "in"], store, kinds, arrival)
    assert {s.status for s in (*again.raw, *again.compiled)} == {"same"}
    assert snapshot(store) == before
    assert find_vintage("toy_amounts@29", store.vintages()).kind == "compiled"
    assert find_vintage("raw:toy_amounts", store.vintages()).kind == "raw"
    damaged = find_vintage("raw:toy_amounts", store.vintages())
    with store.write() as writer:
        writer.drop({damaged.sequence})
    assert [v.kind for v in store.vintages()] == ["compiled"]


def test_one_table_from_two_sources_keeps_two_names(store, tmp_path):
    add(store, write_toy(tmp_path / "in"))
    reader = KINDS.readers["toy_amounts_csv"]
    other = replace(reader, source=replace(reader.source, id="other"))
    kinds = Kinds(readers=Registry("reader", (other,)), compiled=KINDS.compiled)
    write_toy(tmp_path / "other", release=None)
    (stored,) = add_files(
        [tmp_path / "other"], store, kinds, Arrival(retrieved=DAY, release="29")
    ).raw
    assert (stored.status, stored.vintage.id) == ("new", "toy_amounts@29:2")


def test_notes_of_the_readers_are_passed_on(store, tmp_path):
    reader = KINDS.readers["toy_amounts_csv"]
    noting = replace(reader, parse=lambda f: replace(reader.parse(f), notes=("1 row left out",)))
    kinds = Kinds(readers=Registry("reader", (noting,)), compiled=KINDS.compiled)
    write_toy(tmp_path / "in", release=None)
    added = add_files([tmp_path / "in"], store, kinds, Arrival(retrieved=DAY, release="29"))
    assert added.notes == ("amounts.csv: 1 row left out",)


def test_parts_that_come_one_by_one_add_up(store, tmp_path, monkeypatch):
    reader = KINDS.readers["toy_amounts_csv"]
    monkeypatch.setitem(KINDS.readers._entries, reader.id, replace(reader, partial=True))
    add(store, write_toy(tmp_path / "one"))
    later = (ROWS[0], ("2024-05-01", "FR", 3.0))
    (stored,) = add(store, write_toy(tmp_path / "two", later, name="two.csv")).raw
    assert (stored.status, stored.vintage.rows) == ("extended", 4)
    assert stored.diff.changed.is_empty()
    assert stored.diff.removed.is_empty()
    with pytest.raises(EvidenceError, match="contradict"):
        add(store, write_toy(tmp_path / "three", ALTERED, name="three.csv"))


def test_one_bad_file_is_refused_and_the_others_are_read(store, tmp_path):
    origin = write_toy(tmp_path / "in")
    write_toy(tmp_path / "in", (("not a day", "US", 1.0), ROWS[1]), name="bad.csv")
    added = add(store, origin)
    assert [(s.vintage.id, s.vintage.rows) for s in added.raw] == [("toy_amounts@29", 3)]
    (refused,) = added.refused
    assert "bad.csv" in str(refused)
    assert not added.whole
    with pytest.raises(EvidenceError, match=r"bad\.csv"):
        add(Store(tmp_path / "other"), origin / "bad.csv")
    assert not (tmp_path / "other").exists()


def test_unknown_files_are_skipped_in_folders_and_refused_by_name(store, tmp_path):
    origin = write_toy(tmp_path / "in")
    (origin / "notes.txt").write_text("hello")
    assert [p.name for p in add(store, origin).skipped] == ["notes.txt"]
    with pytest.raises(EvidenceError, match=r"notes\.txt is none"):
        add(store, origin / "notes.txt")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x").write_bytes(b"\x00")
    with pytest.raises(EvidenceError, match=r"no table in .*: 1 files"):
        add(store, tmp_path / "other")


def test_vintages_are_found_by_name_or_the_nearest_is_suggested(store, tmp_path):
    add(store, write_toy(tmp_path / "in"))
    with pytest.raises(UnknownNameError, match="toy_amounts@29"):
        find_vintage("toy_amounts@28", store.vintages())


@pytest.fixture
def evidence(store, tmp_path, monkeypatch):
    """Evidence with release 29 shipped, and a function that reopens it."""
    monkeypatch.setattr(compiled_tables, "COMPILED", KINDS.compiled)
    compile_reference(write_toy(tmp_path / "shipped"), tmp_path / "reference", KINDS)
    return lambda mode="newest": Evidence(tmp_path / "reference", store, mode)


def test_a_later_release_in_the_store_is_preferred_table_by_table(store, tmp_path, evidence):
    later = (("2024-01-01", "US", 4.0), *ROWS[1:])
    assert evidence().table("toy_totals").sources == ("toy@29",)
    add(store, write_toy(tmp_path / "in", later, release="30"))
    assert evidence().table("toy_totals").sources == ("toy@30",)
    assert evidence().frame("toy_totals")["amount_eur_bn"].to_list() == [4.5, 2.0]
    assert list(evidence().releases()) == ["toy@30"]
    assert evidence("shipped").frame("toy_totals")["amount_eur_bn"].to_list() == [2.0, 2.0]


def test_an_earlier_or_smaller_stored_table_is_passed_over_with_the_reason(
    store, tmp_path, evidence
):
    add(store, write_toy(tmp_path / "old", release="28"))
    assert evidence().table("toy_totals").sources == ("toy@29",)
    assert "later release" in evidence().passed_over["toy_totals"]
    add(store, write_toy(tmp_path / "small", ROWS[:2], release="30"))
    assert evidence().table("toy_totals").sources == ("toy@29",)
    assert "1 rows" in evidence().passed_over["toy_totals"]
    assert evidence("store").table("toy_totals").sources == ("toy@30",)


def test_a_table_built_by_another_version_is_passed_over_until_it_is_built_again(
    store, tmp_path, evidence, monkeypatch
):
    with monkeypatch.context() as m:
        m.setattr("sinews.data.store.store.__version__", "0.0.1")
        add(store, write_toy(tmp_path / "in", release="30"))
    assert "data compile --store" in evidence().passed_over["toy_totals"]
    assert evidence().table("toy_totals").sources == ("toy@29",)
    recompile_store(store, KINDS)
    assert evidence().table("toy_totals").sources == ("toy@30",)


def test_a_damaged_stored_table_is_never_replaced_in_silence(store, tmp_path, evidence):
    add(store, write_toy(tmp_path / "in", release="30"))
    path = store.path(find_vintage("toy_totals", store.vintages()))
    flip(path, len(path.read_bytes()) // 2)
    with pytest.raises(ProvenanceError, match="data compile --store"):
        evidence().table("toy_totals")
    recompile_store(store, KINDS)
    assert evidence().table("toy_totals").spec == TOTALS


def test_a_build_that_breaks_its_contract_is_reported_and_the_import_kept(store, tmp_path):
    rows = (("2024-01-01", "US", None), ("2024-02-01", "US", 1.0))
    added = add(store, write_toy(tmp_path / "in", rows))
    assert "values missing" in added.failed["toy_totals"]
    assert [v.id for v in store.vintages()] == ["toy_amounts@29"]
