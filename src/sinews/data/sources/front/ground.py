"""Area under Russian control by day, as four maps draw it (CSV)."""

from typing import Final

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.grid import has_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.front.columns import (
    REMEDY,
    last_date,
    read_series,
)

SOURCE: Final = load_source("control_areas")
OBSERVERS: Final = {
    "isw": "isw_economist_km2",
    "deepstate": "deepstate_km2",
    "nzz": "nzz_km2",
    "liveuamap": "liveuamap_km2",
}
"""Our name of each map and its column."""
SPEC: Final = load_spec("control_areas_daily")


def parse(file: RawFile) -> Parsed:
    """Read the areas."""
    problems = Problems(file.name, remedy=REMEDY)
    headers = {f"{name}_km2": header for name, header in OBSERVERS.items()}
    frame = read_series(file, SPEC.columns, headers, problems)
    return Parsed(tables={SPEC.id: frame}, release=last_date(frame))


READER: Final = Reader(
    id="control_areas",
    label="area under Russian control by day and map, CSV",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("date", *OBSERVERS.values()),
    parse=parse,
)
