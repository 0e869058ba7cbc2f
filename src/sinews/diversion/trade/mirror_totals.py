"""Totals of all goods: what exporters report as sent against what importers report as arrived."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from sinews.core.places import EU27
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.trade.exports import open_totals
from sinews.errors import EvidenceError

BASE_YEARS = (2019, 2020, 2021)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalYear:
    """One importer and year, against the EU27 or one member state.

    Attributes
    ----------
    ratio
        Importer-reported over exporter-reported value; freight and insurance put it above 1.
    complete
        False where the importer's file cannot be whole; its ratio says nothing then.
    """

    importer: str
    exporter: str
    year: int
    sent_eur: float
    arrived_eur: float
    complete: bool

    @property
    def ratio(self) -> float:
        """Arrived over sent."""
        return self.arrived_eur / self.sent_eur


def list_arrivals(evidence: Evidence, *, exporter: str = "EU27") -> tuple[ArrivalYear, ...]:
    """Return every importer and whole year that both sides report."""
    sent = open_totals(evidence).frame
    members = [exporter] if exporter in EU27 else sorted(EU27)
    per_year = (
        sent.filter(pl.col("reporter").is_in(members))
        .group_by("partner", year=pl.col("month").dt.year().cast(pl.Int64))
        .agg(sent_eur=pl.col("exports_eur").sum(), months=pl.col("month").n_unique())
        .filter(pl.col("months") == 12)
    )
    arrived = (
        evidence.frame("trade_mirror_yearly")
        .filter(pl.col("exporter").is_in(members))
        .group_by("importer", "year")
        .agg(arrived_eur=pl.col("imports_eur").sum(), complete=pl.col("complete").all())
    )
    both = per_year.join(arrived, left_on=["partner", "year"], right_on=["importer", "year"])
    return tuple(
        ArrivalYear(
            importer=r["partner"],
            exporter=exporter,
            year=r["year"],
            sent_eur=float(r["sent_eur"]),
            arrived_eur=float(r["arrived_eur"]),
            complete=r["complete"],
        )
        for r in both.sort("partner", "year").iter_rows(named=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Additional exports of some years, and the part that importers did not see arrive."""

    additional_eur: float
    missing_eur: float

    @property
    def share(self) -> float:
        """Missing over additional."""
        return self.missing_eur / self.additional_eur


def measure_gap(
    rows: Iterable[ArrivalYear],
    importers: Iterable[str],
    *,
    year: int = 2022,
    base: tuple[int, ...] = BASE_YEARS,
) -> Gap:
    """Return the gap of a year against each pair's own past ratio.

    What should have arrived is what was sent times the ratio of the base years. Incomplete
    importer years are refused.

    Raises
    ------
    EvidenceError
        A year is missing or incomplete.
    """
    at = {(r.importer, r.year): r for r in rows}
    additional = missing = 0.0
    for p in importers:
        needed = [at.get((p, y)) for y in (*base, year)]
        if any(r is None or not r.complete for r in needed):
            raise EvidenceError(
                f"The import file of {p} lacks a complete year among {(*base, year)}: an "
                "incomplete year imitates goods that never arrived."
            )
        *past, now = [r for r in needed if r is not None]
        usual = sum(r.arrived_eur for r in past) / sum(r.sent_eur for r in past)
        additional += now.sent_eur - sum(r.sent_eur for r in past) / len(past)
        missing += usual * now.sent_eur - now.arrived_eur
    return Gap(additional_eur=additional, missing_eur=missing)
