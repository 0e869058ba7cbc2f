"""Chapter: who gave what and when."""

from sinews.present.chapter import Chapter, Passage, Picture
from sinews.present.study import Study
from sinews.present.words import Said


def say(study: Study) -> Said:
    """Return the month to which the data run."""
    return {"month": study.words.month(study.frame("support_monthly")["month"].max())}  # type: ignore[arg-type]


CHAPTER = Chapter(
    id="support",
    needs=("support_monthly", "support_by_donor", "donors"),
    blocks=(Passage(text="opening", side="counted"), Picture(chart="support_pace")),
    say=say,
    limits=("limit_delivery",),
)
