"""The fixed text of one language, with places for values and for figures."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sinews.errors import SinewsError, UnknownNameError
from sinews.present.numbers import NumberStyle

Said = Mapping[str, str]
"""Written values by name: they fill ``{name}``, and choose among the cases of a sentence."""

LIKELIHOODS: Final[tuple[tuple[float, str], ...]] = (
    (0.9, "very_likely"),
    (0.66, "likely"),
    (0.33, "about_even"),
    (0.1, "unlikely"),
    (0.0, "very_unlikely"),
)
"""Lower bound of each word of likelihood, from high to low."""


@dataclass(frozen=True)
class Words:
    """All fixed sentences of one language, read from ``words/<lang>/*.toml``.

    A sentence may hold ``{name}`` (a written value) and ``[[figure id]]`` (a figure, which becomes
    a link to its origin). A table in place of a sentence holds cases: its key ``by`` names the
    value that chooses among them.
    """

    language: str
    entries: Mapping[str, Any]

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
        given = said or {}
        try:
            if isinstance(entry, Mapping):
                entry = self._case(key, entry, given[entry["by"]])
            return str(entry).format_map(given)
        except KeyError as error:
            if isinstance(error, UnknownNameError):
                raise
            raise SinewsError(
                f"The sentence {key!r} needs the value {error}; the values given are "
                f"{', '.join(sorted(given)) or 'none'}. Return it from `say`, or edit the sentence."
            ) from error

    def has(self, key: str) -> bool:
        """Return whether there is such a sentence."""
        return key in self.entries

    def month(self, month: date) -> str:
        """Return a month with its year: ``April 2026``."""
        return f"{self.say(f'months.m{month.month}')} {month.year}"

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
        return NumberStyle(**_table(self.language, "numbers"))

    def _find(self, key: str) -> Any:  # noqa: ANN401
        if key not in self.entries:
            raise UnknownNameError("sentence", key, self.entries)
        return self.entries[key]

    @staticmethod
    def _case(key: str, cases: Mapping[str, Any], chosen: str) -> str:
        if chosen not in cases:
            raise UnknownNameError(f"case of {key}", chosen, [c for c in cases if c != "by"])
        return str(cases[chosen])


@cache
def read_words(language: str = "en") -> Words:
    """Return the words of one language.

    Raises
    ------
    UnknownNameError
        The package ships no such language.
    """
    folder = files("sinews.present") / "words"
    known = sorted(f.name for f in folder.iterdir() if f.is_dir())
    if language not in known:
        raise UnknownNameError("language", language, known)
    entries: dict[str, Any] = {}
    for file in sorted((folder / language).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml") and file.name != "numbers.toml":
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", entries)
    return Words(language=language, entries=entries)


@cache
def _table(language: str, name: str) -> dict[str, Any]:
    path = files("sinews.present") / "words" / language / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _flatten(table: Mapping[str, Any], prefix: str, into: dict[str, Any]) -> None:
    for key, value in table.items():
        path = f"{prefix}{key}"
        if path in into:
            raise SinewsError(f"The sentence {path!r} is written twice.")
        if isinstance(value, dict) and "by" not in value:
            _flatten(value, f"{path}.", into)
        else:
            into[path] = value
