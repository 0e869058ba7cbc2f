"""Lever: priority of air defence."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="priority_air_defence",
    label="Priority of air defence",
    unit="multiple of the weight",
    channel="interceptors and low-cost defence -> what leaks through -> output of Ukraine",
    neutral=1,
    low=0,
    high=4,
    apply=multiply("tilt_air_defence"),
)
