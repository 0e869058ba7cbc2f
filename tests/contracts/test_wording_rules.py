"""The wording rules hold in every language, for every sentence about strategies and theories."""

import re
from dataclasses import replace

import pytest
from wording_lint import lint, patterns

from sinews.errors import UnknownNameError
from sinews.present.brief.brief import open_study
from sinews.present.brief.chapters import CHAPTERS
from sinews.present.brief.findings import declared_findings
from sinews.present.figures.charts import CHARTS
from sinews.present.text.prose import plain
from sinews.present.text.words import languages, read_entries, read_words

NAMES = re.compile(
    r"^(likelihood\.|web\.(kinds\.|lab\.outcome|materiel\.confirmed$)|.*\.(label|head)\.)"
    r"|^arguments\.claim\.|^ledger\.c\d+\.statement$"
)
"""Names of columns, outcomes and degrees; and what the article says, which is judged, not said."""
PASSIVE = re.compile(r"\b(wird|werden)\b")
"""German forms both the future and the passive with it; only of comparisons are both refused."""
COMPARISONS = ("campaign", "decision")
BAD = {
    "en": {
        "condition": "Full support takes ground back.",
        "certain verb": "If so, support leads to an end.",
        "digits": "If so, it is 12.34 % of all.",
        "base rate": "If so, the chance of an end of the war is 30 %.",
        "best strategy": "If so, this is the best strategy.",
        "word without": "If so, a turn is likely.",
    },
    "de": {
        "condition": "Volle Unterstützung bringt Gelände zurück.",
        "certain verb": "Wenn das gilt, führt Unterstützung zu einem Ende.",
        "digits": "Wenn das gilt, sind es 12,34 % von allem.",
        "base rate": "Wenn das gilt, liegt die Aussicht auf ein Ende bei 30 %.",
        "best strategy": "Wenn das gilt, ist das die beste Strategie.",
        "word without": "Wenn das gilt, ist eine Wende wahrscheinlich.",
    },
    "uk": {
        "condition": "Повна підтримка повертає територію.",
        "certain verb": "Якщо так, підтримка призводить до кінця.",
        "digits": "Якщо так, це 12,34 % усього.",
        "base rate": "Якщо так, імовірність кінця війни – 30 %.",
        "best strategy": "Якщо так, це найкраща стратегія.",
        "word without": "Якщо так, злам імовірно настане.",
    },
}


@pytest.fixture(scope="module")
def study(evidence):
    return open_study(evidence)


def test_every_language_has_every_rule():
    for language in languages():
        assert set(patterns(language)) == set(patterns("en"))
    with pytest.raises(UnknownNameError, match="uk"):
        lint("…", "assumed", "ua")


@pytest.mark.parametrize("language", languages())
def test_each_rule_refuses_its_bad_sentence(language):
    for problem, text in BAD[language].items():
        found = lint(text, "assumed", language)
        assert any(problem in f for f in found), (problem, found)


@pytest.mark.parametrize("language", languages())
def test_titles_of_charts_and_findings_about_strategies_keep_the_rules(language, study):
    here = replace(study, words=read_words(language))
    said = here.words.say
    texts = [
        plain(here, said(f"findings.{f.id}.title", f.said))
        for chapter, f in declared_findings(here)
        if chapter == "campaign"
    ]
    strategies = CHARTS["campaign_strategies"]
    frame = strategies.table(here)
    texts.append(plain(here, said(f"charts.{strategies.id}.title", strategies.say(here, frame))))
    campaign = next(c for c in CHAPTERS if c.id == "campaign")
    passage = plain(here, said("chapters.campaign.strategies", campaign.say(here))).strip()
    texts.append(passage.split(". ")[0] + ".")
    assert len(texts) > 30
    for text in texts:
        assert lint(text, "assumed", language) == (), text


@pytest.mark.parametrize("language", languages())
def test_every_fixed_sentence_keeps_the_rules(language):
    """Those of the brief, the pages and the lab, with a number in the place of each value."""
    wrong = []
    for key, entry in read_entries(language).items():
        for case, text in (entry if isinstance(entry, dict) else {"": entry}).items():
            if case == "by" or NAMES.match(key):
                continue
            written = re.sub(r"\[\[.*?\]\]|\{.*?\}", "7", text)
            if language == "de" and not key.startswith(tuple(f"chapters.{c}" for c in COMPARISONS)):
                written = PASSIVE.sub("…", written)
            wrong += [f"{key}: {c}" for c in lint(written, "estimated", language)]
    assert wrong == []
