"""From trade at hand to the panel that is screened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.core.periods import add_months, count_months
from sinews.data.evidence import Evidence
from sinews.diversion.aggregate import aggregate_exports, list_reported
from sinews.diversion.cube import Cube, Role
from sinews.diversion.families import Link, build_families, infer_links, label_families
from sinews.diversion.flow_read import find_late
from sinews.diversion.flows import late_in_goods
from sinews.diversion.mirror_read import MirrorRows, fill_mirror
from sinews.diversion.roles import find_role
from sinews.errors import EvidenceError, ProvenanceError

BULK_TABLES: Final = ("comext_bulk_monthly", "comext_monthly")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Exports of the EU27 by partner, HS6 and month, and where they come from.

    Attributes
    ----------
    others
        Exports of all other goods but mineral fuels by partner and month (others_eur), where the
        panel holds sanctioned goods alone.
    late
        Member state and month without any export: missing, not zero.
    """

    frame: pl.DataFrame
    sources: tuple[str, ...]
    shipped: bool
    others: pl.DataFrame | None = None
    late: tuple[tuple[str, date], ...] = ()


def read_rows(evidence: Evidence, data: Path | None = None, *, raw: bool = True) -> Rows:
    """Return EU27 exports by partner, HS6 and month from the widest source at hand.

    A file or folder given comes first, then Comext tables in the store, then the shipped table,
    which has seven partners and sanctioned goods only.

    Raises
    ------
    EvidenceError
        The path holds no Parquet file.
    """
    if data is not None:
        paths = sorted(data.rglob("*.parquet")) if data.is_dir() else [data]
        return Rows(
            frame=aggregate_exports(paths),
            sources=(f"file:{data.name}",),
            shipped=False,
            late=find_late(list_reported(paths)),
        )
    if raw and (stored := _stored_rows(evidence)):
        return stored
    table = evidence.table("trade_sanctioned_hs6_monthly")
    frame = table.frame.select(
        "partner",
        pl.col("hs6").alias("product"),
        "month",
        pl.col("exports_eur").cast(pl.Float64),
    )
    return Rows(
        frame=frame,
        sources=table.sources,
        shipped=True,
        others=_other_goods(evidence, frame),
        late=late_in_goods(evidence),
    )


def _other_goods(evidence: Evidence, sanctioned: pl.DataFrame) -> pl.DataFrame:
    """Return totals less mineral fuels less sanctioned goods, of the vintage of the goods."""
    totals = evidence.frame("trade_totals_monthly").filter(pl.col("flow") == "export")
    totals = totals.filter(pl.col("vintage") == pl.col("vintage").min())
    sign = pl.when(pl.col("product") == "TOTAL").then(1).otherwise(-1)
    rest = totals.group_by("partner", "month").agg(rest=(pl.col("value_eur") * sign).sum())
    goods = sanctioned.group_by("partner", "month").agg(pl.col("exports_eur").sum())
    return rest.join(goods, on=["partner", "month"], how="inner").select(
        "partner", "month", others_eur=pl.col("rest") - pl.col("exports_eur")
    )


def _stored_rows(evidence: Evidence) -> Rows | None:
    """Return the store's Comext tables; of two that hold a month, the newer one counts."""
    if evidence.store is None or evidence.mode == "shipped":
        return None
    vintages = [v for v in evidence.store.vintages() if v.kind == "raw"]
    for name in BULK_TABLES:
        here = sorted((v for v in vintages if v.table == name), key=lambda v: v.age)
        if not here:
            continue
        parts, reported, seen = [], [], set[date]()
        for v in reversed(here):
            path = evidence.store.path(v)
            if _digest(path) != v.sha256:
                raise ProvenanceError(
                    f"{path.name} ({v.id}) is damaged; run `sinews data verify --repair` and add "
                    "the file again."
                )
            new = ~pl.col("month").is_in(list(seen))
            part = aggregate_exports([path]).filter(new)
            reported.append(list_reported([path]).filter(new))
            seen |= set(part["month"].unique())
            parts.append(part)
        return Rows(
            frame=pl.concat(parts),
            sources=tuple(sorted({r.key for v in here for r in v.releases})),
            shipped=False,
            late=find_late(pl.concat(reported)),
        )
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as f:
        return file_digest(f, "sha256").hexdigest()


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

    cube: Cube
    families: Mapping[str, str]
    unknown_treated: tuple[str, ...]


def build_cube(
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
    cube = Cube(
        partners=partners,
        roles=tuple(r for p in partners if (r := roles[p]) is not None),
        products=tuple(products),
        months=months,
        exports=_fill(frame, partners, at, len(products), months),
        banned_from=banned,
        mirror=None if mirror is None else fill_mirror(mirror, partners, at, months),
        unsanctioned=_fill_others(rows.others, partners, months),
    )
    return Assembly(
        cube=cube,
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
