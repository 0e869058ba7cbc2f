"""Search: every kind of thing is found in every language, by page and by index alike."""

import json
import re
from html import unescape

import httpx
import pytest

from sinews.web.page import languages
from sinews.web.search import KINDS, Entry, find, fold

ENTRIES = [
    Entry(
        kind="figure", label="Allocations of the Netherlands, 2024", to="/figure/x", other="a.nl"
    ),
    Entry(kind="country", label="Netherlands", to="/country/NL", other="nl"),
    Entry(kind="goods", label="8703 cars", to="/circumvention?goods=8703"),
    Entry(kind="page", label="Türkei und Krieg", to="/x"),
]


@pytest.fixture(scope="module")
def get(web_server):
    with httpx.Client(base_url=web_server, timeout=120) as client:
        yield client.get


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("netherlands", ["country", "figure"]),
        ("  NETHER 2024 ", ["figure"]),
        ("8703", ["goods"]),
        ("turkei", ["page"]),
        ("nl", ["country", "figure"]),
        ("nothing of that name", []),
        ("", []),
    ],
)
def test_every_word_must_be_there_and_the_best_comes_first(query, kinds):
    assert [e.kind for e in find(ENTRIES, query, 9)] == kinds


def test_accents_and_signs_do_not_matter():
    assert fold("Ґрунт: EUR 9.2 bn") == "ґрунт  eur 9 2 bn"
    assert fold("Österreich") == "osterreich"


@pytest.mark.parametrize("language", languages())
def test_the_index_holds_every_kind_and_its_addresses_answer(get, language):
    record = json.loads(get(f"/search.json?lang={language}").text)
    kinds = [kind for kind, *_ in record["entries"]]
    assert set(kinds) == set(range(len(KINDS)))
    assert len(record["kinds"]) == len(KINDS)
    first = {kind: (to or f"/figure/{other}") for kind, _, to, other in record["entries"]}
    for to in first.values():
        if not to.startswith(("/lab", "/circumvention", "/support", "/claims", "/materiel")):
            assert get(to).status_code == 200, to


@pytest.mark.parametrize(
    ("language", "query", "name"),
    [
        ("en", "germany", "Germany"),
        ("de", "deutschland", "Deutschland"),
        ("uk", "польща", "Польща"),
    ],
)
def test_without_script_the_page_finds_the_country_first(get, language, query, name):
    page = get("/search", params={"q": query, "lang": language}).text.partition('class="hits"')[2]
    hits = re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', page)
    assert unescape(hits[0][1]) == name


def test_the_picker_leads_to_the_country_and_helps_with_a_wrong_one(get):
    assert get("/go?country=nl").headers["location"].lower().endswith("nl")
    assert get("/go?country=xx").status_code == 400
