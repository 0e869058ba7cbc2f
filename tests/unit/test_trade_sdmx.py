"""Answers of the Comext API: what is read, what is marked missing, and what is refused."""

from dataclasses import replace
from datetime import date

import httpx
import pytest
from openpyxl import Workbook

from sinews.data.compile.tables import all_kinds
from sinews.data.evidence.evidence import Evidence
from sinews.data.fetch.download import Limits
from sinews.data.fetch.endpoints import fill_addresses, load_endpoints
from sinews.data.fetch.fetch import Wish, fetch_source
from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.read.releases import Arrival
from sinews.data.sources import READERS
from sinews.data.sources.trade.eurostat import comext_bulk, comext_sdmx, databrowser, easy_comext
from sinews.data.store.add import add_files
from sinews.data.store.store import Store
from sinews.diversion.detect import Request, detect
from sinews.diversion.panel.rows import read_rows
from sinews.diversion.published.change import (
    Question,
    default_base,
    flows_for,
    measure_change,
)
from sinews.diversion.trade.goods import parse_goods
from sinews.diversion.trade.read import read_stored
from sinews.diversion.trade.schema import read_window
from sinews.diversion.trade.treated import default_treated
from sinews.errors import EvidenceError, FetchError, UsageError

HEADER = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE"
HEAD = "ESTAT:DS-045409(1.0),13/01/23 11:00:00,M"
FLAGGED = HEADER + ",OBS_FLAG,CONF_STATUS"
ROW = f"{HEAD},DE,KG,87032319,2,VALUE_IN_EUROS,2022-03,100"


def write(folder, *rows, header=HEADER):
    path = folder / "answer"
    path.write_text("\r\n".join([header, *rows]) + "\r\n", newline="")
    return RawFile(path)


def test_an_answer_is_known_by_its_header_and_tells_its_update(tmp_path):
    file = write(tmp_path, ROW, f"{HEAD},GR,RU,8703,1,VALUE_IN_EUROS,2022-04,0")
    assert find_reader(file, READERS).id == "eurostat_comext_api"
    parsed = comext_sdmx.parse(file)
    assert (parsed.release, parsed.published) == ("2023-01-13", date(2023, 1, 13))
    assert set(parsed.tables) == {"comext_monthly", "comext_grid"}
    assert parsed.tables["comext_monthly"].rows() == [
        ("DE", "KG", "country", "87032319", "cn8", "export", date(2022, 3, 1), 100),
        ("GR", "RU", "country", "8703", "hs4", "import", date(2022, 4, 1), 0),
    ]
    assert parsed.tables["comext_grid"].rows() == [
        ("DE", date(2022, 3, 1)),
        ("GR", date(2022, 4, 1)),
    ]


def test_columns_are_found_by_name_in_any_order(tmp_path):
    names = HEADER.split(",")
    turned = ",".join(reversed(ROW.split(",")))
    file = write(tmp_path, turned, header=",".join(reversed(names)))
    assert comext_sdmx.parse(file).tables["comext_monthly"]["value_eur"].to_list() == [100]


def test_version_three_tells_no_update(tmp_path):
    header = HEADER.replace("DATAFLOW,LAST UPDATE", "STRUCTURE,STRUCTURE_ID")
    row = ROW.replace("ESTAT:DS-045409(1.0),13/01/23 11:00:00", "dataflow,ESTAT:DS-045409(1.0)")
    parsed = comext_sdmx.parse(write(tmp_path, row, header=header))
    assert parsed.release is None
    assert parsed.tables["comext_monthly"]["value_eur"].to_list() == [100]


def test_what_is_hidden_is_marked_and_never_zero(tmp_path):
    rows = [
        f"{HEAD},DE,KG,870323{n:02d},2,VALUE_IN_EUROS,2022-03,{value},{flag},{conf}"
        for n, (value, flag, conf) in enumerate(
            [
                ("5", "", ""),
                ("7", "bp", ""),
                ("", "", "C"),
                (":", "c", ""),
                ("", "m", ""),
                ("", "z", ""),
                ("", "", "N"),
                ("", "", "P"),
                ("", "", ""),
            ]
        )
    ]
    parsed = comext_sdmx.parse(write(tmp_path, *rows, header=FLAGGED))
    assert parsed.tables["comext_monthly"]["value_eur"].to_list() == [5, 7]
    assert parsed.tables["comext_missing_monthly"]["why"].to_list() == [
        "confidential",
        "confidential",
        "cannot_exist",
        "cannot_exist",
        "not_published",
        "secrecy",
        "not_available",
    ]
    assert parsed.tables["comext_grid"].height == 1, "asked for, whether or not it has a value"
    said = "; ".join(parsed.notes)
    assert "2 cells without a value (confidential): missing, not zero" in said
    assert "1 values carry the producer's flag 'bp'" in said


def test_an_answer_of_gaps_alone_is_no_error(tmp_path):
    file = write(tmp_path, f"{HEAD},MT,KG,87032319,2,VALUE_IN_EUROS,2022-03,,c,", header=FLAGGED)
    assert set(comext_sdmx.parse(file).tables) == {"comext_grid", "comext_missing_monthly"}


def test_sums_are_kept_apart_and_greece_has_one_code(tmp_path):
    cells = [("EU27_2020", "KG", 9), ("DE", "WORLD", 8), ("DE", "EXT_EU27_2020", 7)]
    cells += [("EL", "XS", 6), ("DE", "QZ", 5)]
    rows = [f"{HEAD},{r},{p},TOTAL,2,VALUE_IN_EUROS,2022-03,{v}" for r, p, v in cells]
    tables = comext_sdmx.parse(write(tmp_path, *rows)).tables
    assert tables["comext_sums_monthly"]["value_eur"].to_list() == [9, 8, 7]
    members = tables["comext_monthly"].select("reporter", "partner", "partner_kind").rows()
    assert members == [("GR", "RS", "country"), ("DE", "QZ", "undisclosed")]
    assert set(tables["comext_grid"]["reporter"]) == {"GR", "DE"}


def test_quantities_are_checked_and_said_to_be_left_out(tmp_path):
    rows = [ROW, ROW.replace("VALUE_IN_EUROS", "QUANTITY_IN_100KG").replace(",100", ",17.25")]
    parsed = comext_sdmx.parse(write(tmp_path, *rows))
    assert parsed.tables["comext_monthly"].height == 1
    assert parsed.notes == ("1 rows of quantities are checked and not kept: only euros are read",)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ROW.replace("DS-045409", "DS-059341")], "only ESTAT:DS-045409 is read"),
        ([ROW.replace(",M,", ",A,").replace("2022-03", "2022")], "whole years; ask for months"),
        ([ROW.replace(",M,", ",M:Monthly,")], "downloaded with labels; choose codes"),
        ([ROW.replace(",2,V", ",3,V")], "column 'flow': '3': expected flow 1"),
        ([ROW.replace("VALUE_IN_EUROS", "VALUE_EUR")], "'VALUE_EUR': expected VALUE_IN_EUROS"),
        ([ROW.replace("87032319", "CARS")], "'CARS': expected an HS or CN code"),
        ([ROW.replace("2022-03", "2022-13")], "'2022-13': expected a month"),
        ([ROW.replace(",DE,", ",17,")], "column 'reporter'.*is a number"),
        ([ROW.replace(",KG,", ",276,")], "'276' is a number"),
        ([ROW.replace(",100", ",1.5")], "not a whole number of euros"),
        ([ROW.replace(",100", ",-1")], "not a value from 0"),
        ([ROW.replace(",100", ",1e400")], "finite"),
        ([ROW.replace(",100", ",many")], "'many' is not a number"),
        ([ROW, ROW], "row 2: a cell that the answer holds twice"),
        (
            [ROW.replace(",DE,", ",GR,"), ROW.replace(",DE,", ",EL,")],
            "two spellings of one country",
        ),
        ([ROW, ROW.replace("13/01/23", "14/01/23").replace("03,1", "04,1")], "2 updates"),
        ([ROW.replace("13/01/23", "2023-01-13")], "not a time like"),
        ([ROW + ",5"], "11 cells where the header has 10"),
        ([], "holds no row"),
        ([ROW.replace("VALUE_IN_EUROS", "QUANTITY_IN_100KG")], "quantities alone"),
    ],
)
def test_what_an_answer_may_not_hold_is_named(tmp_path, rows, message):
    with pytest.raises(EvidenceError, match=message):
        comext_sdmx.parse(write(tmp_path, *rows))


@pytest.mark.parametrize(
    ("tail", "message"),
    [
        (",x,", "row 2, column 'OBS_FLAG': unknown flag 'x'"),
        (",,D", "column 'CONF_STATUS': unknown flag 'D'"),
        (",pp,", "unknown flag 'pp'"),
        (",,C", "has a value and is marked confidential"),
        (",m,", "has a value and is marked cannot_exist"),
    ],
)
def test_flags_that_are_unknown_or_contradict_the_value_are_named(tmp_path, tail, message):
    with pytest.raises(EvidenceError, match=message):
        comext_sdmx.parse(write(tmp_path, ROW + tail, header=FLAGGED))


@pytest.mark.parametrize("name", [*HEADER.split(",")[2:]])
def test_a_column_that_is_missing_or_unknown_is_refused(tmp_path, name):
    cut = write(tmp_path, ROW, header=HEADER.replace(name, name + "2"))
    with pytest.raises(
        EvidenceError, match=f"lacks column '{name.lower()}' of eurostat_comext_api"
    ):
        find_reader(cut, READERS)
    with pytest.raises(EvidenceError, match=f"{name}2"):
        comext_sdmx.parse(cut)


FLOWS = [("Germany", "DE", "KG", "Kyrgyzstan", 5), ("Greece", "GR", "RU", "Russia", 7)]


def read_api(folder):
    rows = [f"{HEAD},{r},{p},87032319,2,VALUE_IN_EUROS,2022-03,{v}" for _, r, p, _, v in FLOWS]
    return comext_sdmx.parse(write(folder, *rows)).tables["comext_monthly"]


def read_workbook(folder):
    book = Workbook()
    book.active.title = "Summary"
    product = "Cars [87032319]"
    book.active.append(["EU trade since 1988 [DS-045409__custom_1]"])
    book.active.append([None, "Sheet 1", product, "EXPORT", "VALUE_IN_EUROS"])
    book.create_sheet("Structure")
    sheet = book.create_sheet("Sheet 1")
    for line in (
        ["Last updated: ", "13/01/2023 11:00"],
        ["PRODUCT [PRODUCT]", None, product],
        ["FLOW", None, "EXPORT"],
        ["INDICATORS", None, "VALUE_IN_EUROS"],
        ["TIME", "TIME", "2022-03"],
        ["FREQ (Labels)", "FREQ (Labels)", "Monthly"],
        ["REPORTER (Labels)", "PARTNER (Labels)"],
        *([r, p, v] for r, _, _, p, v in FLOWS),
    ):
        sheet.append(line)
    book.save(folder / "book.xlsx")
    return databrowser.parse(RawFile(folder / "book.xlsx")).tables["comext_monthly"]


def read_view(folder):
    header = "REPORTER,PARTNER,PRODUCT,FLOW,STAT_PROCEDURE,PERIOD,VALUE_IN_EUR"
    rows = [f"{r},{p},87032319-x,2-EXPORT,T-Total,Mar. 2022,{v}" for r, _, _, p, v in FLOWS]
    (folder / "view.csv").write_text("\n".join([header, *rows]) + "\n")
    return easy_comext.parse(RawFile(folder / "view.csv")).tables["easy_comext_monthly"]


def read_bulk(folder):
    header = "REPORTER,PARTNER,PRODUCT_NC,FLOW,STAT_PROCEDURE,PERIOD,VALUE_EUR,QUANTITY_KG"
    rows = [f"{r},{p},87032319,2,1,202203,{v},1" for _, r, p, _, v in FLOWS]
    (folder / "bulk.dat").write_text("\n".join([header, *rows]) + "\n")
    return comext_bulk.parse(RawFile(folder / "bulk.dat")).tables["comext_bulk_monthly"]


def test_four_forms_of_the_same_flows_give_the_same_rows(tmp_path):
    frames = [f(tmp_path) for f in (read_api, read_workbook, read_view, read_bulk)]
    columns = [c for c in frames[0].columns if c in frames[3].columns]
    assert set(columns) >= {"reporter", "partner", "partner_kind", "product", "flow", "month"}
    rows = [sorted(f.select(columns).rows()) for f in frames]
    assert rows[0] == rows[1] == rows[2] == rows[3]
    assert frames[0].columns == frames[1].columns == frames[2].columns
    assert frames[0].schema == frames[1].schema == frames[2].schema


def test_an_answer_and_a_workbook_of_one_update_share_a_table_in_the_store(tmp_path):
    """Equal cells are kept once, further cells are added, other values are an error."""
    store, arrival = Store(tmp_path / "home"), Arrival(retrieved=date(2023, 1, 16))
    read_workbook(tmp_path)
    add_files([tmp_path / "book.xlsx"], store, all_kinds(), arrival)
    more = write(tmp_path, ROW.replace(",100", ",5"), ROW.replace("2022-03,100", "2022-04,3"))
    add_files([more.path], store, all_kinds(), arrival)
    newest = [v for v in store.vintages() if v.table == "comext_monthly"][-1]
    assert sorted(store.read(newest)["value_eur"]) == [3, 5, 7]
    clash = write(tmp_path, ROW)
    with pytest.raises(EvidenceError, match="contradict each other"):
        add_files([clash.path], store, all_kinds(), arrival)


SETTINGS = {"reporter": "DE", "partner": "KG", "goods": "870323+870333", "flow": "2"}
SETTINGS |= {"first": "2022-01", "last": "2022-12"}
ENDPOINT = load_endpoints()["eurostat_comext_api"]


def fetch(tmp_path, monkeypatch, answer):
    """Fetch with a transport that answers every request; return the store and the requests."""
    asked, client = [], httpx.Client

    def respond(request):
        asked.append(request)
        return answer(request)

    monkeypatch.setattr(
        "sinews.data.fetch.download.httpx.Client",
        lambda **options: client(transport=httpx.MockTransport(respond), **options),
    )
    store = Store(tmp_path / "home")
    limits = Limits(bytes=10**6, tries=2, pause=0.01, longest_pause=0.02)
    wish = Wish(settings=SETTINGS, limits=limits)
    return store, asked, lambda: fetch_source(ENDPOINT, store, all_kinds(), wish)


def test_an_answer_is_asked_for_as_the_producer_writes_it_and_stored(tmp_path, monkeypatch):
    content = f"{HEADER}\r\n{ROW}\r\n".encode()
    store, asked, run = fetch(tmp_path, monkeypatch, lambda _: httpx.Response(200, content=content))
    run()
    assert str(asked[0].url) == (
        "https://ec.europa.eu/eurostat/api/comext/dissemination/sdmx/2.1/data/DS-045409/"
        "M.DE.KG.870323+870333.2.VALUE_IN_EUROS"
        "?startPeriod=2022-01&endPeriod=2022-12&format=SDMX-CSV&compressed=false"
    )
    held = {v.table: v.releases[0].id for v in store.vintages() if v.kind == "raw"}
    assert held == {"comext_monthly": "2023-01-13", "comext_grid": "2023-01-13"}


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (413, b"EXTRACTION_TOO_BIG", "413"),
        (400, b"INVALID_QUERY", "400"),
        (200, b"<?xml version='1.0'?><message>queued</message>", "did not give a file"),
        (200, f"{HEADER}\r\n".encode(), "holds no row"),
    ],
)
def test_an_answer_without_data_is_one_clear_error(tmp_path, monkeypatch, status, body, message):
    store, _, run = fetch(tmp_path, monkeypatch, lambda _: httpx.Response(status, content=body))
    with pytest.raises((FetchError, EvidenceError), match=message):
        run()
    assert list(store.vintages()) == []


def test_what_must_be_said_is_listed():
    with pytest.raises(UsageError, match="--set partner"):
        fill_addresses(ENDPOINT, {"reporter": "DE"})


@pytest.fixture(scope="module")
def corridor(evidence, tmp_path_factory):
    """A store that holds one corridor of three years, as the API gives it."""
    folder, store = tmp_path_factory.mktemp("corridor"), Store(tmp_path_factory.mktemp("home"))
    rows = [
        f"{HEAD},DE,KG,87032319,2,VALUE_IN_EUROS,{year}-{month:02d},{1000 * (year - 2019)}"
        for year in (2020, 2021, 2022, 2023)
        for month in range(1, 13)
    ]
    file = write(folder, *rows)
    added = add_files([file.path], store, all_kinds(), Arrival(retrieved=date(2023, 1, 16)))
    assert added.failed == {}, "a part of a table is no fault of its file"
    short = added.incomplete["trade_sanctioned_cn8_windows"]
    assert short.startswith("needs more: 3 rows"), short
    return Evidence(evidence.folder, store)


def test_one_corridor_in_the_store_does_not_stand_for_all_trade(corridor):
    """The shipped tables hold far more of 2022, and say why they were used."""
    war = read_window("2022-03:2022-11")
    question = Question(goods=parse_goods("8703", corridor), window=war, base=default_base(war))
    flows = flows_for(corridor, question)
    assert "holds 1 of the" in flows.passed_over
    table = measure_change(flows, question)
    assert {r.label for r in table.rows} >= {"RU", "six neighbours"}
    assert table.passed_over == flows.passed_over
    months = read_window("2022-04:2022-11")
    by_month = replace(question, window=months, base=default_base(months))
    assert "SINEWS_EVIDENCE=store" in flows_for(corridor, by_month).passed_over
    rows = read_rows(corridor, last=war.end)
    assert rows.shipped
    assert "markets that the shipped tables hold" in rows.passed_over
    found = detect(corridor, Request(treated=default_treated(corridor), window=war))
    assert rows.passed_over in found.notes


def test_the_corridor_answers_where_nothing_else_does(corridor):
    window = read_window("2023-03:2023-11")
    question = Question(
        goods=parse_goods("8703", corridor), window=window, base=default_base(window)
    )
    for ask in (question, replace(question, reporter="DE", partner="KG")):
        flows = flows_for(corridor, ask)
        assert flows.passed_over == ""
        (row,) = measure_change(flows, ask).rows
        assert (row.label, row.base_eur, row.now_eur) == ("KG", 27_000, 36_000)
    war = read_window("2022-03:2022-11")
    forced = Evidence(corridor.folder, corridor.store, mode="store")
    asked = replace(question, window=war, base=default_base(war))
    assert flows_for(forced, asked).sources == ("eurostat_comext@2023-01-13",)
    assert not read_rows(forced).shipped


def test_codes_of_another_length_are_said_to_be_left_out(tmp_path, evidence):
    """870323 holds 87032319 and is dropped as its heading; 842951 would vanish unseen."""
    store = Store(tmp_path / "home")
    codes = ("87032319", "870323", "842951")
    file = write(tmp_path, *(ROW.replace("87032319", c) for c in codes))
    add_files([file.path], store, all_kinds(), Arrival(retrieved=date(2023, 1, 16)))
    flows = read_stored(Evidence(evidence.folder, store))
    assert flows.frame["product"].to_list() == ["87032319"]
    assert "1 shorter codes with none of them at hand (842951) are left out" in flows.passed_over


def test_headings_alone_make_no_panel_and_a_corridor_replaces_its_own_cells(tmp_path, evidence):
    store = Store(tmp_path / "home")
    rows = [ROW.replace("87032319", "8703"), ROW.replace("87032319", "TOTAL")]
    add_files(
        [write(tmp_path, *rows).path], store, all_kinds(), Arrival(retrieved=date(2023, 1, 16))
    )
    held = Evidence(evidence.folder, store, mode="store")
    assert read_rows(held).shipped, "a screen needs codes of 6 or 8 digits"
    old = [ROW, ROW.replace("87032319", "84295199").replace(",100", ",70")]
    add_files(
        [write(tmp_path, *old).path], store, all_kinds(), Arrival(retrieved=date(2023, 1, 16))
    )
    new = [ROW.replace("13/01/23", "15/02/23").replace(",100", ",110")]
    add_files(
        [write(tmp_path, *new).path], store, all_kinds(), Arrival(retrieved=date(2023, 2, 16))
    )
    panel = read_rows(Evidence(evidence.folder, store, mode="store"))
    assert not panel.shipped
    assert panel.frame.select("product", "exports_eur").rows() == [
        ("842951", 70.0),
        ("870323", 110.0),
    ]
