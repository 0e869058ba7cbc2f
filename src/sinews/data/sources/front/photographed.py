"""Russian losses of equipment seen in photographs, by type and month of loss (CSV)."""

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

SOURCE: Final = load_source("photographed_losses")
TYPES: Final = {
    "aircraft": "Airplanes",
    "medical_vehicle": "Ambulances, medical vehicles",
    "air_defence": "Anti-aircraft systems",
    "anti_tank": "Anti-tank systems",
    "command_post": "Command posts, communication",
    "drone": "Drones",
    "engineering": "Engineering",
    "helicopter": "Helicopters",
    "ifv": "Infantry fighting vehicles",
    "mobility_vehicle": "Infantry mobility vehicles",
    "other": "Other",
    "radar_jammer": "Radars, jammers",
    "rocket_artillery": "Rocket and missile artillery",
    "self_propelled_artillery": "Self-propelled artillery",
    "tank": "Tanks",
    "towed_artillery": "Towed artillery",
    "transport": "Transport",
    "vessel": "Vessels",
}
"""Our name of each type and the producer's."""
SPEC: Final = load_spec("photographed_losses_monthly")


def parse(file: RawFile) -> Parsed:
    """Read the months."""
    problems = Problems(file.name, remedy=REMEDY)
    frame = read_series(file, SPEC.columns, TYPES, problems)
    for day in frame["date"].filter(frame["date"] != frame["date"].dt.month_end()):
        problems.add(f"{day} is not the last day of a month", column="date")
    problems.raise_if_any()
    return Parsed(tables={SPEC.id: frame}, release=last_date(frame))


READER: Final = Reader(
    id="photographed_losses",
    label="photographed Russian losses by type and month, CSV",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("date", *TYPES.values()),
    parse=parse,
)
