"""Databrowser workbooks and tidy tables: what counts as missing, and what is refused."""

from datetime import date

import polars as pl
import pytest
from openpyxl import Workbook

from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS
from sinews.data.sources.trade.eurostat import comext_tidy, databrowser
from sinews.errors import EvidenceError

ROWS = (
    ("Germany (incl. German Democratic Republic 'DD' from 1991)", "Kyrgyzstan", 5, ":"),
    ("Malta", "Kyrgyzstan", ":", ":"),
    ("Greece", "Russian Federation (Russia)", 0, 7.0),
)


def sheet_lines(product, flow, rows=ROWS, **changes):
    lines = {
        "updated": ["Last updated: ", "13/01/2023 11:00"],
        "product": ["PRODUCT [PRODUCT]", None, product],
        "flow": ["FLOW", None, flow],
        "indicator": ["INDICATORS", None, "VALUE_IN_EUROS"],
        "time": ["TIME", "TIME", "2022-02", "2022-03"],
        "frequency": ["FREQ (Labels)", "FREQ (Labels)", "Monthly", "Monthly"],
        "head": ["REPORTER (Labels)", "PARTNER (Labels)"],
    } | changes
    return [*lines.values(), *map(list, rows), [], ["Special value"], [":", "not available"]]


def write(folder, sheets, contents=None):
    book = Workbook()
    summary = book.active
    summary.title = "Summary"
    summary.append(["EU trade since 1988 by HS2-4-6 and CN8 [DS-045409__custom_1]"])
    book.create_sheet("Structure")
    for n, (product, flow, lines) in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {n}")
        for line in lines:
            sheet.append(line)
        if contents is None:
            summary.append([None, f"Sheet {n}", product, flow, "VALUE_IN_EUROS"])
    for line in contents or ():
        summary.append(line)
    path = folder / "book.xlsx"
    book.save(path)
    return RawFile(path)


def one(folder, product="Motor cars [8703]", flow="EXPORT", rows=ROWS, **changes):
    return write(folder, [(product, flow, sheet_lines(product, flow, rows, **changes))])


def test_a_colon_is_no_row_and_a_zero_is_one(tmp_path):
    file = one(tmp_path)
    assert find_reader(file, READERS).id == "eurostat_databrowser"
    parsed = databrowser.parse(file)
    assert (parsed.release, parsed.published) == ("2023-01-13", date(2023, 1, 13))
    cells = parsed.tables["comext_monthly"]
    assert cells.select("reporter", "partner", "month", "value_eur").rows() == [
        ("DE", "KG", date(2022, 2, 1), 5),
        ("GR", "RU", date(2022, 2, 1), 0),
        ("GR", "RU", date(2022, 3, 1), 7),
    ]
    assert set(cells["level"]) == {"hs4"}


def test_the_grid_names_who_was_asked_also_without_a_value(tmp_path):
    grid = databrowser.parse(one(tmp_path)).tables["comext_grid"]
    assert ("MT", date(2022, 2, 1)) in grid.rows()
    assert grid.height == 3 * 2


def test_sums_over_reporters_stay_apart(tmp_path):
    rows = (*ROWS, ("European Union - 27 countries (from 2020)", "Kyrgyzstan", 5, 1))
    tables = databrowser.parse(one(tmp_path, rows=rows)).tables
    assert "EU27" not in set(tables["comext_monthly"]["reporter"])
    assert tables["comext_sums_monthly"]["value_eur"].to_list() == [5, 1]
    assert "EU27" not in set(tables["comext_grid"]["reporter"])


def test_headings_and_their_codes_are_told_apart_by_level(tmp_path):
    sheets = [
        (p, "EXPORT", sheet_lines(p, "EXPORT"))
        for p in ("Cars [8703]", "Diesel cars [87033219]", "Total [TOTAL]")
    ]
    cells = databrowser.parse(write(tmp_path, sheets)).tables["comext_monthly"]
    by = cells.group_by("level").agg(pl.col("value_eur").sum()).sort("level")
    assert by.rows() == [("cn8", 12), ("hs4", 12), ("total", 12)]


def test_columns_between_months_may_be_empty_but_hold_no_flag(tmp_path):
    spread = {
        "time": ["TIME", "TIME", "2022-02", None, "2022-03"],
        "frequency": ["FREQ (Labels)", "FREQ (Labels)", "Monthly", None, "Monthly"],
    }
    fine = [("Malta", "Kyrgyzstan", 1, None, 2)]
    cells = databrowser.parse(one(tmp_path, rows=fine, **spread)).tables["comext_monthly"]
    assert cells["value_eur"].to_list() == [1, 2]
    with pytest.raises(EvidenceError, match="flag"):
        databrowser.parse(one(tmp_path, rows=[("Malta", "Kyrgyzstan", 1, "c", 2)], **spread))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rows": [("Malta", "Kyrgyzstan", 1, None)]}, "neither whole euros"),
        ({"rows": [("Malta", "Kyrgyzstan", 1, "2")]}, "neither whole euros"),
        ({"rows": [("Malta", "Kyrgyzstan", 1.5, 2)]}, "neither whole euros"),
        ({"rows": [("Malta", "Kyrgyzstan", -1, 2)]}, "neither whole euros"),
        ({"rows": [("Molta", "Kyrgyzstan", 1, 2)]}, r"row 8, column 'REPORTER'.*Malta"),
        ({"rows": [*ROWS, (), ("Malta", "Georgia", 1, 1)]}, "below the end of the table"),
        ({"indicator": ["INDICATORS", None, "QUANTITY_IN_100KG"]}, "only VALUE_IN_EUROS"),
        ({"time": ["TIME", "TIME", "2022-02", "2022-02"]}, "one month twice"),
        ({"time": ["TIME", "TIME", "2022", "2023"]}, "not a month"),
        ({"frequency": ["FREQ (Labels)", "FREQ (Labels)", "Annual", "Annual"]}, "monthly"),
        ({"updated": ["Last updated: ", "January"]}, "Last updated"),
        (
            {"head": ["PARTNER (Labels)", "REPORTER (Labels)"]},
            "expected REPORTER to be a member state, not KG",
        ),
    ],
)
def test_faults_of_a_sheet_are_named(tmp_path, changes, message):
    with pytest.raises(EvidenceError, match=message):
        databrowser.parse(one(tmp_path, **changes))


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ([[None, "Sheet 1", "Cars [8703]", "IMPORT"]], "the summary says IMPORT"),
        ([[None, "Sheet 1", "Cars [8704]", "EXPORT"]], "the summary says Cars .8704"),
        ([[None, f"Sheet {n}", "Cars [8703]", "EXPORT"] for n in (1, 2)], "'Sheet 2' is missing"),
        ([], "lists no sheet|not in the summary"),
        ([[None, "Sheet 1", "Cars", "EXPORT"]], "the summary says Cars"),
    ],
)
def test_a_workbook_that_is_not_whole_is_refused(tmp_path, contents, message):
    sheets = [("Cars [8703]", "EXPORT", sheet_lines("Cars [8703]", "EXPORT"))]
    with pytest.raises(EvidenceError, match=message):
        databrowser.parse(write(tmp_path, sheets, contents or [[None]]))


def test_sheets_of_different_updates_are_refused(tmp_path):
    other = {"updated": ["Last updated: ", "14/02/2023 11:00"]}
    sheets = [
        ("Cars [8703]", "EXPORT", sheet_lines("Cars [8703]", "EXPORT")),
        ("Cars [8703]", "IMPORT", sheet_lines("Cars [8703]", "IMPORT", **other)),
    ]
    with pytest.raises(EvidenceError, match="different updates"):
        databrowser.parse(write(tmp_path, sheets))


def test_a_tidy_table_that_does_not_tell_its_flow_is_refused(tmp_path):
    path = tmp_path / "eu_total_exports_monthly.parquet"
    pl.DataFrame(
        {"reporter": ["DE"], "partner": ["KG"], "period": ["2022-01"], "value_eur": [1]}
    ).write_parquet(path)
    file = RawFile(path)
    assert comext_tidy.recognise_totals(file)
    with pytest.raises(EvidenceError, match="do not tell import from export"):
        comext_tidy.parse_totals(file)


def test_the_default_layout_has_the_partner_at_the_left_and_the_reporter_above(tmp_path):
    book = Workbook()
    summary = book.active
    summary.title = "Summary"
    summary.append(["EU trade since 1988 by HS2-4-6 and CN8 [DS-045409]"])
    summary.append([None, "Contents", "PRODUCT", "FLOW"])
    summary.append([None, "Sheet 1", "Total", "EXPORT"])
    book.create_sheet("Structure")
    sheet = book.create_sheet("Sheet 1")
    for row in (
        ["Last updated: ", "16/12/2022 11:00"],
        ["REPORTER", None, "Lithuania"],
        ["PRODUCT", None, "Total"],
        ["FLOW", None, "EXPORT"],
        ["INDICATORS", None, "VALUE_IN_EUROS"],
        ["TIME", "2020-01", "2020-02"],
        ["FREQ (Labels)", "Monthly", "Monthly"],
        ["PARTNER (Labels)"],
        ["Armenia", 10, 20],
        ["Georgia", ":", 5],
    ):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    cells = databrowser.parse(RawFile(tmp_path / "book.xlsx")).tables["comext_monthly"]
    assert cells.select("reporter", "partner", "product", "month", "value_eur").rows() == [
        ("LT", "AM", "TOTAL", date(2020, 1, 1), 10),
        ("LT", "AM", "TOTAL", date(2020, 2, 1), 20),
        ("LT", "GE", "TOTAL", date(2020, 2, 1), 5),
    ]


def test_months_out_of_order_are_refused(tmp_path):
    with pytest.raises(EvidenceError, match="months are not in order"):
        databrowser.parse(one(tmp_path, time=["TIME", "TIME", "2022-03", "2022-02"]))
