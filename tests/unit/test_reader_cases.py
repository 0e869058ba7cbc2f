"""Files as producers publish them in 2026: each small case with the right value."""

import gzip
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from reader_fixtures import FIXTURES, csv_bytes

import sinews.data
from sinews.core.places import find_area, find_comtrade_area
from sinews.core.table import EvidenceTable
from sinews.data.read.aliases import add_alias, load_aliases
from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.read.releases import Arrival, Original, name_release
from sinews.data.sources import READERS
from sinews.data.sources.kiel.donor_months import require_consistent
from sinews.errors import ContradictionError, EvidenceError, UsageError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SINEWS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def read(folder, content, name="file"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    file = RawFile(path)
    reader = find_reader(file, READERS)
    parsed = reader.read(file)
    for spec in reader.specs:
        if spec.id in parsed.tables:
            frame = parsed.tables[spec.id]
            EvidenceTable(spec=replace(spec, min_rows=0), frame=frame, releases=())
    return parsed


RELATIONAL = "REPORTER,PARTNER,PRODUCT,FLOW,STAT_PROCEDURE,PERIOD,VALUE_IN_EUR\n"
EU = '"Union européenne - 27 pays (AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IT, LT, LU, LV, MT, NL, PL, PT, RO, SE, SI, SK)"'  # noqa: E501


def relational(*rows, period="Jan. 2026"):
    tail = f"Total,EXPORT,Total,{period}"
    return RELATIONAL + "".join(f"{r},{p},{tail},{v}\n" for r, p, v in rows)


def test_sums_of_the_euro_area_are_known_by_their_form(tmp_path):
    area = '"Euro area - 21 countries (AT, BE, BG, CY, DE, EE)"'
    tables = read(tmp_path, relational(("Croatia", "Armenia", 5), (area, "Armenia", 9))).tables
    assert tables["easy_comext_monthly"]["value_eur"].to_list() == [5]
    assert tables["easy_comext_sums_monthly"].select("reporter", "value_eur").rows() == [
        ("EA21", 9)
    ]


@pytest.mark.parametrize(
    ("label", "id"),
    [
        ("EA21", "EA21"),
        ("Euro area – 22 countries (from 2027)", "EA22"),
        ("Zone euro - 21 pays", "EA21"),
        ("Extra-euro area - 21 countries", "EA21_EXTRA"),
        ("EA21_INTRA", "EA21_INTRA"),
        ("EU28", "EU28"),
        ("EU27_2007", "EU27_2007"),
        ("European Union - 27 countries (2007-2013)", "EU27_2007"),
        ("Europäische Union - 27 Länder (ab 2020)", "EU27"),
        ("Extra-EU28", "EU28_EXTRA"),
    ],
)
def test_unions_with_other_numbers_of_members_are_sums(label, id):
    area = find_area(label)
    assert (area.id, area.is_sum) == (id, True)


def test_northern_ireland_is_a_territory_of_its_own(tmp_path):
    rows = relational(("Croatia", "United Kingdom (Northern Ireland)", 7))
    table = read(tmp_path, rows).tables["easy_comext_monthly"]
    assert table.select("partner", "partner_kind").rows() == [("XI", "territory")]


def test_of_two_guineas_one_is_guinea_bissau(tmp_path):
    rows = relational((EU, "Guinea", 1200), (EU, "Guinée", 9000), period="Jan.-Dec. 2016")
    parsed = read(tmp_path, rows)
    table = parsed.tables["easy_comext_sums_yearly"]
    assert set(table.select("partner", "value_eur").rows()) == {("GW", 1200), ("GN", 9000)}
    assert "taken for Guinea-Bissau" in parsed.notes[0]


def record(**other):
    plain = {
        **{"freqCode": "A", "period": "2023", "reporterCode": 276, "reporterISO": "DEU"},
        **{"flowCode": "X", "partnerCode": 643, "partnerISO": "RUS", "partner2Code": 0},
        **{"classificationCode": "H6", "cmdCode": "TOTAL", "customsCode": "C00", "motCode": 0},
        **{"netWgt": None, "cifvalue": None, "fobvalue": 10.0, "primaryValue": 10.0},
    }
    return plain | other | {"fobvalue": other.get("primaryValue", 10.0)}


def answer(*records):
    return json.dumps({"elapsedTime": "0.1 secs", "count": len(records), "data": records})


def test_a_code_without_m49_and_a_group_do_not_refuse_an_answer(tmp_path):
    kosovo = record(partnerCode=412, partnerISO="_KS", primaryValue=20.0)
    asean = record(reporterCode=975, reporterISO="R4 ", primaryValue=30.0)
    tables = read(tmp_path, answer(record(), kosovo, asean)).tables
    assert sorted(tables["comtrade_yearly"]["partner"]) == ["RU", "XK"]
    assert tables["comtrade_sums_yearly"]["reporter"].to_list() == ["ASEAN"]


def test_a_former_state_is_kept_under_its_own_name_with_a_count(tmp_path):
    sudan = record(partnerCode=736, partnerISO="SDN", partnerDesc="Sudan (...2011)")
    parsed = read(tmp_path, answer(record(), sudan))
    table = parsed.tables["comtrade_yearly"].sort("partner")
    assert table.select("partner", "partner_kind").rows()[0] == ("FORMER_SUDAN", "residual")
    assert "1 records kept under that name" in parsed.notes[0]


def test_an_unknown_code_is_kept_apart_unless_it_is_a_country_of_weight(tmp_path):
    parsed = read(tmp_path, answer(record(), record(partnerCode=998, partnerISO="Q9 ")))
    assert parsed.tables["comtrade_yearly"].height == 1
    assert parsed.tables["comtrade_sums_yearly"]["partner"].to_list() == ["UN_998"]
    assert "partnerCode 998 (Q9) is unknown: 1 records" in parsed.notes[0]
    weighty = answer(record(), record(partnerCode=998, partnerISO="KGZ"))
    with pytest.raises(EvidenceError, match='sinews data alias add "998" KG'):
        read(tmp_path, weighty)
    add_alias("998", "KG")
    assert set(read(tmp_path, weighty).tables["comtrade_yearly"]["partner"]) == {"RU", "KG"}


def test_every_special_code_of_the_un_lists_is_known():
    former = (58, 200, 230, 278, 280, 457, 459, 461, 530, 532, 582, 588, 590, 592, 647, 658, 698)
    later = (717, 720, 736, 810, 835, 836, 841, 866, 868, 886, 890, 891)
    assert {find_comtrade_area(c).kind for c in (*former, *later)} == {"residual", "territory"}
    assert find_comtrade_area(97).is_sum
    assert find_comtrade_area(975).is_sum


def test_an_answer_without_records_says_missing_not_zero(tmp_path):
    empty = '{"elapsedTime":"0.08 secs","count":0,"data":[],"error":""}'
    with pytest.raises(EvidenceError, match="nothing was reported, which is missing, not zero"):
        read(tmp_path, empty)


SDMX = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE\n"
HEAD = "ESTAT:DS-045409(1.0),17/02/25 11:00:00"


def test_an_empty_cell_at_the_end_of_each_row_is_no_cell(tmp_path):
    rows = "".join(f"{HEAD},M,DE,KG,8703,2,VALUE_IN_EUROS,2023-0{m},{m}00,\n" for m in (1, 2))
    assert read(tmp_path, SDMX + rows).tables["comext_monthly"]["value_eur"].to_list() == [100, 200]
    with pytest.raises(EvidenceError, match="row 2: 11 cells where the header has 10"):
        read(tmp_path, SDMX + rows.replace("100,", "100,7"))


def test_an_answer_with_labels_is_told_so_in_one_sentence(tmp_path):
    row = f"{HEAD},Monthly,Germany,Kyrgyzstan,Cars,EXPORT,VALUE_IN_EUROS,2023-01,1200300\n"
    with pytest.raises(EvidenceError, match="downloaded with labels; choose codes") as refused:
        read(tmp_path, SDMX + row)
    assert str(refused.value).count("\n") == 2


def test_the_world_banks_answer_may_be_indented(tmp_path):
    country = {"id": "PL", "value": "Poland"}
    indicator = {"id": "NY.GDP.MKTP.CD", "value": "GDP (current US$)"}
    rows = [
        {
            "indicator": indicator,
            "country": country,
            "countryiso3code": "POL",
            "date": y,
            "value": 1e11,
        }
        for y in ("2023", "2024")
    ]
    head = {"page": 1, "pages": 1, "per_page": 100, "total": 2, "lastupdated": "2026-07-13"}
    assert read(tmp_path, json.dumps([head, rows], indent=2)).tables["world_bank_gdp"].height == 2


ORYX = "country,equipment_type,destroyed,abandoned,captured,damaged,type_total,date_recorded\n"


def test_totals_by_day_and_type_are_read_as_confirmed_losses(tmp_path):
    rows = "Russia,Tanks,10,1,2,3,16,2024-01-01\nUkraine,Tanks,5,0,1,1,7,2024-01-01\n"
    table = read(tmp_path, ORYX + rows).tables["losses_confirmed_daily"]
    assert table.select("side", "tank", "afv").rows() == [("RU", 16, None), ("UA", 7, None)]


def test_a_category_of_several_types_is_null_where_one_is_missing(tmp_path):
    types = [
        "Armoured Fighting Vehicles",
        "Infantry Fighting Vehicles",
        "Armoured Personnel Carriers",
        "Infantry Mobility Vehicles",
        "Mine-Resistant Ambush Protected (MRAP) Vehicles",
    ]
    rows = [f"Russia,{t},{n},0,0,0,{n},2024-01-01" for n, t in enumerate(types, start=1)]
    whole = read(tmp_path, ORYX + "\n".join(rows) + "\n").tables["losses_confirmed_daily"]
    assert whole["afv"].to_list() == [15]
    with pytest.raises(EvidenceError, match="holds no type that Sinews reads"):
        read(tmp_path, ORYX + "\n".join(rows[:4]) + "\n")


def test_swapped_columns_of_states_are_refused(tmp_path):
    swapped = ORYX.replace("damaged,type_total", "type_total,damaged")
    rows = [f"Russia,Tanks,{n},1,2,3,{n + 6},2024-01-{n:02}" for n in range(1, 20)]
    with pytest.raises(EvidenceError, match="columns may be swapped"):
        read(tmp_path, swapped + "\n".join(rows) + "\n")


def test_a_type_given_twice_on_a_day_is_kept_once_only_where_every_column_agrees(tmp_path):
    rows = "Russia,Tanks,10,1,2,3,16,2024-01-01\nUkraine,Tanks,5,0,1,1,7,2024-01-01\n"
    again = read(tmp_path, ORYX + rows + "Russia,Tanks,10,1,2,3,16,2024-01-01\n")
    assert again.tables["losses_confirmed_daily"]["tank"].to_list() == [16, 7]
    assert "1 rows stand there twice with the same values" in again.notes[0]
    for states in ("10,999999,2,3,16", "10,1,2,4,17", "9,2,2,3,16"):
        said = "row 4, column 'equipment_type': .* other values than row 2"
        with pytest.raises(EvidenceError, match=said):
            read(tmp_path, ORYX + rows + f"Russia,Tanks,{states},2024-01-01\n")


PACKED = ("losses_personnel", "kiel_sourcing", "un_comtrade", "kiel_workbook", "wars")


def packed_cases():
    import trade_fixtures

    fixtures = FIXTURES | trade_fixtures.FIXTURES
    return [(id, fixtures[id]) for id in PACKED if id in fixtures]


@pytest.mark.parametrize(
    ("id", "make"), packed_cases(), ids=lambda x: x if isinstance(x, str) else ""
)
def test_a_packed_file_is_read_as_the_plain_one(tmp_path, id, make):
    plain = read(tmp_path, make(), "plain")
    zipped = read(tmp_path, gzip.compress(make()), "file.gz")
    with zipfile.ZipFile(tmp_path / "file.zip", "w") as archive:
        archive.writestr("inside", make())
    boxed = read(tmp_path, (tmp_path / "file.zip").read_bytes(), "file.zip")
    for other in (zipped, boxed):
        assert all(other.tables[i].equals(t) for i, t in plain.tables.items())


def refusal(folder, content, name="data_explorer.csv"):
    with pytest.raises(EvidenceError) as refused:
        read(folder, content, name)
    return str(refused.value)


def test_near_misses_explain_themselves(tmp_path):
    whole = FIXTURES["kiel_donor_months"]().decode()
    header = whole.split("\n", 1)[0]
    older = header.replace("to_be_allocated,", "") + "\nAustralia,AUS,2022,2,1,0,0,1,1,1300,1\n"
    assert "lacks column 'to_be_allocated' of kiel_donor_months" in refusal(tmp_path, older)
    assert "separated by semicolons" in refusal(tmp_path, whole.replace(",", ";"))
    assert "is a web page" in refusal(tmp_path, "<!DOCTYPE html><html></html>")
    assert "is empty" in refusal(tmp_path, "")
    renamed = FIXTURES["losses_personnel"]().decode().replace('"personnel"', '"persons"')
    assert "lacks column 'personnel' of losses_personnel" in refusal(tmp_path, renamed, "x.json")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", whole)
        archive.writestr("b.csv", whole)
    both = (tmp_path / "two.zip").read_bytes()
    assert "holds 2 files (a.csv, b.csv): unpack it" in refusal(tmp_path, both, "two.zip")
    assert all(len(refusal(tmp_path, c)) < 500 for c in (older, csv_bytes(["a", "b"], [[1, 2]])))


def test_a_users_own_name_of_a_place_is_used_and_kept(tmp_path, home):
    rows = relational(("Croatia", "Kirgistan", 5))
    with pytest.raises(EvidenceError, match='sinews data alias add "Kirgistan" KG'):
        read(tmp_path, rows)
    assert add_alias("Kirgistan", "KG").id == "KG"
    assert read(tmp_path, rows).tables["easy_comext_monthly"]["partner"].to_list() == ["KG"]
    assert set(load_aliases(home)) == {"kirgistan"}
    with pytest.raises(UsageError, match="is known as DE already"):
        add_alias("Germany", "FR")
    with pytest.raises(UsageError):
        add_alias("Somewhere", "no such place")
    (home / "aliases.csv").write_text("label,id\nX,no such place\n")
    with pytest.raises(EvidenceError, match=r"aliases\.csv is not a table of label and id"):
        load_aliases(home)


def test_an_inconsistent_row_of_the_tracker_says_what_a_user_can_do(tmp_path):
    parsed = read(tmp_path, FIXTURES["kiel_donor_months"]())
    table = parsed.tables["kiel_donor_months"]
    assert require_consistent(table).height == table.height
    here = (pl.col("donor") == "DE") & (pl.col("month") == date(2024, 6, 1))
    spoilt = table.with_columns(consistent=~here, total_allocated_eur_bn=9.5)
    with pytest.raises(ContradictionError) as refused:
        require_consistent(spoilt)
    said = str(refused.value)
    assert "first DE 2024-06: its total is 9.5 EUR bn and the sum of its types " in said
    assert "set aside, and the one before stays in use" in said
    assert "leave the release out or add the next one" in said


def test_no_message_of_the_data_sends_a_user_into_the_package():
    root = Path(sinews.data.__file__).parent
    texts = {p: p.read_text(encoding="utf-8") for p in root.rglob("*.py")}
    assert len(texts) > 50
    inside = ("sinews/data/", " data/sources/", '"data/sources/')
    assert not [p.name for p, text in texts.items() if any(i in text for i in inside)]


@pytest.mark.parametrize("id", ["kiel_donor_months", "kiel_eu_shares"])
def test_a_new_name_of_a_donor_is_read_by_its_code(tmp_path, id):
    plain = FIXTURES[id]().decode()
    assert "Germany,DEU" in plain
    parsed = read(tmp_path, plain.replace("Germany,DEU", "Federal Republic of Germany,DEU"))
    assert parsed.tables[id].equals(read(tmp_path, plain).tables[id])
    assert parsed.notes == (
        "country 'Federal Republic of Germany' is a new name, read by its code as DE",
    )
    with pytest.raises(EvidenceError, match="iso is that of FR, not DE"):
        read(tmp_path, plain.replace("Germany,DEU", "Germany,FRA"))


def test_a_new_name_without_a_code_is_read_by_the_users_alias(tmp_path):
    plain = FIXTURES["kiel_disbursements"]().decode()
    assert "Germany" in plain
    renamed = plain.replace("Germany", "Federal Republic of Germany")
    with pytest.raises(EvidenceError, match=r'`sinews data alias add "LABEL" XX`'):
        read(tmp_path, renamed)
    add_alias("Federal Republic of Germany", "DE")
    table = read(tmp_path, plain).tables["kiel_disbursements"]
    assert read(tmp_path, renamed).tables["kiel_disbursements"].equals(table)


CELL = f"{HEAD},M,DE,KG,8703,2,VALUE_IN_EUROS,2023-01,"


@pytest.mark.parametrize(
    ("rows", "remedy"),
    [
        (f"{CELL}100\n{CELL}120\n", "delete the row that is wrong"),
        (f"{CELL}-100\n", "delete the row that is wrong"),
        (CELL.replace(",M,", ",Monthly,") + "100\n", "download it again with codes"),
        (CELL.replace(",M,", ",A,").replace("2023-01", "2023") + "100\n", "with freq=M"),
    ],
)
def test_each_fault_of_an_answer_in_sdmx_has_its_own_remedy(tmp_path, rows, remedy):
    said = refusal(tmp_path, SDMX + rows, "sdmx.csv")
    assert remedy in said.split("To fix this: ")[1]
    assert "alias" not in said


@pytest.mark.parametrize("value", [-5.0, None, 1e18, "12"])
def test_a_value_of_comtrade_that_is_none_names_its_record_and_what_to_do(tmp_path, value):
    said = refusal(tmp_path, answer(record(), record(cmdCode="8703", primaryValue=value)), "x.json")
    assert f"row 2: primaryValue {value!r} of 2023 276 X 643 H6 8703 is no number" in said
    assert said.endswith(
        "delete the record that is named and lower the answer's count: what it tells "
        "is then missing, not zero."
    )
    assert "smaller pieces" not in said


def gdp(value, *, iso3="DEU", two="DE", name="Germany"):
    row = {
        "indicator": {"id": "NY.GDP.MKTP.CD", "value": "GDP (current US$)"},
        "country": {"id": two, "value": name},
        "countryiso3code": iso3,
        "date": "2022",
        "value": value,
    }
    head = {"page": 1, "pages": 1, "per_page": 100, "total": 1, "lastupdated": "2026-07-13"}
    return json.dumps([head, [row]])


def test_a_gross_domestic_product_in_another_unit_is_refused(tmp_path):
    assert read(tmp_path, gdp(4.2e12)).tables["world_bank_gdp"]["gdp_usd_bn"].to_list() == [4200]
    for wrong in (4.2e15, 4.2e9, 1.3e13):
        said = refusal(tmp_path, gdp(wrong))
        assert f"row 1: Germany 2022: {wrong / 1e9:,.1f} bn USD where the shipped table" in said
        assert "has 4,082.5" in said
    union = {"iso3": "EUU", "two": "EU", "name": "European Union"}
    assert "European Union 2022: 16,700,000.0 bn" in refusal(tmp_path, gdp(1.67e16, **union))


@pytest.mark.parametrize(
    ("said", "accepted"),
    [("2025-02-17", True), ("2025-02", True), ("2025-03", False), ("2025-02-1", False)],
)
def test_a_release_that_is_named_as_the_file_does_is_accepted(tmp_path, said, accepted):
    path = tmp_path / "sdmx.csv"
    path.write_text(SDMX + f"{CELL}100\n")
    file = RawFile(path)
    reader = find_reader(file, READERS)
    one = Original(file=file, reader=reader, parsed=reader.read(file))
    arrival = Arrival(retrieved=date(2026, 8, 5), release=said)
    if accepted:
        assert name_release(one, [one], arrival).release == "2025-02-17"
    else:
        with pytest.raises(UsageError, match=f"'2025-02-17' by its own content, not '{said}'"):
            name_release(one, [one], arrival)
