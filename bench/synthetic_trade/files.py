"""A synthetic world as the producers' own files: Comext bulk (v2 header) and UN Comtrade JSON."""

import json
from pathlib import Path

import numpy as np

from sinews.core.places import countries
from synthetic_trade.world import World

HEADER = (
    "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA21,PRODUCT_BEC,PRODUCT_BEC5,"
    "PRODUCT_SECTION,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,VALUE_NAC,QUANTITY_KG,"
    "QUANTITY_SUPPL_UNIT"
)
USD_PER_EUR = {2020: 1.14, 2021: 1.18, 2022: 1.05}


def write_bulk(world: World, folder: Path, seed: int = 0) -> list[Path]:
    """One file a month, exports split over three member states; euro rounded."""
    rng = np.random.default_rng(seed)
    members = ("DE", "PL", "IT")
    shares = rng.dirichlet(np.ones(len(members)), world.exports.shape[:2])
    paths = []
    for t, month in enumerate(world.months):
        lines = [HEADER]
        for p, partner in enumerate(world.partners):
            for k in np.flatnonzero(world.exports[p, :, t]):
                for i, reporter in enumerate(members):
                    value = round(world.exports[p, k, t] * shares[p, k, i])
                    if value:
                        lines.append(
                            f"{reporter},{partner},E,{world.products[k]}00,,,,,,2,1,,{month:%Y%m},"
                            f"{value},{value},{value // 10},"
                        )
        path = folder / f"full_v2_{month:%Y%m}.dat"
        path.write_text("\n".join(lines) + "\n")
        paths.append(path)
    return paths


def write_comtrade(world: World, folder: Path) -> list[Path]:
    """One JSON a partner: imports from Germany and Russia, exports to Russia, by month, dollars."""
    paths = []
    for p, partner in enumerate(world.partners[1:], start=1):
        flows = (
            ("M", "DE", world.arrivals),
            ("M", "RU", world.from_russia),
            ("X", "RU", world.onward),
        )
        records = [
            _record(partner, flow, other, world.products[k], month, float(values[p, k, t]))
            for flow, other, values in flows
            for t, month in enumerate(world.months)
            for k in np.flatnonzero(np.nan_to_num(values[p, :, t]) >= 1)
        ]
        path = folder / f"comtrade_{partner}.json"
        path.write_text(json.dumps({"elapsedTime": "0", "count": len(records), "data": records}))
        paths.append(path)
    return paths


def _record(reporter, flow, partner, product, month, value):
    m49 = {c: int(countries()[c].m49) for c in (reporter, partner)}
    usd = round(value * USD_PER_EUR[month.year], 2)
    return {
        "typeCode": "C",
        "freqCode": "M",
        "refPeriodId": int(f"{month:%Y%m01}"),
        "refYear": month.year,
        "refMonth": month.month,
        "period": f"{month:%Y%m}",
        "reporterCode": m49[reporter],
        "reporterISO": countries()[reporter].iso3,
        "flowCode": flow,
        "partnerCode": m49[partner],
        "partnerISO": countries()[partner].iso3,
        "partner2Code": 0,
        "classificationCode": "H6",
        "cmdCode": product,
        "aggrLevel": 6,
        "isLeaf": True,
        "customsCode": "C00",
        "motCode": 0,
        "qtyUnitCode": -1,
        "qty": 0,
        "isQtyEstimated": False,
        "netWgt": 0,
        "cifvalue": usd if flow == "M" else None,
        "fobvalue": None if flow == "M" else usd,
        "primaryValue": usd,
        "legacyEstimationFlag": 0,
        "isReported": True,
        "isAggregate": False,
    }
