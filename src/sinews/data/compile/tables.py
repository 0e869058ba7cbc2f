"""All compiled tables. To add one: write its module here and list its COMPILED below."""

from sinews.core.registry import Registry
from sinews.data.compile import passed_on
from sinews.data.compile.compiled import Compiled, Kinds
from sinews.data.compile.front import tables as front
from sinews.data.compile.losses import confirmed as losses_confirmed
from sinews.data.compile.losses import monthly as losses_monthly
from sinews.data.compile.support import (
    by_donor as support_by_donor,
)
from sinews.data.compile.support import (
    commitments as support_commitments,
)
from sinews.data.compile.support import (
    conversion,
    donors,
    open_commitments,
)
from sinews.data.compile.support import (
    monthly as support_monthly,
)
from sinews.data.compile.trade import export_bans
from sinews.data.compile.trade import (
    goods as trade_goods,
)
from sinews.data.compile.trade import (
    late_reporters as trade_late,
)
from sinews.data.compile.trade import (
    mirror as trade_mirror,
)
from sinews.data.compile.trade import (
    totals as trade_totals,
)
from sinews.data.sources import READERS

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
        *losses_monthly.COMPILED,
        losses_confirmed.COMPILED,
        *front.COMPILED,
        *trade_goods.COMPILED,
        *trade_totals.COMPILED,
        trade_late.COMPILED,
        trade_mirror.COMPILED,
        export_bans.COMPILED,
    ),
)


def all_kinds() -> Kinds:
    """Return the registered readers and compiled tables."""
    return Kinds(readers=READERS, compiled=COMPILED)
