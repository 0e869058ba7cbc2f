"""Lever: priority of armour and guns."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="priority_armour",
    label="Priority of armour and guns",
    unit="multiple of the weight",
    channel="money for tanks, fighting vehicles and guns, taken from other classes",
    neutral=1,
    low=0,
    high=4,
    apply=multiply("tilt_armour"),
)
