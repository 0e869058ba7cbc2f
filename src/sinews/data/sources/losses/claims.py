"""What the daily claims of the Ukrainian General Staff share: source, categories, JSON rows."""

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import polars as pl

from sinews.core.provenance import Source
from sinews.core.table import Column
from sinews.data.read.grid import (
    Field,
    Grid,
    decode_text,
    select_fields,
)
from sinews.data.read.problems import Problems
from sinews.data.read.reader import RawFile

CLAIMS: Final = Source(
    id="claimed_losses",
    title="Russian losses as reported daily by the General Staff of Ukraine",
    producer="General Staff of the Armed Forces of Ukraine; daily series kept by "
    "PetroIvaniuk/2022-Ukraine-Russia-War-Dataset",
    url="https://github.com/PetroIvaniuk/2022-Ukraine-Russia-War-Dataset",
    licence="MIT (collection)",
    cautions=("belligerent_report",),
)
REMEDY: Final = (
    "get the file again from the producer; a real change of the published series is a dated entry "
    "in sinews/data/read/corrections.toml, a new category a line in sinews/data/sources/losses."
)
FIRST_DAY: Final = date(2022, 2, 24)
"""Day 1 of the count."""

CATEGORIES: Final = {
    "aircraft": "aircraft",
    "helicopter": "helicopter",
    "tank": "tank",
    "afv": "APC",
    "artillery": "field artillery",
    "mrl": "MRL",
    "uav": "drone",
    "naval": "naval ship",
    "submarines": "submarines",
    "air_defence": "anti-aircraft warfare",
    "special": "special equipment",
    "vehicles": "vehicles and fuel tanks",
    "cruise_missiles": "cruise missiles",
}
"""Our name of each category and the producer's."""

DAY_COLUMNS: Final = (
    Column(name="date", kind="date", unit="date", description="day of the report"),
    Column(name="war_day", kind="integer", unit="days", description="2022-02-24 is day 1", low=1),
)
DAY_FIELDS: Final = (
    Field(name="date", kind="date", headers=("date",)),
    Field(name="war_day", kind="integer", headers=("day",)),
)


def recognise_records(file: RawFile, *, has: tuple[str, ...], lacks: tuple[str, ...]) -> bool:
    """Return whether the file starts like a JSON list whose first record has these keys."""
    text = file.head.decode("utf-8-sig", errors="replace").lstrip()
    if not text.startswith("["):
        return False
    try:
        record, _ = json.JSONDecoder().raw_decode(text[1:].lstrip())
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(record, dict)
        and all(k in record for k in has)
        and not (set(lacks) & set(record))
    )


def read_records(file: RawFile, problems: Problems) -> Grid:
    """Return the records of a JSON list as a grid; a key that a record lacks is null.

    Raises
    ------
    EvidenceError
        Not a JSON list of flat records, or a record with a key twice.
    """
    text = decode_text(file, problems)
    try:
        records = json.loads(text, object_pairs_hook=_refuse_twice, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        problems.add(f"is not readable as JSON: {error}")
        problems.raise_if_any()
    if not isinstance(records, list) or not records:
        problems.add("is not a list of records")
        problems.raise_if_any()
    for i, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            problems.add("is not a record", row=i)
    problems.raise_if_any()
    header = tuple(dict.fromkeys(k for r in records for k in r))
    rows = [[r.get(k) for k in header] for r in records]
    return Grid(header=header, rows=rows, lines=range(1, len(rows) + 1), native=True)


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError(f"a record has a key twice: {sorted(k for k, _ in pairs)}")
    return record


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def read_days(
    file: RawFile,
    fields: tuple[Field, ...],
    problems: Problems,
    *,
    ignored: tuple[str, ...] = (),
) -> pl.DataFrame:
    """Return the fields by day, sorted by date, and note repeated days.

    Raises
    ------
    EvidenceError
        A column or cell that is not as expected, or a day that is there twice.
    """
    frame = select_fields(
        read_records(file, problems), (*DAY_FIELDS, *fields), problems, ignored=ignored
    )
    for day in frame["date"].filter(frame["date"].is_duplicated()).unique().sort():
        problems.add(f"{day} stands there more than once")
    problems.raise_if_any()
    return frame.sort("date")


def check_calendar(frame: pl.DataFrame, problems: Problems) -> None:
    """Raise unless the days run without a gap and each has its number of the war."""
    days = frame["date"].to_list()
    for before, after in pairwise(days):
        if after - before != timedelta(days=1):
            problems.add(f"no report between {before} and {after}")
    for day, number in zip(days, frame["war_day"], strict=True):
        if (day - FIRST_DAY).days + 1 != number:
            problems.add(f"{day} is day {(day - FIRST_DAY).days + 1} of the war, not {number}")
    problems.raise_if_any()
