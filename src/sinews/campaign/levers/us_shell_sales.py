"""Lever: sale of US shells."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="us_shell_sales",
    label="Sale of US shells",
    unit="multiple of the base path, at most all",
    channel="US output -> rounds on offer",
    neutral=1,
    low=0,
    high=2,
    apply=multiply("us_output_open", most=1),
)
