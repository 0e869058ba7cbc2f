"""Made-up files of the reference data of trade: valid, small, with no figure of a producer."""

from datetime import date

from reader_fixtures import csv_bytes, hash_of

from sinews.core.periods import add_months
from sinews.data.sources.trade.goods.export_bans import GROUPS


def export_bans():
    header = ["hs6_2017", "ban_date", "wind_down_end", "partially_exempt", "price_threshold_eur"]
    rows = []
    for i in range(12):
        groups = [int(k == i % len(GROUPS)) for k in range(len(GROUPS))]
        price = 300.0 if groups[-1] else ""
        rows.append([f"{840000 + i}", "2022-03-15", "2022-04-15", i % 2, price, *groups])
    return csv_bytes([*header, *GROUPS], rows)


def cn8():
    rows = [[f"{84000000 + i}", f"{84000100 + i // 2}", 2020 + i % 3] for i in range(12)]
    return csv_bytes(["from", "to", "year"], rows)


def hs_pairs():
    rows = [[f"{840000 + i}", f"{840000 + i // 2}", "1:n"] for i in range(12)]
    return csv_bytes(["hs2022", "hs2017", "relationship"], rows)


def armenia():
    header = ["date", "country", "exports_kusd", "imports_by_origin_kusd"]
    rows = [
        [add_months(date(2020, 1, 1), m), c, *(hash_of((m, c, k)) / 1000 for k in range(3))]
        for m in range(6)
        for c in ("Germany", "Faeroe Islands", "Nagorno Karabagh")
    ]
    return csv_bytes([*header, "imports_by_consignment_kusd"], rows)


def national():
    header = ["reporter", "flow", "partner_label", "year", "value_usd"]
    rows = [
        [r, f, p, y, hash_of((r, f, p, y))]
        for r, total, german in (("KG", "Total", "Germany"), ("KZ", "Всего", "Германия"))
        for f in ("export", "import")
        for p in (total, german)
        for y in (2021, 2022)
    ]
    return csv_bytes(header, rows)


def kyrgyz_goods():
    rows = [[g, y, hash_of((g, y))] for g in ("Total 2", "Cars", "Beer") for y in (2021, 2022)]
    return csv_bytes(["good", "year", "imports_usd"], rows)


def russian_chapters():
    header = ["chapter_label", "exports_2021_musd", "imports_2021_musd"]
    labels = ["ВСЕГО", "01-24-Продовольственные товары", "84-РЕАКТОРЫ ЯДЕРНЫЕ", "89-ШТ-СУДА"]
    rows = [[c, *(hash_of((c, k)) / 100 for k in range(4))] for c in labels]
    return csv_bytes([*header, "exports_2022_musd", "imports_2022_musd"], rows)


def cars():
    header = ["period", "flow", "reporter", "partner_code", "partner_iso", "commodity_code"]
    header += ["mot_code", "quantity", "netweight_kg", "value_usd", "is_reported", "is_aggregate"]
    rows = [
        [p, f, "Georgia", 276, "DEU", c, mot, 2.0, 3000.0 + mot, 40_000.5, "False", "True"]
        for p in (202201, 202202)
        for f in ("X", "M")
        for c in ("8703", "870323")
        for mot in (3200, 9900)
    ]
    return csv_bytes(header, rows)


FIXTURES = {
    "eu_export_bans": export_bans,
    "cn8_correlation": cn8,
    "hs2022_hs2017": hs_pairs,
    "armenia_trade": armenia,
    "national_trade_by_partner": national,
    "kyrgyz_imports_by_good": kyrgyz_goods,
    "russian_trade_by_chapter": russian_chapters,
    "comtrade_cars": cars,
}
"""Reader id to a function that returns the bytes of a valid file."""
