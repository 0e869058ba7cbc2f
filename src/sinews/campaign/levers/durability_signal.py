"""Lever: promises about duration."""

from sinews.campaign.lever import Lever, add

LEVER = Lever(
    id="durability_signal",
    label="Promises about duration",
    unit="added to the index",
    channel="durability of support -> Russian belief in force",
    neutral=0,
    low=-0.6,
    high=0.6,
    apply=add("durability_signal", least=0, most=1),
)
