"""Lever: goal of European shell output."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="eu_shell_goal",
    label="Goal of European shell output",
    unit="multiple of the estimated goal",
    channel="European capacity -> rounds on offer",
    neutral=1,
    low=0.5,
    high=3,
    apply=multiply("eu_shell_goal"),
)
