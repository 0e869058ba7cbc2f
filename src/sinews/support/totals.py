"""Totals of any donor, group, type and window: bilateral or with the share in EU institutions."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from sinews.core.periods import Window
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UnknownNameError, UsageError
from sinews.support.flows import donor_flows, group_flows
from sinews.support.groups import (
    BASE,
    LABELS,
    base_groups,
    find_donor,
    find_type,
    is_group,
)
from sinews.support.prices import BASIS, price_factor

BY: Final = ("donor", "group", "type", "month", "quarter")
PER: Final = ("gdp", "head")
GDP_YEAR: Final = 2021


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for; `of` names one donor or one group, None all donors.

    Attributes
    ----------
    eu_share
        Attribute the EU institutions' allocations to the member states.
    prices
        Year of constant prices; None for current prices.
    per
        ``gdp``, ``head``, or None.
    gdp_year
        Year of the product to divide by; the evidence has 2021 for all donors and no other.
    """

    by: str = "group"
    window: str = "to_date"
    type: str = "total"
    of: str | None = None
    eu_share: bool = False
    prices: int | None = None
    per: str | None = None
    gdp_year: int = GDP_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The answer: columns key, label, value; `notes` say what a reader could mistake."""

    frame: pl.DataFrame
    unit: str
    window: Window
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def sum_support(evidence: Evidence, question: Question) -> Totals:
    """Return allocations as asked.

    Raises
    ------
    UnknownNameError
        A word of the question names nothing; the nearest names are suggested.
    UsageError
        The window holds no month, or the combination needs data that are not at hand.
    """
    q = _check(question)
    flows, window, sources = _flows(evidence, q)
    if q.eu_share:
        flows = attribute_eu_share(flows, evidence.frame("donors"))
    if q.prices is not None:
        flows = _deflate(flows, q.prices)
    frame = _aggregate(flows, q, evidence.frame("donors"))
    if q.per:
        frame = _divide(frame, q, evidence.frame("donors"))
    return Totals(
        frame=frame,
        unit={"gdp": "% of GDP", "head": "EUR/head"}.get(q.per or "", "EUR bn"),
        window=window,
        sources=sources,
        notes=_notes(q, window),
    )


def attribute_eu_share(flows: pl.DataFrame, donors: pl.DataFrame) -> pl.DataFrame:
    """Return flows in which members carry the EU institutions' part.

    The producer attributes the institutions' allocations to date; its key is used for every window
    and type.
    """
    key = donors.filter(pl.col("eu_share_eur_bn").is_not_null()).select(
        member="donor", share=pl.col("eu_share_eur_bn") / pl.col("eu_share_eur_bn").sum()
    )
    institutions = pl.col("base_group") == "eu_institutions"
    attributed = (
        flows.filter(institutions)
        .join(key, how="cross")
        .with_columns(
            donor="member",
            base_group=pl.lit("eu27"),
            eur_bn=pl.col("eur_bn") * pl.col("share"),
        )
        .select(flows.columns)
    )
    return pl.concat([flows.filter(~institutions), attributed])


def _check(q: Question) -> Question:
    if q.by not in BY:
        raise UnknownNameError("grouping", q.by, BY)
    if q.per is not None and q.per not in PER:
        raise UnknownNameError("basis", q.per, PER)
    if q.gdp_year != GDP_YEAR:
        raise UsageError(
            f"There is no GDP of {q.gdp_year} in euro for the donors: the tracker gives {GDP_YEAR} "
            "only, and national products in dollars need yearly exchange rates that are not here."
        )
    if q.per and q.by not in ("donor", "group"):
        raise UsageError(f"--per {q.per} needs --by donor or --by group.")
    return Question(
        by=q.by,
        window=q.window,
        type=find_type(q.type),
        of=q.of,
        eu_share=q.eu_share,
        prices=q.prices,
        per=q.per,
    )


def _flows(evidence: Evidence, q: Question) -> tuple[pl.DataFrame, Window, tuple[str, ...]]:
    """Return donor, base_group, period (a date), type, eur_bn; donor is null in group tables."""
    one_donor = q.of is not None and not is_group(q.of)
    if q.by == "donor" or one_donor:
        monthly = q.by in ("month", "quarter")
        flows, window, sources = donor_flows(evidence, q.window, monthly=monthly)
    else:
        flows, window, sources = group_flows(evidence, q.window)
    if q.by != "type":
        flows = flows.filter(pl.col("type") == q.type)
    else:
        flows = flows.filter(pl.col("type") != "total")
    if one_donor:
        donor = find_donor(str(q.of), evidence.frame("donors"))
        keep = [donor, "eu_institutions"] if q.eu_share else [donor]
        return flows.filter(pl.col("donor").is_in(keep)), window, sources
    if q.of is not None:
        flows = flows.filter(pl.col("base_group").is_in(base_groups(q.of)))
    return flows, window, sources


def _deflate(flows: pl.DataFrame, base: int) -> pl.DataFrame:
    if flows["period"].null_count():
        raise UsageError(
            "Constant prices need amounts by year; this window of a donor spans several. Ask for "
            "one year (--window 2025) or to_date, or bring in a release with donor-months: "
            "`sinews data add data_explorer.csv`."
        )
    years: set[date] = set(flows["period"].unique().to_list())
    factor = {p: price_factor(p.year, base) for p in sorted(years)}
    return flows.with_columns(
        eur_bn=pl.col("eur_bn") * pl.col("period").replace_strict(factor, return_dtype=pl.Float64)
    )


def _aggregate(flows: pl.DataFrame, q: Question, donors: pl.DataFrame) -> pl.DataFrame:
    """Return key, label, value in the order of the axis, or by size for names."""
    if q.of is not None and q.eu_share and not is_group(q.of):
        flows = flows.filter(pl.col("donor") == find_donor(q.of, donors))
    key = {
        "donor": pl.col("donor"),
        "group": pl.col("base_group"),
        "type": pl.col("type"),
        "month": pl.col("period").dt.strftime("%Y-%m"),
        "quarter": pl.format("{}-Q{}", pl.col("period").dt.year(), pl.col("period").dt.quarter()),
    }[q.by]
    sums = flows.group_by(key=key).agg(value=pl.col("eur_bn").sum())
    names = {**dict(donors.select("donor", "name").iter_rows()), **LABELS}
    order = {"by": "key"} if q.by in ("month", "quarter") else {"by": "value"}
    return sums.select("key", label=pl.col("key").replace(names), value=pl.col("value")).sort(
        order["by"], "key", descending=[order["by"] == "value", False]
    )


def _divide(frame: pl.DataFrame, q: Question, donors: pl.DataFrame) -> pl.DataFrame:
    """Return the frame per GDP or head; donors without either (EU institutions) are left out."""
    by = "donor" if q.by == "donor" else "base_group"
    column = "gdp_2021_eur_bn" if q.per == "gdp" else "population"
    size = (
        donors.filter(pl.col(column).is_not_null())
        .group_by(key=pl.col(by))
        .agg(size=pl.col(column).sum())
    )
    scale = 100.0 if q.per == "gdp" else 1e9
    return (
        frame.join(size, on="key")
        .select("key", "label", value=scale * pl.col("value") / pl.col("size"))
        .sort("value", descending=True)
    )


def _notes(q: Question, window: Window) -> tuple[str, ...]:
    notes = [
        f"Allocated {window.start:%Y-%m} to {window.end:%Y-%m}; allocated is not delivered.",
        f"Constant prices of {q.prices}: {BASIS}." if q.prices else "Current prices.",
    ]
    if q.eu_share:
        notes.append(
            "EU institutions' allocations are attributed to members by the producer's key of the "
            "whole period."
        )
    if q.per:
        notes.append(
            "Per GDP of 2021, the only year the tracker gives."
            if q.per == "gdp"
            else "Per inhabitant of 2024."
        )
    if q.per and not q.eu_share:
        notes.append("EU institutions have neither GDP nor inhabitants and are left out.")
    if q.by == "group" and not q.eu_share:
        notes.append(f"The {len(BASE)} groups do not overlap.")
    return tuple(notes)
