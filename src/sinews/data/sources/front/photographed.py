"""Russian losses of equipment seen in photographs, by type and month of loss (CSV)."""

from typing import Final

from sinews.data.contracts import load_source, load_spec
from sinews.data.sources.front.columns import check_month_ends, series_reader

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
READER: Final = series_reader(
    SPEC,
    TYPES,
    id="photographed_losses",
    label="photographed Russian losses by type and month, CSV",
    source=SOURCE,
    check=check_month_ends,
)
