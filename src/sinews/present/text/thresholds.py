"""The sentence of a threshold: what would have to be true, in the language of the reader."""

from collections.abc import Mapping

from sinews.campaign.elasticities import load_elasticities
from sinews.decision.explore.threshold_words import read_headline, write_value
from sinews.decision.report.shape import ThresholdsCells
from sinews.present.text.words import Words


def say_threshold(
    words: Words, record: ThresholdsCells, names: Mapping[str, str]
) -> dict[str, str]:
    """Return what the sentence of a threshold says, but for the outcome.

    Parameters
    ----------
    names
        Strategy id to its name.
    """
    h = read_headline(record)
    said = {"case": h.case, "a": names[h.ahead], "b": names[h.behind]}
    if not h.elasticity:
        return said
    e = load_elasticities()[h.elasticity]
    number = words.numbers.number
    return said | {
        "elasticity": words.say(f"elasticities.{e.id}"),
        "side": words.say(f"thresholds.{'above' if h.above else 'below'}"),
        "value": number(float(value := write_value(h.value, e)), len(value.partition(".")[2])),
        "low": number(e.low, digits_of(e.low)),
        "high": number(e.high, digits_of(e.high)),
        "share": number(100 * h.share),
    }


def digits_of(value: float) -> int:
    """Return how many digits after the point a published value has."""
    return len(f"{value:g}".partition(".")[2])
