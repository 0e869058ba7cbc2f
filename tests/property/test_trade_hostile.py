"""Hostile input to the trade readers: tables that satisfy their spec, or an error of ours.

Files of each form are made from strategies that mix right, wrong and made-up labels and cells.
Wherever a reader accepts a file, its values must add up to what the file says.
"""

import csv
import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from reader_fixtures import build_tables

from sinews.core.places import find_area
from sinews.data.read.reader import RawFile
from sinews.data.sources.trade.comtrade import answers, availability
from sinews.data.sources.trade.eurostat import (
    comext_bulk,
    comext_sdmx,
    comext_tidy,
    databrowser,
    easy_comext,
)
from sinews.data.sources.trade.goods import goods_lists
from sinews.data.sources.trade.national import imports_by_origin
from sinews.errors import SinewsError

READERS = (
    comext_bulk.READER,
    comext_sdmx.READER,
    comext_tidy.GOODS_READER,
    comext_tidy.TOTALS_READER,
    answers.READER,
    availability.READER,
    databrowser.READER,
    easy_comext.READER,
    goods_lists.READER,
    imports_by_origin.READER,
)
LABELS = st.sampled_from(
    ["Germany", "Kyrgyzstan", "Greece", "GR", "EL", "Africa", "World", "EU27_2020", "GB", "QZ"]
)
ODD = st.one_of(st.text(max_size=6), st.sampled_from(["", ":", "nan", "-1", "1e400", "٣", "0x1"]))
WHOLE = st.integers(0, 10**9).map(str)
CODES = st.sampled_from(["TOTAL", "87", "8703", "870323", "87032319", "99SSS999"])


def mostly(good, odd=ODD):
    """A strategy that is right throughout half of the files, and in the others 9 times of 10."""
    mixed = st.integers(0, 9).flatmap(lambda i: odd if i == 9 else good)
    return st.shared(st.booleans(), key="hostile").flatmap(
        lambda hostile: mixed if hostile else good
    )


def read(reader, path: Path):
    """Return the tables, or None where the reader refuses with an error of ours."""
    file = RawFile(path)
    reader.recognises(file)
    try:
        return build_tables(reader, file, release="x", retrieved=date(2026, 1, 1))
    except SinewsError:
        return None


def total(tables, column: str) -> float:
    return sum(t.frame[column].sum() for t in tables if column in t.frame.columns)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.mark.parametrize("reader", READERS, ids=lambda r: r.id)
@settings(max_examples=40)
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_any_bytes_are_refused_with_an_error_of_ours(folder, reader, content):
    for start in (b"", b"PK\x03\x04", b"PAR1", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"[{"):
        path = folder / "any"
        path.write_bytes(start + content)
        assert reader.recognises(RawFile(path)) in (True, False)
        assert read(reader, path) is None


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(mostly(LABELS), mostly(LABELS), mostly(CODES), mostly(WHOLE)),
        min_size=1,
        max_size=6,
    ),
    mostly(st.sampled_from(["Aug. 2024", "202408-Août 2024", "201952-Jan.-Dec. 2019"])),
    mostly(st.sampled_from(["T-Total", "Total", "1-Normal"])),
)
def test_relational_views_add_up_or_are_refused(folder, cells, period, procedure):
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(
        ["REPORTER", "PARTNER", "PRODUCT", "FLOW", "STAT_PROCEDURE", "PERIOD", "VALUE_IN_EUR"]
    )
    for reporter, partner, product, value in cells:
        writer.writerow([reporter, partner, f"{product}-x", "2-EXPORT", procedure, period, value])
    path = folder / "view.csv"
    path.write_text(text.getvalue(), newline="")
    tables = read(easy_comext.READER, path)
    if tables is not None:
        assert total(tables, "value_eur") == sum(int(v) for *_, v in cells if v not in ("", ":"))


def place(label):
    """The id of a label, or the label itself where it is unknown and kept apart."""
    try:
        return find_area(label).id
    except SinewsError:
        return label.strip()


@settings(max_examples=100)
@given(
    st.lists(st.tuples(mostly(LABELS), mostly(WHOLE)), min_size=1, max_size=6),
    mostly(st.sampled_from(["Y2019", "Y2023"])),
)
def test_national_imports_add_up_or_are_refused(folder, cells, period):
    path = folder / "national.csv"
    with path.open("w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(
            ["REPORTER", "PARTNER", "PRODUCT", "FLOW", "STAT_PROCEDURE", "PERIOD", "VALUE_IN_EUR"]
        )
        for label, value in cells:
            writer.writerow(["Armenia", label, "TOTAL", "IMPORT", "NORMAL", period, value])
    tables = read(imports_by_origin.READER, path)
    if tables is not None:
        # A cell that is there twice with the same value counts once; with another it is refused.
        single = {(place(p), float(v)) for p, v in cells if v not in ("", ":")}
        assert total(tables, "imports_eur") == pytest.approx(sum(v for _, v in single))
        for table in tables:
            for row in table.frame.iter_rows(named=True):
                is_sum = row["exporter_kind"] == "aggregate"
                assert is_sum == (table.spec.id == "national_imports_sums")


@settings(max_examples=80)
@given(
    st.lists(
        st.tuples(mostly(LABELS), mostly(LABELS), mostly(CODES), mostly(WHOLE), mostly(WHOLE)),
        min_size=1,
        max_size=6,
    ),
    mostly(st.sampled_from(["202203", "202252"])),
    mostly(st.sampled_from(["1", "2", "3", "9"])),
)
def test_bulk_files_add_up_or_are_refused(folder, cells, period, procedure):
    header = "REPORTER,PARTNER,PRODUCT_NC,FLOW,STAT_PROCEDURE,PERIOD,VALUE_EUR,QUANTITY_KG"
    rows = [f"{r},{p},{n},2,{procedure},{period},{v},{kg}" for r, p, n, v, kg in cells]
    path = folder / "bulk.dat"
    path.write_text("\n".join([header, *rows]) + "\n", newline="")
    tables = read(comext_bulk.READER, path)
    if tables is not None:
        kept = [
            float(v)
            for r, p, n, v, _ in cells
            if len(n.strip()) == 8 and not (find_area(r).is_sum or find_area(p).is_sum)
        ]
        assert total(tables, "value_eur") == pytest.approx(sum(kept))


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(mostly(LABELS), mostly(LABELS), mostly(CODES), st.none() | st.integers()),
        min_size=1,
        max_size=6,
    ),
    mostly(st.sampled_from(["2022-03", "2022-12"])),
)
def test_tidy_tables_add_up_or_are_refused(folder, cells, period):
    reporter, partner, product, value = zip(*cells, strict=True)
    rows = {
        "reporter": reporter,
        "partner": partner,
        "product": product,
        "label": ["x"] * len(cells),
        "flow": ["export"] * len(cells),
        "period": [period] * len(cells),
    }
    path = folder / "tidy.parquet"
    small = [v if v is None else v % 2**60 for v in value]
    pl.DataFrame(rows).with_columns(value_eur=pl.Series(small, dtype=pl.Int64)).write_parquet(path)
    tables = read(comext_tidy.GOODS_READER, path)
    if tables is not None:
        places = [
            (place(r), place(p), g) for r, p, g in zip(reporter, partner, product, strict=True)
        ]
        single = {(c, v) for c, v in zip(places, small, strict=True) if v is not None}
        assert total(tables, "value_eur") == sum(v for _, v in single)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(mostly(LABELS), mostly(LABELS), mostly(CODES), mostly(WHOLE | st.just(""))),
        min_size=1,
        max_size=6,
    ),
    mostly(st.sampled_from(["2022-03", "2022-12"])),
    mostly(st.sampled_from(["", "p", "be"])),
    mostly(st.sampled_from(["VALUE_IN_EUROS"]), st.sampled_from(["QUANTITY_IN_100KG", "VALUE"])),
)
def test_api_answers_add_up_or_are_refused(folder, cells, period, flag, indicator):
    path = folder / "answer.csv"
    head = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD"
    with path.open("w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow([*head.split(","), "OBS_VALUE", "OBS_FLAG"])
        for reporter, partner, product, value in cells:
            start = ["ESTAT:DS-045409(1.0)", "15/09/26 11:00:00", "M", reporter, partner]
            writer.writerow([*start, product, "2", indicator, period, value, flag])
    tables = read(comext_sdmx.READER, path)
    if tables is not None:
        given = [v for *_, v in cells if v.strip() not in ("", ":")]
        assert total(tables, "value_eur") == sum(map(float, given))
        assert indicator == "VALUE_IN_EUROS"


CELL = mostly(
    st.one_of(st.just(":"), st.integers(0, 10**9)),
    st.one_of(
        st.text(max_size=3), st.integers(-5, -1), st.floats(0, 1, exclude_min=True), st.none()
    ),
)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(mostly(LABELS), mostly(LABELS), CELL, CELL), min_size=1, max_size=5),
    mostly(st.sampled_from(["Horses [01012100]", "Total [TOTAL]"])),
    mostly(st.sampled_from(["EXPORT", "IMPORT"])),
)
def test_workbooks_add_up_or_are_refused(folder, cells, product, flow):
    book = Workbook()
    summary = book.active
    summary.title = "Summary"
    try:
        summary.append(["EU trade [DS-045409__custom_1]"])
        summary.append([None, "Sheet 1", product, flow, "VALUE_IN_EUROS"])
        book.create_sheet("Structure")
        sheet = book.create_sheet("Sheet 1")
        for row in (
            ["Last updated: ", "13/01/2023 11:00"],
            ["PRODUCT [PRODUCT]", None, product],
            ["FLOW", None, flow],
            ["INDICATORS", None, "VALUE_IN_EUROS"],
            ["TIME", "TIME", "2022-01", "2022-02"],
            ["FREQ (Labels)", "FREQ (Labels)", "Monthly", "Monthly"],
            ["REPORTER (Labels)", "PARTNER (Labels)"],
            *cells,
            [],
            ["Special value"],
            [":", "not available"],
        ):
            sheet.append(list(row))
    except IllegalCharacterError:
        return
    path = folder / "book.xlsx"
    book.save(path)
    tables = read(databrowser.READER, path)
    if tables is not None:
        numbers = [c for _, _, *values in cells for c in values if isinstance(c, int | float)]
        assert total(tables, "value_eur") == sum(numbers)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = {
    "freqCode": st.sampled_from(["A", "M"]),
    "period": st.sampled_from(["2022", "202203", 2022]),
    "reporterCode": st.sampled_from([417, 276, 0, 490]),
    "partnerCode": st.sampled_from([417, 276, 0, 899]),
    "flowCode": st.sampled_from(["M", "X", "RX", "MIP"]),
    "partner2Code": st.just(0),
    "customsCode": st.just("C00"),
    "motCode": st.just(0),
    "classificationCode": st.just("H6"),
    "cmdCode": st.sampled_from(["870323", "TOTAL"]),
    "primaryValue": st.floats(0, 1e9),
    "netWgt": st.none() | st.floats(0, 1e9),
    "totalRecords": st.integers(0, 9),
}


@settings(max_examples=100)
@given(
    st.lists(
        st.fixed_dictionaries({k: mostly(v, JSON) for k, v in FIELDS.items()}),
        min_size=1,
        max_size=4,
    )
)
def test_comtrade_answers_add_up_or_are_refused(folder, records):
    path = folder / "answer.json"
    path.write_text(json.dumps({"data": records}))
    tables = read(answers.READER, path)
    if tables is not None:
        once = {json.dumps(r, sort_keys=True): r for r in records}.values()
        kept = [
            r["primaryValue"]
            for r in once
            if r["flowCode"] != "MIP"
            and (r["partner2Code"], r["customsCode"], r["motCode"]) == (0, "C00", 0)
        ]
        assert total(tables, "value_usd") == pytest.approx(sum(kept))
    read(availability.READER, path)
