"""What the daily claims of the Ukrainian General Staff share: source, categories, records."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import CellReader, Field, fold
from sinews.data.read.grid import (
    Grid,
    csv_header,
    decode_text,
    note_column,
    read_csv_grid,
    select_fields,
)
from sinews.data.read.problems import Problems
from sinews.data.read.reader import RawFile, Signature

CLAIMS: Final = load_source("claimed_losses")
REMEDY: Final = (
    "get the file again from the producer; if it is the same, report it with this message: a real "
    "change of the published series needs a new version of Sinews."
)
_SHOWN: Final = 5
_ENOUGH: Final = 10
"""From so many days on a file of daily totals is told from one of single days."""
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

DAY_FIELDS: Final = (
    Field(name="date", kind="date", headers=("date",)),
    Field(name="war_day", kind="integer", headers=("day",)),
)

COUNTERS: Final = load_spec("losses_other_daily")


def has_names(*names: str, lacks: tuple[str, ...]) -> Signature:
    """Return a recogniser: the first record of a JSON list, or a CSV header, has these names."""
    return Signature(
        names=frozenset(map(fold, names)), lacks=frozenset(map(fold, lacks)), sniff=_first_names
    )


def _first_names(file: RawFile) -> frozenset[str]:
    text = file.head.decode("utf-8-sig", errors="replace").lstrip()
    if not text.startswith("["):
        return csv_header(file)
    try:
        record, _ = json.JSONDecoder().raw_decode(text[1:].lstrip())
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(map(fold, record)) if isinstance(record, dict) else frozenset()


def read_records(file: RawFile, problems: Problems) -> Grid:
    """Return the records of a JSON list or a CSV table as a grid; what a record lacks is null.

    Raises
    ------
    EvidenceError
        Neither a JSON list of flat records nor a CSV table, or a record with a key twice.
    """
    if not file.head.decode("utf-8-sig", errors="replace").lstrip().startswith("["):
        return read_csv_grid(file, problems)
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


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError(f"a record has a key twice: {sorted(k for k, _ in pairs)}")
    return record


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What a file tells by day.

    Attributes
    ----------
    frame
        One row a day, sorted by date: the fields of the reader.
    counters
        Counters that the reader does not know, long: date, counter, total.
    """

    frame: pl.DataFrame
    counters: pl.DataFrame


def read_days(
    file: RawFile,
    fields: tuple[Field, ...],
    problems: Problems,
    *,
    ignored: tuple[str, ...] = (),
) -> Days:
    """Return the fields by day, and counters that are new kept apart.

    Raises
    ------
    EvidenceError
        A column or cell that is not as expected, or a day that is there twice with other values.
    """
    grid = read_records(file, problems)
    all_fields = (*DAY_FIELDS, *fields)
    read = {fold(h) for f in all_fields for h in f.headers} | {"", *map(fold, ignored)}
    new = tuple(h for h in grid.header if fold(h) not in read)
    frame = select_fields(grid, all_fields, problems, ignored=(*ignored, *new))
    counters = _read_counters(grid, new, frame["date"], problems)
    if repeated := frame.height - frame.unique().height:
        problems.note(f"{repeated} days stand there twice with the same values; one is kept")
        frame = frame.unique()
    for day in frame["date"].filter(frame["date"].is_duplicated()).unique().sort():
        problems.add(f"{day} is there more than once, with different values")
    problems.raise_if_any()
    return Days(frame=frame.sort("date"), counters=counters)


def _read_counters(
    grid: Grid, names: tuple[str, ...], days: pl.Series, problems: Problems
) -> pl.DataFrame:
    """Return the numbers of new columns, long; columns that hold no numbers are set aside."""
    found = [pl.DataFrame(schema={c.name: c.type for c in COUNTERS.columns})]
    for name in names:
        reader = CellReader(_counter(name), native=grid.native)
        place = grid.header.index(name)
        try:
            totals = [reader.read(row[place]) for row in grid.rows]
        except ValueError:
            note_column(name, problems)
            continue
        part = pl.DataFrame({"date": days, "counter": name, "total": totals}).drop_nulls()
        part = part.with_columns(pl.col("total").cast(pl.Int64)).unique().sort("date")
        if part.is_empty():
            continue
        first, last = part.row(0), part.row(-1)
        problems.note(
            f"counter {name!r} is new and kept apart ({part.height} days from {first[0]} to "
            f"{last[0]}, last total {last[2]:,}): no other counter contains it"
        )
        found.append(part)
    return pl.concat(found)


def _counter(name: str) -> Field:
    return Field(name="total", kind="integer", headers=(name,), missing=())


def check_calendar(frame: pl.DataFrame, problems: Problems) -> None:
    """Note days without a report, and numbers of the war that do not fit their date.

    The losses of a gap are in the first report after it; the date alone orders the days.
    """
    days = frame["date"].to_list()
    span = (days[-1] - days[0]).days + 1
    if len(days) >= _ENOUGH and 2 * len(days) < span:
        problems.add(
            f"holds {len(days)} of {span} days: these are no daily totals (is it the file of "
            "revisions, with a column renamed?)"
        )
    gaps = [(a, b) for a, b in pairwise(days) if b - a != timedelta(days=1)]
    for before, after in gaps[:_SHOWN]:
        problems.note(f"no report between {before} and {after}")
    if len(gaps) > _SHOWN:
        problems.note(f"{len(gaps)} gaps between reports in all")
    wrong = [
        day
        for day, number in zip(days, frame["war_day"], strict=True)
        if (day - FIRST_DAY).days + 1 != number
    ]
    if len(wrong) > max(_SHOWN, len(days) // 100):
        problems.add(
            f"{len(wrong)} days carry another number of the war than their date has, first "
            f"{wrong[0]}: the dates are shifted"
        )
    elif wrong:
        problems.note(f"{len(wrong)} days carry a wrong number of the war, first {wrong[0]}")
    problems.raise_if_any()
