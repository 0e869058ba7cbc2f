"""Lever: priority of shells."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="priority_shells",
    label="Priority of shells",
    unit="multiple of the weight",
    channel="money for shells, taken from other classes",
    neutral=1,
    low=0,
    high=4,
    apply=multiply("tilt_shells"),
)
