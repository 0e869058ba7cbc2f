"""A linter for sentences about results: what the wording rules refuse."""

import re
from collections.abc import Callable
from typing import Final

from sinews.core.estimate import Grade

_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_CONDITIONS = re.compile(
    r"^(If|Under|With|Assuming|In \d+|Which|The model|This ordering|Grade|Moving|No choice|"
    r"For a reader)\b"
)
_CERTAIN = re.compile(
    r"\b(will|shows? that|proves?|demonstrates?|confirms?|finds? that|is certain|guarantees that|"
    r"clearly|must end|leads? to|results? in|causes?|brings?|shortens?|ensures?)\b"
)
_TOO_FINE = re.compile(r"\d\.\d{2,} ?(?:%|per ?cent|percentage points)|\b\d{2,}\.\d+ ?%")
_CHANCE_OF_END = re.compile(
    r"\b(probability|chance|likely|risk)\b.*\b(war|settlement|ends?|peace)\b", re.IGNORECASE
)
_BEST = re.compile(r"\b(best|optimal|superior) (strategy|policy|choice)\b")
_CHANCE_WORD = re.compile(r"\b(likely|unlikely|probable|possible|could)\b")

Rule = Callable[[str, Grade, str], str | None]


def _needs_condition(sentence: str, grade: Grade, text: str) -> str | None:  # noqa: ARG001
    if grade == "assumed" and not _CONDITIONS.match(sentence):
        return "an assumed result without its condition first"
    return None


def _no_certain_verb(sentence: str, grade: Grade, text: str) -> str | None:  # noqa: ARG001
    if grade != "measured" and (found := _CERTAIN.search(sentence)):
        return f"the certain verb {found[0]!r} on a result that is not measured"
    return None


def _no_false_digits(sentence: str, grade: Grade, text: str) -> str | None:  # noqa: ARG001
    if grade != "measured" and _TOO_FINE.search(sentence):
        return "more digits than the error allows"
    return None


def _base_rate_beside(sentence: str, grade: Grade, text: str) -> str | None:  # noqa: ARG001
    if _CHANCE_OF_END.search(sentence) and "base rate" not in text:
        return "a probability of an end without the base rate beside it"
    return None


def _no_best_strategy(sentence: str, grade: Grade, text: str) -> str | None:  # noqa: ARG001
    return "a best strategy without criterion and theory" if _BEST.search(sentence) else None


def _number_beside_word(sentence: str, grade: Grade, text: str) -> str | None:  # noqa: ARG001
    if _CHANCE_WORD.search(sentence) and not re.search(r"\d", sentence):
        return "a probability word without a number"
    return None


RULES: Final[tuple[Rule, ...]] = (
    _needs_condition,
    _no_certain_verb,
    _no_false_digits,
    _base_rate_beside,
    _no_best_strategy,
    _number_beside_word,
)


def lint(text: str, grade: Grade) -> tuple[str, ...]:
    """Return one complaint a broken rule and sentence; empty when the text may be printed.

    Parameters
    ----------
    grade
        The weakest grade behind the text.
    """
    return tuple(
        f"{problem}: {sentence}"
        for sentence in _SENTENCES.split(text.strip())
        for rule in RULES
        if (problem := rule(sentence, grade, text))
    )
