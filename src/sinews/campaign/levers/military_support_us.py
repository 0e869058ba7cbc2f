"""Lever: Military support of the United States."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="military_support_us",
    label="Military support of the United States",
    unit="multiple of the base path",
    channel="allocations -> delivery lines -> all classes",
    neutral=1,
    low=0,
    high=3,
    apply=multiply("allocated_us"),
)
