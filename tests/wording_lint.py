"""A linter for sentences about results: what the wording rules refuse."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from sinews.core.estimate import Grade
from sinews.errors import UnknownNameError

_SENTENCES: Final = re.compile(r"(?<=[.!?])[ \n]+(?=[A-ZÄÖÜА-ЯЄІЇҐ])")
"""Ends of sentences; a no-break space after an abbreviation of a unit is none."""
Patterns = Mapping[str, re.Pattern[str]]


@cache
def patterns(language: str) -> Patterns:
    """Return what the rules look for in one language.

    Raises
    ------
    UnknownNameError
        The rules do not know the language.
    """
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    known = tomllib.loads(text)
    if language not in known:
        raise UnknownNameError("language of the wording rules", language, known)
    return {name: re.compile(pattern) for name, pattern in known[language].items()}


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with its text, the grade behind it and the patterns of its language."""

    sentence: str
    grade: Grade
    text: str
    find: Patterns


Rule = Callable[[Case], str | None]


def _needs_condition(c: Case) -> str | None:
    if c.grade == "assumed" and not c.find["conditions"].search(c.sentence):
        return "an assumed result without its condition first"
    return None


def _no_certain_verb(c: Case) -> str | None:
    if c.grade != "counted" and (found := c.find["certain"].search(c.sentence)):
        return f"the certain verb {found[0]!r} on a result that is not counted"
    return None


def _no_false_digits(c: Case) -> str | None:
    if c.grade != "counted" and c.find["too_fine"].search(c.sentence):
        return "more digits than the error allows"
    return None


def _base_rate_beside(c: Case) -> str | None:
    if c.find["chance_of_end"].search(c.sentence) and not c.find["base_rate"].search(c.text):
        return "a probability of an end without the base rate beside it"
    return None


def _no_best_strategy(c: Case) -> str | None:
    if c.find["best"].search(c.sentence):
        return "a best strategy without criterion and theory"
    return None


def _number_beside_word(c: Case) -> str | None:
    if c.find["chance_word"].search(c.sentence) and not re.search(r"\d", c.sentence):
        return "a probability word without a number"
    return None


def _names_its_grade(c: Case) -> str | None:
    """Who says it, or that it is to come: a claim or a plan never reads as a count."""
    if c.grade in ("stated", "planned") and not c.find[c.grade].search(c.sentence):
        return f"a number graded {c.grade} without a word that says so"
    return None


RULES: Final[tuple[Rule, ...]] = (
    _needs_condition,
    _no_certain_verb,
    _no_false_digits,
    _base_rate_beside,
    _no_best_strategy,
    _number_beside_word,
    _names_its_grade,
)


def lint(text: str, grade: Grade, language: str = "en") -> tuple[str, ...]:
    """Return one complaint a broken rule and sentence; empty when the text may be printed.

    Parameters
    ----------
    grade
        The weakest grade behind the text.
    language
        A section of ``wording_lint.toml``.

    Raises
    ------
    UnknownNameError
        The rules do not know the language.
    """
    find = patterns(language)
    return tuple(
        f"{problem}: {sentence}"
        for sentence in _SENTENCES.split(text.strip())
        for rule in RULES
        if (problem := rule(Case(sentence, grade, text, find)))
    )
