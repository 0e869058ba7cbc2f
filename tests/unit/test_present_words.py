"""Words: every text that is asked for exists, and every figure that a text names is published."""

import re

import pytest

from sinews.errors import SinewsError, UnknownNameError
from sinews.present.brief.brief import open_study
from sinews.present.brief.chapter import (
    Grid,
    Passage,
    Picture,
    doublings,
)
from sinews.present.brief.chapters import CHAPTERS
from sinews.present.figures.charts import CHARTS
from sinews.present.text.prose import cited, plain, rich
from sinews.present.text.words import Words, read_words

WORDS = read_words("en")


@pytest.fixture(scope="module")
def study(evidence):
    return open_study(evidence)


def test_a_missing_sentence_or_value_names_what_is_near():
    with pytest.raises(UnknownNameError, match=r"page\.title"):
        WORDS.say("page.titel")
    words = Words("en", {"a": "of {month}", "b": {"by": "way", "up": "more"}})
    with pytest.raises(SinewsError, match="month"):
        words.say("a", {"day": "3"})
    with pytest.raises(UnknownNameError, match="up"):
        words.say("b", {"way": "down"})
    assert words.say("b", {"way": "up"}) == "more"


def test_an_unknown_language_names_the_known():
    with pytest.raises(UnknownNameError, match="en"):
        read_words("xx")


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.95, "very likely"),
        (0.9, "very likely"),
        (0.7, "likely"),
        (0.5, "about as likely as not"),
        (0.2, "unlikely"),
        (0.0, "very unlikely"),
    ],
)
def test_one_scale_of_likelihood(probability, word):
    assert WORDS.likelihood(probability) == word


def test_text_never_says_aid_and_states_no_adverb_of_emphasis():
    text = " ".join(str(v) for v in WORDS.entries.values())
    assert not re.search(r"\b(aid|clearly|obviously|dramatic\w*|massive\w*)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("chapter", list(CHAPTERS), ids=lambda c: c.id)
def test_every_chapter_has_its_sentences_and_names_published_figures(chapter, study):
    said = chapter.say(study)
    keys = [f"chapters.{chapter.id}.{k}" for k in ("title", *chapter.limits)]
    assert WORDS.say(f"chapters.{chapter.id}.label")
    for block in chapter.blocks:
        match block:
            case Passage():
                keys += [f"chapters.{chapter.id}.{k}" for k in (block.text, block.side) if k]
            case Picture():
                assert block.chart in CHARTS
            case Grid():
                heads = [f"head.{key}" for key, _ in block.columns]
                for part in ("title", "subtitle", "note", *heads):
                    plain(study, WORDS.say(f"tables.{block.id}.{part}", block.say(study)))
                for row in block.rows(study):
                    assert len(row) == len(block.columns)
                    for cell in row:
                        plain(study, cell.text)
    for key in keys:
        for id in cited(WORDS.say(key, said)):
            assert id in study.figures, f"{key} names {id}, which is not published"


@pytest.mark.parametrize("chapter", list(CHAPTERS), ids=lambda c: c.id)
def test_findings_say_what_how_much_and_why_they_may_mislead(chapter, study):
    for finding in chapter.findings(study):
        assert 0 <= finding.size <= 1
        assert finding.figure in study.figures
        texts = {
            k: plain(study, WORDS.say(f"findings.{finding.id}.{k}", finding.said))
            for k in ("title", "text", "caution", "unit")
        }
        assert texts["title"].endswith(".")
        assert texts["caution"].startswith("May mislead because")


def test_text_is_escaped_and_figures_become_links(study):
    id = "support.allocated.us.military.y2024"
    html = rich(study, f"<b> & **bold** [[{id}]]")
    assert html.startswith("&lt;b&gt; &amp; <strong>bold</strong> <a class=")
    assert f'href="#origin-{id}"' in html
    assert plain(study, f"[[{id}|bare]]") == "20.1"
    with pytest.raises(UnknownNameError, match="support"):
        rich(study, "[[support.allocated.us.military.y2o24]]")
    with pytest.raises(SinewsError, match="unknown"):
        plain(study, f"[[{id}|loud]]")


@pytest.mark.parametrize(
    ("value", "yardstick", "size"), [(2, 1, 1), (1, 2, 1), (0, 5, 1), (8, 1, 1), (3, 3, 0)]
)
def test_size_counts_doublings(value, yardstick, size):
    assert doublings(value, yardstick) == pytest.approx(size)
