"""Figures of the campaign model: paired differences between strategies, graded assumed."""

from datetime import date

from sinews.campaign.report.live_report import report_of
from sinews.campaign.report.summary import PUBLISHED
from sinews.campaign.strategy import BASELINE
from sinews.core.figure import Figure
from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.figure_family import FigureFamily

UNITS = {
    "km2": "km2",
    "k rounds": "k rounds",
    "k persons": "k persons",
    "EUR m": "EUR m",
    "unit": "units",
    "1": "ratio",
    "ratio": "ratio",
    "index": "index",
    "month": "months",
}
METHOD = (
    "Paired difference over {futures:,} futures that agree with history to July 2025, from March "
    "2024 to {until}; median and 5 to 95 % of futures. How support changes losses, belief and "
    "pressure is assumed. The model compares strategies; it does not forecast levels."
)


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return the difference of every strategy to what was given, outcome by outcome."""
    report = report_of(evidence)
    until = date.fromisoformat(report["until"])
    last = evidence.frame("support_monthly")["month"].max()
    assert isinstance(last, date)
    found = []
    for id, strategy in report["strategies"].items():
        if id == BASELINE:
            continue
        for row in strategy["differences"]:
            if row["outcome"] not in PUBLISHED:
                continue
            found.append(
                Figure(
                    id=f"campaign.difference.{id}.{row['outcome']}",
                    label=f"{row['label']}: {strategy['label']} less what was given",
                    value=row["median"],
                    low=row["low"],
                    high=row["high"],
                    unit=UNITS[row["unit"]],
                    grade="assumed",
                    as_of=last,
                    sources=tuple(report["evidence"]),
                    method=METHOD.format(futures=report["futures"], until=until),
                    rows=f"{report.get('origin', 'campaign/report.json')}, strategies.{id}, "
                    f"outcome {row['outcome']}",
                )
            )
    return tuple(found)


FAMILY = FigureFamily(
    id="campaign.difference",
    label="What strategies change in the campaign model (paired differences, assumed)",
    build=build,
)
