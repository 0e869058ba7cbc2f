"""The ledger of claims says the same in every language: every text, figure and number."""

import re
from collections import Counter

import pytest

from sinews.claims.ledger import read_ledger
from sinews.present.text.prose import cited
from sinews.present.text.statements import (
    PARTS,
    TEST_PARTS,
    check_key,
    claim_key,
    section_key,
)
from sinews.present.text.words import languages, read_entries

OTHERS = [language for language in languages() if language != "en"]
FIGURE = re.compile(r"\[\[.*?\]\]")
GROUPED = re.compile(r"(?<=\d)[.,\u00a0](?=\d{3}\b)")


def numbers(text):
    """The numbers of a text without its figures, thousands written in any way."""
    return Counter(re.findall(r"\d+", GROUPED.sub("", FIGURE.sub("", text))))


def expected():
    """Every text of the ledger by its key."""
    for claim in read_ledger():
        yield section_key(claim), claim.section
        for part in PARTS:
            yield claim_key(claim, part), getattr(claim, part)
        for test in claim.tests:
            for part in TEST_PARTS:
                yield check_key(claim, test, part), getattr(test, part)


@pytest.mark.parametrize("language", languages())
def test_every_text_of_every_claim_is_there_and_no_other(language):
    wanted = {key for key, text in expected() if text}
    assert len(wanted) > 65 * 3
    assert {k for k in read_entries(language) if k.startswith("ledger.")} == wanted


@pytest.mark.parametrize("language", OTHERS)
def test_figures_and_numbers_agree_with_the_english(language):
    here = read_entries(language)
    for key, text in expected():
        if text:
            assert Counter(cited(here[key])) == Counter(cited(text)), key
            assert numbers(here[key]) == numbers(text), key


@pytest.mark.parametrize("language", OTHERS)
def test_one_english_text_is_said_in_one_way(language):
    here, known = read_entries(language), {}
    for key, text in expected():
        if text:
            assert known.setdefault(text, here[key]) == here[key], key


def test_numbers_are_written_in_the_way_of_the_language():
    english = re.compile(r"\d,\d{3}\b")
    for language in OTHERS:
        for key, text in read_entries(language).items():
            if key.startswith("ledger."):
                assert not english.search(FIGURE.sub("", text)), key
