"""Totals of all goods: what exporters report as sent against what importers report as arrived."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from sinews.core.places import EU27
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.trade.exports import open_totals
from sinews.errors import EvidenceError

BASE_YEARS = (2019, 2020, 2021)
THREE = ("AM", "KG", "KZ")
"""Importers of the published comparison (CEPR DP20097)."""


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
    arrived = _arrived_yearly(evidence, members)
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


def _arrived_yearly(evidence: Evidence, members: list[str]) -> pl.DataFrame:
    """Return importer, year, arrived_eur, complete; Armenia's cut year from its monthly books.

    Armenia's imports by consignment equal its yearly table to EUR 0.1 m where both are whole.
    """
    yearly = evidence.frame("trade_mirror_yearly")
    arrived = (
        yearly.filter(pl.col("exporter").is_in(members))
        .group_by("importer", "year")
        .agg(arrived_eur=pl.col("imports_eur").sum(), complete=pl.col("complete").all())
    )
    rate = yearly.group_by("year").agg(pl.col("usd_per_eur").first())
    monthly = (
        evidence.frame("trade_armenia_monthly")
        .filter(pl.col("partner").is_in(members))
        .with_columns(year=pl.col("month").dt.year().cast(pl.Int64))
        .group_by("year")
        .agg(pl.col("imports_by_consignment_kusd").sum(), pl.col("month").n_unique())
        .filter(pl.col("month") == 12)
        .join(rate, on="year")
        .select(
            "year",
            importer=pl.lit("AM"),
            whole=pl.col("imports_by_consignment_kusd") * 1e3 / pl.col("usd_per_eur"),
        )
    )
    return (
        arrived.join(monthly, on=["importer", "year"], how="left")
        .with_columns(
            arrived_eur=pl.when("complete")
            .then(pl.col("arrived_eur"))
            .otherwise(pl.coalesce("whole", "arrived_eur")),
            complete=pl.col("complete") | pl.col("whole").is_not_null(),
        )
        .drop("whole")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Additional exports of some years, and the part that importers did not see arrive."""

    importers: tuple[str, ...]
    years: tuple[int, ...]
    base: tuple[int, ...]
    additional_eur: float
    missing_eur: float

    @property
    def label(self) -> str:
        """Years and base in words."""
        now, then = (
            f"{y[0]}" if len(y) == 1 else f"{y[0]}-{y[-1]}" for y in (self.years, self.base)
        )
        return f"{now}; base {then}"

    @property
    def share(self) -> float:
        """Missing over additional."""
        return self.missing_eur / self.additional_eur


def measure_gap(
    rows: Iterable[ArrivalYear],
    importers: tuple[str, ...],
    *,
    years: tuple[int, ...] = (2022,),
    base: tuple[int, ...] = BASE_YEARS,
) -> Gap:
    """Return the gap of some years together against each pair's own past ratio.

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
        needed = [at.get((p, y)) for y in (*base, *years)]
        if any(r is None or not r.complete for r in needed):
            raise EvidenceError(
                f"The import file of {p} lacks a complete year among {(*base, *years)}: an "
                "incomplete year imitates goods that never arrived."
            )
        known = [r for r in needed if r is not None]
        past = known[: len(base)]
        usual = sum(r.arrived_eur for r in past) / sum(r.sent_eur for r in past)
        for now in known[len(base) :]:
            additional += now.sent_eur - sum(r.sent_eur for r in past) / len(past)
            missing += usual * now.sent_eur - now.arrived_eur
    return Gap(
        importers=importers,
        years=years,
        base=base,
        additional_eur=additional,
        missing_eur=missing,
    )


def gap_table(evidence: Evidence) -> tuple[Gap, ...]:
    """Return the gap of the three importers, and of Kyrgyzstan alone, by years and base."""
    rows = list_arrivals(evidence)
    return tuple(
        measure_gap(rows, importers, years=years, base=base)
        for importers in (THREE, ("KG",))
        for years in ((2022,), (2022, 2023))
        for base in ((2021,), BASE_YEARS)
    )
