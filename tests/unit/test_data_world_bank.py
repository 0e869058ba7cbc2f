"""World Bank GDP: a written answer of the API's form, and answers that are not."""

import json
from copy import deepcopy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reader_fixtures import build_tables

from sinews.data.fetch.endpoints import load_endpoints
from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS
from sinews.data.sources.world_bank import INDICATOR, READER, recognise
from sinews.errors import EvidenceError, SinewsError


def record(iso3, two, name, year, value):
    return {
        "indicator": {"id": INDICATOR, "value": "GDP (current US$)"},
        "country": {"id": two, "value": name},
        "countryiso3code": iso3,
        "date": year,
        "value": value,
        "unit": "",
        "obs_status": "",
        "decimal": 0,
    }


ANSWER = [
    {
        "page": 1,
        "pages": 1,
        "per_page": 20000,
        "total": 3,
        "sourceid": "2",
        "lastupdated": "2026-01-28",
    },
    [
        record("UKR", "UA", "Ukraine", "2021", 2.5e11),
        record("UKR", "UA", "Ukraine", "2025", None),
        record("", "ZT", "A group of countries", "2021", 5e12),
    ],
]


def write(tmp_path, answer):
    path = tmp_path / "x.bin"
    path.write_text(answer if isinstance(answer, str) else json.dumps(answer))
    return RawFile(path)


def read(tmp_path, answer):
    file = write(tmp_path, answer)
    (table,) = build_tables(READER, file, release="x", retrieved=date(2026, 2, 1))
    return table


def test_the_answer_is_recognised_and_read(tmp_path):
    assert find_reader(write(tmp_path, ANSWER), READERS) is READER
    table = read(tmp_path, ANSWER)
    assert table.sources == ("world_bank@2026-01-28",)
    assert table.frame.rows() == [
        ("UKR", "UA", "Ukraine", 2021, 250.0),
        ("UKR", "UA", "Ukraine", 2025, None),
        ("ZT", None, "A group of countries", 2021, 5000.0),
    ]


def changed(**head):
    answer = deepcopy(ANSWER)
    answer[0] |= head
    return answer


def with_record(**fields):
    answer = deepcopy(ANSWER)
    answer[1][1] |= fields
    return answer


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (changed(pages=2), "page 1 of 2"),
        (changed(total=4), "3 records, the answer announces 4"),
        (changed(lastupdated=None), "lastupdated"),
        (with_record(value="12"), "row 2"),
        (with_record(value=True), "row 2"),
        (with_record(date="2021Q1"), "2021Q1"),
        (with_record(country=None), "row 2"),
        (with_record(indicator={"id": "SP.POP.TOTL"}), "SP.POP.TOTL"),
        (with_record(price_unit=1), "may change what the values"),
        (with_record(date="2021"), "repeat the key"),
        (with_record(value=float("nan")), "not"),
        (with_record(value=10**400), "row 2"),
        (with_record(value=-1.0), "is no gross domestic product"),
        ([ANSWER[0], None], "a list of two"),
        ([{"message": []}], "a list of two"),
        ("[{", "not JSON"),
    ],
)
def test_what_is_not_whole_or_not_of_the_form_is_refused(tmp_path, answer, says):
    with pytest.raises(EvidenceError, match=says):
        read(tmp_path, answer)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=5,
)


@given(
    st.sampled_from(["value", "date", "country", "indicator", "countryiso3code", "unit"]),
    json_values,
)
def test_any_value_gives_a_table_or_a_sinews_error(tmp_path_factory, field, value):
    folder = tmp_path_factory.mktemp("hostile")
    answer = with_record(**{field: value})
    try:
        frame = read(folder, answer).frame
    except SinewsError:
        return
    assert frame.height == 3


@given(st.binary(max_size=300))
def test_recognition_never_raises(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "x"
    path.write_bytes(content)
    recognise(RawFile(path))


def test_every_address_leads_to_a_source_that_is_read_or_is_said_not_to_be():
    read_here = {r.source.id for r in READERS}
    assert {e.source for e in load_endpoints()} <= read_here
