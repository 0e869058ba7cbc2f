"""Figures of the campaign: what strategies change against what was given, each with its grade."""

from typing import Final

from sinews.campaign.outcomes import OUTCOMES
from sinews.campaign.report import FILE, CampaignReport, report_of
from sinews.campaign.strategy import BASELINE
from sinews.core.estimate import Grade
from sinews.core.figure import Figure
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence

ACCOUNTED: Final = (
    "Paired difference over {futures:,} futures, March 2024 to {until}; median and 5 to 95 % of "
    "futures. Accounted week by week from allocations over delivery and money by class to what "
    "exists and can be bought."
)
ASSUMED: Final = (
    "Paired difference over {futures:,} futures, March 2024 to {until}; median and 5 to 95 % of "
    "futures. The base path is the front's; elasticities that move it are assumed, within ranges. "
    "Thresholds come first: sinews strategy thresholds."
)


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return the difference of every strategy to what was given, outcome by outcome."""
    report = report_of(evidence)
    last = evidence.frame("support_monthly")["month"].max()
    found = []
    for id, strategy in report.strategies.items():
        if id == BASELINE:
            continue
        for o in OUTCOMES:
            d = strategy.differences[o.id]
            text = ACCOUNTED if o.layer == "accounted" else ASSUMED
            found.append(
                Figure(
                    id=f"campaign.difference.{id}.{o.id}",
                    label=f"{o.label}: {strategy.label} less what was given",
                    value=d.median,
                    low=d.low,
                    high=d.high,
                    unit=o.unit,
                    grade=grade_outcome(report, id, o.id),
                    as_of=last,  # type: ignore[arg-type]
                    sources=report.evidence,
                    method=text.format(futures=report.futures, until=report.until),
                    rows=f"{FILE}, strategies.{id}, outcome {o.id}",
                )
            )
    return tuple(found)


def grade_outcome(report: CampaignReport, strategy: str, outcome: str) -> Grade:
    """Return ``assumed``: the weakest necessary input of every outcome but the donors' money."""
    del report, strategy
    return (
        "estimated"
        if outcome.startswith("total_cost") or outcome == "total_allocated"
        else ("assumed")
    )


FAMILY = FigureFamily(
    id="campaign.difference",
    label="What strategies change in the campaign model (paired differences)",
    build=build,
)
