"""The page of claims in the language of the reader: its texts, and the search in them."""

import html
import re

import httpx
import pytest

from sinews.claims.ledger import read_ledger
from sinews.present.text.statements import claim_key
from sinews.present.text.words import languages, read_words

OTHERS = [language for language in languages() if language != "en"]


@pytest.fixture(scope="module")
def get(web_server):
    with httpx.Client(base_url=web_server, timeout=120) as client:
        yield lambda **asked: client.get("/claims", params=asked).text


def shown(page):
    """The ids of the claims that a page lists."""
    return set(re.findall(r'<li id="(c\d\d)">', page))


@pytest.mark.parametrize("language", languages())
def test_every_statement_stands_in_the_language_of_the_page(get, language):
    page, words = get(lang=language), read_words(language)
    assert shown(page) == {c.id for c in read_ledger()}
    for claim in read_ledger():
        assert html.escape(words.say(claim_key(claim, "statement"))) in page, claim.id


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_of_the_ledger_is_left_in_english(get, language):
    page = html.unescape(get(lang=language))
    listed = page[page.index('<ol class="claims">') : page.index("</ol>")]
    assert 'lang="en"' not in listed
    for claim in read_ledger():
        said = [claim.statement, claim.why, *(t.label for t in claim.tests)]
        assert not [text for text in said if text and text in listed], claim.id


@pytest.mark.parametrize(
    ("language", "query", "id"),
    [
        ("en", "Hungary blocked", "c02"),
        ("de", "ungarn blockierte", "c02"),
        ("de", "Marschflugkörper Reichweite", "c36"),
        ("uk", "угорщина заблокувала", "c02"),
        ("uk", "Шольц лишає", "c41"),
    ],
)
def test_the_search_looks_in_the_words_of_the_reader(get, language, query, id):
    assert shown(get(lang=language, q=query)) == {id}


def test_the_search_does_not_look_in_another_language(get):
    assert shown(get(lang="de", q="Hungary blocked")) == set()


def test_a_figure_is_found_as_it_is_written(get):
    assert "c33" in shown(get(lang="en", q="EUR 8.0 bn"))
    assert "c33" in shown(get(lang="de", q="8,0 Mrd. EUR"))
    assert shown(get(lang="en", q="fact.f014")) == set()


def test_shares_are_written_as_per_cent(get):
    assert "52\u00a0%" in get(lang="en", q="Taurus August 2023")
    assert "52\u00a0%" in get(lang="uk", q="Taurus серпні 2023")
