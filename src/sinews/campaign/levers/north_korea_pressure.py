"""Lever: pressure on North Korea."""

from sinews.campaign.lever import Lever, add

LEVER = Lever(
    id="north_korea_pressure",
    label="Pressure on North Korea",
    unit="share of the effort",
    channel="rounds sent to Russia",
    neutral=0,
    low=0,
    high=1,
    apply=add("nk_pressure", least=0, most=1),
)
