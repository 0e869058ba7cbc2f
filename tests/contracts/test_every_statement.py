"""A statement of one party says whose it is: on figures, charts, in JSON, in every language."""

import pytest

from sinews.catalogue import list_figures
from sinews.claims.published import list_published
from sinews.present.figures.charts import CHARTS
from sinews.present.text.prose import say_chart_speaker, say_speaker
from sinews.present.text.words import languages, read_words

SEVERAL_PARTIES = {
    "materiel.economy",
    "materiel.fire_gap",
    "materiel.fire_ratio",
    "materiel.shells",
}
"""Families of statements by several parties, which the rows of each figure name."""


@pytest.mark.parametrize("language", languages())
def test_every_chart_of_statements_says_whose_they_are(language):
    words = read_words(language)
    for chart in CHARTS:
        assert bool(say_chart_speaker(words, chart.id)) == (chart.grade == "stated"), chart.id


def test_every_stated_figure_of_one_party_says_whose_it_is(evidence):
    words = {lang: read_words(lang) for lang in languages()}
    silent, figures = set(), list_figures(evidence)
    for f in figures:
        assert f.to_json()["said_by"] == (f.said_by or None)
        for lang, w in words.items():
            assert (f.said_by == "") == (say_speaker(w, f) == ""), (f.id, lang)
        if f.grade == "stated" and not f.said_by:
            silent.add(".".join(f.id.split(".")[:2]))
        assert not f.said_by or f.grade in ("stated", "estimated"), f.id
    assert silent == SEVERAL_PARTIES
    assert len(figures) > 5_000


def test_an_estimate_from_one_party_alone_says_whose_counts_they_are(evidence):
    (share,) = list_published(evidence, "front.stopped.cruise.last_12m")
    assert share.describe_grade() == "estimated, claimed by Air Force of Ukraine"
    (dead,) = list_published(evidence, "front.dead_share.ru.y2023")
    assert dead.describe_grade() == "estimated, claimed by General Staff of Ukraine"


def test_claims_are_told_in_the_words_of_each_language(evidence):
    (tanks,) = list_published(evidence, "materiel.reported.tank.y2023")
    said = {lang: say_speaker(read_words(lang), tanks) for lang in languages()}
    assert said["en"] == "claimed by the General Staff of Ukraine"
    assert said["de"] == "Angabe: Generalstab der Ukraine"
    assert said["uk"] == "за твердженням: Генеральний штаб України"
    assert tanks.describe_grade() == "stated, claimed by General Staff of Ukraine"
