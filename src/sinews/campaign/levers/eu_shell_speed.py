"""Lever: pace of the European ramp."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="eu_shell_speed",
    label="Pace of the European ramp",
    unit="multiple of the estimated pace",
    channel="European capacity -> rounds on offer",
    neutral=1,
    low=0.25,
    high=3,
    apply=multiply("eu_shell_speed"),
)
