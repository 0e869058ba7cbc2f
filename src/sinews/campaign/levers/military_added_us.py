"""Lever: military allocations of the United States added to the base path."""

from sinews.campaign.lever import EUR_BN_A_YEAR, Lever, add

LEVER = Lever(
    id="military_added_us",
    label="Military allocations added by the United States",
    unit="EUR bn/year",
    channel="allocations -> delivery lines -> all classes",
    neutral=0,
    low=-60,
    high=60,
    apply=add("allocated_us", factor=EUR_BN_A_YEAR),
)
