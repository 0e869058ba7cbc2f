"""Published figures: how fast pledges turn into allocations, and what is still open."""

from dataclasses import replace
from typing import Final

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.support.conversion import (
    Conversion,
    describe_filter,
    describe_set,
    list_conversions,
    list_donor_shares,
)
from sinews.support.tables import last_month

TESTED: Final = (
    "tests/unit/test_support_survival.py::"
    "test_the_interval_holds_the_truth_at_the_number_of_blocks_at_hand"
)


def build_conversion(evidence: Evidence) -> tuple[Figure, ...]:
    """Return half-life and share after twelve months of every set of pledges, and by donor."""
    figures = []
    for c in list_conversions(evidence):
        figures.append(_share(evidence, c))
        if c.summary["half_life_months"] is not None:
            figures.append(_half_life(evidence, c))
    return (*figures, *_speed(evidence))


def _half_life(evidence: Evidence, c: Conversion) -> Figure:
    low, high = c.summary["half_life_low_months"], c.summary["half_life_high_months"]
    never = (
        ""
        if high is not None
        else (
            f" The upper end of the interval ({low:.0f} months to never) is not reached within "
            f"{c.curve.height - 1} months, so no interval is given."
        )
    )
    return Figure(
        id=f"support.conversion.{c.id}.half_life_months",
        label=f"Months until half of a pledge is allocated: {c.label}",
        value=float(c.summary["half_life_months"] or 0),
        low=None if high is None else low,
        high=high,
        unit="months",
        grade="estimated",
        as_of=last_month(evidence, "support_commitments_by_type"),
        sources=c.sources,
        method=describe_set(c) + never,
        tested=TESTED if high is not None else "",
        rows=_rows(c),
    )


def _share(evidence: Evidence, c: Conversion) -> Figure:
    return Figure(
        id=f"support.conversion.{c.id}.share_12m",
        label=f"Share of a pledge allocated within twelve months: {c.label}",
        value=float(c.summary["share_12m"] or 0),
        low=c.summary["share_12m_low"],
        high=c.summary["share_12m_high"],
        unit="share",
        grade="estimated",
        as_of=last_month(evidence, "support_commitments_by_type"),
        sources=c.sources,
        method=describe_set(c),
        rows=_rows(c),
        tested=TESTED,
    )


def _rows(c: Conversion) -> str:
    return (
        f"Table conversion_summary, set {c.id}, from table conversion_cohorts "
        f"({describe_filter(c.id)}"
        "): age is the whole months from pledge_month to until_month, 0 at least; at each age what "
        "was "
        "allocated over all that reached it turns, the rest goes on."
    )


def _speed(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.conversion.<donor>.share_12m``: European donors' military pledges."""
    table = evidence.table("conversion_by_donor")
    return tuple(
        Figure(
            id=f"support.conversion.{donor.lower()}.share_12m",
            label=f"Share of military pledges of {name} allocated within twelve months",
            value=share,
            unit="share",
            grade="estimated",
            as_of=last_month(evidence, "support_commitments_by_type"),
            sources=table.sources,
            method="Kaplan-Meier share of the donor's own pledges, drawn towards that of all "
            f"European donors the less it pledged (EUR {pledged:.1f} bn here). One donor has too "
            "few packages for an interval of its own.",
            rows=f"Table conversion_by_donor, donor {donor}",
        )
        for donor, name, pledged, share in list_donor_shares(evidence).sort("donor").rows()
    )


def build_open(evidence: Evidence) -> tuple[Figure, ...]:
    """Return what is pledged and not allocated, by donor and in all, with its mean age."""
    table = evidence.table("open_commitments")
    frame = table.frame.filter(pl.col("basis") == "youngest").sort("donor")
    whole = Figure(
        id="support.open.all.eur_bn",
        label="Pledged and not allocated, all donors",
        value=float(frame["open_eur_bn"].sum()),
        unit="EUR bn",
        grade="planned",
        as_of=last_day(frame["as_of"][0]),
        sources=evidence.table("support_monthly").sources,
        method="Commitments less allocations, all types, to date. It includes the EU loan of "
        "EUR 90 bn. Donors that allocated more than they pledged count negative.",
        rows="Table open_commitments, basis youngest, all donors",
    )
    figures = [whole]
    for donor, amount, age in frame.select("donor", "open_eur_bn", "mean_age_months").iter_rows():
        own = replace(
            whole,
            id=f"support.open.{donor.lower()}.eur_bn",
            label=f"Pledged and not allocated, {donor}",
            value=amount,
            method="Commitments less allocations, all types, to date.",
            rows=f"Table open_commitments, donor {donor}, basis youngest",
        )
        figures.append(own)
        if age is not None:
            figures.append(_age(own, donor, age))
    return tuple(figures)


def _age(amount: Figure, donor: str, age: float) -> Figure:
    return replace(
        amount,
        id=f"support.open.{donor.lower()}.mean_age_months",
        label=f"Mean age of open pledges at least, {donor}",
        value=age,
        unit="months",
        grade="estimated",
        method="Age when the oldest pledges are allocated first: the youngest possible age, a "
        "lower bound rather than an interval.",
    )


CONVERSION = FigureFamily(
    id="support.conversion", label="Pace from pledge to allocation", build=build_conversion
)
OPEN = FigureFamily(id="support.open", label="Open pledges and their age", build=build_open)
