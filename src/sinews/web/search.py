"""What a reader can look for, and how words find it: the same rule as in ``static/search.js``."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sinews.campaign.strategy import shipped_strategies
from sinews.claims.ledger import read_ledger
from sinews.core.places import countries
from sinews.data.read.labels import list_goods_names
from sinews.present.brief.questions import read_questions
from sinews.present.figures.charts import CHARTS
from sinews.present.text.labels import say_label
from sinews.present.text.prose import plain
from sinews.present.text.statements import say_claim
from sinews.support.groups import GROUPS, list_members
from sinews.web.page import NAV, Reader
from sinews.web.sharing.share import page_of

KINDS: Final = ("country", "page", "question", "strategy", "statement", "chart", "goods", "figure")
"""Kinds of things, those first that are shown first where words fit equally."""

ANSWERS: Final = {
    "overview": "claims_squares",
    "replace-us": "support_replace",
    "shells": "materiel_need",
    "circumvention": "diversion_arrivals",
    "strategies": "decision_thresholds",
}
"""The chart that answers each of the five questions."""

_WORD: Final = 4
_PART: Final = 2
_OTHER: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to find: what it is called, where it is, and by what other words it is found."""

    kind: str
    label: str
    to: str
    other: str = ""

    def row(self) -> tuple[int, str, str, str]:
        """Return the entry as the index keeps it; the address of a figure follows from its id."""
        figure = self.kind == "figure"
        return KINDS.index(self.kind), self.label, "" if figure else self.to, self.other


def list_entries(reader: Reader) -> list[Entry]:
    """Return everything that can be found, in the reader's language."""
    return reader.shelf.once.get(
        ("search", reader.language),
        lambda: [
            *_countries(reader),
            *_pages(reader),
            *_strategies(reader),
            *_statements(reader),
            *_charts(reader),
            *_goods(reader),
            *_figures(reader),
        ],
    )


def list_countries(reader: Reader) -> list[tuple[str, str, str]]:
    """Return code, name and address of every country with a record of support, by name."""
    members = list_members(reader.evidence.frame("donors"))
    named = [
        (id, reader.words.donor(id, name))
        for id, (name, _) in members.items()
        if id not in GROUPS and len(id) == len("nl")
    ]
    return sorted(((id, name, f"/country/{id.upper()}") for id, name in named), key=lambda c: c[1])


def _countries(reader: Reader) -> Iterator[Entry]:
    for id, name, to in list_countries(reader):
        english = countries()[id.upper()].name if id.upper() in countries() else ""
        yield Entry(kind="country", label=name, to=to, other=f"{id} {english}")


def _pages(reader: Reader) -> Iterator[Entry]:
    say = reader.words.say
    for key, to in NAV:
        other = say(f"web.overview.ask_{key}") if key != NAV[0][0] else ""
        yield Entry(kind="page", label=say(f"web.nav.{key}"), to=to, other=other)
    for question in read_questions():
        to = chart_page(ANSWERS[question.id])
        yield Entry(kind="question", label=say(f"{question.key}.ask"), to=to)


def chart_page(id: str) -> str:
    """Return the place of a chart on the page that shows it."""
    return f"{page_of(id)}#figure-{id}"


def _strategies(reader: Reader) -> Iterator[Entry]:
    for s in shipped_strategies():
        name = reader.name("strategies", s.id, s.label)
        yield Entry(kind="strategy", label=name, to=f"/lab?from={s.id}", other=s.id)


def _statements(reader: Reader) -> Iterator[Entry]:
    for claim in read_ledger():
        label = f"{claim.number}. {say_claim(reader.words, claim, 'statement')}"
        yield Entry(kind="statement", label=label, to=f"/claims#{claim.id}", other=claim.id)


def _charts(reader: Reader) -> Iterator[Entry]:
    for chart in CHARTS:
        yield Entry(
            kind="chart", label=say_title(reader, chart.id), to=chart_page(chart.id), other=chart.id
        )


def say_title(reader: Reader, id: str) -> str:
    """Return the finding that a chart states; nothing is drawn."""
    chart, study = CHARTS[id], reader.study
    said = chart.say(study, chart.table(study))
    return plain(study, study.words.say(f"charts.{id}.title", said)).replace("**", "")


def _goods(reader: Reader) -> Iterator[Entry]:
    for code, english in list_goods_names().items():
        name = reader.name("goods", code, english)
        label = f"{code} {name}"
        yield Entry(kind="goods", label=label, to=f"/circumvention?goods={code}", other=english)


def _figures(reader: Reader) -> Iterator[Entry]:
    for id, f in sorted(reader.study.figures.items()):
        label = say_label(reader.words, f)
        yield Entry(kind="figure", label=label, to=f"/figure/{id}", other=id)


def find(entries: Sequence[Entry], query: str, most: int) -> list[Entry]:
    """Return the entries that hold every word of a query, best first.

    A word counts 4 at the beginning of a word of the label, 2 inside it, 1 in the other words;
    ties go by kind, then to the shorter label.
    """
    words = fold(query).split()
    if not words:
        return []
    scored = []
    for e in entries:
        label, other = f" {fold(e.label)}", fold(e.other)
        points = [score(w, label, other) for w in words]
        if all(points):
            scored.append((-sum(points), KINDS.index(e.kind), len(e.label), e.to, e))
    return [s[-1] for s in sorted(scored, key=lambda s: s[:-1])[:most]]


def score(word: str, label: str, other: str) -> int:
    """Return what one word of a query counts; zero where an entry does not hold it."""
    if f" {word}" in label:
        return _WORD
    return _PART if word in label else _OTHER if word in other else 0


def fold(text: str) -> str:
    """Return a text in small letters without accents, all but letters and digits as blanks."""
    plain = unicodedata.normalize("NFKD", text.lower())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return "".join(kept)
