"""Chapter: what fire, stocks and losses say, and what they do not."""

from sinews.materiel.stocks import check_counts
from sinews.present.chapter import Chapter, Passage, Picture
from sinews.present.study import Study
from sinews.present.words import Said


def say(study: Study) -> Said:
    """Return whether the independent counts lie inside the model's intervals."""
    return {"inside": "yes" if check_counts(study.evidence)["inside"].all() else "no"}


CHAPTER = Chapter(
    id="materiel",
    needs=("losses_monthly", "losses_confirmed", "facts"),
    blocks=(
        Passage(text="opening", side="counted"),
        Picture(chart="materiel_fire"),
        Passage(text="need"),
        Picture(chart="materiel_need"),
        Passage(text="stocks", side="stocks_side"),
        Passage(text="check"),
        Picture(chart="materiel_stocks"),
        Passage(text="skill"),
        Picture(chart="materiel_skill"),
        Passage(text="clock"),
        Picture(chart="materiel_clock"),
    ),
    say=say,
    limits=("limit_stocks", "limit_forecast"),
)
