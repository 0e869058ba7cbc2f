"""Every language says the same: the same sentences, values and figures, none left in English."""

import re
import string
from dataclasses import replace

import pytest

from sinews.present.brief.brief import open_study
from sinews.present.brief.chapter import Grid, Passage
from sinews.present.brief.chapters import CHAPTERS
from sinews.present.figures.charts import CHARTS
from sinews.present.figures.fonts import characters_of
from sinews.present.text.prose import cited, plain
from sinews.present.text.words import languages, read_entries, read_words

ENGLISH = read_words("en")
OTHERS = [language for language in languages() if language != "en"]
SAME = re.compile(r"^(command|origin\.(ninety|interval_after)|page\.command|web\.language)")
"""Sentences that are the same in every language: commands and bare values."""
ENGLISH_WORDS = re.compile(r"\b(the|of|and|is|are|with|from|which|than|their)\b")
COMMAND = re.compile(r"\bsinews( [a-z]+)+")
CHART_TEXTS = ("title", "subtitle", "note", "alt")


def sentences(language):
    for key, entry in read_entries(language).items():
        cases = entry if isinstance(entry, dict) else {"": entry}
        for case, text in cases.items():
            if case != "by":
                yield f"{key}.{case}".rstrip("."), text


def values(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_german_and_ukrainian_are_shipped():
    assert set(languages()) >= {"de", "en", "uk"}


@pytest.mark.parametrize("language", OTHERS)
def test_same_sentences_cases_values_and_figures(language):
    here, there = dict(sentences("en")), dict(sentences(language))
    assert here.keys() == there.keys()
    for key, text in here.items():
        assert values(there[key]) == values(text), key
        assert set(cited(there[key])) == set(cited(text)), key


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language):
    here = dict(sentences("en"))
    for key, text in sentences(language):
        bare = COMMAND.sub("", re.sub(r"\[\[.*?\]\]|\{.*?\}", "", text))
        if len(bare.split()) >= 3 and not SAME.match(key):
            assert text != here[key], key
        assert not ENGLISH_WORDS.search(bare) or SAME.match(key), key


def test_ukrainian_is_written_in_cyrillic():
    for key, text in sentences("uk"):
        bare = COMMAND.sub("", re.sub(r"\[\[.*?\]\]|\{.*?\}", "", text))
        if not SAME.match(key):
            assert not re.search(r"[a-z]{3,} [a-z]{3,}", bare), key
        assert not re.search(r"[ыэъё]", text), key


@pytest.mark.parametrize("language", languages())
def test_numbers_have_the_same_rules_and_every_unit_its_words(language, study):
    here, style = ENGLISH.numbers, read_words(language).numbers
    for rule in ("decimals", "finest", "significant", "scale"):
        assert getattr(style, rule) == getattr(here, rule)
    assert style.units.keys() == here.units.keys()
    assert {f.unit for f in study.figures.values()} <= style.units.keys()


@pytest.mark.parametrize("language", languages())
def test_the_embedded_fonts_hold_every_character(language):
    known = {chr(c) for c in characters_of(language)} | {"\n"}
    for key, text in sentences(language):
        if key.startswith("web.language."):  # names of languages, on pages that embed all
            continue
        assert set(text) <= known, f"{key}: {set(text) - known}"


@pytest.fixture(scope="module")
def study(evidence):
    return open_study(evidence)


@pytest.mark.parametrize("language", OTHERS)
def test_every_chart_and_chapter_can_be_said(language, study):
    words = read_words(language)
    here = replace(study, words=words)
    for chart in CHARTS:
        said = chart.say(here, chart.table(here))
        texts = {k: plain(here, words.say(f"charts.{chart.id}.{k}", said)) for k in CHART_TEXTS}
        assert any(c.isdigit() for c in texts["title"]), chart.id
        assert len(texts["title"]) <= 120, texts["title"]
        assert texts["alt"].endswith("."), chart.id
    for chapter in CHAPTERS:
        said, base = chapter.say(here), f"chapters.{chapter.id}"
        keys = [f"{base}.title", *(f"{base}.{k}" for k in chapter.limits)]
        for block in chapter.blocks:
            if isinstance(block, Passage):
                keys += [f"{base}.{k}" for k in (block.text, block.side) if k]
            if isinstance(block, Grid):
                for part in ("title", "subtitle", "note"):
                    plain(here, words.say(f"tables.{block.id}.{part}", block.say(here)))
        for key in keys:
            assert "[[" not in plain(here, words.say(key, said)), key
        for finding in chapter.findings(here):
            for part in ("title", "text", "caution", "unit"):
                plain(here, words.say(f"findings.{finding.id}.{part}", finding.said))
