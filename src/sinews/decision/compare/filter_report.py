"""A comparison narrowed to some of its strategies: nothing is run again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sinews.decision.report.shape import OutcomeCells, PlainOutcome, ReportCells
from sinews.decision.report.shipped import Report


def narrow_report(report: Report, strategies: Sequence[str]) -> Report:
    """Return a comparison of its baseline with some of its strategies.

    A difference to the baseline on the same futures is the same whoever else is compared. What
    depends on the others follows from the record: what is lost is lost to the best of those that
    are left, and a contrast stays where both its strategies are. Intervals stay joint over all
    strategies that were run, so they are wider than need be, and theories that are set to one
    average rate have it over all of them.

    Parameters
    ----------
    strategies
        Ids beside the baseline; those that the comparison does not hold are passed over.
    """
    record = report.record
    kept = {record["baseline"], *strategies}
    if kept >= record["labels"].keys():
        return report
    return replace(report, record=_narrow(record, kept))


def _narrow(record: ReportCells, kept: Collection[str]) -> ReportCells:
    whole = record.copy()
    whole.pop("text", None)  # it and the prices are written for the whole comparison
    whole.pop("cost_per_outcome", None)
    return {
        **whole,
        "labels": {k: v for k, v in record["labels"].items() if k in kept},
        "outcomes": [_pick(part, kept) for part in record["outcomes"]],
        "costs": [_pick_plain(part, kept) for part in record["costs"]],
        "months_to_both": _pick_plain(record["months_to_both"], kept),
        "regret": {
            outcome: {theory: _lose(row, kept) for theory, row in theories.items()}
            for outcome, theories in record["regret"].items()
        },
        "argument": [j for j in record["argument"] if j["a"] in kept and j["b"] in kept],
    }


def _pick(part: OutcomeCells, kept: Collection[str]) -> OutcomeCells:
    return {**part, "strategies": [s for s in part["strategies"] if s["id"] in kept]}


def _pick_plain(part: PlainOutcome, kept: Collection[str]) -> PlainOutcome:
    return {**part, "strategies": [s for s in part["strategies"] if s["id"] in kept]}


def _lose(row: Mapping[str, float], kept: Collection[str]) -> dict[str, float]:
    """Return what each strategy loses to the best of those that are kept."""
    best = min(lost for s, lost in row.items() if s in kept)
    return {s: lost - best for s, lost in row.items() if s in kept}
