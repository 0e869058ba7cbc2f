"""Readers of CSV files against hostile and careless hands: tables or a SinewsError, never less."""

import codecs
from contextlib import suppress

import polars as pl
import pytest
from hostile import CSV_READERS, cells, fields, fixture, read, write
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sinews.data.compile.support import by_donor as support_by_donor
from sinews.data.compile.support import monthly as support_monthly
from sinews.data.read.reader import RawFile
from sinews.errors import SinewsError

ANY = pytest.mark.parametrize("reader", CSV_READERS, ids=lambda r: r.id)
FEW = settings(max_examples=8)
NOT_A_NUMBER = [
    "n/a",
    "1,234",
    "1.234,5",
    "12a",
    "−5",
    "１２",
    "1 000",
    "nan",
    "0x10",
    "1e999",
    "--1",
]
NO_LABEL = ["Ruritania", "germany?", "Alocation", "0"]
IN_ORDER = {"kiel_activities", "timeline"}
"""Readers for which the order of rows is part of the data."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@ANY
@given(data=st.data())
@settings(max_examples=25)
def test_any_bytes_give_tables_or_a_sinews_error(reader, folder, data):
    """Tables come back validated: build_tables raises on any breach of the contract."""
    good = fixture(reader.id)
    start = data.draw(st.integers(0, len(good)))
    length = data.draw(st.sampled_from([0, 1, 3, 200, len(good)]))
    dirt = data.draw(st.binary(max_size=20) | st.just(good[:500]))
    with suppress(SinewsError):
        read(reader, good[:start] + dirt + good[start + length :], folder)


@ANY
@given(data=st.data())
@FEW
def test_a_column_dropped_renamed_or_doubled_is_refused(reader, folder, data):
    header, rows = cells(reader.id)
    known = [i for i, h in enumerate(header) if h in fields(reader)]
    i = data.draw(st.sampled_from(known))
    name = header[i]
    how = data.draw(st.sampled_from(["drop", "rename", "double"]))
    if how == "drop":
        header, rows = header[:i] + header[i + 1 :], [r[:i] + r[i + 1 :] for r in rows]
    elif how == "rename":
        header[i] += "_new"
    else:
        header.append(name)
        rows = [[*r, r[i]] for r in rows]
    with pytest.raises(SinewsError, match=rf"'{name}'"):
        read(reader, write(header, rows), folder)


@ANY
def test_a_new_column_is_set_aside_with_a_note_unless_it_may_change_the_values(reader, folder):
    header, rows = cells(reader.id)
    longer = [[*r, "7"] for r in rows]
    before = read(reader, fixture(reader.id), folder)
    after = read(reader, write([*header, "brand new"], longer), folder)
    assert all(after[id].equals(frame) for id, frame in before.items())
    assert any("brand new" in note for note in reader.parse(RawFile(folder / "file")).notes)
    with pytest.raises(SinewsError, match="unit multiplier"):
        read(reader, write([*header, "unit multiplier"], longer), folder)


@ANY
@given(data=st.data())
@FEW
def test_order_of_columns_and_rows_end_of_lines_and_mark_do_not_matter(reader, folder, data):
    header, rows = cells(reader.id)
    before = read(reader, fixture(reader.id), folder)
    order = data.draw(st.permutations(range(len(header))))
    if reader.id not in IN_ORDER:
        rows = rows[::-1] if data.draw(st.booleans()) else rows[7:] + rows[:7]
    content = write([header[i] for i in order], [[r[i] for i in order] for r in rows])
    if data.draw(st.booleans()):
        content = content.replace(b"\n", b"\r\n")
    if data.draw(st.booleans()):
        content = codecs.BOM_UTF8 + content
    after = read(reader, content, folder)
    for id, frame in before.items():
        assert after[id].sort(frame.columns).equals(frame.sort(frame.columns))


@ANY
@given(data=st.data())
@FEW
def test_a_cell_that_is_no_number_or_no_known_label_is_refused_by_place(reader, folder, data):
    header, rows = cells(reader.id)
    columns = [(i, fields(reader)[h]) for i, h in enumerate(header) if h in fields(reader)]
    checked = [(i, f) for i, f in columns if f.kind != "text" or f.labels]
    assume(checked)
    i, field = data.draw(st.sampled_from(checked))
    n = data.draw(st.integers(0, len(rows) - 1))
    rows[n][i] = data.draw(st.sampled_from(NO_LABEL[:3] if field.kind == "text" else NOT_A_NUMBER))
    with pytest.raises(SinewsError, match=rf"row {n + 2}, column '{header[i]}'"):
        read(reader, write(header, rows), folder)


AMOUNTS = {
    "kiel_donor_months": "financial commitments gdp",
    "kiel_month_totals": "military financial",
    "kiel_sourcing": "stockpile nato_purl",
    "kiel_weapons": "number_of_weapons monetary_value_eur",
    "kiel_eu_shares": "eu_share_bn total_pct_gdp",
    "kiel_disbursements": "verdi_eur_mrd",
    "kiel_population": "folketall bnp_eur_mrd",
    "kiel_country_summary": "total_allocation military_commitment",
    "losses_confirmed": "tank afv",
    "wars": "months_at_war states",
}


@pytest.mark.parametrize("id", AMOUNTS)
@given(data=st.data())
@FEW
def test_an_amount_below_zero_is_refused(id, folder, data):
    header, rows = cells(id)
    column = data.draw(st.sampled_from(AMOUNTS[id].split()))
    n = data.draw(st.integers(0, len(rows) - 1))
    rows[n][header.index(column)] = "-7"
    with pytest.raises(SinewsError):
        read(find(id), write(header, rows), folder)


def find(id):
    return next(r for r in CSV_READERS if r.id == id)


@ANY
@given(data=st.data())
@FEW
def test_a_row_twice_counts_once_and_one_cut_short_is_refused(reader, folder, data):
    header, rows = cells(reader.id)
    n = data.draw(st.integers(0, len(rows) - 1))
    twice = [*rows[:n], rows[n], *rows[n:]]
    if reader.id != "kiel_activities":
        with suppress(SinewsError):
            before = read(reader, fixture(reader.id), folder)
            after = read(reader, write(header, twice), folder)
            assert all(after[id].height == frame.height for id, frame in before.items())
    rows[n] = rows[n][:-1]
    with pytest.raises(SinewsError):
        read(reader, write(header, rows), folder)


@ANY
@given(cut=st.integers(1, 10_000))
@FEW
def test_a_file_cut_inside_a_line_is_refused(reader, folder, cut):
    good = fixture(reader.id)
    end = max(len(good) - cut, 10)
    while good[end - 1 : end] == b"\n":
        end -= 1
    with pytest.raises(SinewsError):
        read(reader, good[:end], folder)


@ANY
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_another_encoding_is_refused(reader, folder, encoding):
    with pytest.raises(SinewsError, match=r"UTF-8|NUL"):
        read(reader, fixture(reader.id).decode().encode(encoding), folder)


def test_names_in_another_encoding_are_refused_not_misread(folder):
    header, rows = cells("kiel_weapons")
    rows[0][4] = f"Räder ({rows[0][2]})"
    content = write(header, rows).decode().encode("cp1252")
    with pytest.raises(SinewsError, match="UTF-8"):
        read(find("kiel_weapons"), content, folder)


IDENTITIES = {
    "kiel_month_totals": "total_allocations military financial humanitarian",
    "kiel_eu_shares": "bilateral_pct_gdp eu_share_pct_gdp total_pct_gdp",
    "kiel_weapons": "number_of_weapons",
    "kiel_population": "total_allocation_eur_mrd andel_bnp_pct bnp_eur_mrd folketall",
    "kiel_country_summary": "financial_allocation total_allocation military_commitment",
    "kiel_activities": "verdi_eur verdi_eur_mrd",
}


@pytest.mark.parametrize("id", IDENTITIES)
@given(data=st.data())
@FEW
def test_one_changed_number_breaks_an_identity_and_is_refused(id, folder, data):
    header, rows = cells(id)
    i = header.index(data.draw(st.sampled_from(IDENTITIES[id].split())))
    n = data.draw(st.integers(0, len(rows) - 1))
    assume(rows[n][i] not in ("", "0"))
    changed = float(rows[n][i]) * 3 + 1
    rows[n][i] = str(int(changed)) if rows[n][i].isdigit() else str(changed)
    with pytest.raises(SinewsError):
        read(find(id), write(header, rows), folder)


@given(data=st.data())
@FEW
def test_a_changed_row_of_donor_months_is_kept_marked_and_nothing_is_built_on_it(folder, data):
    """So that `data diff` can show the cell of an altered release."""
    header, rows = cells("kiel_donor_months")
    names = ["total", "financial", "humanitarian", "military", "commitments", "to_be_allocated"]
    i = header.index(data.draw(st.sampled_from(names)))
    n = data.draw(st.integers(0, len(rows) - 1))
    rows[n][i] = str(float(rows[n][i]) + 0.5)
    frame = read(find("kiel_donor_months"), write(header, rows), folder)["kiel_donor_months"]
    assert frame["consistent"].sum() == len(rows) - 1
    for build in (support_monthly.build, support_by_donor.build):
        totals = read(find("kiel_month_totals"), fixture("kiel_month_totals"), folder)
        with pytest.raises(SinewsError, match="1 rows contradict themselves"):
            build({"kiel_donor_months": frame, **totals})


@given(column=st.sampled_from(["total", "military", "commitments", "to_be_allocated", "pct_gdp"]))
@FEW
def test_a_column_that_is_wrong_throughout_is_refused(folder, column):
    header, rows = cells("kiel_donor_months")
    i = header.index(column)
    for r in rows:
        r[i] = r[i] if r[i] == "inf" else str(float(r[i]) * 1000)
    with pytest.raises(SinewsError, match=r"row \d+: (total|to_be_allocated|pct_gdp) is not"):
        read(find("kiel_donor_months"), write(header, rows), folder)


@pytest.mark.parametrize(("a", "b"), [("financial", "military"), ("humanitarian", "financial")])
def test_two_types_with_their_names_swapped_are_caught_where_the_files_meet(folder, a, b):
    """Inside one file nothing tells; the producer's totals by month do."""
    header, rows = cells("kiel_donor_months")
    i, j = header.index(a), header.index(b)
    header[i], header[j] = header[j], header[i]
    donors = read(find("kiel_donor_months"), write(header, rows), folder)["kiel_donor_months"]
    totals = read(find("kiel_month_totals"), fixture("kiel_month_totals"), folder)
    with pytest.raises(SinewsError, match="not of one release"):
        support_monthly.check_totals(donors, totals["kiel_month_totals"])


def test_rows_of_activities_keep_order_and_repeats(folder):
    header, rows = cells("kiel_activities")
    twice = write(header, [rows[0], *rows])
    frame = read(find("kiel_activities"), twice, folder)["kiel_activities"]
    assert frame["row"].to_list() == list(range(1, len(rows) + 2))
    assert frame.drop("row").row(0) == frame.drop("row").row(1)
    values = [float(r[4]) for r in [rows[0], *rows]]
    assert frame["sub_activity_eur"].to_list() == values
    assert frame.filter(pl.col("giver") == "european_investment_bank")[
        "donor"
    ].unique().to_list() == ["eu_institutions"]
