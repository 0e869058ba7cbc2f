"""UN Comtrade records: totals kept, parts dropped with a count, sums apart, nothing doubled."""

import json
from datetime import date

import pytest
from reader_fixtures import build_tables

from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS
from sinews.data.sources.trade.comtrade import answers, availability
from sinews.errors import EvidenceError


def record(**changes):
    base = {
        "typeCode": "C",
        "freqCode": "A",
        "refPeriodId": 20220101,
        "refYear": 2022,
        "refMonth": 52,
        "period": "2022",
        "reporterCode": 417,
        "reporterISO": "KGZ",
        "flowCode": "M",
        "partnerCode": 276,
        "partnerISO": "DEU",
        "partner2Code": 0,
        "classificationCode": "H6",
        "cmdCode": "870323",
        "aggrLevel": 6,
        "customsCode": "C00",
        "mosCode": "0",
        "motCode": 0,
        "qtyUnitCode": 8,
        "qty": 10.0,
        "netWgt": 10.0,
        "isNetWgtEstimated": False,
        "cifvalue": 1000.5,
        "fobvalue": None,
        "primaryValue": 1000.5,
        "legacyEstimationFlag": 0,
        "isReported": True,
        "isAggregate": False,
    }
    return base | changes


def write(folder, records, **envelope):
    path = folder / "answer.json"
    answer = {"elapsedTime": "0.3 secs", "count": len(records), "data": records, "error": ""}
    path.write_text(json.dumps(answer | envelope))
    return RawFile(path)


def test_a_record_becomes_a_cell(tmp_path):
    file = write(tmp_path, [record()])
    reader = find_reader(file, READERS)
    assert reader.id == "un_comtrade"
    (table,) = build_tables(reader, file, release="2026-10", retrieved=date(2026, 11, 1))
    assert table.spec.id == "comtrade_yearly"
    (row,) = table.frame.iter_rows(named=True)
    assert (row["reporter"], row["partner"], row["flow"], row["year"]) == (
        "KG",
        "DE",
        "import",
        2022,
    )
    assert (row["value_usd"], row["basis"], row["net_weight_kg"]) == (1000.5, "cif", 10.0)


def test_a_bare_list_of_records_is_read_too(tmp_path):
    path = tmp_path / "list.json"
    path.write_text(json.dumps([record(), record(partnerCode=440, partnerISO="LTU")]))
    assert answers.parse(RawFile(path)).tables["comtrade_yearly"].height == 2


@pytest.mark.parametrize(
    "part",
    [
        {"partner2Code": 643},
        {"customsCode": "C04"},
        {"motCode": 2000},
        {"flowCode": "MIP"},
    ],
)
def test_parts_of_a_total_are_dropped_and_counted(tmp_path, part):
    parsed = answers.parse(write(tmp_path, [record(), record(primaryValue=400.0, **part)]))
    assert parsed.tables["comtrade_yearly"]["value_usd"].to_list() == [1000.5]
    assert len(parsed.notes) == 1
    assert parsed.notes[0].startswith("1 records left out")


def test_parts_without_their_total_are_refused(tmp_path):
    records = [record(), record(cmdCode="847989", motCode=2000)]
    with pytest.raises(EvidenceError, match="parts but no total"):
        answers.parse(write(tmp_path, records))


def test_sums_over_partners_go_to_a_table_of_their_own(tmp_path):
    world = record(partnerCode=0, partnerISO="W00", primaryValue=5000.0, cifvalue=5000.0)
    tables = answers.parse(write(tmp_path, [record(), world])).tables
    assert tables["comtrade_yearly"]["partner"].to_list() == ["DE"]
    assert tables["comtrade_sums_yearly"]["partner"].to_list() == ["WORLD"]


def test_months_and_years_go_to_tables_of_their_own(tmp_path):
    month = record(freqCode="M", period="202203", refMonth=3)
    tables = answers.parse(write(tmp_path, [record(), month])).tables
    assert set(tables) == {"comtrade_yearly", "comtrade_monthly"}
    assert tables["comtrade_monthly"]["month"].to_list() == [date(2022, 3, 1)]


def test_imports_stated_without_freight_are_marked(tmp_path):
    record_fob = record(cifvalue=None, fobvalue=900.0, primaryValue=900.0)
    table = answers.parse(write(tmp_path, [record_fob])).tables["comtrade_yearly"]
    assert table["basis"].to_list() == ["fob"]


def test_a_weight_of_zero_is_missing(tmp_path):
    table = answers.parse(write(tmp_path, [record(netWgt=0)])).tables["comtrade_yearly"]
    assert table["net_weight_kg"].to_list() == [None]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reporterCode": 1}, "reporterCode 1"),
        ({"partnerCode": "276"}, "partnerCode '276'"),
        ({"reporterISO": "KAZ"}, "reporterISO says KAZ"),
        ({"cmdCode": "8703231"}, "no HS code"),
        ({"classificationCode": "S4"}, "no HS code"),
        ({"primaryValue": -1}, "primaryValue"),
        ({"primaryValue": None}, "primaryValue"),
        ({"primaryValue": True}, "primaryValue"),
        ({"period": "202213"}, "no period"),
        ({"freqCode": "M"}, "no period"),
        ({"flowCode": "Z"}, "flowCode"),
    ],
)
def test_faults_of_a_record_are_named(tmp_path, changes, message):
    with pytest.raises(EvidenceError, match=message):
        answers.parse(write(tmp_path, [record(**changes)]))


@pytest.mark.parametrize(
    ("records", "envelope", "message"),
    [
        ([record()], {"count": 2}, "says 2 records"),
        ([record()], {"error": "quota exceeded"}, "quota exceeded"),
        ([], {}, "holds no record"),
        ([record(cmdCode=f"87{i:04d}") for i in range(500)], {}, "cuts an answer off"),
    ],
)
def test_answers_that_are_not_whole_are_refused(tmp_path, records, envelope, message):
    with pytest.raises(EvidenceError, match=message):
        answers.parse(write(tmp_path, records, **envelope))


def test_a_cell_given_twice_breaks_the_contract(tmp_path):
    file = write(tmp_path, [record(), record(primaryValue=1.0)])
    with pytest.raises(EvidenceError, match="repeat the key"):
        build_tables(answers.READER, file, release="x", retrieved=date(2026, 1, 1))


def available(**changes):
    base = {
        "datasetCode": 20417202201000,
        "typeCode": "C",
        "freqCode": "A",
        "period": 2022,
        "reporterCode": 417,
        "reporterISO": "KGZ",
        "classificationCode": "H6",
        "totalRecords": 51234,
        "datasetChecksum": -140332,
        "firstReleased": "2023-06-12T14:00:00",
        "lastReleased": "2024-01-20T10:11:12.7333333",
    }
    return base | changes


def test_availability_tells_which_mirror_flows_are_missing(tmp_path):
    russia = available(period=2021, reporterCode=643, reporterISO="RUS")
    file = write(tmp_path, [available(), available(period=2021), russia])
    reader = find_reader(file, READERS)
    assert reader.id == "comtrade_availability"
    table = reader.parse(file).tables["comtrade_availability"]
    assert table["last_released"].unique().to_list() == [date(2024, 1, 20)]
    given = {(r, p.year) for r, p in table.select("reporter", "period").rows()}
    assert {(r, y) for r in ("KG", "RU") for y in (2021, 2022)} - given == {("RU", 2022)}


@pytest.mark.parametrize(
    "changes",
    [{"totalRecords": -1}, {"period": "22"}, {"reporterCode": 2}, {"lastReleased": "soon"}],
)
def test_faults_of_availability_are_refused(tmp_path, changes):
    with pytest.raises(EvidenceError):
        availability.parse(write(tmp_path, [available(**changes)]))
