"""Codes of exports at hand, joined to families that mean the same goods in all windows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from sinews.data.evidence.evidence import Evidence
from sinews.diversion.trade.families import (
    Link,
    build_families,
    find_columns,
    infer_links,
    label_families,
    official_links,
    read_concordance,
)
from sinews.diversion.trade.goods import Goods
from sinews.diversion.trade.schema import Flows
from sinews.errors import EvidenceError, UsageError

CAUTIOUS: Final = (
    "codes last seen in one edition of the nomenclature and codes first seen in the next are "
    "joined within their heading (HS4), nothing else"
)
ALONE: Final = "no codes are joined"
TABLE: Final = "codes are joined as the correlation table says"
_WINDOW_END: Final = 11
"""Shipped windows run from March to November: a code of the year was last seen in November."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Exports whose product is a family.

    Attributes
    ----------
    flows
        Products are named after the family's code with most trade in the last year; only the
        goods asked for are left.
    members
        Family to its codes, for families of several.
    rule
        How codes were joined.
    """

    flows: Flows
    members: Mapping[str, tuple[str, ...]]
    rule: str

    def codes(self, family: str) -> str:
        """Return the codes of a family, joined by +."""
        return "+".join(self.members.get(family, (family,)))


def join_families(flows: Flows, goods: Goods, links: tuple[Link, ...] | None = None) -> Joined:
    """Join codes to families and keep those with a code that the goods name.

    A list written in one edition of the nomenclature names the new code and not the old one: the
    family holds both, so that growth is not counted from nothing.

    Parameters
    ----------
    links
        A correlation table; None for the cautious rule.

    Raises
    ------
    UsageError
        None of the goods is in the trade.
    """
    seen = _first_and_last(flows)
    first = dict(zip(seen["product"], seen["first"], strict=True))
    last = dict(zip(seen["product"], seen["last"], strict=True))
    start, end = min(first.values()), max(last.values())
    if links is None:
        found, rule = infer_links(first, last, first=start, last=end), CAUTIOUS
    elif not links:
        found, rule = (), ALONE
    else:
        found, rule = links, TABLE
    plain = build_families(first, found, digits=flows.digits, first=start, last=end)
    weight = dict(zip(seen["product"], seen["weight"], strict=True))
    names = label_families(plain, weight)
    kept = {names[c] for c in goods.keep(seen.select("product"))["product"]}
    if not kept:
        raise UsageError(f"There is no trade in {goods.label} at hand; check the codes.")
    members: dict[str, list[str]] = {}
    for code, name in sorted(names.items()):
        members.setdefault(name, []).append(code)
    product = pl.col("product").replace_strict(names, return_dtype=pl.String)
    known = flows.frame.filter(pl.col("product").is_in(list(names)))
    frame = known.with_columns(product=product).filter(pl.col("product").is_in(sorted(kept)))
    return Joined(
        flows=replace(flows, frame=frame),
        members={n: tuple(c) for n, c in members.items() if len(c) > 1 and n in kept},
        rule=rule,
    )


def _first_and_last(flows: Flows) -> pl.DataFrame:
    """Return product, first and last month with trade, and trade of the last twelve months."""
    last = pl.col("month").dt.replace(month=_WINDOW_END) if flows.windows_only else pl.col("month")
    rows = flows.frame.filter(pl.col("exports_eur") > 0).with_columns(last=last)
    newest = rows["last"].max()
    if not isinstance(newest, date):
        raise EvidenceError("The trade at hand holds no exports above zero.")
    recent = pl.col("month") > newest.replace(year=newest.year - 1)
    return (
        rows.group_by("product")
        .agg(
            first=pl.col("month").min(),
            last=pl.col("last").max(),
            weight=pl.col("exports_eur").filter(recent).sum().round().cast(pl.Int64),
        )
        .sort("product")
    )


def choose_links(
    evidence: Evidence, concordance: Path | None, data: Path | None
) -> tuple[Link, ...]:
    """Return the correlation table named, else the one beside the data, else the official one.

    Raises
    ------
    EvidenceError
        A table cannot be read, or several lie beside the data.
    """
    if concordance is not None:
        return read_concordance(concordance)
    return find_concordance(data) or official_links(evidence)


def find_concordance(data: Path | None) -> tuple[Link, ...] | None:
    """Return the correlation table that lies with the data: a CSV that `read_concordance` takes.

    Raises
    ------
    EvidenceError
        There are several, or the one found cannot be read.
    """
    if data is None:
        return None
    folder = data if data.is_dir() else data.parent
    found = [p for p in sorted(folder.glob("*.csv")) if _is_concordance(p)]
    if len(found) > 1:
        names = ", ".join(p.name for p in found)
        raise EvidenceError(f"{folder} holds several correlation tables ({names}); name one.")
    return read_concordance(found[0]) if found else None


def _is_concordance(path: Path) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace") as f:
        return find_columns(f.readline().split(",")) is not None
