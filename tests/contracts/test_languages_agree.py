"""What is said in one language is said in the others: the same numbers, names and plural forms."""

import re
import string
import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from sinews.core.provenance import CAUTIONS
from sinews.data.sources import READERS
from sinews.present.figures.charts import CHARTS
from sinews.present.text.grammar import count_forms
from sinews.present.text.labels import find_label, say_column, say_method
from sinews.present.text.words import languages, read_entries, read_words

OTHERS = [language for language in languages() if language != "en"]
LABELS = tomllib.loads((files("sinews.present.text") / "labels.toml").read_text(encoding="utf-8"))
TRANSLATED = ("patterns", "names", "sentences", "rows", "columns", "producers", "licences")
NAMES = re.compile(r"\b(?:RUSI|ISW|CSIS|IISS|Kaplan|CRPS|DeepState|HICP|Oryx|Comext|Comtrade)\b")
"""Names that no language changes."""

SPELLED = {
    "twice": (("zweimal", "doppel"), ("двічі",)),
    "half": (("halb", "hälfte"), ("полов", "пів")),
    "third": (("dritt",), ("трет",)),
    "three": (("drei",), ("три", "трьо")),
    "four": (("vier",), ("чотир",)),
    "quarter": (("viertel", "quartal"), ("чверт", "кварт")),
    "five": (("fünf",), ("п’ят",)),
    "fifth": (("fünf",), ("п’ят",)),
    "six": (("sechs",), ("шіст", "шест")),
    "seven": (("sieb",), ("сім", "сем")),
    "eight": (("acht",), ("вісі", "вось")),
    "nine": (("neun",), ("дев’ят",)),
    "ten": (("zehn",), ("десят",)),
    "twelve": (("zwölf",), ("дванадц",)),
    "fourteen": (("vierzehn",), ("чотирнадц",)),
    "sixteen": (("sechzehn",), ("шістнадц",)),
    "twenty": (("zwanzig",), ("двадц",)),
    "thirty": (("dreißig",), ("тридц",)),
    "hundred": (("hundert",), ("сто", "сот", "двіст", "трист")),
    "thousand": (("tausend", "tsd"), ("тис",)),
    "million": (("million", "mio"), ("мільйон", "млн")),
    "billion": (("milliarde", "mrd"), ("мільярд", "млрд")),
}
"""Numbers written as words: how they begin in German and Ukrainian; "the two" may go unsaid."""


def sentences(language):
    for key, entry in read_entries(language).items():
        for case, text in (entry if isinstance(entry, dict) else {"": entry}).items():
            if case != "by":
                yield f"{key}.{case}".rstrip("."), str(text)


def bare(text):
    """Return a sentence without its places and figures."""
    return re.sub(r"\[\[.*?\]\]|\{.*?\}", " ", text)


def digits(text):
    """Return the numbers written in a sentence, whatever separates their digits."""
    joined = re.sub(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}\b)", "", bare(text))
    return Counter(re.findall(r"\d+", joined.replace(",", ".")))


def years(text):
    return {n for n in digits(text) if len(n) == len("2024") and n.startswith("20")}


def places(text):
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_holds_the_same_numbers_in_every_language(language):
    there = dict(sentences(language))
    wrong = [
        (key, dict(digits(text)), dict(digits(there[key])))
        for key, text in sentences("en")
        if digits(text) != digits(there[key]) and not key.startswith("counts.")
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_numbers_that_are_spelled_out_are_spelled_out_in_every_language(language):
    there, place = dict(sentences(language)), ("de", "uk").index(language)
    wrong = []
    for key, text in sentences("en"):
        words = set(re.findall(r"[a-z]+", bare(text).lower()))
        said = bare(there[key]).lower()
        missing = [n for n in words & set(SPELLED) if not any(s in said for s in SPELLED[n][place])]
        if missing and not key.startswith("counts."):
            wrong.append((key, missing, text, there[key]))
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_show_the_same_figures_and_places(language):
    def shown(text):
        return Counter(re.findall(r"\[\[([^|\]]+)", text)), set(places(text))

    there = dict(sentences(language))
    wrong = [key for key, text in sentences("en") if shown(text) != shown(there[key])]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_names_that_no_language_changes_stay(language):
    there = dict(sentences(language))
    for key, text in sentences("en"):
        assert set(NAMES.findall(text)) <= set(NAMES.findall(there[key])) | {"HICP"}, key


@pytest.mark.parametrize("language", languages())
def test_every_counted_word_has_the_forms_that_babel_knows(language):
    forms = count_forms(read_words(language).locale)
    for key, text in sentences(language):
        for _, name, spec, _ in string.Formatter().parse(text):
            if name and "|" in (spec or ""):
                assert len(spec.split("|")) == len(forms), (key, spec)


@pytest.mark.parametrize("section", TRANSLATED)
@pytest.mark.parametrize("language", OTHERS)
def test_labels_hold_the_same_places_and_numbers(section, language):
    for text, said in LABELS[section].items():
        assert language in said, text
        left_out = Counter({"good": 1}) & places(text)  # its code is enough
        assert places(said[language]) == places(text) - left_out, text
        if section != "columns":
            assert digits(said[language]) == digits(text), text


@pytest.mark.parametrize("language", OTHERS)
def test_sources_cautions_and_columns_have_words(language, evidence):
    sources = {r.source.id for r in READERS}
    assert [id for id in sources if language not in LABELS["titles"].get(id, {})] == []
    assert [k for k in CAUTIONS if language not in LABELS["cautions"].get(k, {})] == []


@pytest.fixture(scope="module")
def study(evidence):
    from sinews.present.brief.brief import open_study

    return open_study(evidence)


@pytest.mark.parametrize("language", OTHERS)
def test_figures_are_called_in_the_language_of_their_reader(language, study):
    words, left = read_words(language), []
    for figure in study.figures.values():
        if not figure.id.startswith("fact."):
            label = find_label(words, figure)
            if label is None:
                left.append(figure.label)
            elif not figure.id.startswith("claims."):
                assert years(label) == years(figure.label), label
    # a figure that is new may wait for its words; it says so on its page and here
    assert len(left) <= 0.01 * len(study.figures), left


@pytest.mark.parametrize("language", OTHERS)
def test_nine_words_of_ten_of_the_methods_are_translated(language, study):
    count = Counter()
    for figure in study.figures.values():
        for text, own in say_method(language, figure.method):
            count[own] += len(text.split())
    assert count[True] / count.total() > 0.9


@pytest.mark.parametrize("language", OTHERS)
def test_heads_of_data_tables_are_translated(language, study):
    for chart in CHARTS:
        heads = {c: say_column(language, c) for c in chart.table(study).columns}
        assert [c for c, (_, own) in heads.items() if not own] == [], chart.id
