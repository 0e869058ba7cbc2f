"""How much English stands in the pages of other languages, as a reader meets it."""

import re
import tomllib
from collections import Counter
from html.parser import HTMLParser
from importlib.resources import files

import httpx
import pytest

from sinews.present.brief.brief import make_brief
from sinews.present.text.words import languages, read_entries

OTHERS = [language for language in languages() if language != "en"]
MOST = 0.02
"""Share of words that may be English: names of columns and their values, notes on single facts."""
PAGES = (
    "/country/NL",
    "/country/PL?with=DE,FR",
    "/",
    "/front",
    "/circumvention",
    "/sources",
    "/figure/support.replace.us.d1.missing_eur_bn_year",
    "/figure/front.ground.net_km2.y2024",
    "/figure/diversion.books.kg.cars.y2023",
    "/figure/support.allocated.de.military.y2024",
)
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
CODE = re.compile(
    r"https?://\S+|\b\w+_\w+\b|\S+/\S+|\S*[a-z]\.[a-z]\S*|\b[A-Z0-9]{2,}\b|\b[a-z]+\d+\b"
)
"""Addresses, ids, files, places of a module, and codes of countries and goods."""
TITLE = re.compile(r"F\d+: ")
"""What the title of a published work begins with; it stays as its publisher wrote it."""
NAMES = {"parquet"}
SILENT = {"head", "script", "style", "svg", "code", "pre", "textarea"}
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}


class Reader(HTMLParser):
    """Collects the visible texts of a page, without titles of works, which are marked."""

    def __init__(self):
        super().__init__()
        self.open, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang")))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        marked = any(lang == "en" for _, lang in self.open)
        silent = any(tag in SILENT for tag, _ in self.open)
        if not silent and not (marked and TITLE.match(data)):
            self.texts.append(data)


def words_of(texts):
    return [w.lower() for text in texts for w in WORD.findall(CODE.sub(" ", text))]


def sentences(language):
    for entry in read_entries(language).values():
        for text in entry.values() if isinstance(entry, dict) else (entry,):
            yield re.sub(r"\[\[.*?\]\]|\{.*?\}", " ", str(text))


@pytest.fixture(scope="module")
def english(study):
    """Words that stand in an English text of the house, by language that does not have them."""
    path = files("sinews.present.text") / "labels.toml"
    labels = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = [t for f in study.figures.values() for t in (f.label, f.method, f.rows)]
    texts += [key for section in labels.values() for key in section]
    known = Counter(words_of([*texts, *sentences("en")]))
    found = {}
    for language in OTHERS:
        said = (v.get(language, "") for s in labels.values() for v in s.values())
        own = set(words_of([*sentences(language), *said]))
        found[language] = {w for w in known if w.isascii() and w not in own | NAMES}
    return found


@pytest.fixture(scope="module")
def study(evidence):
    from sinews.present.brief.brief import open_study

    return open_study(evidence)


def measure(page, english):
    reader = Reader()
    reader.feed(page)
    words = words_of(reader.texts)
    left = Counter(w for w in words if w in english)
    return left.total() / len(words), left.most_common(12)


def test_english_words_are_found_where_there_are_some(english):
    share, left = measure("<p>Wie oft? How often such interval holds.</p>", english["de"])
    assert share == pytest.approx(4 / 7), left
    own = '<p><a lang="en">F12: How often</a> Wie oft <code>where</code></p>'
    assert measure(own, english["de"])[0] == 0


@pytest.mark.parametrize("language", OTHERS)
def test_the_brief_is_in_its_language(evidence, english, tmp_path, language):
    page = make_brief(evidence, language=language).write(tmp_path).read_text(encoding="utf-8")
    share, left = measure(page, english[language])
    assert share <= MOST, (share, left)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", OTHERS)
def test_a_page_is_in_its_language(web_server, english, language, path):
    joint = "&" if "?" in path else "?"
    answer = httpx.get(f"{web_server}{path}{joint}lang={language}", timeout=120)
    assert answer.status_code == 200
    share, left = measure(answer.text, english[language])
    assert share <= MOST, (share, left)
