"""The reader of the tracker's workbook against hostile and careless hands."""

import io
from contextlib import suppress

import openpyxl
import pytest
from hostile import fixture, read
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fixtures import MAIN_HEADER, workbook_bytes, workbook_sheets

from sinews.data.sources import READERS
from sinews.errors import SinewsError

pytestmark = pytest.mark.slow  # a workbook of full size takes a second to write
READER = READERS["kiel_workbook"]
MAIN, SUMMARY = "Bilateral Assistance, MAIN DATA", "Country Summary (€)"
VALUES = ("tot_sub_activity_value_EUR_redistr", "tot_activity_value_EUR")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def good(folder):
    return read(READER, fixture("kiel_workbook"), folder)


def spoilt(change):
    sheets = workbook_sheets()
    change(sheets)
    return workbook_bytes(sheets)


def column(name):
    return MAIN_HEADER.index(name)


def test_the_workbook_and_the_csv_form_give_the_same_table(good, folder):
    rows = read(READERS["kiel_activities"], fixture("kiel_activities"), folder)["kiel_activities"]
    found = good["kiel_activities"]
    same = ["row", "giver", "donor", "announced", "month", "type", "measure", "allocated_eur"]
    assert found.select(same).equals(rows.select(same))
    assert found["committed_eur"].sum() == rows["committed_eur"].sum()
    paid = read(READERS["kiel_disbursements"], fixture("kiel_disbursements"), folder)
    assert good["kiel_disbursements"].equals(paid["kiel_disbursements"])


def set_cell(name, value, row=5):
    def change(sheets):
        sheets[MAIN][row][column(name)] = value

    return change


def rename_sheet(old, new):
    def change(sheets):
        sheets[new] = sheets.pop(old)

    return change


def rename_column(old, new):
    def change(sheets):
        sheets[MAIN][0][column(old)] = new

    return change


def double_column(sheets):
    for row in sheets[MAIN]:
        row.append(row[column("month")])


def drop_total(sheets):
    sheets[SUMMARY].pop()


def drop_donor(sheets):
    del sheets[SUMMARY][12]


def lose_rows(sheets):
    del sheets[MAIN][40:60]


def scale_values(sheets):
    for row in sheets[MAIN][1:]:
        row[column(VALUES[0])] /= 1000


def shift_summary(sheets):
    for row in sheets[SUMMARY][9:]:
        row[3:7] = row[4:7] + row[3:4]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (set_cell("donor", "Ruritania"), "row 6, column 'donor'"),
        (set_cell("donor", None), "row 6, column 'donor'.*empty"),
        (set_cell("measure", "Alocation"), "row 6, column 'measure'.*'Allocation'"),
        (set_cell("aid_type_general", "Military aid"), "row 6, column 'aid_type_general'"),
        (set_cell(VALUES[0], "12.5"), "row 6, column 'tot_sub_activity_value_EUR_redistr'"),
        (set_cell(VALUES[0], True), "row 6, column 'tot_sub_activity_value_EUR_redistr'"),
        (set_cell(VALUES[0], -9e9), "add up to"),
        (set_cell(VALUES[0], 9e10), "add up to"),
        (set_cell("month", 3.5), "row 6, column 'month'"),
        (set_cell("month", 900), "no month number"),
        (rename_sheet(MAIN, "Main"), "expected 'Bilateral Assistance, MAIN DATA'"),
        (rename_sheet(SUMMARY, "Summary"), "Country Summary"),
        (rename_column("measure", "kind"), "no row holds the headers"),
        (rename_column("aid_type_general", "aid_type"), "expected column 'aid_type_general'"),
        (rename_column(VALUES[0], "tot_sub_activity_value_EUR_OLD"), "release 28 and later"),
        (rename_column("activity_id", "Source of Aid 1"), "release 28 and later"),
        (double_column, "2 times"),
        (drop_total, "does not end with 'Total'"),
        (drop_donor, "at least 42"),
        (lose_rows, "add up to"),
        (scale_values, "add up to"),
        (shift_summary, "not the sum of the three types"),
    ],
)
def test_a_spoilt_workbook_is_refused_and_says_why(folder, change, says):
    with pytest.raises(SinewsError, match=rf"(?s){says}"):
        read(READER, spoilt(change), folder)


def move_columns(sheets):
    sheets[MAIN] = [row[::-1] for row in sheets[MAIN]]


def pad(sheets):
    for row in sheets[MAIN][1:]:
        row[column("aid_type_general")] += "  "
        row[column("donor")] = f" {row[column('donor')].upper()}"


def free_text_dates(sheets):
    for row in sheets[MAIN][1:50]:
        row[column("announcement_date")] = "early 2022"


@pytest.mark.parametrize("change", [move_columns, pad])
def test_order_of_columns_case_and_blanks_do_not_matter(good, folder, change):
    found = read(READER, spoilt(change), folder)
    assert all(found[id].equals(frame) for id, frame in good.items())


def test_a_date_in_words_is_no_date_and_changes_nothing_else(good, folder):
    found = read(READER, spoilt(free_text_dates), folder)["kiel_activities"]
    assert found["announced"][:49].is_null().all()
    assert found.drop("announced").equals(good["kiel_activities"].drop("announced"))


def edit(change):
    book = openpyxl.load_workbook(io.BytesIO(fixture("kiel_workbook")))
    change(book[MAIN])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_merged_cells_of_the_donor_are_refused(folder):
    letter = openpyxl.utils.get_column_letter(column("donor") + 1)
    content = edit(lambda sheet: sheet.merge_cells(f"{letter}4:{letter}7"))
    with pytest.raises(SinewsError, match=r"row 5, column 'donor'.*empty"):
        read(READER, content, folder)


def test_a_formula_without_a_stored_value_is_never_read_as_a_number(good, folder):
    """openpyxl stores no value with a formula: the cell is empty, and the sum then fails."""
    place = (next(i for i, r in enumerate(workbook_sheets()[MAIN][1:]) if r[7] > 5e8)) + 2

    def change(sheet):
        sheet.cell(place, column(VALUES[0]) + 1).value = "=1+1"

    with pytest.raises(SinewsError, match="add up to"):
        read(READER, edit(change), folder)


@given(data=st.data())
@settings(max_examples=25)
def test_any_bytes_give_tables_or_a_sinews_error(folder, data):
    good = fixture("kiel_workbook")
    start = data.draw(st.integers(0, len(good)))
    length = data.draw(st.sampled_from([0, 1, 100, len(good)]))
    content = good[:start] + data.draw(st.binary(max_size=8)) + good[start + length :]
    with suppress(SinewsError):
        read(READER, content, folder)


@given(content=st.binary(max_size=400))
def test_any_rubbish_that_looks_like_a_zip_is_refused(folder, content):
    with pytest.raises(SinewsError, match="not a readable workbook"):
        read(READER, b"PK\3\4" + content, folder)
