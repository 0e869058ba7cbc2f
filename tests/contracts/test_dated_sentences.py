"""No sentence speaks of now where its data are older than a year."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from sinews.catalogue import list_figures

WORDS = Path(__file__).parents[2] / "src" / "sinews" / "present" / "text" / "words"
CITED = re.compile(r"\[\[([a-z0-9_.]+)[^\]]*\]\]")
NOW = {
    "en": re.compile(
        r"\b(now|nowadays|currently|today|at present)\b|\b(is|are) (about )?\[\[", re.I
    ),
    "de": re.compile(
        r"\b(jetzt|nun|derzeit|heute|aktuell|gegenwärtig)\b|\b(ist|sind) (etwa )?\[\[", re.I
    ),
    "uk": re.compile(r"\b(зараз|тепер|нині|сьогодні|наразі)\b", re.I),
}
YEAR = timedelta(days=366)


def texts(node):
    """Every text of a file of words, whatever its place."""
    for value in node.values():
        if isinstance(value, dict):
            yield from texts(value)
        elif isinstance(value, str):
            yield value


def sentences(text):
    return re.split(r"(?<=[.!?:;])\s+", text)


def speaks_of_now(lang, sentence, days, newest):
    """The figures in a sentence about now whose data are older than a year."""
    if not NOW[lang].search(sentence):
        return []
    return [id for id in CITED.findall(sentence) if id in days and newest - days[id] > YEAR]


@pytest.fixture(scope="module")
def days(evidence):
    return {f.id: f.as_of for f in list_figures(evidence)}


@pytest.fixture(scope="module")
def newest(evidence):
    return max(evidence.frame("support_monthly")["month"].dt.month_end())


@pytest.mark.parametrize("lang", NOW)
def test_no_sentence_speaks_of_now_with_data_older_than_a_year(lang, days, newest):
    wrong = [
        f"{path.name}: {sentence} ({', '.join(old)})"
        for path in sorted((WORDS / lang).glob("*.toml"))
        if path.name != "ledger.toml"
        for text in texts(tomllib.loads(path.read_text(encoding="utf-8")))
        for sentence in sentences(text)
        if (old := speaks_of_now(lang, sentence, days, newest))
    ]
    assert wrong == []


def test_the_rule_sees_an_old_number_told_as_of_now(days, newest):
    assert days["fact.f075"] < newest - YEAR
    for lang, text in (
        ("en", "Russia now fields [[fact.f075]] tanks."),
        ("en", "The number of tanks is [[fact.f075|bare]]."),
        ("de", "Russland hat jetzt [[fact.f075]] Panzer."),
        ("uk", "Росія тепер має [[fact.f075]] танків."),
    ):
        assert speaks_of_now(lang, text, days, newest) == ["fact.f075"]
    assert not speaks_of_now("en", "In 2024 it fielded [[fact.f075]] tanks.", days, newest)
