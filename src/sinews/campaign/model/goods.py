"""Critical goods of Russia: what enforcement cuts, what others refill, what output follows."""

from math import exp, log

from sinews.engine import aux, flow, stock

replaced = stock("share", 0, doc="Part of critical goods cut by enforcement that others refill.")
parts_store = stock("week", "parts_store_start", doc="Weeks of critical goods in store.")


@aux("share")
def goods_cut(enforcement: float, enforcement_effect: float, diverted_share: float) -> float:
    """Share of critical goods that enforcement removes."""
    return enforcement * enforcement_effect * diverted_share


@flow("share/week", into="replaced")
def replace_goods(
    refill: float, replaced_most: float, goods_cut: float, replaced: float, replace_time: float
) -> float:
    """Refill from other suppliers, up to a share of what was cut."""
    return (refill * replaced_most * goods_cut - replaced) / replace_time


@aux("share")
def goods_inflow(goods_cut: float, replaced: float) -> float:
    """Inflow of critical goods relative to need."""
    return 1 - goods_cut + replaced


@aux("share")
def goods_use(goods_inflow: float, parts_store: float, store_time: float) -> float:
    """Use of critical goods relative to need: parts in store bridge a gap."""
    return min(1, goods_inflow + parts_store / store_time)


@flow("1", into="parts_store")
def fill_store(goods_inflow: float, goods_use: float) -> float:
    """Fill or empty the store."""
    return goods_inflow - goods_use


@aux("1")
def goods_high(goods_use: float, goods_elasticity_high: float) -> float:
    """Output of missiles, drones and optics, relative to full supply."""
    return exp(goods_elasticity_high * log(goods_use))


@aux("1")
def goods_shells(goods_use: float, goods_elasticity_shells: float) -> float:
    """Output of shells, relative to full supply: machine tools only."""
    return exp(goods_elasticity_shells * log(goods_use))
