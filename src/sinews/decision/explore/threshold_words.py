"""Thresholds in words and as records: the elasticity that decides, or that none does."""

from dataclasses import dataclass
from math import floor, log10
from typing import Final

from sinews.campaign.elasticities import Elasticity
from sinews.decision.explore.thresholds import WEIGHTED, Thresholds
from sinews.decision.report.shape import ThresholdCells, ThresholdsCells

_NOTHING: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What the sentence about a threshold is made from.

    Attributes
    ----------
    case
        ``flips`` where one elasticity flips the order with the others at their middle, ``worst``
        where it does so with the others at their worst, ``stays`` where none does, ``same`` where
        the strategies do not differ.
    ahead, behind
        Strategy ids: at the middle of all ranges, or on the side that `share` counts.
    above
        Whether `ahead` is ahead above the value.
    share
        Share of the published range in which `ahead` is ahead.
    """

    case: str
    ahead: str
    behind: str
    elasticity: str = ""
    value: float = 0.0
    above: bool = True
    share: float = 1.0


def read_headline(record: ThresholdsCells) -> Headline:
    """Return the headline of a record of thresholds, with the reader's weights."""
    a, b, middle = record["a"], record["b"], record["middle"][WEIGHTED]
    rows = [t for t in record["thresholds"] if t["theory"] == WEIGHTED]
    rows.sort(key=lambda t: -abs(t["at_high"] - t["at_low"]))
    if abs(middle) < _NOTHING and all(abs(t["at_high"]) < _NOTHING for t in rows):
        return Headline(case="same", ahead=a, behind=b)
    for t in rows:
        if (value := t["value"]) is not None:
            above = t["at_high"] > t["at_low"]
            return _turn(record, t, case="flips", value=value, above=above, share=t["ahead"])
    ahead, behind = (a, b) if middle > 0 else (b, a)
    for t in rows:
        value, share = t["worst"], t["ahead_worst"]
        if ahead == a and value is not None and share is not None:
            above = t["worst_above"]
            return _turn(record, t, case="worst", value=value, above=above, share=share)
    return Headline(case="stays", ahead=ahead, behind=behind)


def _turn(
    record: ThresholdsCells,
    t: ThresholdCells,
    *,
    case: str,
    value: float,
    above: bool,
    share: float,
) -> Headline:
    return Headline(
        case=case,
        ahead=record["a"],
        behind=record["b"],
        elasticity=t["elasticity"],
        value=value,
        above=above,
        share=share,
    )


def describe_threshold(found: Thresholds) -> str:
    """Return the headline in words: the elasticity that decides, or that none does."""
    h = read_headline(to_record(found, text=False))
    labels = {found.a.id: found.a.label, found.b.id: found.b.label}
    ahead, behind, o = labels[h.ahead], labels[h.behind], found.outcome.label
    o = f"{o} ({'more' if found.outcome.sign > 0 else 'less'} is better)"
    if h.case == "same":
        return f"The model does not separate {ahead} from {behind} on {o}: nothing differs."
    if h.case == "stays":
        return (
            "With any one elasticity anywhere in its published range and the others at their "
            f"middle, the model keeps {ahead} ahead of {behind} on {o}: no single one flips the "
            "order (assumed)."
        )
    e = {t.elasticity.id: t.elasticity for t in found.found}[h.elasticity]
    value, unit = write_value(h.value, e), "" if e.unit == "1" else f" {e.unit}"
    side = "above" if h.above else "below"
    others = "at their middle" if h.case == "flips" else f"at the ends that help {behind} most"
    return (
        f"If the {e.label[0].lower()}{e.label[1:]} lies {side} "
        f"{value}{unit} (published sources put it at {e.low:g} to {e.high:g}), the model puts "
        f"{ahead} ahead of {behind} on {o}, with the weights chosen by the reader and the others "
        f"{others}; {100 * h.share:.0f} % of the published range lies on that side (assumed)."
    )


def write_value(value: float, e: Elasticity) -> str:
    """Return a value of an elasticity with two digits of its range."""
    digits = max(0, 1 - floor(log10(e.high - e.low))) if e.high > e.low else 2
    return f"{value:.{digits}f}"


def to_record(found: Thresholds, *, text: bool = True) -> ThresholdsCells:
    """Return the record that commands and reports print."""
    scale = found.outcome.scale
    return {
        "a": found.a.id,
        "b": found.b.id,
        "outcome": found.outcome.id,
        "unit": found.outcome.spoken,
        "grade": "assumed",
        "middle": {k: scale * v for k, v in found.middle.items()},
        "text": describe_threshold(found) if text else "",
        "thresholds": [
            {
                "elasticity": t.elasticity.id,
                "theory": t.theory,
                "value": t.value,
                "worst": t.worst,
                "worst_above": t.worst_above,
                "at_low": scale * t.at_low,
                "at_high": scale * t.at_high,
                "ahead": t.ahead,
                "ahead_worst": t.ahead_worst,
            }
            for t in found.found
        ],
        "maps": [
            {
                "row": m.row,
                "column": m.column,
                "rows": list(m.rows),
                "columns": list(m.columns),
                "differences": (scale * m.differences).tolist(),
            }
            for m in found.maps
        ],
    }
