"""Check: growth of exports of listed goods between two windows of months."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from sinews.claims.check import Check, Desk, Found
from sinews.errors import EvidenceError

TABLE: Final = "trade_sanctioned_cn8_windows"
_LAST: Final = {f"mar_nov_{y}": date(y, 11, 30) for y in (2020, 2021, 2022)}


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return the change of exports from window ``base`` to ``window``, per cent.

    Parameters
    ----------
    settings
        ``reporter`` (empty for all members of the EU) and ``partner`` by ISO code; ``goods``: first
        digits of the product code, empty for all listed goods.

    Raises
    ------
    EvidenceError
        Nothing is reported in the base window, so that growth has no meaning.
    """
    goods = settings.get("goods", "")
    flows = desk.frame(TABLE).filter(
        pl.col("reporter").str.starts_with(settings["reporter"])
        & (pl.col("partner") == settings["partner"])
        & pl.col("cn8").str.starts_with(goods)
    )
    base, window = (
        float(flows.filter(pl.col("window") == settings[k])["exports_eur"].sum())
        for k in ("base", "window")
    )
    lane = f"{settings['reporter'] or 'EU27'} to {settings['partner']}"
    if base <= 0:
        raise EvidenceError(f"{lane}, goods {goods!r}: nothing reported in {settings['base']}.")
    return Found(
        value=100 * (window / base - 1),
        unit="%",
        grade="counted",
        as_of=_LAST[settings["window"]],
        sources=desk.releases(TABLE),
        method=f"Exports of EUR {window / 1e6:,.1f} m against {base / 1e6:,.1f} m, less one.",
        rows=f"{TABLE}: {lane}, codes {goods}*, {settings['window']} on {settings['base']}",
    )


CHECK = Check(
    id="trade_growth",
    label="Growth of exports of listed goods",
    settings=("reporter", "partner", "goods", "window", "base"),
    compute=compute,
    table=TABLE,
)
