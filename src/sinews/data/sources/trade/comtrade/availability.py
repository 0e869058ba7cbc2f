"""Reader of UN Comtrade's list of available data: who has reported which period at all."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.trade.comtrade.answers import SOURCE
from sinews.data.sources.trade.comtrade.json_records import (
    AreaCodes,
    load_records,
    note_absent,
)

SPEC = load_spec("comtrade_availability")
_NEEDED = ("freqCode", "period", "reporterCode", "classificationCode", "totalRecords")


def recognise(file: RawFile) -> bool:
    """Return True where the first record counts the records of a data set."""
    return all(f'"{name}"'.encode() in file.head for name in ("reporterCode", "totalRecords"))


def parse(file: RawFile) -> Parsed:
    """Read the list.

    Raises
    ------
    EvidenceError
        A code, period or count is unknown.
    """
    problems = Problems(file.name, remedy="ask the API again.")
    records = load_records(file, problems)
    note_absent(records, ("firstReleased", "lastReleased"), problems)
    areas = AreaCodes(problems)
    rows = [_read_record(r, areas, n) for n, r in enumerate(records, start=1)]
    areas.note_unknown()
    problems.raise_if_any()
    schema = {c.name: c.type for c in SPEC.columns}
    return Parsed(
        tables={SPEC.id: pl.DataFrame([r for r in rows if r], schema=schema)}, notes=problems.notes
    )


def _read_record(record: Mapping[str, Any], areas: AreaCodes, n: int) -> dict[str, object] | None:
    problems = areas.problems
    if missing := [name for name in _NEEDED if name not in record]:
        problems.add(f"the record lacks {', '.join(missing)}", row=n)
        return None
    area = areas.find(record, "reporter", n)
    frequency, text = record["freqCode"], str(record["period"])
    pattern = r"(19|20)\d{2}" if frequency == "A" else r"(19|20)\d{2}(0[1-9]|1[0-2])"
    if frequency not in ("A", "M") or not re.fullmatch(pattern, text):
        problems.add(f"period {text!r} of {frequency!r} is no period", row=n)
        return None
    total = record["totalRecords"]
    if type(total) is not int or not 0 <= total < 1e12:
        problems.add(f"totalRecords {total!r} is no count", row=n)
        return None
    return {
        "reporter": area.id if area else None,
        "frequency": frequency,
        "period": date(int(text[:4]), int(text[4:] or 1), 1),
        "classification": str(record["classificationCode"]),
        "records": total,
        "first_released": _read_day(record.get("firstReleased"), problems, n),
        "last_released": _read_day(record.get("lastReleased"), problems, n),
    }


def _read_day(text: object, problems: Problems, n: int) -> date | None:
    if text in (None, ""):
        return None
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        problems.add(f"{text!r} is no date", row=n)
        return None


READER = Reader(
    id="comtrade_availability",
    label="UN Comtrade list of available data (JSON of the API, version 1)",
    source=SOURCE,
    specs=(SPEC,),
    recognises=recognise,
    parse=parse,
)
