"""What travels: every chart of every page has files, citation, embed, link and card."""

import csv
import html
import re
import struct
from io import StringIO
from xml.etree import ElementTree

import httpx
import pytest

from sinews.web.page import NAV, languages
from sinews.web.sharing.share import write_bibtex

OWN = {
    "/support?measure=committed&type=total": ("rank", "years"),
    "/materiel?category=afv&view=sum": ("losses",),
    "/circumvention/measure?goods=10&countries=2": ("frontier",),
}
"""Pages in a state and the charts that only they have."""


@pytest.fixture(scope="module")
def get(web_server):
    known = {}
    with httpx.Client(base_url=web_server, timeout=120) as client:

        def fetch(path):
            if path not in known:
                known[path] = client.get(path)
            return known[path]

        yield fetch


def size(png):
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def attributes(page, name):
    return [html.unescape(v) for v in re.findall(rf'\b{name}="([^"]*)"', page)]


@pytest.mark.parametrize("path", OWN)
def test_a_chart_that_only_a_page_has_comes_in_every_form(get, path):
    page = get(path).text
    links = attributes(page, "href")
    for id in OWN[path]:
        part = f"{path}&part={id}"
        assert {f"{part}.{form}" for form in ("csv", "svg", "png")} <= set(links)
        assert f"{path}#figure-{id}" in links
        assert f'id="figure-{id}"' in page
        assert ElementTree.fromstring(get(f"{part}.svg").text).find(".//{*}title").text
        assert size(get(f"{part}.png").content)[0] >= 1400
        assert size(get(f"{part}.card").content) == (1200, 630)
        rows = list(csv.reader(StringIO(get(f"{part}.csv").text)))
        assert len(rows) > 2
        assert {len(r) for r in rows} == {len(rows[0])}
        frame = get(f"{part}.embed")
        assert "frame-ancestors *" in frame.headers["content-security-policy"]
        assert f'data-chart="{id}"' in frame.text
    card = f"{path}&part={OWN[path][0]}.card"
    assert any(c.endswith(card) for c in attributes(page, "content"))


@pytest.mark.parametrize("path", ["/support?part=none.png", "/support?part=rank.gif"])
def test_a_part_that_there_is_not_gets_a_page_that_helps(get, path):
    answer = get(path)
    assert answer.status_code == 400
    assert "rank" in answer.text or "png" in answer.text


def test_every_chart_of_a_page_can_be_taken_along(get):
    for path in ("/support", "/materiel", "/circumvention", "/claims", "/"):
        page = get(path).text
        charts = len(re.findall(r'class="chart"', page))
        assert charts == len(re.findall(r"data-picture=", page)) > 0, path
        for key in ("cite", "bibtex", "embed"):
            assert len(re.findall(rf'<textarea id="{key}-', page)) == charts, path


@pytest.mark.parametrize("language", languages())
def test_a_page_names_its_languages_its_card_and_what_it_is(get, language):
    path = "/claims" if language == "en" else f"/claims?lang={language}"
    page = get(path).text
    known = re.findall(r'<link rel="alternate" hreflang="([a-z-]+)"', page)
    assert known == [*languages(), "x-default"]
    content = dict(re.findall(r'<meta (?:name|property)="([a-z:]+)" content="([^"]*)"', page))
    assert len(content["description"]) > 40
    assert content["og:url"].endswith(path)
    card = httpx.URL(html.unescape(content["og:image"]))
    assert size(get(card.raw_path.decode()).content) == (1200, 630)


def test_search_engines_find_every_page_in_every_language(get):
    root = ElementTree.fromstring(get("/sitemap.xml").text)
    found = {e.text for e in root.iterfind(".//{*}loc")}
    for _, path in NAV:
        assert sum(re.sub(r"^https?://[^/]+|\?lang=..$", "", u) == path for u in found) == 3, path
    assert "Sitemap: http" in get("/robots.txt").text
    assert size(get("/favicon.ico").content) == (48, 48)


def test_bibtex_of_hostile_words_stays_one_entry(evidence):
    entry = write_bibtex(evidence, "x", ("50 % of {all} & more_", "A#B"), "http://x/?a=1&b=2")
    assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")
    assert r"50 \% of \{all\} \& more\_" in entry
