"""Chapters: each instrument adds one, made of passages, charts, tables and findings."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from sinews.core.estimate import Grade
from sinews.present.brief.study import Study
from sinews.present.text.words import Said

Align = Literal["head", "text", "number", "bar", "verdict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Prose: the sentence ``chapters.<chapter>.<text>``, with a side note where one is named.

    Paragraphs are parted by an empty line. Prose may hold ``{name}``, ``[[figure id]]`` and
    ``**strong**``.
    """

    text: str
    side: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart of the registry, by id."""

    chart: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: text (may hold ``[[figure id]]``) and, in a bar column, the length of its bar.

    ``foreign`` marks a text that is in English whatever the language of the brief; ``link`` is the
    page of the web, without its first slash, that tells more.
    """

    text: str
    amount: float | None = None
    code: str = ""
    foreign: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; its title, subtitle, note and column heads are under ``tables.<id>``.

    Attributes
    ----------
    columns
        Column key (its head is ``tables.<id>.head.<key>``) and how it is set.
    rows
        One tuple of cells a row, in the order of the columns.
    """

    id: str
    grade: Grade
    sources: tuple[str, ...]
    columns: tuple[tuple[str, Align], ...]
    rows: Callable[[Study], tuple[tuple[Cell, ...], ...]]
    say: Callable[[Study], Said]
    command: str = ""
    wide: bool = False


Block = Passage | Picture | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A candidate for the summary; its sentences are under ``findings.<id>``.

    They are title (the finding in one sentence), text (what, how much, against what), caution
    (why it may mislead) and unit (what the large number counts).

    Attributes
    ----------
    figure
        Id of the figure that is printed large.
    size
        How large the result is against its own yardstick, 0 to 1; see `doublings`.
    topic
        What it is about, where a chapter offers one finding of a kind for each of several things.
    """

    id: str
    figure: str
    size: float
    said: Said = field(default_factory=dict)
    topic: str = ""


def doublings(value: float, yardstick: float) -> float:
    """Return how far a value is from its yardstick: 1 for a doubling, a halving, or more.

    One scale for all findings: a stop counts like a halving, a rise by half as 0.58.
    """
    if value <= 0 or yardstick <= 0:
        return 0.0 if value == yardstick else 1.0
    return min(abs(math.log2(value / yardstick)), 1.0)


def _say_nothing(study: Study) -> Said:  # noqa: ARG001
    return {}


def _find_nothing(study: Study) -> tuple[Finding, ...]:  # noqa: ARG001
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter; ``chapters.<id>.label`` names it and ``.title`` states its finding.

    Attributes
    ----------
    page
        Page of the web on which it is read: an explorer of `web.pages`, or else a page made of
        its chapters; the navigation follows the registry. ``web.nav.<page>`` names it.
    say
        Values that fill its sentences.
    findings
        Candidates for the summary.
    limits
        Keys under ``chapters.<id>`` of what the chapter cannot say; collected in one section.
    needs
        Ids of compiled tables without which the chapter is left out.
    dated
        The table whose newest month says how far the data of the instrument reach; empty for a
        chapter that rests on the others.
    """

    id: str
    page: str
    blocks: tuple[Block, ...]
    say: Callable[[Study], Said] = _say_nothing
    findings: Callable[[Study], tuple[Finding, ...]] = _find_nothing
    limits: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    dated: str = ""
