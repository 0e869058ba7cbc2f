"""Diff and merge on any tables: a diff rebuilds the new table; a merge loses nothing."""

from datetime import date
from hashlib import sha256

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_toys import AMOUNTS

from sinews.data.read.originals import merge_parts
from sinews.data.store.diff import diff_frames
from sinews.data.store.files import decode_table, encode_table
from sinews.errors import EvidenceError, UsageError

KEY = ("month", "donor")
SCHEMA = {c.name: c.type for c in AMOUNTS.columns}
amounts = st.none() | st.floats(allow_nan=False, allow_infinity=False, width=64)
keys = st.tuples(
    st.dates(date(2022, 1, 1), date(2022, 6, 1)), st.sampled_from(["US", "DE", "ΓR", "a,b\n"])
)
tables = st.dictionaries(keys, amounts, max_size=12)


def frame(cells):
    rows = [(*key, value) for key, value in cells.items()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def cells(table):
    return {(m, d): a for m, d, a in table.iter_rows()}


@given(tables, tables)
def test_a_diff_rebuilds_the_new_table_from_the_old(old, new):
    diff = diff_frames(KEY, frame(old), frame(new))
    rebuilt = dict(old)
    for row in diff.removed.iter_rows():
        del rebuilt[row[:2]]
    for row in diff.added.iter_rows():
        assert row[:2] not in rebuilt
        rebuilt[row[:2]] = row[2]
    for key, column, before, after in diff.cells():
        assert column == "amount_eur_bn"
        assert before != after
        assert rebuilt[key] == (None if before is None else float(before))
        rebuilt[key] = None if after is None else float(after)
    assert rebuilt == new


@given(tables, tables)
def test_a_diff_is_empty_exactly_when_the_tables_are_equal(old, new):
    assert bool(diff_frames(KEY, frame(old), frame(new))) == (old != new)


@given(tables, tables)
def test_the_diff_back_is_the_mirror_image(old, new):
    there, back = diff_frames(KEY, frame(old), frame(new)), diff_frames(KEY, frame(new), frame(old))
    assert there.added.equals(back.removed)
    assert there.removed.equals(back.added)
    assert list(there.cells()) == [(k, c, b, a) for k, c, a, b in back.cells()]


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_no_difference_and_gives_the_same_bytes(table, random):
    shuffled = list(table.items())
    random.shuffle(shuffled)
    first, second = frame(table), frame(dict(shuffled))
    assert not diff_frames(KEY, first, second)
    assert encode_table(first, AMOUNTS) == encode_table(second, AMOUNTS)


@given(tables)
def test_bytes_give_the_table_back(table):
    content = encode_table(frame(table), AMOUNTS)
    read = decode_table(content, sha256(content).hexdigest(), what="x", remedy="y")
    assert cells(read) == table


@given(tables, st.lists(st.integers(0, 2), min_size=12, max_size=12))
def test_parts_with_overlaps_merge_to_the_whole(table, choice):
    items = list(table.items())
    parts = [
        frame({k: v for (k, v), c in zip(items, choice, strict=False) if c in (n, 2)})
        for n in (0, 1)
    ]
    merged = merge_parts(AMOUNTS, parts, ["a", "b"])
    assert merged.height == len(table)
    assert cells(merged) == table


@given(tables, tables)
def test_a_merge_is_the_union_or_an_error_that_says_which_files_disagree(one, two):
    clash = any(one[k] != two[k] for k in one.keys() & two.keys())
    if clash:
        with pytest.raises(EvidenceError, match=r"one\.csv, two\.csv contradict"):
            merge_parts(AMOUNTS, [frame(one), frame(two)], ["one.csv", "two.csv"])
    else:
        assert cells(merge_parts(AMOUNTS, [frame(one), frame(two)], ["a", "b"])) == one | two


def test_columns_that_come_or_go_are_named():
    old = frame({(date(2022, 1, 1), "US"): 1.0})
    new = old.rename({"amount_eur_bn": "value_eur_bn"})
    diff = diff_frames(KEY, old, new)
    assert (diff.columns_added, diff.columns_removed) == (("value_eur_bn",), ("amount_eur_bn",))
    assert bool(diff)
    with pytest.raises(UsageError, match="donor"):
        diff_frames(KEY, old, new.drop("donor"))
