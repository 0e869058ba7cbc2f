"""Lever: priority of drones."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="priority_drones",
    label="Priority of drones",
    unit="multiple of the weight",
    channel="drones that partners' money buys in Ukraine",
    neutral=1,
    low=0,
    high=4,
    apply=multiply("tilt_drones"),
)
