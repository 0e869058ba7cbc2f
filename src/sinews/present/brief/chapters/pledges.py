"""Chapter: from promise to allocation, and what it would take to replace a donor."""

from sinews.present.brief.chapter import (
    Chapter,
    Finding,
    Passage,
    Picture,
    doublings,
)
from sinews.present.brief.study import Study
from sinews.present.text.words import Said

HALF = "support.conversion.{}.half_life_months"


def findings(study: Study) -> tuple[Finding, ...]:
    """Return the pace of conversion of European and American pledges."""
    europe, us = (study.figure(HALF.format(s)) for s in ("europe31_military", "us_military"))
    numbers = study.words.numbers
    with_announced = study.figure(HALF.format("europe31_military_with_announced"))
    rows = study.frame("conversion_summary").select("set", "blocks").rows()
    blocks = {id: numbers.number(n) for id, n in rows}
    return (
        Finding(
            id="conversion",
            figure=europe.id,
            size=doublings(europe.value, us.value),
            said={
                "europe": numbers.number(europe.value),
                "us": numbers.number(us.value),
                "europe_range": numbers.interval(europe),
                "us_range": numbers.interval(us),
                "europe_all": numbers.number(with_announced.value),
                "europe_blocks": blocks["europe31_military"],
                "us_blocks": blocks["us_military"],
            },
        ),
    )


def say(study: Study) -> Said:
    """Return whose pledges are slower to be half allocated."""
    europe, us = (study.figure(HALF.format(s)).value for s in ("europe31_military", "us_military"))
    if europe == us:
        return {"slower": "neither"}
    return {"slower": "europe" if europe > us else "us"}


CHAPTER = Chapter(
    id="pledges",
    page="support",
    needs=("conversion_curves", "conversion_summary", "open_commitments", "facts"),
    blocks=(
        Passage(text="opening", side="linked"),
        Picture(chart="support_conversion"),
        Passage(text="open"),
        Picture(chart="support_open"),
        Passage(text="replace"),
        Picture(chart="support_months"),
        Picture(chart="support_replace"),
        Passage(text="shells", side="shells_side"),
        Picture(chart="support_shells"),
    ),
    say=say,
    findings=findings,
    limits=("limit_schedule",),
)
