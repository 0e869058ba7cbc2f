"""Deaths and their share of claims, absences, recruits, reserves."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from sinews.core.figure import Figure
from sinews.core.periods import describe_months, last_day
from sinews.data.evidence.evidence import Evidence
from sinews.front.figures.counted import GENERAL_STAFF, PLACE, list_windows, sum_window
from sinews.front.figures.origins import releases_behind
from sinews.front.models.people import WEEKS_A_MONTH, find_point, read_absences
from sinews.front.series.read import read_series


def list_deaths(evidence: Evidence) -> Iterator[Figure]:
    """Return ``front.deaths.ru.<window>`` and ``front.dead_share.ru.<window>``."""
    deaths, claims = (read_series(evidence, i) for i in ("ru_deaths", "claims.personnel"))
    low, high = (
        {m: v for m, v in zip(deaths.months, b, strict=True)} for b in (deaths.low, deaths.high)
    )
    first = date(2023, 1, 1)
    for window in list_windows(first, deaths.last):
        months = list(window.months())
        bounds = [sum(b[m] for m in months) for b in (low, high)]
        total, claimed = sum_window(deaths, window), sum_window(claims, window)
        if total is None or claimed is None:
            continue
        both = (deaths.spec.id, claims.spec.id)
        for name, label, unit, by, read in (
            ("deaths.ru", "Russian soldiers' deaths", "persons", 1.0, both[:1]),
            (
                "dead_share.ru",
                "Estimated Russian deaths over claimed personnel",
                "share",
                claimed,
                both,
            ),
        ):
            yield Figure(
                id=f"front.{name}.{window.id}",
                label=f"{label}, {describe_months(window.start, window.end)}",
                value=total / by,
                low=bounds[0] / by,
                high=bounds[1] / by,
                unit=unit,
                grade="estimated",
                said_by="" if by == 1.0 else GENERAL_STAFF,
                as_of=last_day(window.end),
                sources=releases_behind(evidence, *read),
                method=f"{deaths.spec.definition} Bounds are the authors', months added up as if "
                "their errors were one.",
                rows=f"{PLACE}, series ru_deaths.assembled"
                + ("." if by == 1.0 else "; table losses_vintages, newest vintage, personnel."),
            )


def list_absences(evidence: Evidence) -> Iterator[Figure]:
    """Return ``front.absences.<period>``."""
    table = evidence.table("front_points")
    for rate in read_absences(table.frame):
        span = f"{rate.start:%Y_%m}_to_{rate.end:%Y_%m}"
        yield Figure(
            id=f"front.absences.m{span}",
            label="Cases of absence without leave registered a month, "
            + describe_months(rate.start, rate.end),
            value=rate.low,
            unit="cases",
            grade="stated",
            as_of=last_day(rate.end),
            sources=table.sources,
            method="Registered cases over months, Office of the Prosecutor General of Ukraine. On "
            f"410,000 soldiers {100 * rate.low / WEEKS_A_MONTH / 410_000:.2f} % a week, before "
            "returns.",
            rows="Table front_points, series ua_awol_cases.",
            said_by="Office of the Prosecutor General of Ukraine",
        )


def list_recruits(evidence: Evidence) -> Iterator[Figure]:
    """Return ``front.recruits.ru.<period>``."""
    table = evidence.table("front_points")
    year = (date(2024, 1, 1), date(2024, 12, 31))
    half = (date(2025, 1, 1), date(2025, 6, 30))
    paid = find_point(table.frame, "ru_contracts_paid", *half)[0]
    regional = find_point(table.frame, "ru_contracts_regional", *half)[1]
    low, high = find_point(table.frame, "ru_contracts_paid", *year)
    cases = (
        ("y2024", "2024", (low, high), year[1]),
        ("h1_2025", "first half of 2025", (paid, regional), half[1]),
    )
    for name, when, bounds, end in cases:
        yield Figure(
            id=f"front.recruits.ru.{name}",
            label=f"Russian contract soldiers, {when}",
            value=sum(bounds) / 2,
            low=bounds[0],
            high=bounds[1],
            unit="persons",
            grade="estimated",
            as_of=end,
            sources=table.sources,
            method="Middle of the lowest and highest published: federal payments, and in 2025 "
            "regional budgets carried to the whole country.",
            rows="Table front_points, series ru_contracts_paid and ru_contracts_regional.",
        )


def list_reserves(evidence: Evidence) -> Iterator[Figure]:
    """Return ``front.reserves.liquid.<month>``."""
    series = read_series(evidence, "reserves.liquid")
    wanted = {f"m{y}_01": date(y, 1, 1) for y in range(2023, series.last.year + 1)}
    for name, month in {**wanted, "latest": series.last}.items():
        if np.isfinite(series.at(month)):
            yield Figure(
                id=f"front.reserves.liquid.{name}",
                label=f"Liquid part of the Russian wealth fund, 1 {month:%B %Y}",
                value=series.at(month),
                unit="RUB bn",
                grade="counted",
                as_of=month,
                sources=releases_behind(evidence, series.spec.id),
                method=series.spec.definition,
                rows=f"{PLACE}, series nwf.liquid_rub_bn.",
            )
