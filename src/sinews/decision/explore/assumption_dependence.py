"""Which conclusions of a comparison rest on assumptions: read from its record, put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sinews.decision.report.sentences import MOSTLY_ASSUMED
from sinews.decision.report.shape import ComparisonCells, Gap, OutcomeCells, StrategyCells

Under = Literal["ahead", "behind", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """One strategy against the baseline on one outcome.

    Attributes
    ----------
    share
        Share of the variation of the difference that assumptions and theories carry, alone or
        together with the rest; taken as 1 where it was not computed.
    computed
        Whether it was.
    under
        Theory id to what the simultaneous interval says there.
    gain, other_gain
        Mean difference with the reader's weights, larger being better, with this and with the
        other anchoring.
    """

    strategy: str
    outcome: str
    share: float
    computed: bool
    under: Mapping[str, Under]
    gain: float
    other_gain: float

    @property
    def sides(self) -> frozenset[str]:
        """Which of ahead and behind occur under some theory."""
        return frozenset(self.under.values()) - {"open"}

    def count_sides(self) -> tuple[int, int]:
        """Return under how many theories the strategy is ahead, and behind."""
        sides = list(self.under.values())
        return sides.count("ahead"), sides.count("behind")


def read_conclusions(record: ComparisonCells) -> tuple[Conclusion, ...]:
    """Return every contrast of the record of a comparison, outcome by outcome."""
    return tuple(
        _read(o, s)
        for o in record["outcomes"]
        for s in o["strategies"]
        if s["id"] != record["baseline"]
    )


def _read(outcome: OutcomeCells, row: StrategyCells) -> Conclusion:
    sign = 1 if outcome["better"] == "more" else -1
    shares = row["shares"]
    share = 1.0 if shares is None else shares["assumed_and_theory"]["total"]
    under = {h: _side(v["difference"], sign) for h, v in row["per_theory"].items()}
    return Conclusion(
        strategy=row["id"],
        outcome=outcome["id"],
        share=share,
        computed=shares is not None,
        under=under,
        gain=sign * row["mixture"]["difference"]["mean"],
        other_gain=sign * row["other_anchoring"]["mixture"]["difference"]["mean"],
    )


def _side(d: Gap, sign: int) -> Under:
    low, high = sorted((sign * d["low"], sign * d["high"]))
    return "ahead" if low > 0 else "behind" if high < 0 else "open"


def describe_rests(found: Sequence[Conclusion]) -> list[str]:
    """Return the first sentences of a comparison: what of it rests on assumptions.

    They follow from the shares and the simultaneous intervals alone.
    """
    n = len(found)
    mostly = [c for c in found if c.share >= MOSTLY_ASSUMED]
    both = [c for c in found if len(c.sides) == 2]
    none = [c for c in found if not c.sides]
    one = n - len(both) - len(none)
    turned = sum(c.gain * c.other_gain < 0 for c in found)
    apart = f", and in {len(none)} the model does not separate them" if none else ""
    return [
        f"Grade: assumed, for all {n} comparisons below.",
        _share_sentence(mostly, n)
        if any(c.computed for c in found)
        else "With the share of assumptions not computed (--shares does it), all of the results "
        "are taken to rest on them.",
        f"In {one} of {n} the model puts one side ahead under every theory that separates them; in "
        f"{len(both)} which side is ahead depends on the theory of how the war ends{apart}.",
        f"With all theories set to the same average rate of ending, the weighted order changes in "
        f"{turned} of {n}.",
    ]


def _share_sentence(mostly: Sequence[Conclusion], n: int) -> str:
    if not mostly:
        return (
            f"In 0 of {n} would half of the variation be left if everything but assumptions "
            "and theories were known."
        )
    low, high = (round(100 * f(c.share for c in mostly)) for f in (min, max))
    span = f"{low} %" if low == high else f"{low} to {high} %"
    return (
        f"In {len(mostly)} of {n} the result comes mainly from assumptions, not from data: if all "
        f"that data inform were known exactly, {span} of its variation would be left."
    )
