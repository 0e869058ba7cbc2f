"""Readers of JSON files against hostile and careless hands: tables or a SinewsError."""

import json
from contextlib import suppress

import pytest
from hostile import JSON_READERS, fields, fixture, read
from hypothesis import given, settings
from hypothesis import strategies as st

from sinews.data.read.reader import RawFile
from sinews.errors import SinewsError

ANY = pytest.mark.parametrize("reader", JSON_READERS, ids=lambda r: r.id)
FEW = settings(max_examples=10)
NO_COUNT = ["12", 12.5, True, [], {}, [1], -3, 10**30, "about", 1e300]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


def records(reader):
    return json.loads(fixture(reader.id))


def write(content):
    return json.dumps(content).encode()


def steady(reader):
    """Keys that every record has and the reader counts."""
    common = set.intersection(*(set(r) for r in records(reader)))
    return sorted(k for k in common & set(fields(reader)) if fields(reader)[k].kind == "integer")


@ANY
@given(data=st.data())
@settings(max_examples=40)
def test_any_bytes_give_tables_or_a_sinews_error(reader, folder, data):
    good = fixture(reader.id)
    start = data.draw(st.integers(0, len(good)))
    length = data.draw(st.sampled_from([0, 1, 2, 50, len(good)]))
    dirt = data.draw(st.binary(max_size=12) | st.sampled_from([b"NaN", b"[" * 5000, b'"\\ud800"']))
    with suppress(SinewsError):
        read(reader, good[:start] + dirt + good[start + length :], folder)


@ANY
@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_any_other_json_is_refused(reader, folder, content):
    with pytest.raises(SinewsError):
        read(reader, json.dumps(content).encode(), folder)


@ANY
@given(data=st.data())
@FEW
def test_a_count_that_is_none_is_refused_by_place(reader, folder, data):
    spoilt = records(reader)
    n, key = data.draw(st.integers(0, len(spoilt) - 1)), data.draw(st.sampled_from(steady(reader)))
    spoilt[n][key] = data.draw(st.sampled_from(NO_COUNT))
    if spoilt[n][key] == -3 and reader.id == "losses_corrections" and key != "day":
        return
    with pytest.raises(
        SinewsError, match=rf"row {n + 1}, column '{key}'|outside|day .* of the war"
    ):
        read(reader, write(spoilt), folder)


@ANY
@given(data=st.data())
@FEW
def test_a_key_lost_or_renamed_is_refused(reader, folder, data):
    key = data.draw(st.sampled_from(sorted({"date", *steady(reader)})))
    how = data.draw(st.sampled_from(["lose", "rename", "once"]))
    spoilt = records(reader)
    for r in spoilt[:1] if how == "once" else spoilt:
        value = r.pop(key)
        if how == "rename":
            r[f"{key} new"] = value
    with pytest.raises(SinewsError, match=key):
        read(reader, write(spoilt), folder)


@ANY
@given(data=st.data())
@FEW
def test_a_new_counter_is_kept_apart_and_changes_nothing_else(reader, folder, data):
    key = data.draw(st.sampled_from(sorted(steady(reader))))
    longer = [r | {f"{key} new": 3} for r in records(reader)]
    before, after = read(reader, fixture(reader.id), folder), read(reader, write(longer), folder)
    assert all(after[id].equals(f) for id, f in before.items() if not f.is_empty())
    assert reader.parse(RawFile(folder / "file")).notes


@ANY
@given(data=st.data())
@FEW
def test_a_day_that_stands_there_twice_is_kept_once_or_refused(reader, folder, data):
    spoilt = records(reader)
    n = data.draw(st.integers(1, len(spoilt) - 2))
    twice = [*spoilt[:n], spoilt[n], *spoilt[n:]]
    before, after = read(reader, fixture(reader.id), folder), read(reader, write(twice), folder)
    assert all(after[id].equals(frame) for id, frame in before.items())
    spoilt[n]["date"] = spoilt[n - 1]["date"]
    with pytest.raises(SinewsError, match="more than once"):
        read(reader, write(spoilt), folder)


@pytest.mark.parametrize("reader", JSON_READERS[:2], ids=[r.id for r in JSON_READERS[:2]])
def test_a_day_without_a_report_is_noted(reader, folder):
    gapped = records(reader)
    del gapped[700]
    (folder / "file").write_bytes(write(gapped))
    assert "no report between" in reader.parse(RawFile(folder / "file")).notes[0]


@ANY
@given(order=st.randoms(use_true_random=False))
@settings(max_examples=3)
def test_the_order_of_records_does_not_matter(reader, folder, order):
    shuffled = records(reader)
    order.shuffle(shuffled)
    before, after = read(reader, fixture(reader.id), folder), read(reader, write(shuffled), folder)
    assert all(after[id].equals(frame) for id, frame in before.items())


@ANY
def test_a_file_cut_short_is_refused(reader, folder):
    good = fixture(reader.id)
    for end in (len(good) // 2, len(good) - 1, len(good) - 3):
        with pytest.raises(SinewsError, match="JSON"):
            read(reader, good[:end], folder)


@ANY
def test_numbers_that_json_does_not_know_and_keys_twice_are_refused(reader, folder):
    text = fixture(reader.id).decode()
    key = f'"{steady(reader)[-1]}": '
    at = text.index(key)
    for dirt in (f"{key}NaN, ", f"{key}1, ", f"{key}-Infinity, "):
        with pytest.raises(SinewsError, match=r"no number|twice"):
            read(reader, (text[:at] + dirt + text[at:]).encode(), folder)
