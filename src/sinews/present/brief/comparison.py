"""The comparison under rival theories that a brief shows: the shipped one, of its strategies."""

from sinews.decision.compare.filter_report import narrow_report
from sinews.decision.report.shipped import Report, load_report
from sinews.present.brief.study import Study


def comparison_of(study: Study) -> Report:
    """Return the shipped comparison, narrowed where a brief names some of the strategies."""
    report = load_report()
    return narrow_report(report, study.strategies) if study.strategies else report
