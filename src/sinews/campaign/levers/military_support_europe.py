"""Lever: military support of Europe."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="military_support_europe",
    label="Military support of Europe",
    unit="multiple of the base path",
    channel="allocations -> delivery lines -> all classes",
    neutral=1,
    low=0,
    high=3,
    apply=multiply("allocated_europe", "forecast_europe"),
)
