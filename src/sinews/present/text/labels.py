"""Labels of figures in the reader's language: patterns and names that translate what is computed.

The instruments label their figures in English. A label is translated whole or not at all, so that
no half of one language stands in another; what stays English is marked as such by its page.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal

from babel.numbers import get_decimal_symbol, get_group_symbol

from sinews.core.figure import Figure
from sinews.core.places import countries
from sinews.core.provenance import CAUTIONS, Source
from sinews.present.text.words import Words, read_words
from sinews.support.groups import GROUPS

_MONTHS: Final = tuple(read_words("en").month_names)
_MONTH: Final = "|".join(_MONTHS)
_DAY: Final = r"\d{4}-\d\d-\d\d"
_NUMERIC: Final = r"\d{4}-\d\d"
_TIME: Final = (
    rf"(?:{_DAY}|{_NUMERIC}) to {_DAY}|(?:first half of )?\d{{4}}(?:, \d\d? months)?|{_DAY}"
    rf"|{_NUMERIC}(?:(?::| to ){_NUMERIC})?"
    rf"|(?:\d\d? )?(?:{_MONTH}) \d{{4}}|(?:{_MONTH})(?: \d{{4}})? to (?:{_MONTH}) \d{{4}}"
)
_KINDS: Final = ("strategies.", "arguments.claim.", "elasticities.", "ledger.")
_TIMES: Final = ("period", "before")
"""Places of a pattern that hold a time."""
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")
_NUMBER: Final = r"[-+−]?(?:\d{4}-\d{4}|\d{4}-\d\d|\.?\d[\d,]*(?:\.\d+)?)"
_SAME: Final = re.compile(rf"[\d–., -]+|{_DAY}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A label with places, as it is found, and what it is called in other languages."""

    found: re.Pattern[str]
    said: Mapping[str, str]

    def say(self, text: str, language: str) -> str | None:
        """Return a text in another language; None where it does not fit, or a place has no words.

        A place that the translation does not have, such as the name of a code, is left out.
        """
        match, sentence = self.found.fullmatch(text), self.said.get(language)
        if match is None or sentence is None:
            return None
        said = {k: _fill(k, match[k], language) for k in re.findall(r"\{(\w+)\}", sentence)}
        return None if None in said.values() else sentence.format(**said)


@lru_cache(maxsize=20_000)
def translate(text: str, language: str) -> str | None:
    """Return a label in another language, or None where nothing fits it."""
    words = read_words(language)
    if text in _names():
        return _names()[text].get(language)
    if donor := _donor(text, words):
        return donor
    bare = text.removesuffix(".")
    if key := _sentences().get(bare) or _sentences().get(bare[:1].lower() + bare[1:]):
        return words.say(key).removesuffix(".")
    if re.fullmatch(_TIME, text):
        return say_time(text, words)
    if _SAME.fullmatch(text):
        return text
    for pattern in _patterns():
        whole = pattern.say(text, language)
        if whole is not None:
            return whole[:1].upper() + whole[1:] if text[:1].isupper() else whole
    return None


def say_label(words: Words, figure: Figure) -> str:
    """Return what a figure is called; in English where the language has no words for it."""
    return find_label(words, figure) or figure.label


def find_label(words: Words, figure: Figure) -> str | None:
    """Return what a figure is called in the language of the words, or None."""
    if words.language == "en":
        return figure.label
    instrument, _, rest = figure.id.partition(".")
    claim, _, test = rest.partition(".")
    key = f"ledger.{claim}.tests.{test}.label"
    if instrument == "claims" and words.has(key):
        return words.say(key)
    found = translate(figure.label, words.language)
    return found and found[:1].upper() + found[1:]


def say_cell(words: Words, chart: str, value: str) -> tuple[str, bool]:
    """Return what a cell of a chart's table is called, and whether it is in the language."""
    places = (f"charts.{chart}.label", "labels", "strategies", "verdicts", "web.kinds")
    keys = (f"{place}.{value}" for place in places)
    said = next((words.say(k) for k in keys if "{" not in str(words.entries.get(k, "{"))), None)
    if said is None and words.language != "en":
        said = translate(value, words.language)
    plainly = words.language == "en" or re.fullmatch(r"[\W\d]*|F\d+( F\d+)*", value) is not None
    return said or value, said is not None or plainly


@lru_cache(maxsize=2_000)
def say_column(language: str, name: str) -> tuple[str, bool]:
    """Return the head of a data table's column, and whether it is in the language."""
    words, found, table = name.split("_"), [], _table()["columns"]
    if language == "en":
        return " ".join(words), True
    while words:
        size = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in table), 0)
        if not size:
            return name.replace("_", " "), False
        found.append(table[" ".join(words[:size])][language])
        words = words[size:]
    return ", ".join(found), True


def say_title(language: str, source: Source) -> str:
    """Return the title of a source; its own where the language has none."""
    return _table()["titles"].get(source.id, {}).get(language, source.title)


def say_maker(language: str, source: Source, part: Literal["producer", "licence"]) -> str:
    """Return the producer or the licence of a source; its own where the language has none."""
    own: str = getattr(source, part)
    return _table()[f"{part}s"].get(own, {}).get(language, own)


def say_caution(language: str, caution: str) -> str:
    """Return a standing caution of a source, given in English."""
    key = next((k for k, text in CAUTIONS.items() if text == caution), "")
    return _table()["cautions"].get(key, {}).get(language, caution)


@lru_cache(maxsize=8_000)
def say_method(
    language: str, method: str, section: str = "sentences"
) -> tuple[tuple[str, bool], ...]:
    """Return the sentences of a method, each with whether it is in the language.

    A sentence is translated whole or stays in English; those beside it do not depend on it.

    Parameters
    ----------
    section
        ``sentences`` of methods, or ``rows``: where in the data a number stands.
    """
    if language == "en":
        return ((method, True),)
    found: list[tuple[str, bool]] = []
    for part, end in re.findall(r"(.+?)(?:(; |(?<=[.]) )(?=\S)|$)", method):
        said = _sentence(part, language, section)
        whole, own = f"{said or part}{end}", said is not None
        if found and found[-1][1] == own:
            found[-1] = (found[-1][0] + whole, own)
        else:
            found.append((whole, own))
    return tuple(found)


def _sentence(text: str, language: str, section: str) -> str | None:
    """Return one sentence in another language; its full stop may be missing on either side."""
    bare = text.removesuffix(".")
    for pattern in _patterns(section):
        whole = pattern.say(bare, language)
        if whole is not None:
            return whole + "." * text.endswith(".")
    return None


def _fill(place: str, text: str, language: str) -> str | None:
    """Return what stands in a place: a number as the language writes it, an id, or a name."""
    if re.fullmatch(r"n\d", place):
        return _number(text, language)
    if place.startswith("raw"):
        return text
    if place == "where":
        return _say_conditions(text, language)
    return text if re.fullmatch(r"F\d+", text) else translate(text, language)


def _say_conditions(text: str, language: str) -> str:
    """Return names of columns and their values with the words between them in a language."""
    words = _table()["conditions"]
    order = "|".join(sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<= )({order})(?= )", lambda m: words[m[1]][language], text)


def _number(text: str, language: str) -> str:
    """Return a number written in English with the separators of a language."""
    locale = read_words(language).locale
    signs = {",": get_group_symbol(locale), ".": get_decimal_symbol(locale)}
    return "".join(signs.get(c, c) for c in text)


def say_time(text: str, words: Words) -> str:
    """Return a year, a month, a day, or a span of months as the language writes it."""
    if match := re.fullmatch(r"first half of (\d{4})", text):
        return words.say("times.half_year", {"year": match[1]})
    if match := re.fullmatch(r"(\d{4}), (\d\d?) months", text):
        return words.say("times.months", {"year": match[1], "n": match[2]})
    if re.fullmatch(r"\d{4}", text):
        return text
    if re.fullmatch(_DAY, text):
        return words.date(date.fromisoformat(text))
    if match := re.fullmatch(rf"(\d\d?) ({_MONTH}) (\d{{4}})", text):
        return words.date(date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1])))
    parts = re.split(r":| to ", text)
    if re.fullmatch(_DAY, parts[-1]):
        begin, end = (say_time(part, words) for part in parts)
        return words.say("times.span", {"first": begin, "last": end})
    ends = [_month(part, text) for part in parts]
    first, last = ends[0], ends[-1]
    if first == last:
        return words.month(first)
    within = first.year == last.year
    begin = words.month_names[first.month - 1] if within else words.month(first)
    return words.say("times.span", {"first": begin, "last": words.month(last)})


def _month(part: str, whole: str) -> date:
    if re.fullmatch(_NUMERIC, part):
        return date.fromisoformat(f"{part}-01")
    name, _, year = part.partition(" ")
    return date(int(year or whole[-4:]), _MONTHS.index(name) + 1, 1)


def _donor(text: str, words: Words) -> str | None:
    """Return a donor or country by its English name or its code."""
    known = _places()
    code = text.upper() if text.upper() in known.values() else known.get(text)
    if code is None:
        return None
    key = next((k for k in (f"donors.{code.lower()}", f"countries.{code}") if words.has(k)), None)
    return words.say(key) if key else _territory(code, words)


def _territory(code: str, words: Words) -> str | None:
    name = words.locale.territories.get(code)
    return str(name) if name else None


@cache
def _places() -> dict[str, str]:
    """Return English name to code, of all countries and of donors as their source writes them."""
    return {c.name: code for code, c in countries().items() if code not in GROUPS}


@cache
def _sentences() -> dict[str, str]:
    """Return sentences that results hold in English, to the key under which words have them."""
    entries = read_words("en").entries
    found = {k: v for k, v in entries.items() if k.startswith(_KINDS) and isinstance(v, str)}
    return {text.removesuffix("."): key for key, text in found.items()}


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    text = (files("sinews.present.text") / "labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _names() -> dict[str, dict[str, str]]:
    return _table()["names"]


@cache
def _patterns(section: str = "patterns") -> tuple[Pattern, ...]:
    """Return the patterns, those with the most letters of their own first."""

    def find(text: str) -> re.Pattern[str]:
        return re.compile(_PLACE.sub(lambda m: f"(?P<{m[1]}>{_place(m[1])})", re.escape(text)))

    table = {_bare(k, section): v for k, v in _table()[section].items()}
    order = sorted(table, key=lambda text: -len(re.sub(r"\{\w+\}", "", text)))
    return tuple(
        Pattern(find(text), {k: _bare(v, section) for k, v in table[text].items()})
        for text in order
    )


def _bare(text: str, section: str) -> str:
    return text if section == "patterns" else text.removesuffix(".")


def _place(name: str) -> str:
    if name in _TIMES:
        return _TIME
    if name == "bloc":
        return r"[A-Z]{2}(?:/[A-Z]{2})*"
    return _NUMBER if re.fullmatch(r"n\d", name) else ".+?"
