"""The fixed text of one language, with places for values and for figures."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

from sinews.errors import SinewsError, UnknownNameError
from sinews.present.text.grammar import Name, Sentence
from sinews.present.text.numbers import SPACE, NumberStyle
from sinews.present.text.statements import ledger_entries
from sinews.support.replace import BASE_YEARS

Said = Mapping[str, str]
"""Written values by name: they fill ``{name}``, and choose among the cases of a sentence."""

APART: Final = ("grammar.toml", "numbers.toml")
"""Files of a language that hold its habits, not its sentences."""

LIKELIHOODS: Final[tuple[tuple[float, str], ...]] = (
    (0.9, "very_likely"),
    (0.66, "likely"),
    (0.33, "about_even"),
    (0.1, "unlikely"),
    (0.0, "very_unlikely"),
)
"""Lower bound of each word of likelihood, from high to low."""


Entry = str | Mapping[str, str]
"""A sentence, or its cases: the key ``by`` names the value that chooses among them."""


@dataclass(frozen=True)
class Words:
    """All fixed sentences of one language, read from ``words/<lang>/*.toml``.

    A sentence may hold ``{name}`` (a written value), ``{n:month|months}`` (the word that agrees
    with a number), ``{name:gen}`` (a case) and ``[[figure id]]`` (a figure, which becomes a link
    to its origin). A table in place of a sentence holds cases: its key ``by`` names the
    value that chooses among them.
    """

    language: str
    entries: Mapping[str, Entry]

    def say(self, key: str, said: Said | None = None) -> str:
        """Return one sentence with its values filled in; figures stay as ``[[id]]``.

        Raises
        ------
        UnknownNameError
            There is no such sentence, or no such case of it.
        SinewsError
            The sentence asks for a value that was not given.
        """
        entry = self._find(key)
        given = {"base_years": self.base_years, **(said or {})}
        try:
            if isinstance(entry, Mapping):
                entry = self._case(key, entry, given[entry["by"]])
            return Sentence(self.locale).vformat(str(entry), (), given)
        except KeyError as error:
            if isinstance(error, UnknownNameError):
                raise
            raise SinewsError(
                f"The sentence {key!r} needs the value {error}; the values given are "
                f"{', '.join(sorted(said or {})) or 'none'}. "
                "Return it from `say`, or edit the sentence."
            ) from error

    def has(self, key: str) -> bool:
        """Return whether there is such a sentence."""
        return key in self.entries

    def month(self, month: date) -> str:
        """Return a month with its year, ``April 2026``, and the cases of the language."""
        grammar, m = _table(self.language, "grammar"), month.month

        def fill(name: str) -> str:
            return str(grammar["month"]).format(name=name, year=month.year).replace(" ", SPACE)

        names = {case: fill(names[m - 1]) for case, names in grammar.get("cases", {}).items()}
        genitive = fill(self.locale.months["format"]["wide"][m])
        return Name(fill(self.month_names[m - 1]), {"gen": genitive, **names})

    def date(self, day: date) -> str:
        """Return a day: ``3 June 2026``."""
        pattern = _table(self.language, "grammar")["date"]
        said = {"day": str(day.day), "month": self.month(day)}
        return Sentence(self.locale).vformat(pattern, (), said)

    @property
    def base_years(self) -> str:
        """The years whose mean a donor is replaced at; every sentence may hold it."""
        first, last = (year.removeprefix("y") for year in (BASE_YEARS[0], BASE_YEARS[-1]))
        return str(_table(self.language, "grammar")["years"]).format(first=first, last=last)

    @property
    def month_names(self) -> list[str]:
        """The twelve months in their plain form."""
        names = self.locale.months["stand-alone"]["wide"]
        return [names[m] for m in range(1, 13)]

    @property
    def locale(self) -> Locale:
        """Months, plurals and separators of the language, as CLDR has them."""
        return self.numbers.locale

    def donor(self, id: str, name: str) -> str:
        """Return the name of a donor in this language; ``name`` where it has no words."""
        key = f"donors.{id.lower()}"
        return self.say(key) if self.has(key) else name

    @property
    def chart_locale(self) -> dict[str, object]:
        """How axes of charts write numbers and months, as Vega asks for it."""
        days, short = self.locale.days["stand-alone"]["wide"], self.locale.months["format"]
        week = [days[d] for d in (6, 0, 1, 2, 3, 4, 5)]
        number = {
            "decimal": get_decimal_symbol(self.locale),
            "thousands": get_group_symbol(self.locale),
            "grouping": [3],
            "currency": ["", ""],
        }
        time = {
            "dateTime": "%x, %X",
            "date": "%d.%m.%Y",
            "time": "%H:%M",
            "periods": ["", ""],
            "days": week,
            "shortDays": [d[:2] for d in week],
            "months": self.month_names,
            "shortMonths": [short["abbreviated"][m] for m in range(1, 13)],
        }
        return {"number": number, "time": time}

    def count(self, n: int) -> str:
        """Return a small number in words, a large one in digits."""
        key = f"counts.n{n}"
        return self.say(key) if self.has(key) else self.numbers.number(n)

    def likelihood(self, probability: float) -> str:
        """Return the word of likelihood for a probability, the same scale everywhere."""
        name = next(word for bound, word in LIKELIHOODS if probability >= bound)
        return self.say(f"likelihood.{name}")

    @property
    def numbers(self) -> NumberStyle:
        """How this language writes numbers."""
        return _style(self.language)

    def _find(self, key: str) -> Entry:
        if key not in self.entries:
            raise UnknownNameError("sentence", key, self.entries)
        return self.entries[key]

    @staticmethod
    def _case(key: str, cases: Mapping[str, str], chosen: str) -> str:
        if chosen not in cases:
            raise UnknownNameError(f"case of {key}", chosen, [c for c in cases if c != "by"])
        return str(cases[chosen])


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that the package ships, by code."""
    folder = files("sinews.present.text") / "words"
    return tuple(sorted(f.name for f in folder.iterdir() if f.is_dir()))


@cache
def read_words(language: str = "en") -> Words:
    """Return the words of one language; a sentence that it lacks stays in English.

    Raises
    ------
    UnknownNameError
        The package ships no such language.
    """
    return Words(language=language, entries={**read_entries("en"), **read_entries(language)})


@cache
def read_entries(language: str) -> Mapping[str, Entry]:
    """Return the sentences that one language has itself; English has those of the ledger of claims.

    Raises
    ------
    UnknownNameError
        The package ships no such language.
    """
    if language not in languages():
        raise UnknownNameError("language", language, languages())
    entries: dict[str, Entry] = dict(ledger_entries()) if language == "en" else {}
    folder = files("sinews.present.text") / "words" / language
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml") and file.name not in APART:
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", entries)
    return entries


@cache
def _style(language: str) -> NumberStyle:
    return NumberStyle(locale=Locale.parse(language), **_table(language, "numbers"))


@cache
def _table(language: str, name: str) -> Mapping[str, Any]:
    path = files("sinews.present.text") / "words" / language / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _flatten(table: Mapping[str, Any], prefix: str, into: dict[str, Entry]) -> None:
    for key, value in table.items():
        path = f"{prefix}{key}"
        if path in into:
            raise SinewsError(f"The sentence {path!r} is written twice.")
        if isinstance(value, dict) and "by" not in value:
            _flatten(value, f"{path}.", into)
        else:
            into[path] = value
