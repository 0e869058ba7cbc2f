"""Chapter: what fire, stocks and losses say, and what they do not."""

from sinews.present.chapter import Chapter, Passage, Picture

CHAPTER = Chapter(
    id="materiel",
    needs=("losses_monthly", "losses_confirmed", "facts"),
    blocks=(
        Passage(text="opening", side="counted"),
        Picture(chart="materiel_fire"),
        Passage(text="need"),
        Picture(chart="materiel_need"),
        Passage(text="stocks", side="stocks_side"),
        Picture(chart="materiel_stocks"),
        Passage(text="skill"),
        Picture(chart="materiel_skill"),
        Passage(text="clock"),
        Picture(chart="materiel_clock"),
    ),
    limits=("limit_stocks", "limit_forecast"),
)
