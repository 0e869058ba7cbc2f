"""Lever: Ukrainian posture."""

from sinews.campaign.lever import Lever, add

LEVER = Lever(
    id="posture",
    label="Ukrainian posture",
    unit="added to the index",
    channel="attack effort -> ground, exposure of both sides, fortification",
    neutral=0,
    low=-1,
    high=1,
    apply=add("posture", least=0, most=1),
)
