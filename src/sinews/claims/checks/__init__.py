"""Registry of checks. To add one: a module with `CHECK`, and one line here."""

from sinews.claims.check import Check
from sinews.claims.checks import deadline, level, ratio, trade_growth
from sinews.core.registry import Registry

CHECKS: Registry[Check] = Registry(
    "check", (level.CHECK, ratio.CHECK, deadline.CHECK, trade_growth.CHECK)
)
