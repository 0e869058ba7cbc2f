"""The questions that a brief can answer, and how a question in words finds its template."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Any

from sinews.core.registry import Registry
from sinews.errors import UsageError
from sinews.present.brief.chapter import (
    Block,
    Chapter,
    Grid,
    Passage,
)
from sinews.present.text.words import languages, read_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One template of ``questions.toml``.

    Attributes
    ----------
    words
        Words that a reader may use to ask it, in any language.
    chapters
        Chapter ids in order, each with the blocks that are kept (none named: all); empty: every
        chapter of the registry.
    candidates
        Ids of the findings that the summary chooses from; empty: all that chapters offer.
    shown
        Ids of figures of one unit that answer it at a glance.
    next
        The command that tells more.
    """

    id: str
    words: frozenset[str]
    chapters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    candidates: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    next: str = ""

    @property
    def key(self) -> str:
        """Where its sentences are in the words files."""
        return f"questions.{self.id.replace('-', '_')}"

    def select(self, available: Iterable[Chapter]) -> tuple[Chapter, ...]:
        """Return the chapters of this question among those whose tables are available."""
        here = {c.id: c for c in available}
        if not self.chapters:
            return tuple(here.values())
        return tuple(_keep(here[id], only) for id, only in self.chapters if id in here)


@cache
def read_questions() -> Registry[Question]:
    """Return the questions of ``questions.toml``."""
    return Registry("question", tuple(_question(q) for q in _load()[0]))


def find_question(asked: str) -> Question:
    """Return the template for a question in words, or by its id.

    The words may differ from the template's own as long as each word that carries meaning is one
    of its words, and of no other template alone.

    Raises
    ------
    UsageError
        No template fits; the message names the nearest one and all others.
    """
    questions = read_questions()
    if asked in questions:
        return questions[asked]
    said = _normal(asked)
    for question in questions:
        if said in {_normal(text) for text in _asked_as(question)}:
            return question
    meant = set(said.split()) - _load()[1]
    fitting = [q for q in questions if meant and meant <= q.words]
    if len(fitting) == 1:
        return fitting[0]
    raise UsageError(_refuse(asked, meant, questions))


def _refuse(asked: str, meant: set[str], questions: Registry[Question]) -> str:
    def likeness(q: Question) -> tuple[int, float]:
        texts = (SequenceMatcher(None, _normal(asked), _normal(t)).ratio() for t in _asked_as(q))
        return len(meant & q.words), max(texts)

    words = read_words()
    nearest = max(questions, key=likeness)
    known = "; ".join(f"{q.id} ({words.say(f'{q.key}.ask')})" for q in questions)
    return (
        f"No brief answers {asked!r}. The nearest is {words.say(f'{nearest.key}.ask')!r}: "
        f"--question {nearest.id}. All questions: {known}."
    )


def _asked_as(question: Question) -> list[str]:
    return [read_words(language).say(f"{question.key}.ask") for language in languages()]


def _normal(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _keep(chapter: Chapter, only: tuple[str, ...]) -> Chapter:
    if not only:
        return chapter
    return replace(chapter, blocks=tuple(b for b in chapter.blocks if name_block(b) in only))


def name_block(block: Block) -> str:
    """Return the name by which ``only`` keeps a block: passage, chart or table."""
    if isinstance(block, Passage):
        return block.text
    return block.id if isinstance(block, Grid) else block.chart


def _question(entry: Mapping[str, Any]) -> Question:
    return Question(
        id=entry["id"],
        words=frozenset(entry["words"]),
        chapters=tuple((c["id"], tuple(c.get("only", ()))) for c in entry.get("chapters", ())),
        candidates=tuple(entry.get("candidates", ())),
        shown=tuple(entry["shown"]),
        next=entry["next"],
    )


@cache
def _load() -> tuple[Sequence[Mapping[str, Any]], frozenset[str]]:
    """Return the entries of the file, and the small words that carry no meaning."""
    text = (files("sinews.present.brief") / "questions.toml").read_text(encoding="utf-8")
    record = tomllib.loads(text)
    return record["question"], frozenset(record["small"])


def available_chapters(tables: Iterable[str]) -> list[Chapter]:
    """Return the chapters whose compiled tables are available."""
    from sinews.present.brief.chapters import (
        CHAPTERS,  # loads what draws; to find a question needs none
    )

    here = set(tables)
    return [c for c in CHAPTERS if set(c.needs) <= here]
