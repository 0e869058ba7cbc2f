"""Lever: military allocations of Europe added to the base path."""

from sinews.campaign.lever import EUR_BN_A_YEAR, Lever, add

LEVER = Lever(
    id="military_added_europe",
    label="Military allocations added by Europe",
    unit="EUR bn/year",
    channel="allocations -> delivery lines -> all classes",
    neutral=0,
    low=-60,
    high=60,
    apply=add("allocated_europe", factor=EUR_BN_A_YEAR),
)
