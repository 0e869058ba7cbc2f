"""The shipped trade tables give the figures that are known about the originals."""

from datetime import date

import polars as pl
import pytest

NEIGHBOURS = ["AM", "BY", "GE", "KG", "KZ", "UZ"]


def window_sums(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    sums = frame.group_by(*keys, "window").agg(pl.col("exports_eur").sum())
    return sums.pivot(on="window", index=keys, values="exports_eur").fill_null(0)


@pytest.fixture(scope="module")
def windows(evidence) -> pl.DataFrame:
    return evidence.frame("trade_sanctioned_cn8_windows")


def growth(frame: pl.DataFrame) -> float:
    return (frame["mar_nov_2022"].sum() / frame["mar_nov_2021"].sum() - 1) * 100


def test_sanctioned_exports_fell_to_russia_and_rose_to_its_neighbours(windows):
    by = window_sums(windows, ["partner"])
    assert growth(by.filter(pl.col("partner") == "RU")) == pytest.approx(-71.57, abs=0.005)
    assert growth(by.filter(pl.col("partner").is_in(NEIGHBOURS))) == pytest.approx(94.59, abs=0.005)


@pytest.mark.parametrize(
    ("before", "after", "markets", "russian"),
    [("mar_nov_2021", "mar_nov_2022", 118, 25), ("mar_nov_2020", "mar_nov_2021", 86, 64)],
)
def test_published_growth_rule_counts_markets_of_reporter_partner_and_cn8(
    windows, before, after, markets, russian
):
    by = window_sums(windows, ["reporter", "partner", "cn8"])
    hit = by.filter((pl.col(after) > 10_000_000) & (pl.col(after) >= 2 * pl.col(before)))
    assert hit.height == markets
    assert hit.filter(pl.col("partner") == "RU").height == russian


def test_high_priority_exports_by_partner(windows, evidence):
    codes = evidence.frame("goods_high_priority")["hs6"]
    chosen = windows.filter(pl.col("cn8").str.head(6).is_in(codes.implode()))
    by = window_sums(chosen, ["partner"]).sort("partner")
    found = {r["partner"]: r["mar_nov_2022"] / 1e6 for r in by.iter_rows(named=True)}
    assert found == pytest.approx(
        {"RU": 44.9, "BY": 8.5, "KZ": 209.0, "UZ": 29.1, "GE": 24.4, "AM": 24.4, "KG": 13.2},
        abs=0.05,
    )
    assert chosen["cn8"].str.head(6).n_unique() == 19
    assert chosen["cn8"].n_unique() == 38


def test_german_cars_to_kyrgyzstan(windows):
    cars = windows.filter(
        (pl.col("reporter") == "DE")
        & (pl.col("partner") == "KG")
        & pl.col("cn8").str.starts_with("8703")
    )
    assert growth(window_sums(cars, ["partner"])) == pytest.approx(6467, abs=1)


def test_months_by_hs6_add_up_to_the_windows_by_cn8(windows, evidence):
    monthly = evidence.frame("trade_sanctioned_hs6_monthly")
    month = pl.col("month").dt
    summed = (
        monthly.filter(month.month().is_between(3, 11))
        .group_by("hs6", "partner", month.year().alias("year"))
        .agg(pl.col("exports_eur").sum())
    )
    other = windows.group_by(
        pl.col("cn8").str.head(6).alias("hs6"),
        "partner",
        pl.col("window").str.tail(4).cast(pl.Int32).alias("year"),
    ).agg(pl.col("exports_eur").sum().alias("other"))
    both = summed.join(other, on=["hs6", "partner", "year"], how="full", coalesce=True)
    assert both.filter(pl.col("exports_eur") != pl.col("other")).is_empty()
    assert both.null_count().sum_horizontal().item() == 0


def test_only_the_netherlands_in_november_2022_is_late(evidence):
    late = evidence.frame("late_reporters")
    assert late.rows() == [("2023-01-13", date(2022, 11, 1), "NL")]
    marked = evidence.frame("trade_sanctioned_hs6_monthly").filter(pl.col("reporters_missing") > 0)
    assert marked["month"].unique().to_list() == [date(2022, 11, 1)]
    assert marked["reporters_missing"].unique().to_list() == [1]


@pytest.mark.parametrize(("partner", "expected"), [("KG", 344.8), ("AM", 148.9)])
def test_whole_year_growth_of_totals_of_the_later_vintage(evidence, partner, expected):
    totals = evidence.frame("trade_totals_monthly").filter(
        (pl.col("vintage") == "2024-11-17")
        & (pl.col("product") == "TOTAL")
        & (pl.col("flow") == "export")
        & (pl.col("partner") == partner)
    )
    by = totals.group_by(pl.col("month").dt.year().alias("year")).agg(pl.col("value_eur").sum())
    year = dict(by.iter_rows())
    assert (year[2022] / year[2021] - 1) * 100 == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize(("vintage", "expected"), [("2023-01-13", -47.51), ("2024-11-17", -46.97)])
def test_growth_to_russia_moves_with_the_vintage(evidence, vintage, expected):
    month = pl.col("month").dt
    totals = evidence.frame("trade_totals_monthly").filter(
        (pl.col("vintage") == vintage)
        & (pl.col("product") == "TOTAL")
        & (pl.col("flow") == "export")
        & (pl.col("partner") == "RU")
        & month.month().is_between(3, 11)
    )
    year = dict(totals.group_by(month.year().alias("y")).agg(pl.col("value_eur").sum()).iter_rows())
    assert (year[2022] / year[2021] - 1) * 100 == pytest.approx(expected, abs=0.005)


def test_only_armenia_2023_is_incomplete(evidence):
    mirror = evidence.frame("trade_mirror_yearly")
    partial = mirror.filter(~pl.col("complete")).select("importer", "year").unique()
    assert partial.rows() == [("AM", 2023)]


@pytest.mark.parametrize(
    ("importer", "left_out", "expected"),
    [
        ("KG", [], [0.81, 0.97, 0.93, 0.43, 0.33]),
        ("KZ", [], [0.94, 0.91, 0.87, 0.70, 0.80]),
        # The Uzbek table names Slovakia in Russian, and its own EU27 row leaves it out.
        ("UZ", ["SK"], [1.19, 1.37, 1.22, 0.93, 1.00]),
        ("UZ", [], [1.19, 1.38, 1.23, 0.94, 1.01]),
    ],
)
def test_mirror_ratio_of_totals(evidence, importer, left_out, expected):
    exports = evidence.frame("trade_totals_monthly").filter(
        (pl.col("vintage") == "2024-11-17")
        & (pl.col("product") == "TOTAL")
        & (pl.col("flow") == "export")
        & (pl.col("partner") == importer)
    )
    sent = exports.group_by(pl.col("month").dt.year().cast(pl.Int64).alias("year")).agg(
        pl.col("value_eur").sum()
    )
    members = exports["reporter"].unique()
    received = (
        evidence.frame("trade_mirror_yearly")
        .filter((pl.col("importer") == importer) & pl.col("exporter").is_in(members.implode()))
        .filter(~pl.col("exporter").is_in(left_out))
        .group_by("year")
        .agg(pl.col("imports_eur").sum())
    )
    both = received.join(sent, on="year").sort("year")
    ratio = (both["imports_eur"] / both["value_eur"]).to_list()
    assert ratio == pytest.approx(expected, abs=0.006)


def test_trade_tables_leave_room_for_the_others(evidence):
    sizes = {
        p.name: p.stat().st_size
        for p in evidence.folder.iterdir()
        if p.name.endswith(".parquet")
        and p.name.startswith(("trade_", "late_", "eu_exports", "goods_"))
    }
    assert sum(sizes.values()) <= 2_700_000, sizes


def test_ban_dates_have_an_address_and_codes_only_where_goods_are_one_heading(evidence):
    bans = evidence.frame("ban_dates")
    assert bans["url"].str.starts_with("https://").all()
    dated = bans.filter(pl.col("ban_date").is_not_null())
    assert dated["ban_date"].min() == date(2022, 2, 25)
    assert set(range(4, 15)) <= set(dated["package"].drop_nulls())
    assert set(bans["code_prefix"].drop_nulls()) == {"2701", "8504", "8703"}
    undated = bans.filter(pl.col("ban_date").is_null())
    assert undated["package"].to_list() == [20]
    assert undated["note"].str.contains("Proposed").all()
