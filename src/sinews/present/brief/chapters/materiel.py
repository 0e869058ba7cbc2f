"""Chapter: what fire, stocks and losses say, and what they do not."""

from sinews.materiel.stocks import check_counts
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
    """Return whether the independent counts lie inside the model's intervals."""
    return {"inside": "yes" if check_counts(study.evidence)["inside"].all() else "no"}


def findings(study: Study) -> tuple[Finding, ...]:
    """Return how the tanks fielded compare with the count before the war."""
    now = study.figure("materiel.stocks.tank.fielded_latest").value
    before = study.figure("fact.f039").value
    return (
        Finding(
            id="tanks_left",
            figure="materiel.stocks.tank.fielded_latest",
            size=doublings(now, before),
            said={"moved": "fewer" if now < before else "more"},
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
