"""Delivered pieces of an imported workbook: known, partly known, unknown; never a guess."""

from datetime import date

import polars as pl
import pytest
from reader_fixtures import workbook_bytes, workbook_sheets

from sinews.data.compile.tables import all_kinds
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.imported import find_imported
from sinews.data.read.releases import Arrival
from sinews.data.store.add import add_files
from sinews.data.store.store import Store
from sinews.errors import UsageError
from sinews.support.disbursement import list_delivered

MAIN = "Bilateral Assistance, MAIN DATA"


@pytest.fixture(scope="module")
def mine(evidence, tmp_path_factory):
    folder = tmp_path_factory.mktemp("workbook")
    path = folder / "tracker.xlsx"
    path.write_bytes(workbook_bytes(workbook_sheets()))
    store = Store(folder / "home")
    add_files([path], store, all_kinds(), Arrival(retrieved=date(2026, 8, 8), fallback="30"))
    return Evidence(evidence.folder, store)


def test_sums_are_those_of_the_sheet(mine):
    items = find_imported(mine, "kiel_items").frame
    rows = list_delivered(mine).frame
    assert set(rows["item_type"]) == {"heavy weapon"}
    for column in ("units_allocated", "units_delivered"):
        assert rows[column].sum() == items[column].sum()
    assert rows["rows_unknown"].sum() == items["units_delivered"].null_count()


def test_rows_without_a_delivery_are_unknown_and_not_zero(mine):
    rows = list_delivered(mine).frame
    assert set(rows["state"]) <= {"known", "partly known", "unknown"}
    unknown = rows.filter(pl.col("state") == "unknown")
    assert unknown["units_delivered"].null_count() == unknown.height
    assert (rows.filter(pl.col("state") == "known")["rows_unknown"] == 0).all()


def test_without_a_workbook_the_command_says_where_it_is(evidence):
    with pytest.raises(UsageError, match="sinews data add"):
        list_delivered(Evidence(evidence.folder, None, "shipped"))


def test_a_donor_without_items_is_no_donor_without_deliveries(mine):
    with pytest.raises(UsageError, match="does not mean none"):
        list_delivered(mine, "ZZ")


def test_a_sheet_without_items_is_read_all_the_same(tmp_path):
    from sinews.data.read.reader import RawFile
    from sinews.data.sources.kiel.workbook import parse

    sheets = workbook_sheets()
    at = sheets[MAIN][0].index("item_numb")
    for row in sheets[MAIN]:
        del row[at]
    path = tmp_path / "old.xlsx"
    path.write_bytes(workbook_bytes(sheets))
    assert "kiel_items" not in parse(RawFile(path)).tables
