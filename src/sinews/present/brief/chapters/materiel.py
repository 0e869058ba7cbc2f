"""Chapter: what fire, stocks and losses say, and what they do not."""

from sinews.materiel.counts import count_misses
from sinews.present.brief.chapter import (
    Chapter,
    Finding,
    Passage,
    Picture,
    doublings,
)
from sinews.present.brief.study import Study
from sinews.present.text.words import Said


def say(study: Study) -> Said:
    """Return how many published counts the stocks model misses."""
    checked, missed = count_misses(study.evidence)
    count = study.words.count
    said = {"checked": count(checked), "missed": count(missed)}
    return {**said, "held": "some" if missed else "all"}


def findings(study: Study) -> tuple[Finding, ...]:
    """Return how far apart the published counts of tanks of 2024 are."""
    low, high = study.figure("fact.f075"), study.figure("fact.f494")
    number = study.words.numbers.value
    return (
        Finding(
            id="tanks_left",
            figure=high.id,
            size=doublings(high.value, low.value),
            said={"low": number(low), "high": number(high)},
        ),
    )


CHAPTER = Chapter(
    id="materiel",
    page="materiel",
    needs=("losses_monthly", "losses_confirmed", "facts"),
    blocks=(
        Passage(text="opening", side="counted"),
        Picture(chart="materiel_fire"),
        Passage(text="need"),
        Picture(chart="materiel_need"),
        Passage(text="stocks", side="stocks_side"),
        Passage(text="check"),
        Picture(chart="materiel_stocks"),
        Passage(text="economy"),
        Picture(chart="materiel_economy"),
        Passage(text="clock"),
        Picture(chart="materiel_clock"),
    ),
    say=say,
    findings=findings,
    limits=("limit_stocks",),
)
