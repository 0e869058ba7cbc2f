"""Reference tables of trade: the checks of their README, against the shipped tables."""

from datetime import date

import polars as pl
import pytest

from sinews.core.places import EU27


def test_bans_by_date_and_category(evidence):
    bans = evidence.frame("eu_export_bans")
    old = bans.filter(edition=2017)
    assert dict(old["category"].value_counts().rows()) == {
        "dual_use": 1067,
        "industrial": 667,
        "luxury": 570,
    }
    dates = dict(old["ban_date"].value_counts().rows())
    assert dates[date(2022, 2, 25)] == 894
    assert dates[date(2022, 4, 8)] == 583
    assert max(dates) == date(2023, 2, 25)
    assert bans.filter(edition=2022).height == 2500


def test_high_priority_goods_are_banned(evidence):
    bans = evidence.frame("eu_export_bans")
    listed = set(evidence.frame("goods_high_priority")["hs6"])
    found = {e: len(listed & set(bans.filter(edition=e)["hs6"])) for e in (2017, 2022)}
    assert found == {2017: 44, 2022: 50}


def test_thresholds_and_doubts_are_told(evidence):
    bans = evidence.frame("eu_export_bans")
    cars = bans.filter(pl.col("hs6").str.starts_with("8703"))
    assert set(cars["threshold_eur"]) == {50_000.0}
    luxury = bans.filter(edition=2017, category="luxury")
    assert luxury["threshold_eur"].value_counts().sort("count")[-1, "threshold_eur"] == 300
    doubtful = bans.filter(pl.col("doubt").str.contains("conversion table"))
    heads = {"300693", "852990", "854151", "854159"}
    assert set(doubtful["hs6"]) >= heads
    assert all(c in heads or c[:4] in ("8524", "8549") for c in doubtful["hs6"])
    assert set(doubtful["edition"]) == {2022}
    ends = bans.drop_nulls("wind_down_end")
    assert (ends["wind_down_end"] >= ends["ban_date"]).all()


@pytest.mark.release
def test_codes_of_2022_are_those_derived_independently(evidence, shared):
    path = shared / "circumvention" / "eu_export_bans_hs2022_dates.csv"
    theirs = pl.read_csv(path, infer_schema_length=0)
    ours = evidence.frame("eu_export_bans").filter(edition=2022)
    both = ours.join(theirs, left_on="hs6", right_on="hs2022", how="full")
    assert both.height == theirs.height == ours.height
    assert (both["ban_date"].cast(pl.String) == both["ban_date_right"]).all()
    assert (
        both["covers_whole_code"].cast(pl.Int8).cast(pl.String) == both["covers_whole_code_right"]
    ).all()
    price = both["price_threshold_eur"].cast(pl.Float64)
    assert price.eq_missing(both["threshold_eur"]).all()


def test_correlations(evidence):
    pairs = evidence.frame("cn8_correlation")
    assert (pairs["year"].min(), pairs["year"].max()) == (2017, 2025)
    assert dict(pairs["year"].value_counts().rows())[2022] == 1128
    hs = evidence.frame("hs2022_hs2017")
    assert hs["hs2022"].n_unique() == 5613
    assert hs.filter(relationship="conversion").height == 16


def by_consignment(evidence):
    table = evidence.frame("trade_armenia_monthly").group_by(
        pl.col("month").dt.year().cast(pl.Int64).alias("year"), exporter="partner"
    )
    sums = table.agg(usd=pl.col("imports_by_consignment_kusd").sum() * 1000)
    mirror = evidence.frame("trade_mirror_yearly").filter(importer="AM")
    return mirror.join(sums, on=["year", "exporter"]).with_columns(
        ours=pl.col("usd") / pl.col("usd_per_eur")
    )


def test_armenian_imports_by_consignment_are_the_shipped_mirror(evidence):
    both = by_consignment(evidence).filter(pl.col("exporter").is_in(sorted(EU27)))
    whole = both.filter(pl.col("year") < 2022)
    assert whole["year"].n_unique() == 3
    assert ((whole["ours"] - whole["imports_eur"]).abs() < 1e5).all()
    germany = whole.filter(exporter="DE").sort("year")["ours"] / 1e6
    assert germany.round(1).to_list() == [213.9, 213.0, 188.9]
    rate = both.filter(year=2023)["usd_per_eur"][0]
    members = evidence.frame("trade_armenia_monthly").filter(
        pl.col("partner").is_in(sorted(EU27)), pl.col("month").dt.year() == 2023
    )
    assert members["imports_by_consignment_kusd"].sum() / rate / 1e3 == pytest.approx(2102, abs=1)
    assert both.filter(year=2023)["imports_eur"].sum() / 1e6 == pytest.approx(153, abs=1)


def test_onward_flow_to_russia(evidence):
    armenia = evidence.frame("trade_armenia_monthly").filter(partner="RU")
    yearly = armenia.group_by(pl.col("month").dt.year()).agg(pl.col("exports_kusd").sum() / 1000)
    found = dict(yearly.rows())
    assert [round(found[y]) for y in (2021, 2022, 2023, 2024)] == [841, 2463, 3540, 3162]
    national = evidence.frame("trade_national_yearly").filter(partner="RU", flow="export")
    told = {
        (r, y): round(v / 1e6)
        for r, y, v in national.select("reporter", "year", "value_usd").rows()
    }
    assert [told["KG", y] for y in (2021, 2022, 2023)] == [393, 1070, 824]
    assert [told["KZ", y] for y in (2021, 2022, 2023)] == [7019, 9091, 10207]
    assert [told["UZ", y] for y in (2021, 2022, 2023)] == [2088, 3151, 3496]


@pytest.mark.parametrize(("reporter", "least"), [("KG", 0.995), ("KZ", 0.9999)])
def test_partners_add_up_to_the_total_that_the_country_reports(evidence, reporter, least):
    """Kyrgyz exports of 2021 are the exception: two fifths have no partner in the file."""
    table = evidence.frame("trade_national_yearly").filter(reporter=reporter)
    members = table.filter(pl.col("partner_kind") != "aggregate")
    sums = members.group_by("flow", "year").agg(pl.col("value_usd").sum().alias("sum"))
    total = table.filter(partner="WORLD").join(sums, on=["flow", "year"])
    shares = {
        (f, y): s / t
        for f, y, s, t in total.filter(pl.col("year") >= 2015)
        .select("flow", "year", "sum", "value_usd")
        .rows()
    }
    odd = shares.pop(("export", 2021)) if reporter == "KG" else 1.0
    assert min(shares.values()) > least
    assert max(shares.values()) < 1.0001
    assert odd == pytest.approx(1.0 if reporter != "KG" else 0.598, abs=0.001)


def test_imports_from_germany_equal_the_shipped_mirror_in_dollars(evidence):
    mirror = (
        evidence.frame("trade_mirror_yearly")
        .filter(exporter="DE")
        .with_columns(usd=pl.col("imports_eur") * pl.col("usd_per_eur"))
    )
    national = evidence.frame("trade_national_yearly").filter(partner="DE", flow="import")
    both = mirror.join(national, left_on=["importer", "year"], right_on=["reporter", "year"])
    assert set(both["importer"]) == {"KG", "KZ", "UZ"}
    assert ((both["usd"] / both["value_usd"] - 1).abs() < 1e-6).all()


def test_cars(evidence):
    cars = evidence.frame("trade_cars_monthly")
    years = pl.col("month").dt.year()
    to_russia = cars.filter(reporter="AM", flow="export", product="8703", partner="RU")
    found = dict(to_russia.group_by(years).agg(pl.col("value_usd").sum() / 1e6).rows())
    assert round(found[2021], 1) == 3.5
    assert [round(found[y]) for y in (2022, 2023)] == [237, 354]
    own = cars.filter(pl.col("reporter") == "AM", pl.col("product") != "8703")
    heading = cars.filter(reporter="AM", product="8703")
    sums = [
        f.group_by("flow", years).agg(pl.col("value_usd").sum()).sort("flow", "month")
        for f in (own, heading)
    ]
    assert ((sums[0]["value_usd"] / sums[1]["value_usd"] - 1).abs() < 0.06).all()
    assert cars.filter(reporter="GE")["month"].max() == date(2023, 11, 1)


def test_kyrgyz_goods_and_russian_books(evidence):
    goods = evidence.frame("trade_kyrgyz_goods_yearly").filter(good="Cars")
    values = dict(goods.select("year", "imports_usd").rows())
    assert [round(values[y] / 1e6, 1) for y in (2021, 2022, 2023)] == [147.9, 538.9, 2772.2]
    books = evidence.frame("trade_russia_chapters").filter(flow="import")
    told = {(c, y): v for c, y, v in books.select("chapter", "year", "value_usd_m").rows()}
    assert (round(told["TOTAL", 2021]), round(told["TOTAL", 2022])) == (293_531, 259_083)
    bn = {c: [round(told[c, y] / 1000, 1) for y in (2021, 2022)] for c in ("84", "85", "87")}
    assert bn == {"84": [54.4, 47.3], "85": [36.9, 29.8], "87": [26.9, 15.7]}
