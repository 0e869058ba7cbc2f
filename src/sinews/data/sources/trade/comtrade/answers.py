"""Reader of UN Comtrade records (JSON of the API, version 1), in US dollars."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.labels import find_level
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.comtrade.json_records import (
    AreaCodes,
    check_whole,
    is_empty_answer,
    load_records,
    note_absent,
)

SOURCE = load_source("un_comtrade")
FLOWS: Final = {"M": "import", "X": "export", "RM": "re_import", "RX": "re_export"}
"""Imports contain re-imports and exports contain re-exports: the four are never added up."""
_PARTS: Final = frozenset({"DX", "FM", "MIP", "XIP", "MOP", "XOP"})
_TOTALS: Final[dict[str, object]] = {"partner2Code": 0, "customsCode": "C00", "motCode": 0}
"""What the rows that are totals over second partner, customs procedure and transport carry."""
_NEEDED: Final = (
    "freqCode",
    "period",
    "reporterCode",
    "flowCode",
    "partnerCode",
    "classificationCode",
    "cmdCode",
    "primaryValue",
    *_TOTALS,
)

_CELL: Final = (
    *("period", "reporterCode", "flowCode", "partnerCode", "classificationCode", "cmdCode"),
)

SPECS: Final = {
    (period, is_sum): load_spec(f"comtrade{'_sums' if is_sum else ''}_{period}ly")
    for period in ("month", "year")
    for is_sum in (False, True)
}


def recognise(file: RawFile) -> bool:
    """Return True where the first record has the names of a Comtrade record."""
    names = ("reporterCode", "primaryValue")
    return all(f'"{n}"'.encode() in file.head for n in names) or is_empty_answer(file)


def parse(file: RawFile) -> Parsed:
    """Read records, keeping the totals over second partner, customs procedure and transport.

    Rows of their parts are dropped and counted in `Parsed.notes`; kept, they would double totals.

    Raises
    ------
    EvidenceError
        The answer was cut at the API's limit, or a code, period or value is unknown, or a cell has
        parts but no total.
    """
    problems = Problems(
        file.name,
        remedy="get the answer again; if it is the same, delete the record that is named and "
        "lower the answer's count: what it tells is then missing, not zero.",
    )
    records = load_records(file, problems)
    areas = AreaCodes(problems)
    rows: list[dict[str, object]] = []
    parts: Counter[str] = Counter()
    cells_of_parts: set[tuple[object, ...]] = set()
    for n, record in enumerate(records, start=1):
        if missing := [name for name in _NEEDED if name not in record]:
            problems.add(f"the record lacks {', '.join(missing)}", row=n)
            continue
        odd = [k for k in _NEEDED if isinstance(record[k], dict | list)]
        odd += [k for k, v in _TOTALS.items() if type(record[k]) is not type(v)]
        if odd:
            problems.add(f"the record has no plain value for {', '.join(odd)}", row=n)
            continue
        if record["flowCode"] in _PARTS:
            parts["a part of imports or exports (processing, domestic)"] += 1
            continue
        if part_of := [k for k, v in _TOTALS.items() if record[k] != v]:
            parts[f"a breakdown by {part_of[0]}"] += 1
            cells_of_parts.add(_cell(record))
            continue
        if (row := _read_record(record, areas, n)) is not None:
            rows.append(row)
    kept = {_cell(r) for r in records if all(r.get(k) == v for k, v in _TOTALS.items())}
    if orphans := cells_of_parts - kept:
        problems.add(
            f"{len(orphans)} cells have parts but no total, first {min(map(str, orphans))}",
            remedy="ask the API again with partner2Code=0, customsCode=C00 and motCode=0.",
        )
    _check_basis(rows, problems)
    check_whole(len(records), problems)
    areas.note_unknown()
    note_absent(records, ("netWgt", "isNetWgtEstimated", "cifvalue", "fobvalue"), problems)
    problems.raise_if_any()
    for why, n in sorted(parts.items()):
        problems.note(f"{n} records left out: {why}")
    return Parsed(tables=_tables(rows), notes=problems.notes)


def _cell(record: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(str(record.get(n)) for n in _CELL)


def _tables(rows: list[dict[str, object]]) -> dict[str, pl.DataFrame]:
    tables = {}
    for (period, is_sum), spec in SPECS.items():
        chosen = [r for r in rows if r["is_sum"] == is_sum and r[period] is not None]
        schema = {c.name: c.type for c in spec.columns}
        tables[spec.id] = pl.DataFrame(
            [{name: r[name] for name in schema} for r in chosen], schema=schema
        )
    return {id: t for id, t in tables.items() if not t.is_empty()}


def _read_record(record: Mapping[str, Any], areas: AreaCodes, n: int) -> dict[str, object] | None:
    problems = areas.problems
    period = _read_period(record)
    if period is None:
        problems.add(f"period {record['period']!r} of {record['freqCode']!r} is no period", row=n)
    flow = FLOWS.get(str(record["flowCode"]))
    if flow is None:
        problems.add_unknown("flowCode", record["flowCode"], FLOWS, row=n)
    product = str(record["cmdCode"])
    level = find_level(product)
    edition = str(record["classificationCode"])
    if level in (None, "cn8") or not re.fullmatch(r"H\d", edition):
        problems.add(f"{product!r} of {edition!r} is no HS code of 2, 4 or 6 digits", row=n)
    digits = record.get("aggrLevel")
    if digits is not None and level is not None and digits != {"total": 0}.get(level, len(product)):
        problems.add(f"aggrLevel {digits!r} does not fit {product!r}", row=n)
    reporter = areas.find(record, "reporter", n)
    partner = areas.find(record, "partner", n)
    value = record["primaryValue"]
    where = f"of {' '.join(str(record[k]) for k in _CELL)}"
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        problems.add(f"primaryValue {value!r} {where} is no number from 0", row=n)
        return None
    weight = record.get("netWgt")
    if weight is not None and (not isinstance(weight, int | float) or not 0 <= weight < 1e15):
        problems.add(f"netWgt {weight!r} {where} is no number from 0", row=n)
        return None
    if period is None or flow is None or reporter is None or partner is None:
        return None
    estimated = record.get("isNetWgtEstimated")
    return {
        "reporter": reporter.id,
        "partner": partner.id,
        "partner_kind": partner.kind,
        "product": product,
        "level": level,
        "hs_vintage": edition,
        "flow": flow,
        "month": period if isinstance(period, date) else None,
        "year": period if isinstance(period, int) else None,
        "value_usd": float(value),
        "basis": _read_basis(record, value),
        "told": bool(value and (record.get("cifvalue") or record.get("fobvalue"))),
        "net_weight_kg": float(weight) if weight else None,
        "weight_estimated": estimated if isinstance(estimated, bool) else None,
        "is_sum": reporter.is_sum or partner.is_sum,
    }


def _check_basis(rows: list[dict[str, object]], problems: Problems) -> None:
    """Refuse an answer whose values are neither the cif nor the fob value given beside them."""
    told = [r for r in rows if r["told"]]
    off = [r for r in told if r["basis"] == "unstated"]
    if off and 2 * len(off) > len(told):
        problems.add(
            f"primaryValue is neither cifvalue nor fobvalue in {len(off)} of {len(told)} records "
            "that give one: columns may be swapped"
        )
    elif off:
        problems.note(f"{len(off)} records whose value is neither the cif nor the fob value")


def _read_period(record: Mapping[str, Any]) -> date | int | None:
    text = str(record["period"])
    if record["freqCode"] == "A" and re.fullmatch(r"(19|20)\d{2}", text):
        return int(text)
    if record["freqCode"] == "M" and re.fullmatch(r"(19|20)\d{2}(0[1-9]|1[0-2])", text):
        return date(int(text[:4]), int(text[4:]), 1)
    return None


def _read_basis(record: Mapping[str, Any], value: float) -> str:
    """Return the valuation of the primary value: some countries state imports without freight."""
    for basis, name in (("cif", "cifvalue"), ("fob", "fobvalue")):
        if record.get(name) == value and value:
            return basis
    return "unstated"


READER = Reader(
    id="un_comtrade",
    label="UN Comtrade records (JSON of the API, version 1)",
    source=SOURCE,
    specs=tuple(SPECS.values()),
    recognises=recognise,
    parse=parse,
    partial=True,
)
