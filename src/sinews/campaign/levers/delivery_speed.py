"""Lever: pace of delivery."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="delivery_speed",
    label="Pace of delivery",
    unit="multiple of the estimated pace",
    channel="rates of both delivery lines",
    neutral=1,
    low=0.25,
    high=3,
    apply=multiply("delivery_speed"),
)
