"""Lever: military support of other donors."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="military_support_other",
    label="Military support of other donors",
    unit="multiple of the base path",
    channel="allocations -> delivery lines -> all classes",
    neutral=1,
    low=0,
    high=3,
    apply=multiply("allocated_other", "forecast_other"),
)
