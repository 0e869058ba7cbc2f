"""Lever: tailored enforcement of sanctions at all five corridors."""

from sinews.campaign.lever import Lever, add

LEVER = Lever(
    id="enforcement",
    label="Tailored enforcement in Armenia, Georgia, Kyrgyzstan, Kazakhstan and Uzbekistan",
    unit="share of a list of 25 goods at all five corridors that is enforced",
    channel="critical goods -> missiles, new armour, shells; refilled in part by others",
    neutral=0,
    low=0,
    high=1,
    apply=add("enforcement", least=0, most=1),
)
