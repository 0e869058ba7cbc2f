"""How the compiled trade tables are built: lateness, sums checked, years judged."""

from datetime import date

import polars as pl
import pytest

from sinews.data.compile.trade.goods import build_cn8_windows, build_hs6_monthly
from sinews.data.compile.trade.late_reporters import mark_late_reporters
from sinews.data.compile.trade.mirror import judge_completeness
from sinews.data.compile.trade.totals import build_monthly, build_yearly, check_members
from sinews.errors import EvidenceError

FEB, MAR, APR = date(2022, 2, 1), date(2022, 3, 1), date(2022, 4, 1)


def cells(*rows, release="r"):
    names = ["reporter", "partner", "product", "level", "flow", "month", "value_eur"]
    return pl.DataFrame(list(rows), schema=names, orient="row").with_columns(
        partner_kind=pl.lit("country"), release=pl.lit(release)
    )


def car(reporter, month, value, partner="KG", product="87032319", level="cn8", flow="export"):
    return (reporter, partner, product, level, flow, month, value)


def grid(reporters, months):
    return pl.DataFrame({"reporter": reporters}).join(pl.DataFrame({"month": months}), how="cross")


def test_late_is_who_was_asked_and_gave_nothing_in_a_published_month():
    given = cells(
        car("DE", FEB, 1),
        car("DE", MAR, 1),
        car("NL", FEB, 1),
        car("MT", MAR, 5, product="TOTAL", level="total"),
        car("MT", FEB, 5, product="TOTAL", level="total"),
    )
    late = mark_late_reporters(given, grid(["DE", "NL", "MT", "EU27"], [FEB, MAR, APR]))
    assert late.select("month", "reporter").rows() == [(MAR, "NL")]


def test_months_by_hs6_take_one_level_one_flow_members_and_known_partners():
    given = cells(
        car("DE", MAR, 10),
        car("LT", MAR, 1, product="87032410"),
        car("DE", MAR, 2, product="87033219"),
        car("DE", MAR, 99, product="8703", level="hs4"),
        car("DE", MAR, 99, flow="import"),
        car("GB", MAR, 99),
        car("DE", MAR, 99, partner="TR"),
    )
    built = build_hs6_monthly(
        {"comext_monthly": given, "comext_grid": grid(["DE", "LT", "NL"], [MAR])}
    ).sort("hs6")
    assert built.select("hs6", "partner", "exports_eur", "reporters_missing").rows() == [
        ("870323", "KG", 10, 1),
        ("870324", "KG", 1, 1),
        ("870332", "KG", 2, 1),
    ]


def test_windows_run_from_march_to_november():
    given = cells(
        *(car("DE", date(2022, m, 1), 10**m) for m in range(1, 10)), car("DE", date(2019, 5, 1), 1)
    )
    (row,) = build_cn8_windows({"comext_monthly": given}).iter_rows(named=True)
    assert (row["window"], row["exports_eur"]) == ("mar_nov_2022", sum(10**m for m in range(3, 10)))


def test_a_sum_that_its_members_do_not_give_is_refused():
    members = cells(car("DE", MAR, 1), car("GR", MAR, 2), car("GB", MAR, 50))
    check_members(members, cells(car("EU27", MAR, 3), car("EU_V", MAR, 53)))
    with pytest.raises(EvidenceError, match="do not add up"):
        check_members(members, cells(car("EU27", MAR, 53)))
    with pytest.raises(EvidenceError, match="do not add up"):
        check_members(members, cells(car("EU27", APR, 3)))


def test_totals_keep_both_vintages_and_only_members():
    total = {"product": "TOTAL", "level": "total"}
    first = cells(car("DE", MAR, 1, **total), car("DE", MAR, 2, product="27", level="hs2"))
    second = cells(car("DE", MAR, 3, **total), car("GB", MAR, 9, **total), release="s")
    built = build_monthly(
        {
            "comext_monthly": first,
            "easy_comext_monthly": second,
            "easy_comext_sums_monthly": cells(car("EU27", MAR, 3, **total)),
        }
    )
    assert sorted(built.select("vintage", "product", "value_eur").rows()) == [
        ("r", "HS27", 2),
        ("r", "TOTAL", 1),
        ("s", "TOTAL", 3),
    ]


def yearly(*rows):
    return pl.DataFrame(
        [("EU27", p, kind, "TOTAL", "export", 2022, v) for p, kind, v in rows],
        schema=["reporter", "partner", "partner_kind", "product", "flow", "year", "value_eur"],
        orient="row",
    )


def test_partners_must_add_up_to_intra_and_extra():
    parts = [("KG", "country", 1), ("DE", "country", 2), ("QZ", "undisclosed", 4)]
    sums = [("EU27_INTRA", "aggregate", 2), ("EU27_EXTRA", "aggregate", 5)]
    built = build_yearly({"easy_comext_sums_yearly": yearly(*parts, *sums)})
    assert built["exports_eur"].sum() == 7
    with pytest.raises(EvidenceError, match="2022"):
        build_yearly({"easy_comext_sums_yearly": yearly(*parts[:2], *sums)})


@pytest.mark.parametrize(
    ("totals", "complete"),
    [
        ([10.0, 7.3, 20.0], [True, True, True]),
        ([10.0, 9.0, 0.8], [True, True, False]),
        ([1.0, 9.0, 9.0], [False, True, True]),
    ],
)
def test_a_year_below_half_of_its_neighbour_is_not_whole(totals, complete):
    imports = pl.DataFrame(
        {
            "importer": ["AM"] * 3,
            "year": [2021, 2022, 2023],
            "exporter": ["DE"] * 3,
            "imports_eur": totals,
        }
    )
    judged = judge_completeness(imports).sort("year")
    assert judged["complete"].to_list() == complete
    assert judged["completeness_note"].str.contains("% of the neighbouring year").all()
