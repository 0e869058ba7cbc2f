"""Lever: pressure on Iran."""

from sinews.campaign.lever import Lever, add

LEVER = Lever(
    id="iran_pressure",
    label="Pressure on Iran",
    unit="share of the effort",
    channel="ceiling of Russian one-way drones",
    neutral=0,
    low=0,
    high=1,
    apply=add("iran_pressure", least=0, most=1),
)
