"""Area under Russian control by day, as four maps draw it (CSV)."""

from typing import Final

from sinews.core.provenance import Source
from sinews.core.table import TableSpec
from sinews.data.read.grid import has_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.front.columns import (
    REMEDY,
    amount_column,
    date_column,
    last_date,
    read_series,
)

SOURCE: Final = Source(
    id="control_areas",
    title="Area of Ukraine under Russian control by day, from four maps",
    producer="Institute for the Study of War, polygons summed by The Economist; DeepState, area "
    "computed from its daily polygons; Neue Zürcher Zeitung; Liveuamap",
    url="https://github.com/TheEconomist/the-economist-ukraine-war-dead-and-wounded-estimates",
    licence="ISW by The Economist: CC BY 4.0; DeepState: terms not stated; NZZ: no licence file; "
    "Liveuamap: free with credit to the authors",
    cautions=("revised", "secondary"),
)
OBSERVERS: Final = {
    "isw": "isw_economist_km2",
    "deepstate": "deepstate_km2",
    "nzz": "nzz_km2",
    "liveuamap": "liveuamap_km2",
}
"""Our name of each map and its column."""
SPEC: Final = TableSpec(
    id="control_areas_daily",
    description="Land of Ukraine under Russian control by day and map, what was held before 2022 "
    "included; land of Russia (Kursk) is not part of it.",
    key=("date",),
    columns=(
        date_column("day"),
        *(
            amount_column(f"{name}_km2", "km2", f"area on the map of {name}", required=False)
            for name in OBSERVERS
        ),
    ),
    min_rows=1_000,
)


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
