"""Comext bulk files: both headers, all packings, sums left out, years never beside months."""

import gzip
import json
import sys
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import py7zr
import pytest
from reader_fixtures import build_tables
from typer.testing import CliRunner

from sinews.cli import app
from sinews.data.bulk import cells, rows
from sinews.data.bulk.stream import scan_bulk, sniff_columns, write_bulk_parquet
from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS
from sinews.data.sources.trade.eurostat import comext_bulk
from sinews.errors import EvidenceError, UsageError

V2 = (
    "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA21,PRODUCT_CPA22,PRODUCT_BEC,"
    "PRODUCT_BEC5,PRODUCT_SECTION,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,VALUE_NAC,"
    "QUANTITY_KG,QUANTITY_SUPPL_UNIT"
)
V1 = (
    "DECLARANT,DECLARANT_ISO,PARTNER,PARTNER_ISO,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,"
    "PRODUCT_cpa2002,PRODUCT_cpa2008,PRODUCT_CPA2_1,PRODUCT_BEC,PRODUCT_SECTION,FLOW,STAT_REGIME,"
    "SUPP_UNIT,PERIOD,VALUE_IN_EUROS,QUANTITY_IN_KG,SUP_QUANTITY"
)
CELLS = [
    ("DE", "KG", "87032319", "2", "1", "1000", "50"),
    ("DE", "KG", "87032319", "2", "3", "10", "1"),
    ("DE", "KG", "99SSS999", "2", "1", "5", ""),
    ("GR", "QZ", "27101943", "2", "9", "7", "2"),
    ("DE", "KG", "TOTAL", "2", "1", "1015", "51"),
    ("LT", "RU", "84", "1", "1", "3", "3"),
    ("EU27_2020", "KG", "87032319", "2", "1", "1010", "51"),
]


def v2(cells=CELLS, period="202203") -> str:
    rows = [
        f"{r},{p},E,{n},77885,2712,2712,521,311210,16,{f},{s},NO_SU,{period},{v},{v},{kg},0"
        for r, p, n, f, s, v, kg in cells
    ]
    return "\n".join([V2, *rows]) + "\n"


def v1(cells=CELLS, period="202203") -> str:
    rows = [
        f"004,{r},0083,{p},E,{n},77885,2712,2712,.....,521,16,{f},{s},A,{period},{v},{kg},0"
        for r, p, n, f, s, v, kg in cells
    ]
    return "\n".join([V1, *rows]) + "\n"


def pack(folder: Path, text: str, kind: str, name="full") -> Path:
    plain = folder / f"{name}.dat"
    plain.write_text(text)
    packed = folder / f"{name}.{kind}"
    if kind == "gz":
        packed.write_bytes(gzip.compress(text.encode()))
    elif kind == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as z:
            z.write(plain, "full.dat")
    elif kind == "7z":
        with py7zr.SevenZipFile(packed, "w") as z:
            z.write(plain, "full.dat")
    else:
        return plain
    plain.unlink()
    return packed


@pytest.mark.parametrize("kind", ["dat", "gz", "zip", "7z"])
@pytest.mark.parametrize("layout", [v1, v2])
def test_both_headers_in_all_packings_give_the_same_cells(tmp_path, kind, layout):
    path = pack(tmp_path, layout(), kind)
    (part,) = write_bulk_parquet([path], tmp_path / "out")
    assert part.path == tmp_path / "out" / "year=2022" / "2022-03.parquet"
    assert (part.rows_read, part.rows_written, part.rows_of_sums) == (7, 3, 3)
    assert part.reporters == ("DE", "GR", "LT")
    frame = scan_bulk(tmp_path / "out").collect().sort("reporter", "product")
    assert frame.select("reporter", "partner", "product", "flow").rows() == [
        ("DE", "KG", "87032319", "export"),
        ("DE", "KG", "99SSS999", "export"),
        ("GR", "QZ", "27101943", "export"),
    ]
    assert frame["value_eur"].to_list() == [1010.0, 5.0, 7.0]
    assert frame["quantity_kg"].to_list() == [51.0, None, 2.0]
    assert frame["partner_kind"].to_list() == ["country", "country", "undisclosed"]
    assert frame["month"].unique().to_list() == [date(2022, 3, 1)]
    assert frame["year"].unique().to_list() == [2022]


@pytest.mark.parametrize("kind", ["dat", "gz", "zip", "7z"])
def test_the_reader_recognises_and_reads_every_packing(tmp_path, kind):
    file = RawFile(pack(tmp_path, v2(), kind))
    reader = find_reader(file, READERS)
    assert reader.id == "comext_bulk"
    (table,) = build_tables(reader, file, release="2025-01", retrieved=date(2026, 1, 1))
    assert table.spec.id == "comext_bulk_monthly"
    assert table.frame.height == 3


def test_the_command_tells_who_has_not_reported(tmp_path):
    path = pack(tmp_path, v2(), "gz")
    done = CliRunner().invoke(
        app, ["data", "bulk", str(path), "--out", str(tmp_path / "out"), "--json"]
    )
    assert done.exit_code == 0, done.output
    (row,) = json.loads(done.output)["rows"]
    assert (row["period"], row["cells"], row["sums_left_out"]) == ("2022-03", 3, 3)
    assert len(row["late"]) == 24
    assert not {"DE", "GR", "LT"} & set(row["late"])


def test_columns_are_found_by_name_in_any_order(tmp_path):
    lines = [line.split(",") for line in v2().splitlines()]
    path = tmp_path / "turned.dat"
    path.write_text("\n".join(",".join(reversed(line)) for line in lines) + "\n")
    (part,) = write_bulk_parquet([path], tmp_path / "out")
    assert pl.read_parquet(part.path)["value_eur"].sum() == 1022


def test_procedures_are_added_up_or_chosen(tmp_path):
    path = pack(tmp_path, v2(), "dat")
    write_bulk_parquet([path], tmp_path / "normal", procedures=["1"])
    assert scan_bulk(tmp_path / "normal").select(pl.col("value_eur").sum()).collect().item() == 1005
    with pytest.raises(UsageError):
        write_bulk_parquet([path], tmp_path / "out", procedures=["4"])


def test_whole_years_are_refused_beside_months(tmp_path):
    month = pack(tmp_path, v2(), "dat", "month")
    year = pack(tmp_path, v2(period="202252"), "dat", "year")
    out = tmp_path / "out"
    write_bulk_parquet([month], out)
    with pytest.raises(EvidenceError, match="count trade twice"):
        write_bulk_parquet([year], out)
    (part,) = write_bulk_parquet([year], tmp_path / "years")
    assert part.path.name == "2022.parquet"
    assert pl.read_parquet(part.path)["month"].null_count() == part.rows_written


def test_writing_a_period_again_replaces_it(tmp_path):
    path = pack(tmp_path, v2(), "dat")
    for _ in range(2):
        write_bulk_parquet([path], tmp_path / "out")
    assert scan_bulk(tmp_path / "out").select(pl.len()).collect().item() == 3
    assert not list((tmp_path / "out").rglob("*.tmp"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (v2([("004", "KG", "87032319", "2", "1", "1", "1")]), "is a number"),
        (v2([("DE", "KG", "8703231", "2", "1", "1", "1")]), "neither a CN8"),
        (v2([("DE", "KG", "87032319", "3", "1", "1", "1")]), "flow '3'"),
        (v2([("DE", "KG", "87032319", "2", "4", "1", "1")]), "procedure '4'"),
        (v2([("DE", "KG", "87032319", "2", "1", "", "1")]), "value in euros"),
        (v2([("DE", "KG", "87032319", "2", "1", "-3", "1")]), "value in euros"),
        (v2([("DE", "KG", "87032319", "2", "1", "nan", "1")]), "value in euros"),
        (v2([("DE", "KG", "87032319", "2", "1", "inf", "1")]), "value in euros"),
        (v2([("DE", "KG", "87032319", "2", "1", "1", "x")]), "weight"),
        (v2(period="202213"), "PERIOD"),
        (v2() + v2(period="202204").split("\n", 1)[1], "2 periods"),
        (v2().replace("PRODUCT_SECTION", "UNIT_FACTOR"), "UNIT_FACTOR"),
        (v2([]), "no row"),
        (v2()[:-40], "cut off"),
    ],
)
def test_faults_are_named(tmp_path, text, message):
    path = pack(tmp_path, text, "dat")
    with pytest.raises(EvidenceError, match=message):
        write_bulk_parquet([path], tmp_path / "out")
    assert not list((tmp_path / "out").rglob("*.parquet"))


@pytest.mark.parametrize("kind", ["gz", "zip", "7z"])
def test_a_damaged_archive_is_an_error_of_ours(tmp_path, kind):
    path = pack(tmp_path, v2(CELLS * 500), kind)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(EvidenceError):
        write_bulk_parquet([path], tmp_path / "out")
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_7z_without_its_library_names_what_to_install(tmp_path, monkeypatch):
    path = pack(tmp_path, v2(), "7z")
    monkeypatch.setitem(sys.modules, "py7zr", None)
    with pytest.raises(UsageError, match=r"sinews\[trade\]"):
        write_bulk_parquet([path], tmp_path / "out")
    with pytest.raises(UsageError, match=r"sinews\[trade\]"):
        find_reader(RawFile(path), READERS)


def test_an_archive_of_two_files_is_refused(tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("a.dat", v2())
        z.writestr("b.dat", v2())
    with pytest.raises(EvidenceError):
        write_bulk_parquet([path], tmp_path / "out")


def test_another_csv_is_not_taken_for_a_bulk_file():
    assert sniff_columns(b"REPORTER,PARTNER,PRODUCT,FLOW,STAT_PROCEDURE,PERIOD\n") is None
    assert sniff_columns(b"") is None


def test_a_file_too_large_for_a_table_names_the_command_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr(comext_bulk, "MOST_ROWS", 2)
    with pytest.raises(EvidenceError, match="sinews data bulk"):
        comext_bulk.parse(RawFile(pack(tmp_path, v2(), "dat")))


def test_an_empty_folder_of_partitions_is_a_misuse(tmp_path):
    with pytest.raises(UsageError):
        scan_bulk(tmp_path)


def test_rows_kept_on_disk_in_shards_give_the_same_file(tmp_path, monkeypatch):
    many = [
        (r, p, f"8703{n:04d}", f, s, f"{n}{s}", kg)
        for n in range(200)
        for r, p in (("DE", "KG"), ("GR", "QZ"), ("LT", "RU"))
        for f, s, kg in (("2", "1", "5"), ("2", "3", ""), ("1", "1", "7"))
    ]
    path = pack(tmp_path, v2([*CELLS, *reversed(many)]), "dat")
    write_bulk_parquet([path], tmp_path / "memory")
    monkeypatch.setattr(rows, "_MEMORY_BYTES", 0)
    monkeypatch.setattr(rows, "_SHARD_BYTES", 10_000)
    monkeypatch.setattr(cells, "_PART", 7)
    write_bulk_parquet([path], tmp_path / "disk")
    memory, disk = (
        scan_bulk(tmp_path / f).collect().sort("product", "reporter", "partner", "flow")
        for f in ("memory", "disk")
    )
    assert memory.height == 3 + 200 * 3 * 2
    assert memory.equals(disk)
    twice = memory.filter(product="87030011", reporter="DE", flow="export")
    assert twice.select("value_eur", "quantity_kg").rows() == [(224.0, None)]


def test_the_same_text_gives_the_same_bytes_whatever_the_order_of_its_lines(tmp_path):
    kept = [c for c in CELLS if c[2] != "TOTAL"]
    for name, given in (("a", kept), ("b", kept[::-1])):
        write_bulk_parquet([pack(tmp_path, v2(given), "dat", name)], tmp_path / name)
    a, b = (next((tmp_path / n).rglob("*.parquet")).read_bytes() for n in "ab")
    assert a == b


@pytest.mark.parametrize(
    "cell",
    [
        (" DE", "KG", "87032319", "2", "1", "1000", "50"),
        ("DE", "KG ", "87032319", "2 ", "1", "1000", "50"),
        ("DE", "KG", "87032319", "2", "1", " 1000", "50 "),
        ("DE", "KG", "87032319", "2", "1", "1e3", "5e1"),
    ],
)
def test_blanks_and_spellings_of_a_number_change_no_cell(tmp_path, cell):
    write_bulk_parquet([pack(tmp_path, v2([cell]), "dat")], tmp_path / "out")
    frame = scan_bulk(tmp_path / "out").collect()
    assert frame.select(
        "reporter", "partner", "product", "flow", "value_eur", "quantity_kg"
    ).rows() == [("DE", "KG", "87032319", "export", 1000.0, 50.0)]


def test_two_spellings_of_a_country_are_one_cell(tmp_path):
    given = [(r, "KG", "87032319", "2", "1", "5", "1") for r in ("GR", "EL")]
    (part,) = write_bulk_parquet([pack(tmp_path, v2(given), "dat")], tmp_path / "out")
    assert (part.rows_read, part.rows_written) == (2, 1)
    assert scan_bulk(tmp_path / "out").collect()["value_eur"].to_list() == [10.0]


@pytest.mark.parametrize("again", [0, 4])
def test_a_line_that_is_there_twice_is_refused_also_among_sums(tmp_path, again):
    path = pack(tmp_path, v2([*CELLS, CELLS[again]]), "dat")
    with pytest.raises(EvidenceError, match="1 lines are there twice"):
        write_bulk_parquet([path], tmp_path / "out")
    assert not [p for p in (tmp_path / "out").rglob("*") if p.is_file()]


def test_an_empty_label_is_refused(tmp_path):
    for place in range(3):
        cell = [*CELLS[0]]
        cell[place] = ""
        with pytest.raises(EvidenceError):
            write_bulk_parquet([pack(tmp_path, v2([*CELLS, tuple(cell)]), "dat")], tmp_path / "out")
