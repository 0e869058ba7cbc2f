"""World Bank, gross domestic product in current US dollars by economy and year (JSON)."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from sinews.core.places import countries
from sinews.data.contracts import load_source, load_spec
from sinews.data.read.grid import note_column
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader

SOURCE: Final = load_source("world_bank")
INDICATOR: Final = "NY.GDP.MKTP.CD"
SPEC: Final = load_spec("world_bank_gdp")
_REMEDY: Final = (
    "fetch it again with `sinews data fetch world_bank_gdp`; if the Bank changed its form, report "
    "it with this message."
)
_RECORD: Final = {"indicator", "country", "countryiso3code", "date", "value"}
_LEAST_USD: Final = 1e6
"""Below this no economy's product lies: the smallest, Tuvalu, has some tens of millions."""
_APART: Final = 3
"""Revisions move no gross domestic product by such a factor (assumed)."""
_Row = tuple[str, str | None, str, int, float | None]
_KNOWN: Final = {"unit", "obs_status", "decimal"}
"""Fields that are known and not read."""


def recognise(file: RawFile) -> bool:
    """Return whether the file starts as the Bank's answer for this indicator does."""
    start = b"".join(file.head.split())
    return start.startswith(b"[{") and b'"page"' in start[:200] and INDICATOR.encode() in start


def parse(file: RawFile) -> Parsed:
    """Read one answer that holds all pages.

    Raises
    ------
    EvidenceError
        The answer is not JSON, not whole, or not of the known form.
    """
    problems = Problems(file.name, remedy=_REMEDY)
    head, records = _read_answer(file, problems)
    rows = [_read_record(r, n, problems) for n, r in enumerate(records, start=1)]
    for number, row in enumerate(rows, start=1):
        if row:
            _check_known(row, number, problems)
    problems.raise_if_any()
    frame = pl.DataFrame(
        [r for r in rows if r], schema={c.name: c.type for c in SPEC.columns}, orient="row"
    )
    return Parsed(tables={SPEC.id: frame}, release=str(head["lastupdated"]), notes=problems.notes)


def _read_answer(file: RawFile, problems: Problems) -> tuple[dict[str, object], list[Any]]:
    try:
        answer = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        problems.add(f"not JSON: {error}")
        answer = None
    parts = answer if isinstance(answer, list) and len(answer) == 2 else [None, None]
    head = parts[0] if isinstance(parts[0], dict) else {}
    records = parts[1] if isinstance(parts[1], list) else []
    if not (head and records):
        problems.add("expected a list of two: what the answer holds, and its records")
    elif head.get("pages") != 1:
        problems.add(f"page {head.get('page')} of {head.get('pages')}; all must be in one answer")
    elif head.get("total") != len(records):
        problems.add(f"{len(records)} records, the answer announces {head.get('total')}")
    elif not isinstance(head.get("lastupdated"), str):
        problems.add("the date `lastupdated` is missing")
    problems.raise_if_any()
    return head, records


def _read_record(
    record: Any,  # noqa: ANN401
    number: int,
    problems: Problems,
) -> _Row | None:
    if not isinstance(record, dict) or not set(record) >= _RECORD:
        problems.add(f"expected the fields {', '.join(sorted(_RECORD))}", row=number)
        return None
    for name in set(record) - _RECORD - _KNOWN:
        note_column(name, problems)
    try:
        economy = record["countryiso3code"] or record["country"]["id"]
        name, year, value = record["country"]["value"], record["date"], record["value"]
        if record["indicator"]["id"] != INDICATOR:
            problems.add(f"indicator {record['indicator']['id']!r}, not {INDICATOR}", row=number)
            return None
    except (KeyError, TypeError):
        problems.add("country or indicator are not of the known form", row=number)
        return None
    if not (_is_text(economy) and _is_text(name) and _is_year(year) and _is_amount(value)):
        problems.add(f"{economy!r}, {name!r}, {year!r}, {value!r} are not of the form", row=number)
        return None
    if value is not None and not value >= _LEAST_USD:
        problems.add(
            f"{economy} {year}: {value!r} is no gross domestic product in US dollars", row=number
        )
        return None
    return economy, _iso3().get(economy), name, int(year), None if value is None else value / 1e9


def _check_known(row: _Row, number: int, problems: Problems) -> None:
    """Note a value that is many times, or a small part of, the one that Sinews has."""
    economy, country, name, year, value = row
    known = _known_gdp().get((country or {"EUU": "EU27"}.get(economy, ""), year))
    if value and known and not known / _APART <= value <= known * _APART:
        problems.add(
            f"{name} {year}: {value:,.1f} bn USD where the shipped table has {known:,.1f}: more "
            f"than a factor of {_APART} apart, so the unit may be another",
            row=number,
        )


@cache
def _known_gdp() -> dict[tuple[str, int], float]:
    """Return the gross domestic product of the shipped table by place and year, in bn USD."""
    with (files("sinews.data") / "reference" / "gdp_yearly.parquet").open("rb") as f:
        rows = pl.read_parquet(f.read()).select("place", "year", "gdp_usd_bn").rows()
    return {(place, year): value for place, year, value in rows}


@cache
def _iso3() -> dict[str, str]:
    return {c.iso3: c.iso2 for c in countries().values()}


def _is_text(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, str) and value.isprintable() and bool(value.strip())


def _is_year(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == 4


def _is_amount(value: Any) -> bool:  # noqa: ANN401
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


READER: Final = Reader(
    id="world_bank_gdp",
    label="World Bank gross domestic product (JSON of the indicators API)",
    source=SOURCE,
    specs=(SPEC,),
    recognises=recognise,
    parse=parse,
    partial=True,
)
