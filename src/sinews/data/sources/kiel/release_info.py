"""Kiel website, release_info.csv: which release the other files belong to."""

import re
from datetime import date

from sinews.data.read.cells import Field
from sinews.data.read.grid import has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

_FIELDS = (
    Field(name="release", kind="text", headers=("release",)),
    Field(name="period", kind="text", headers=("period",)),
    Field(name="published", kind="date", headers=("date",)),
    Field(name="label", kind="text", headers=("label",)),
)


def parse(file: RawFile) -> Parsed:
    """Read release_info.csv: one row; number, period and label must agree."""
    raw, _, problems = read_columns(file, _FIELDS, remedy=kiel.REMEDY)
    if raw.height != 1:
        problems.add(f"holds {raw.height} rows where one is expected")
        problems.raise_if_any()
    release, period, published, label = raw.row(0)
    match = re.fullmatch(r"(0[1-9]|1[0-2])/(20\d{2})", period, re.ASCII)
    if not match:
        problems.add(f"{period!r} is not a period like 04/2026", column="period")
    if not re.fullmatch(r"\d{1,3}(v\d)?", release, re.ASCII):
        problems.add(f"{release!r} is not the number of a release", column="release")
    if f"Release {release} ({period})" not in label:
        problems.add(f"{label!r} does not repeat release and period", column="label")
    problems.raise_if_any()
    assert match is not None
    last = date(int(match[2]), int(match[1]), 1)
    if published < last:
        problems.add(f"published {published} before its last month {last:%Y-%m}", column="date")
    problems.raise_if_any()
    return Parsed(tables={}, release=release, published=published, until=last, notes=problems.notes)


READER = Reader(
    id="kiel_release",
    label="Kiel tracker website, release_info.csv",
    source=kiel.TRACKER,
    specs=(),
    recognises=has_columns("release", "period", "date", "label"),
    parse=parse,
)
