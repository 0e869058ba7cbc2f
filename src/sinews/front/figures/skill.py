"""How good the forecasts were: relative error and coverage."""

import polars as pl

from sinews.core.figure import Figure
from sinews.core.periods import last_day
from sinews.data.evidence.evidence import Evidence, open_shipped
from sinews.front.figures.origins import releases_behind
from sinews.front.forecast.scores import tabulate_skill
from sinews.front.series.registry import forecast_ids
from sinews.front.shipped import REPORTED_FROM, SCORES


def build_skill(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``front.skill.<group>.<horizons>`` and ``front.coverage.<group>``."""
    scores = SCORES.load().filter(pl.col("origin") >= REPORTED_FROM)
    evidence = open_shipped()
    sources = releases_behind(evidence, *forecast_ids())
    last = last_day(scores["month"].max())  # type: ignore[arg-type]
    found = []
    for row in tabulate_skill(scores).iter_rows(named=True):
        group = row["group"].replace(".", "_")
        horizons = "all" if row["horizons"] == "all" else f"m{row['horizons'].replace('-', '_')}"
        found.append(
            Figure(
                id=f"front.skill.{group}.{horizons}",
                label=f"Forecast error for {row['group']} over that of persistence, months ahead "
                f"{row['horizons']}",
                value=row["ratio"],
                low=row["low"],
                high=row["high"],
                unit="ratio",
                method=f"Mean CRPS over {row['origins']} monthly origins from "
                f"{REPORTED_FROM:%Y-%m}, over that of the last value with its empirical errors; "
                "mean over series; interval by the variance over origins (Newey-West). Below 1 is "
                "better.",
                rows="Result front.scores, file front/reference/scores.parquet, model pool over "
                "persistence.",
                as_of=last,
                sources=sources,
                grade="counted",
            )
        )
        if row["horizons"] == "all":
            found.append(
                Figure(
                    id=f"front.coverage.{group}",
                    label=f"Share of months of {row['group']} inside the 90 % interval forecast",
                    value=row["covered_90"],
                    unit="ratio",
                    method=f"{row['cases']} months over {row['origins']} origins; .90 would be "
                    "right.",
                    rows="Result front.scores.",
                    as_of=last,
                    sources=sources,
                    grade="counted",
                )
            )
    return tuple(found)
