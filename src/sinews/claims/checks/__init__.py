"""Registry of checks. To add one: a module with `CHECK`, and one line here."""

from sinews.claims.check import Check
from sinews.claims.checks import (
    deadline,
    elapsed,
    events,
    level,
    pace,
    ratio,
    recorded,
    support_pace,
    trade_growth,
    weapons,
)
from sinews.core.registry import Registry

CHECKS: Registry[Check] = Registry(
    "check",
    (
        level.CHECK,
        ratio.CHECK,
        pace.CHECK,
        deadline.CHECK,
        recorded.CHECK,
        events.CHECK,
        elapsed.CHECK,
        support_pace.CHECK,
        weapons.CHECK,
        trade_growth.CHECK,
    ),
)
