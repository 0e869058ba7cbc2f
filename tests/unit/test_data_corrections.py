"""Known faults of sources: fixed while they are there, reported once they are gone."""

from datetime import date

import polars as pl
import pytest
from hostile import fixture, read

from sinews.data.read.corrections import Correction, correct_table, load_corrections
from sinews.data.sources import READERS
from sinews.errors import EvidenceError

FRAME = pl.DataFrame({"day": [1, 2, 3], "a": [10, 20, 30], "b": ["x", "y", "z"]})


def correction(**changes):
    base = {
        "id": "fault",
        "table": "t",
        "dated": date(2026, 1, 1),
        "reason": "a test",
        "where": {"day": 2},
        "expect": {"a": 20},
        "change": {"a": 25},
    }
    return Correction(**(base | changes))


def test_the_fault_is_fixed_and_nothing_else():
    fixed = correction(clear=("b",)).apply(FRAME)
    assert fixed["a"].to_list() == [10, 25, 30]
    assert fixed["b"].to_list() == ["x", None, "z"]
    assert fixed.schema == FRAME.schema


def test_a_table_without_the_row_stays_as_it_is():
    assert correction(where={"day": 9}).apply(FRAME).equals(FRAME)


@pytest.mark.parametrize("changes", [{"expect": {"a": 21}}, {"expect": {"b": None}}])
def test_once_the_source_has_changed_the_entry_must_be_looked_at(changes):
    with pytest.raises(EvidenceError, match=r"'fault'.*report it with this message"):
        correction(**changes).apply(FRAME)


def test_two_rows_of_one_place_are_not_fixed_blindly():
    with pytest.raises(EvidenceError, match="'fault'"):
        correction().apply(pl.concat([FRAME, FRAME]))


def test_every_entry_names_a_table_and_columns_that_exist():
    columns = {s.id: {c.name for c in s.columns} for r in READERS for s in r.specs}
    for c in load_corrections():
        assert {*c.where, *c.expect, *c.change, *c.clear} <= columns[c.table], c.id
        assert c.expect, c.id
        assert c.change or c.clear, c.id
        assert c.reason.endswith("."), c.id
        assert c.dated <= date(2026, 12, 31)
    assert len({c.id for c in load_corrections()}) == len(load_corrections())


def test_reading_applies_the_entries_of_the_table(tmp_path):
    frame = read(READERS["losses_confirmed"], fixture("losses_confirmed"), tmp_path)
    slip = frame["losses_confirmed_daily"].filter(side="RU", date=date(2023, 11, 10))
    assert slip["afv"].to_list() == [None]
    assert slip["tank"].is_not_null().all()


def test_a_table_without_entries_is_returned_as_it_is():
    assert correct_table("no such table", FRAME) is FRAME
