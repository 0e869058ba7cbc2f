"""Lever: tailored enforcement of sanctions."""

from sinews.campaign.lever import Lever, add

LEVER = Lever(
    id="enforcement",
    label="Tailored enforcement of sanctions",
    unit="share of the diverted part that is named",
    channel="critical goods -> missiles, new armour, shells; refilled in part by others",
    neutral=0,
    low=0,
    high=1,
    apply=add("enforcement", least=0, most=1),
)
