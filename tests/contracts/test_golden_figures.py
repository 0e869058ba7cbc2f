"""No published number moves unnoticed: each is as it was accepted, and each change has a reason."""

from dataclasses import replace

import pytest
from golden_figures import (
    CHANGELOG,
    HEADING,
    Change,
    Line,
    compare_lines,
    compute_lines,
    is_same,
    list_entries,
    read_lines,
    write_entry,
    write_lines,
)

LINE = Line(id="a.b", value="62", low="50", high="70", unit="%", grade="assumed", entry="x")


@pytest.fixture(scope="module")
def accepted():
    return read_lines()


def test_every_published_figure_is_as_it_was_accepted(accepted):
    kept = {i: line for i, line in accepted[0].items() if not i.startswith("chart.")}
    changes = compare_lines(kept, compute_lines())
    shown = "\n".join(c.describe() for c in changes[:20])
    assert not changes, (
        f"{len(changes)} published figures differ from tests/golden/figures:\n{shown}\n"
        'If this is meant: make golden TAG=short-name REASON="why, in one sentence"'
    )


def test_the_files_are_sorted_and_hold_each_figure_once(accepted):
    assert accepted[1] == [], "run `make golden`, which writes each figure once"
    assert len(accepted[0]) > 3_000


def test_every_value_is_explained_in_the_changelog(accepted):
    known = list_entries(CHANGELOG.read_text(encoding="utf-8"))
    assert {line.entry for line in accepted[0].values()} <= known


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"value": "62.001"}, True),
        ({"value": "62.1"}, False),
        ({"value": "87"}, False),
        ({"low": "51"}, False),
        ({"low": "", "high": ""}, False),
        ({"unit": "EUR bn"}, False),
        ({"grade": "estimated"}, False),
    ],
)
def test_what_counts_as_a_change(change, same):
    assert is_same(LINE, replace(LINE, **change)) is same


def test_a_value_near_nought_is_judged_by_its_interval():
    line = replace(LINE, value="0.0001", low="-100", high="100")
    assert is_same(line, replace(line, value="0.0003"))
    assert not is_same(line, replace(line, value="1"))


def test_an_accepted_change_names_family_old_new_and_reason(tmp_path):
    now = replace(LINE, value="87")
    changes = compare_lines({"a.b": LINE}, {"a.b": now, "a.c": replace(LINE, id="a.c")})
    assert changes[0] == Change(id="a.b", before=LINE, now=now)
    text = write_entry(
        changes, "2026-11-29.x", "An index was wrong.", f"# Log\n\n{HEADING}\n\n- [y] b"
    )
    for part in (
        "a.b: 1 changed",
        "62 (50 to 70) %",
        "87 (50 to 70) %",
        "An index was wrong.",
        "[y]",
    ):
        assert part in text
    assert "a.c: 1 new; a.c: none -> 62" in text
    assert list_entries(text) == {"2026-11-29.x", "y"}
    write_lines({"a.b": now, "c.d": replace(LINE, id="c.d")}, tmp_path)
    assert read_lines(tmp_path) == ({"a.b": now, "c.d": replace(LINE, id="c.d")}, [])
