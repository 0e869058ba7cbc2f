"""Lever: leave to use long-range missiles."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="long_range_permission",
    label="Leave to use long-range missiles",
    unit="multiple of the effect per missile",
    channel="long-range missiles -> Russian supply (deep-strike channel)",
    neutral=1,
    low=0,
    high=3,
    apply=multiply("long_range_permission"),
)
