"""Lever: combat aircraft."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="aircraft_deliveries",
    label="Combat aircraft",
    unit="multiple of the base path",
    channel="aircraft -> low-cost defence and the glide-bomb term of the balance",
    neutral=1,
    low=0,
    high=4,
    apply=multiply("aircraft_delivered"),
)
