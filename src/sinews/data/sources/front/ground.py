"""Area under Russian control by day, as four maps draw it (CSV)."""

from typing import Final

from sinews.data.contracts import load_source, load_spec
from sinews.data.sources.front.columns import series_reader

SOURCE: Final = load_source("control_areas")
OBSERVERS: Final = {
    "isw": "isw_economist_km2",
    "deepstate": "deepstate_km2",
    "nzz": "nzz_km2",
    "liveuamap": "liveuamap_km2",
}
"""Our name of each map and its column."""
SPEC: Final = load_spec("control_areas_daily")
READER: Final = series_reader(
    SPEC,
    {f"{name}_km2": header for name, header in OBSERVERS.items()},
    id="control_areas",
    label="area under Russian control by day and map, CSV",
    source=SOURCE,
)
