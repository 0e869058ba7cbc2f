"""A synthetic world as a panel, as Comext-like Parquet, and as mirror rows."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from sinews.diversion.panel.mirror_read import MirrorRows
from sinews.diversion.panel.panel import MirrorFlows, Panel
from synthetic_trade.world import INVASION, MONTHS, World

REPORTERS = ("DE", "PL", "LT", "IT")


def panel_of(world: World, *, mirror: bool) -> Panel:
    """The panel that the screen takes."""
    t = np.arange(MONTHS)
    roles = {"RU": "target"} | dict.fromkeys(world.hubs, "intermediary")
    flows = MirrorFlows(
        starts=t, ends=t, arrivals=world.arrivals, onward=world.onward, bypass=world.from_russia
    )
    return Panel(
        partners=world.partners,
        roles=tuple(roles.get(p, "control") for p in world.partners),
        products=world.products,
        months=world.months,
        exports=world.exports,
        banned_from=np.where(world.treated, INVASION, MONTHS),
        mirror=flows if mirror else None,
    )


def narrow_panel(panel: Panel) -> Panel:
    """The same panel as the shipped tables would hold it: no controls, few unbanned goods.

    One unbanned good in six is kept (a tenth of the goods, as in the list of October 2022); all
    others are known as monthly totals of each partner.
    """
    p, free = np.flatnonzero(np.array(panel.roles) != "control"), np.flatnonzero(~panel.treated)
    k = np.sort(np.concatenate([np.flatnonzero(panel.treated), free[::6]]))
    rest = np.setdiff1d(free, k)
    flows = panel.mirror
    cut = np.ix_(p, k)
    return replace(
        panel,
        partners=tuple(panel.partners[i] for i in p),
        roles=tuple(panel.roles[i] for i in p),
        products=tuple(panel.products[i] for i in k),
        exports=panel.exports[cut],
        banned_from=panel.banned_from[k],
        mirror=flows
        and replace(
            flows,
            arrivals=flows.arrivals[cut],
            onward=flows.onward[cut],
            bypass=flows.bypass[cut],
        ),
        unsanctioned=panel.exports[np.ix_(p, rest)].sum(1),
    )


def long_frame(world: World, values: np.ndarray, name: str) -> pl.DataFrame:
    """Candidates with trade: partner, product, month and the value."""
    p, k, t = np.nonzero(np.nan_to_num(values))
    months = np.array(world.months, dtype="datetime64[D]")
    return pl.DataFrame(
        {
            "partner": np.array(world.partners)[p],
            "product": np.array(world.products)[k],
            "month": months[t],
            name: values[p, k, t],
        }
    ).with_columns(pl.col("month").cast(pl.Date))


def write_comext(world: World, folder: Path, seed: int = 0) -> None:
    """Bulk-like partitions in cents: CN8 codes, exports split over a few member states."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(len(REPORTERS)), world.exports.shape[:2])
    cells = long_frame(world, world.exports, "value_eur")
    for i, reporter in enumerate(REPORTERS):
        part = long_frame(world, world.exports * shares[:, :, i, None], "value_eur").with_columns(
            reporter=pl.lit(reporter),
            flow=pl.lit("export"),
            product=pl.col("product") + "00",
            value_eur=pl.col("value_eur").round(2),
        )
        path = folder / f"reporter={reporter}" / "cells.parquet"
        path.parent.mkdir(parents=True)
        part.write_parquet(path)
    assert cells.height


def mirror_rows(world: World) -> MirrorRows:
    """What the partners report, by month."""
    parts = [
        long_frame(world, values, "value_eur").with_columns(kind=pl.lit(kind))
        for kind, values in (
            ("arrivals", world.arrivals),
            ("onward", world.onward),
            ("bypass", world.from_russia),
        )
    ]
    frame = pl.concat(parts).select(
        "kind", "partner", "product", pl.col("month").alias("start"), "value_eur", months=pl.lit(1)
    )
    return MirrorRows(frame=frame, incomplete=(), sources=("synthetic",))
