"""A statement of one party says whose it is: on figures, charts, in JSON, in every language."""

import pytest

from sinews.claims.published import list_published
from sinews.present.figures.charts import CHARTS
from sinews.present.text.prose import say_chart_speaker, say_speaker
from sinews.present.text.words import languages, read_words


@pytest.mark.parametrize("language", languages())
def test_every_chart_of_statements_says_whose_they_are(language):
    words = read_words(language)
    for chart in CHARTS:
        assert bool(say_chart_speaker(words, chart.id)) == (chart.grade == "stated"), chart.id


def test_every_stated_figure_of_one_party_says_whose_it_is(evidence):
    words = {lang: read_words(lang) for lang in languages()}
    for prefix in ("materiel.reported", "materiel.claimed_per_confirmed", "front.absences", "fact"):
        figures = list_published(evidence, prefix)
        assert figures
        for f in figures:
            assert bool(f.said_by) == (f.grade == "stated"), f.id
            assert f.to_json()["said_by"] == (f.said_by or None)
            for lang, w in words.items():
                assert (f.said_by == "") == (say_speaker(w, f) == ""), (f.id, lang)


def test_claims_are_told_in_the_words_of_each_language(evidence):
    (tanks,) = list_published(evidence, "materiel.reported.tank.y2023")
    said = {lang: say_speaker(read_words(lang), tanks) for lang in languages()}
    assert said["en"] == "claimed by the General Staff of Ukraine"
    assert said["de"] == "Angabe: Generalstab der Ukraine"
    assert said["uk"] == "за твердженням: Генеральний штаб України"
    assert tanks.describe_grade() == "stated, claimed by General Staff of Ukraine"
