"""Lever: giving from stock."""

from sinews.campaign.lever import Lever, multiply

LEVER = Lever(
    id="stock_draw",
    label="Giving from stock",
    unit="multiple of the share of 2024",
    channel="share of allocations that takes the fast line, until stocks are empty",
    neutral=1,
    low=0,
    high=4,
    apply=multiply("stock_draw"),
)
