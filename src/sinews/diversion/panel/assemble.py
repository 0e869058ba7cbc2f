"""From the trade available to the panel that is screened, and what the panel does not show."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import Window, add_months, count_months
from sinews.core.places import EU27, countries
from sinews.diversion.panel.mirror_read import MirrorRows, fill_mirror
from sinews.diversion.panel.panel import Panel, Role, find_role
from sinews.diversion.panel.rows import Rows
from sinews.diversion.trade.families import (
    Link,
    build_families,
    infer_links,
    label_families,
)
from sinews.diversion.trade.late_reporters import name_late
from sinews.errors import EvidenceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A panel with what was decided on the way.

    Attributes
    ----------
    families
        HS6 code to the name of its family, for codes that are not alone.
    unknown_treated
        Treated products without any trade in the panel.
    """

    panel: Panel
    families: Mapping[str, str]
    unknown_treated: tuple[str, ...]


def build_panel(
    rows: Rows,
    treated: Mapping[str, date],
    *,
    last: date,
    scored: frozenset[str] = frozenset(),
    links: tuple[Link, ...] | None = None,
    mirror: MirrorRows | None = None,
) -> Assembly:
    """Return the panel as arrays, products joined to families.

    Parameters
    ----------
    last
        Last month that is used.
    links
        A correlation table; None where none is at hand, then the cautious rule decides.

    Raises
    ------
    EvidenceError
        No partner of the data has a role.
    """
    frame = rows.frame.filter(pl.col("month") <= last)
    roles = {p: find_role(p, scored=scored) for p in frame["partner"].unique()}
    frame = frame.filter(pl.col("partner").is_in([p for p, r in roles.items() if r is not None]))
    if frame.is_empty():
        raise EvidenceError("No partner in the data is Russia, an intermediary or a control.")
    months = _months(frame)
    name = _families(frame, months, links)
    products = sorted(set(name.values()))
    place = {f: i for i, f in enumerate(products)}
    at = {code: place[f] for code, f in name.items()}
    order: Mapping[Role | None, int] = {"target": 0, "intermediary": 1, "control": 2}
    partners = tuple(sorted(set(frame["partner"]), key=lambda p: (order[roles[p]], p)))
    banned = np.full(len(products), len(months), dtype=np.int64)
    for code, month in treated.items():
        if code in at:
            index = count_months(months[0], month) - 1
            banned[at[code]] = min(banned[at[code]], max(index, 0))
    exports = _fill(frame, partners, at, len(products), months)
    panel = Panel(
        partners=partners,
        roles=tuple(r for p in partners if (r := roles[p]) is not None),
        products=tuple(products),
        months=months,
        exports=exports,
        banned_from=banned,
        mirror=None
        if mirror is None
        else fill_mirror(mirror, partners, at, months, exports.sum(2)),
        unsanctioned=_fill_others(rows.others, partners, months),
    )
    return Assembly(
        panel=panel,
        families={c: f for c, f in name.items() if c != f},
        unknown_treated=tuple(sorted(set(treated) - set(at))),
    )


def _fill_others(
    others: pl.DataFrame | None, partners: tuple[str, ...], months: tuple[date, ...]
) -> FloatArray | None:
    if others is None:
        return None
    known = {(p, m): v for p, m, v in others.iter_rows()}
    return np.array([[float(known.get((p, m), 0)) for m in months] for p in partners])


def _months(frame: pl.DataFrame) -> tuple[date, ...]:
    first, last = frame["month"].min(), frame["month"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        raise EvidenceError("The trade at hand has no months.")
    return tuple(add_months(first, i) for i in range(count_months(first, last)))


def _families(
    frame: pl.DataFrame, months: tuple[date, ...], links: tuple[Link, ...] | None
) -> dict[str, str]:
    seen = (
        frame.filter(pl.col("exports_eur") > 0)
        .group_by("product")
        .agg(
            first=pl.col("month").min(),
            last=pl.col("month").max(),
            weight=pl.col("exports_eur")
            .filter(pl.col("month") >= months[-min(12, len(months))])
            .sum(),
        )
    )
    columns = seen.to_dict(as_series=False)
    codes = columns["product"]
    if links is None:
        links = infer_links(
            dict(zip(codes, columns["first"], strict=True)),
            dict(zip(codes, columns["last"], strict=True)),
            first=months[0],
            last=months[-1],
        )
    families = build_families(codes, links, digits=6, first=months[0], last=months[-1])
    return label_families(families, dict(zip(codes, columns["weight"], strict=True)))


def _fill(
    frame: pl.DataFrame,
    partners: tuple[str, ...],
    at: Mapping[str, int],
    products: int,
    months: tuple[date, ...],
) -> FloatArray:
    """Return exports as an array; a cell without a row is no trade."""
    out = np.zeros((len(partners), products, len(months)))
    who = {p: i for i, p in enumerate(partners)}
    when = {m: i for i, m in enumerate(months)}
    # Codes of one family are added in a fixed order: sums of floats depend on it.
    known = frame.filter(pl.col("product").is_in(list(at))).sort("product", "month", "partner")
    p = known["partner"].replace_strict(who, return_dtype=pl.Int64).to_numpy()
    k = known["product"].replace_strict(dict(at), return_dtype=pl.Int64).to_numpy()
    t = known["month"].replace_strict(when, return_dtype=pl.Int64).to_numpy()
    np.add.at(out, (p, k, t), known["exports_eur"].to_numpy())
    return out


def describe_unseen(rows: Rows, treated: Container[str], window: Window) -> tuple[str, ...]:
    """Return a note on late reporters and one on trade whose partner is no country."""
    notes = []
    if rows.passed_over:
        notes.append(rows.passed_over)
    months = set(window.months())
    if rows.masked and rows.late:
        notes.append(
            f"late, left out of that month in every year: {name_late(rows.late)}; the excess is "
            "that of the others"
        )
    elif late := tuple((r, m) for r, m in rows.late if m in months):
        usual = (
            f" (EUR {rows.late_usual_eur / 1e6:,.1f} m a month to the intermediaries the year "
            "before)"
            if rows.late_usual_eur
            else ""
        )
        notes.append(
            f"not reported at the time, missing and not zero: {name_late(late)}{usual}; the table "
            "holds sums, from which no reporter can be taken out, so the excess is understated"
        )
    unnamed, outside = _sum_unnamed(rows, treated, window)
    if unnamed > 0:
        notes.append(
            f"EUR {unnamed / 1e6:,.1f} m of the banned goods ({unnamed / outside:.1%} of exports "
            "outside the Union) went to stores, secret or undetermined partners, which are "
            "neither scored nor controls"
        )
    return tuple(notes)


def _sum_unnamed(rows: Rows, treated: Container[str], window: Window) -> tuple[float, float]:
    """Return exports of treated goods in the window to partners without a name, and to all."""
    here = rows.frame.filter(pl.col("month").is_between(window.start, window.end))
    sums = here.group_by("partner", "product").agg(pl.col("exports_eur").sum())
    goods = [k for k in sums["product"].unique() if k in treated]
    sums = sums.filter(
        pl.col("product").is_in(goods) & ~pl.col("partner").is_in(sorted(EU27))
    ).sort("partner", "product")
    named = sums["partner"].is_in(sorted(countries()))
    return float(sums.filter(~named)["exports_eur"].sum()), float(sums["exports_eur"].sum())
