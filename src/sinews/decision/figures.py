"""Figures of the comparison: under how many theories the model agrees with the article."""

from datetime import date

from sinews.core.figure import Figure
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.decision.report.shipped import load_report

METHOD = (
    "Share of the six theories of the war's end under which the model puts {a} ahead of {b} by "
    "more than sampling error, over {futures:,} paired futures. Thresholds of the theories and "
    "most channels of the model are assumed."
)


def build(evidence: Evidence) -> tuple[Figure, ...]:
    """Return one figure for each causal statement of the article's core argument."""
    report = load_report()
    record = report.record
    last = evidence.frame("support_monthly")["month"].max()
    assert isinstance(last, date)
    sources = (
        *evidence.table("support_monthly").sources,
        *evidence.table("wars").sources,
    )
    return tuple(
        Figure(
            id=f"decision.argument.{j['id']}",
            label=f"Theories under which the model agrees: {j['claim'].rstrip('.')}",
            value=100 * len(j["holds_under"]) / len(j["per_theory"]),
            unit="%",
            grade="assumed",
            as_of=last,
            sources=tuple(dict.fromkeys(sources)),
            method=METHOD.format(
                a=report.label(j["a"]),
                b=report.label(j["b"]),
                futures=record["run"]["futures"],
            ),
            rows=f"decision/report/report.json, argument {j['id']}",
        )
        for j in record["argument"]
    )


FAMILY = FigureFamily(
    id="decision.argument",
    label="Theories under which the model agrees with the article (assumed)",
    build=build,
)
