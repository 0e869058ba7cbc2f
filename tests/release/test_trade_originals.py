"""The producers' originals parse to what is known about them, and agree with each other."""

from datetime import date

import polars as pl
import pytest

from sinews.core.places import EU27, find_area
from sinews.data.read.originals import gather_tables
from sinews.data.read.reader import RawFile
from sinews.data.read.releases import Arrival
from sinews.data.sources import READERS
from sinews.data.sources.trade.eurostat import comext_tidy, databrowser, easy_comext
from sinews.data.sources.trade.goods import goods_lists
from sinews.data.sources.trade.national import imports_by_origin

pytestmark = pytest.mark.release
KEY = ["product", "flow", "partner", "reporter", "month"]


@pytest.fixture(scope="module")
def tidy(shared) -> pl.DataFrame:
    parts = [
        comext_tidy.parse_goods(RawFile(shared / "comext" / name)).tables["comext_monthly"]
        for name in ("sanctioned_cn8.parquet", "eu_total_trade.parquet")
    ]
    return pl.concat(parts)


@pytest.mark.parametrize(
    ("name", "sheets", "cells"),
    [
        ("02_4624791_spreadsheet.xlsx", 108, 34_320),
        ("13_4593146_spreadsheet.xlsx", 110, 12_592),
        ("22_4624885_spreadsheet.xlsx", 33, 9_295),
        ("eu_total_trade_4630244_spreadsheet.xlsx", 4, 17_968),
    ],
)
def test_a_workbook_parses_to_exactly_its_rows_of_the_tidy_table(shared, tidy, name, sheets, cells):
    file = RawFile(shared / "comext" / "xlsx" / name)
    assert databrowser.recognise(file)
    parsed = databrowser.parse(file)
    found = parsed.tables["comext_monthly"].sort(KEY)
    assert (parsed.release, found.height) == ("2023-01-13", cells)
    assert found.select("product", "flow").unique().height <= sheets
    same = tidy.join(found.select("product", "flow").unique(), on=["product", "flow"], how="semi")
    assert found.equals(same.sort(KEY))


def test_the_workbook_of_totals_shows_who_was_asked(shared):
    parsed = databrowser.parse(
        RawFile(shared / "comext" / "xlsx" / "eu_total_trade_4630244_spreadsheet.xlsx")
    )
    grid = parsed.tables["comext_grid"]
    assert grid.height == 27 * 36
    assert grid["month"].max().isoformat() == "2022-12-01"


@pytest.mark.parametrize("folder", ["eu_year_export", "kyrgyz_export_eurostat"])
def test_relational_views_agree_with_the_tidy_tables(shared, folder):
    """The merge refuses two values under one key; so gathering both is the comparison."""
    paths = [
        *(shared / "comext" / "relational" / folder).glob("*.csv"),
        *(shared / "comext").glob("eu_total_exports_*.parquet"),
    ]
    gathered = gather_tables(paths, READERS, Arrival(retrieved=date(2026, 11, 23)))
    rows = {i.table.spec.id: i.table.frame.height for i in gathered.tables}
    assert rows["easy_comext_sums_yearly"] == 3407
    assert rows["easy_comext_monthly"] == 10_726
    assert rows["easy_comext_sums_monthly"] == 1_632


def test_relational_months_and_years_go_to_tables_of_their_own(shared):
    base = shared / "comext" / "relational"
    for file in sorted((base / "eu_year_export").glob("*.csv")):
        tables = easy_comext.parse(RawFile(file)).tables
        assert set(tables) == {"easy_comext_yearly", "easy_comext_sums_yearly"}
        assert tables["easy_comext_sums_yearly"].height == 240
    for file in sorted((base / "kyrgyz_export_eurostat").glob("*.csv")):
        tables = easy_comext.parse(RawFile(file)).tables
        members, sums = tables["easy_comext_monthly"], tables["easy_comext_sums_monthly"]
        assert set(sums["reporter"]) == {"EU27", "EU_V", "EA20", "EA_V"}
        eu27 = sums.filter(pl.col("reporter") == "EU27")["value_eur"].item()
        assert members["value_eur"].sum() == eu27


def test_every_label_and_code_of_the_originals_resolves(shared):
    labels: set[str] = set()
    for path in (shared / "comext").glob("*.parquet"):
        frame = pl.read_parquet(path)
        for column in {"reporter", "partner", "par"} & set(frame.columns):
            labels |= set(frame[column].cast(pl.String))
    for path in [*(shared / "mirror").glob("*.csv"), *shared.glob("comext/relational/*/*.csv")]:
        frame = pl.read_csv(path, infer_schema=False)
        labels |= {*frame["REPORTER"], *frame["PARTNER"]}
    assert len(labels) > 500
    kinds = {label: find_area(label).kind for label in labels}
    assert set(kinds.values()) == {
        "country",
        "territory",
        "residual",
        "stores",
        "undisclosed",
        "aggregate",
    }


def test_guinea_bissau_of_2016_is_told_from_guinea(shared):
    file = RawFile(shared / "comext" / "eu_total_exports_annual_allpartners.parquet")
    cells = comext_tidy.parse_totals(file).tables["easy_comext_sums_yearly"]
    found = cells.filter((pl.col("year") == 2016) & pl.col("partner").is_in(["GN", "GW"]))
    assert dict(found.select("partner", "value_eur").iter_rows()) == {
        "GN": 901_357_072,
        "GW": 125_725_547,
    }


@pytest.fixture(scope="module")
def mirror(shared) -> dict[str, pl.DataFrame]:
    parsed = [
        imports_by_origin.parse(RawFile(p)).tables
        for p in sorted((shared / "mirror").glob("*.csv"))
    ]
    return {i: pl.concat([p[i] for p in parsed]) for i in parsed[0]}


def test_kyrgyz_origins_add_up_to_the_world(mirror):
    importer = pl.col("importer") == "KG"
    added = (
        mirror["national_imports"]
        .filter(importer)
        .group_by("year")
        .agg(pl.col("imports_eur").sum().alias("added"))
    )
    world = mirror["national_imports_sums"].filter(importer & (pl.col("exporter") == "WORLD"))
    share = added.join(world, on="year").select(pl.col("added") / pl.col("imports_eur"))
    assert share.to_series().min() > 0.995
    assert share.to_series().max() <= 1 + 1e-9


def test_kazakh_rest_of_the_world_is_a_sum_and_not_a_residual(mirror):
    """World = CIS + Rest of the world: beside the countries it would count twice."""
    wide = (
        mirror["national_imports_sums"]
        .filter(pl.col("importer") == "KZ")
        .pivot(on="exporter", index="year", values="imports_eur")
    )
    gap = (wide["WORLD"] - wide["CIS"] - wide["REST_OF_WORLD"]).abs() / wide["WORLD"]
    assert gap.max() < 1e-6


def test_the_uzbek_sum_over_the_eu_leaves_slovakia_out(mirror):
    importer = pl.col("importer") == "UZ"
    eu = mirror["national_imports_sums"].filter(importer & (pl.col("exporter") == "EU27"))
    added = (
        mirror["national_imports"]
        .filter(importer & pl.col("exporter").is_in(sorted(EU27 - {"SK"})))
        .group_by("year")
        .agg(pl.col("imports_eur").sum().alias("added"))
    )
    both = eu.join(added, on="year")
    assert both.height == 5
    assert ((both["added"] / both["imports_eur"]) - 1).abs().max() < 1e-6


def test_the_high_priority_list_has_its_tiers(shared):
    file = RawFile(shared / "goods" / "common_high_priority_list.csv")
    tiers = goods_lists.parse(file).tables["goods_high_priority_list"]["tier"].value_counts()
    assert dict(tiers.iter_rows()) == {"1": 4, "2": 5, "3A": 16, "3B": 9, "4A": 11, "4B": 5}
