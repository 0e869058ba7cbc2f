"""Core types: months, windows, streams, figures, registries, tables."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from sinews.core.estimate import Estimate, weakest
from sinews.core.figure import Figure, figure_of
from sinews.core.manifest import RunManifest, read_manifest
from sinews.core.periods import (
    add_months,
    count_months,
    parse_month,
    parse_window,
)
from sinews.core.places import (
    EU27,
    EUROPE31,
    bloc_members,
    find_country,
)
from sinews.core.registry import Registry
from sinews.core.rng import stream
from sinews.core.table import Column, EvidenceTable, TableSpec
from sinews.errors import (
    EvidenceError,
    ProvenanceError,
    UnknownNameError,
    UsageError,
)

FIRST, LAST = date(2022, 1, 1), date(2026, 4, 1)


def window(text):
    return parse_window(text, first=FIRST, last=LAST)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 1)),
        ("y2025", date(2025, 1, 1), date(2025, 12, 1)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 1)),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 1)),
        ("2025-03", date(2025, 3, 1), date(2025, 3, 1)),
        ("2022-03:2022-11", date(2022, 3, 1), date(2022, 11, 1)),
        ("last_12m", date(2025, 5, 1), date(2026, 4, 1)),
        ("to_date", FIRST, LAST),
    ],
)
def test_windows_as_users_write_them(text, start, end):
    w = window(text)
    assert (w.start, w.end) == (start, end)
    assert len(list(w.months())) == len(w) == count_months(start, end)
    # the id is a part of figure ids, so a window must never lose or share it
    assert w.id == ("y2025" if text == "2025" else text)


def test_months_are_counted_and_read_by_hand():
    assert count_months(date(2025, 11, 1), date(2027, 2, 1)) == 16
    assert (len(window("2025")), len(window("2025-Q4")), len(window("2025-03"))) == (12, 3, 1)
    for month in (1, 12):
        assert window(f"2025-{month:02d}").start == date(2025, month, 1)
    assert window("2025-H2").start == date(2025, 7, 1)
    for text in ("2025-00", "0000-05", "2025-Q0", "2025-H3"):
        with pytest.raises(UsageError):
            window(text)


def test_one_month_back_and_a_misspelt_month_are_said_plainly():
    assert (window("last_1m").start, window("last_1m").end) == (LAST, LAST)
    with pytest.raises(UsageError, match="'soon' is not a window; write one of"):
        window("soon")
    with pytest.raises(UsageError, match="'last_0m' holds no month"):
        window("last_0m")
    with pytest.raises(UsageError, match="2025-13") as error:
        window("2025-13")
    assert "is not a window" not in str(error.value), "the month is named, not the forms"


@pytest.mark.parametrize("text", ["", "soon", "2025-13", "2025-Q5", "2025-05:2025-01", "last_0m"])
def test_what_is_no_window_is_refused(text):
    with pytest.raises(UsageError):
        window(text)


def test_months():
    assert parse_month("2024-02") == date(2024, 2, 1)
    assert add_months(date(2024, 11, 1), 3) == date(2025, 2, 1)
    assert add_months(date(2024, 1, 1), -1) == date(2023, 12, 1)


def test_streams_belong_to_names_and_seeds():
    first = stream(1, "a").random(5)
    stream(1, "b").random(99)
    np.testing.assert_array_equal(first, stream(1, "a").random(5))
    assert stream(1, "a").random() != stream(1, "b").random()
    assert stream(1, "a").random() != stream(2, "a").random()


def test_a_result_is_graded_by_its_weakest_input():
    assert weakest(["counted", "assumed", "estimated"]) == "assumed"
    with pytest.raises(ValueError, match="at least one"):
        weakest([])


def figure(**changes):
    base = {
        "id": "a.b",
        "label": "x",
        "value": 1.0,
        "unit": "EUR bn",
        "grade": "counted",
        "as_of": LAST,
        "sources": ("s@1",),
        "method": "Sum.",
    }
    return Figure(**(base | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "A b"},
        {"sources": ()},
        {"method": ""},
        {"value": float("nan")},
        {"low": 1.0},
        {"low": 2.0, "high": 1.0},
    ],
)
def test_a_figure_without_origin_or_with_half_an_interval_is_refused(changes):
    with pytest.raises(ProvenanceError):
        figure(**changes)


def test_figure_of_an_estimate_has_median_and_interval():
    e = Estimate(
        id="a.b",
        label="x",
        unit="ratio",
        draws=np.arange(101.0),
        grade="estimated",
        method="m",
        sources=("F001",),
    )
    f = figure_of(e, as_of=LAST)
    assert (f.low, f.value, f.high) == pytest.approx((5.0, 50.0, 95.0))


def test_unknown_names_get_the_nearest():
    registry = Registry("figure", (figure(id="a.tank"), figure(id="a.afv")))
    with pytest.raises(UnknownNameError, match=r"Did you mean 'a\.tank'"):
        registry["a.tanks"]
    with pytest.raises(ValueError, match="share an id"):
        Registry("figure", (figure(), figure()))


def test_places():
    assert len(EU27) == 27
    assert len(EUROPE31) == 31
    assert find_country("Türkiye") == find_country("tur") == "TR"
    assert "GB" in bloc_members("EU", date(2019, 6, 1))
    assert "GB" not in EU27
    with pytest.raises(UnknownNameError, match="Germany"):
        find_country("Germny")


def test_manifest_id_follows_content():
    m = RunManifest(command="brief", seed=1, draws=10, releases={"a@1": "ff"})
    assert read_manifest(m.to_json()) == m
    with pytest.raises(ProvenanceError, match="was changed"):
        read_manifest(m.to_json() | {"seed": 2})


SPEC = TableSpec(
    id="t",
    description="d",
    key=("month",),
    columns=(
        Column(name="month", kind="date", unit="date", description="m"),
        Column(name="v", kind="number", unit="EUR bn", description="v", low=0, required=False),
        Column(name="k", kind="text", unit="text", description="k", allowed=("a", "b")),
    ),
    min_rows=2,
)


def test_a_table_names_every_problem_at_once():
    frame = pl.DataFrame({"month": [FIRST, FIRST], "v": [-1.0, None], "k": ["a", "z"]})
    with pytest.raises(EvidenceError) as e:
        EvidenceTable(spec=SPEC, frame=frame, releases=())
    text = str(e.value)
    assert "repeat the key" in text
    assert "v: 1 values outside [0, None] EUR bn, first -1.0 at row 0" in text
    assert "k: 1 values outside ('a', 'b'), first 'z' at row 1" in text


def test_a_table_refuses_missing_columns_types_and_rows():
    with pytest.raises(EvidenceError) as e:
        EvidenceTable(spec=SPEC, frame=pl.DataFrame({"month": [FIRST], "v": [1]}), releases=())
    assert "column 'k' is missing" in str(e.value)
    assert "column 'v' is Int64, expected Float64" in str(e.value)
    assert "at least 2" in str(e.value)
    nan = pl.DataFrame({"month": [FIRST, LAST], "v": [float("nan"), 1.0], "k": ["a", "b"]})
    with pytest.raises(EvidenceError, match="not finite"):
        EvidenceTable(spec=SPEC, frame=nan, releases=())
