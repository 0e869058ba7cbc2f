"""Lever: priority of long-range strike."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="priority_long_range",
    label="Priority of long-range strike",
    unit="multiple of the weight",
    channel="long-range missiles -> Russian supply (deep-strike channel)",
    neutral=1,
    low=0,
    high=6,
    apply=multiply("tilt_long_range"),
)
