"""All compiled tables. To add one: write its module here and list its COMPILED below."""

from sinews.core.registry import Registry
from sinews.data.compile import Compiled
from sinews.data.compiled import (
    conversion,
    donors,
    gdp_yearly,
    losses_confirmed,
    losses_monthly,
    open_commitments,
    passed_on,
    support_by_donor,
    support_commitments,
    support_monthly,
    trade_goods,
    trade_late,
    trade_mirror,
    trade_totals,
)

COMPILED: Registry[Compiled] = Registry(
    "compiled table",
    (
        support_monthly.COMPILED,
        support_by_donor.COMPILED,
        *support_commitments.COMPILED,
        *conversion.COMPILED,
        *open_commitments.COMPILED,
        donors.COMPILED,
        *passed_on.COMPILED,
        losses_monthly.COMPILED,
        losses_confirmed.COMPILED,
        gdp_yearly.COMPILED,
        *trade_goods.COMPILED,
        *trade_totals.COMPILED,
        trade_late.COMPILED,
        trade_mirror.COMPILED,
    ),
)
