"""Chapter: what national series say month by month, and how good forecasts of them are."""

from sinews.present.brief.chapter import Chapter, Passage, Picture

CHAPTER = Chapter(
    id="front",
    needs=("front_monthly", "front_strikes_daily", "front_points", "losses_vintages"),
    blocks=(
        Passage(text="opening", side="observers"),
        Picture(chart="front_ground"),
        Passage(text="strikes"),
        Picture(chart="front_strikes"),
        Passage(text="casualties"),
        Picture(chart="front_casualties"),
        Passage(text="skill", side="skill_side"),
        Picture(chart="front_skill"),
    ),
    limits=("limit_front",),
)
