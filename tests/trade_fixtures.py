"""Made-up files of trade and goods, one of each kind of reader that needs no binary original."""

import io
import json
from pathlib import Path

from openpyxl import Workbook
from reader_fixtures import csv_bytes

import sinews.data

RELATIONAL = ["REPORTER", "PARTNER", "PRODUCT", "FLOW", "STAT_PROCEDURE", "PERIOD", "VALUE_IN_EUR"]
BULK = (
    "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA21,PRODUCT_CPA22,PRODUCT_BEC,"
    "PRODUCT_BEC5,PRODUCT_SECTION,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,VALUE_NAC,"
    "QUANTITY_KG,QUANTITY_SUPPL_UNIT\n"
    "DE,KG,E,87032319,77885,2712,2712,521,311210,16,2,1,NO_SU,202203,10,10,5,0\n"
)


def easy_comext():
    cells = ["Germany", "Kyrgyzstan", "TOTAL-x", "2-EXPORT", "T-Total", "Aug. 2024", "100"]
    return csv_bytes(RELATIONAL, [cells])


def national_imports():
    cells = ["Armenia", "Germany", "TOTAL", "IMPORT", "NORMAL", "Y2019", "100"]
    return csv_bytes(RELATIONAL, [cells])


def comext_bulk():
    return BULK.encode()


def comext_sdmx():
    """An answer as users of the API quote it, with made-up values and a gap."""
    head = ["DATAFLOW", "LAST UPDATE", "freq", "reporter", "partner", "product", "flow"]
    head += ["indicators", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"]
    start = ["ESTAT:DS-045409(1.0)", "15/09/26 11:00:00", "M", "DE", "KG", "87032319", "2"]
    rows = [
        [*start, "VALUE_IN_EUROS", "2022-03", "100", ""],
        [*start, "VALUE_IN_EUROS", "2022-04", "", "c"],
        [*start, "QUANTITY_IN_100KG", "2022-03", "1.5", ""],
    ]
    return csv_bytes(head, rows)


def databrowser():
    book = Workbook()
    summary = book.active
    summary.title = "Summary"
    product = "Horses [01012100]"
    summary.append(["EU trade [DS-045409__custom_1]"])
    summary.append([None, "Sheet 1", product, "EXPORT", "VALUE_IN_EUROS"])
    book.create_sheet("Structure")
    sheet = book.create_sheet("Sheet 1")
    for row in (
        ["Last updated: ", "13/01/2023 11:00"],
        ["PRODUCT [PRODUCT]", None, product],
        ["FLOW", None, "EXPORT"],
        ["INDICATORS", None, "VALUE_IN_EUROS"],
        ["TIME", "TIME", "2022-01", "2022-02"],
        ["FREQ (Labels)", "FREQ (Labels)", "Monthly", "Monthly"],
        ["REPORTER (Labels)", "PARTNER (Labels)"],
        ["Germany", "Kyrgyzstan", 10, ":"],
        [],
        ["Special value"],
        [":", "not available"],
    ):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _answer(record):
    answer = {"elapsedTime": "0.3 secs", "count": 1, "data": [record], "error": ""}
    return json.dumps(answer).encode()


def un_comtrade():
    record = {"typeCode": "C", "freqCode": "A", "refPeriodId": 20220101, "refYear": 2022}
    record |= {"refMonth": 52, "period": "2022", "reporterCode": 417, "reporterISO": "KGZ"}
    record |= {"flowCode": "M", "partnerCode": 276, "partnerISO": "DEU", "partner2Code": 0}
    record |= {"classificationCode": "H6", "cmdCode": "870323", "aggrLevel": 6}
    record |= {"customsCode": "C00", "mosCode": "0", "motCode": 0, "qtyUnitCode": 8, "qty": 10.0}
    record |= {"netWgt": 10.0, "isNetWgtEstimated": False, "cifvalue": 1000.5, "fobvalue": None}
    record |= {"primaryValue": 1000.5, "legacyEstimationFlag": 0, "isReported": True}
    return _answer(record | {"isAggregate": False})


def comtrade_availability():
    record = {"datasetCode": 20417202201000, "typeCode": "C", "freqCode": "A", "period": 2022}
    record |= {"reporterCode": 417, "reporterISO": "KGZ", "classificationCode": "H6"}
    record |= {"totalRecords": 51234, "datasetChecksum": -140332}
    record |= {"firstReleased": "2023-06-12T14:00:00", "lastReleased": "2024-01-20T10:11:12.7"}
    return _answer(record)


def goods():
    rows = [
        [f"{854200 + i}", 1 + i % 2, 2022, "2024-02-23", "A publisher, a list"] for i in range(50)
    ]
    return csv_bytes(["hs6", "tier", "hs_vintage", "list_date", "source"], rows)


def ban_dates():
    """Our own register, as it is shipped."""
    return (Path(sinews.data.__file__).parent / "reference" / "ban_dates.csv").read_bytes()


def world_bank():
    record = {
        "indicator": {"id": "NY.GDP.MKTP.CD", "value": "GDP (current US$)"},
        "country": {"id": "UA", "value": "Ukraine"},
        "countryiso3code": "UKR",
        "date": "2021",
        "value": 2.5e11,
        "unit": "",
        "obs_status": "",
        "decimal": 0,
    }
    head = {"page": 1, "pages": 1, "per_page": 20000, "total": 1, "sourceid": "2"}
    return json.dumps([head | {"lastupdated": "2026-01-28"}, [record]]).encode()


FIXTURES = {
    "easy_comext_csv": easy_comext,
    "national_imports": national_imports,
    "comext_bulk": comext_bulk,
    "eurostat_databrowser": databrowser,
    "eurostat_comext_api": comext_sdmx,
    "un_comtrade": un_comtrade,
    "comtrade_availability": comtrade_availability,
    "goods_high_priority_list": goods,
    "ban_dates": ban_dates,
    "world_bank_gdp": world_bank,
}
"""Reader id to a function that returns the bytes of a valid file."""
