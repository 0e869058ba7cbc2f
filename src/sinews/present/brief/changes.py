"""What changed since the data before: the opening of a brief after an update."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

from sinews import __version__
from sinews.core.periods import parse_day, parse_month
from sinews.errors import UsageError
from sinews.present.brief.study import Study
from sinews.present.text.labels import say_label
from sinews.present.text.words import languages, read_words
from sinews.update.changes import Changes, FigureChange, TableChange
from sinews.update.run import describe_changes

SHOWN: Final = 5
"""Tables and figures that are named, those that moved most first; `sinews update` names more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesView:
    """Title and sentences; a sentence may hold ``[[figure id]]``."""

    title: str
    lines: tuple[str, ...]


def view_changes(study: Study) -> ChangesView | None:
    """Return what the last update changed, or None where the store has no older vintage."""
    changes = describe_changes(study.evidence)
    if not changes or changes.since is None:
        return None
    say = study.words.say
    title = say("changes.title", {"date": study.words.date(changes.since)})
    return ChangesView(title=title, lines=tuple(_say_lines(study, changes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedView:
    """Title and lines; a line may hold ``[[figure id]]`` and has its reason, in English, beside."""

    title: str
    lines: tuple[tuple[str, str], ...]


def view_released(study: Study) -> ReleasedView | None:
    """Return how the newest changes of method moved the published numbers, newest first.

    ``released.csv`` is written where changed figures are accepted, from the lines of CHANGELOG.md.
    """
    text = (files("sinews.present.brief") / "released.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    if not rows:
        return None
    title = study.words.say("changes.released_title", {"version": __version__})
    return ReleasedView(title=title, lines=tuple((_say_row(study, r), r["reason"]) for r in rows))


def _say_row(study: Study, row: Mapping[str, str]) -> str:
    say, number = study.words.say, study.words.numbers.number
    said = {k: number(int(row[k])) for k in ("changed", "new", "gone")}
    line = say("changes.released", {"date": study.words.date(parse_day(row["date"])), **said})
    if row["figure"] not in study.figures:
        return line
    figure = study.figure(row["figure"])
    old, new = (float(row[k]) for k in ("old", "now"))
    change = FigureChange(id=figure.id, label=figure.label, unit=figure.unit, old=old, new=new)
    if _is_alike(study, change):
        return line
    return f"{line} {_say_figure(study, change)}"


def _say_lines(study: Study, changes: Changes) -> Iterator[str]:
    say, number = study.words.say, study.words.numbers.number
    for table in changes.tables[:SHOWN]:
        yield _say_table(study, table)
    if (more := len(changes.tables) - SHOWN) > 0:
        yield say("changes.more_tables", {"n": number(more)})
    known = (f for f in changes.figures if f.new is not None and f.id in study.figures)
    moved = [f for f in known if not _is_alike(study, f)]
    yield say("changes.figures", {"moved": "some" if moved else "none", "n": number(len(moved))})
    for figure in moved[:SHOWN]:
        yield _say_figure(study, figure)
    for v in changes.verdicts:
        old, new = (say(f"verdicts.{x}") for x in (v.old, v.new))
        yield say("changes.verdict", {"number": str(v.number), "old": old, "new": new})
    if not changes.verdicts:
        yield say("changes.no_verdict")


def _say_table(study: Study, change: TableChange) -> str:
    periods, revised = change.new_periods, change.revised_cells
    moved = "both" if periods and revised else "new" if periods else "revised"
    said = {
        "moved": moved if periods or revised else "little",
        "table": change.table,
        "release": ", ".join(change.new),
        "n": study.words.numbers.number(revised),
    }
    if periods:
        said |= {"first": _say_period(study, periods[0]), "last": _say_period(study, periods[-1])}
    return study.words.say("changes.table", said)


def _say_period(study: Study, period: str) -> str:
    """Return a month in words; a year, or another period, as it is written."""
    try:
        return study.words.month(parse_month(period))
    except UsageError:
        return period


def _is_alike(study: Study, change: FigureChange) -> bool:
    """Return whether a number is written before as after, in any language."""
    if change.old is None:
        return False
    figure = study.figure(change.id)
    before = replace(figure, value=change.old)
    bare = replace(before, low=None, high=None, tested="")
    styles = [read_words(language).numbers for language in languages()]
    return any(n.value(figure) in (n.value(before), n.value(bare)) for n in styles)


def _say_figure(study: Study, change: FigureChange) -> str:
    figure = study.figure(change.id)
    old = ""
    if change.old is not None:
        old = study.words.numbers.value(
            replace(figure, value=change.old, low=None, high=None, tested="")
        )
    said = {
        "old": old,
        "known": "yes" if old else "no",
        "label": say_label(study.words, figure),
        "now": f"[[{change.id}]]",
    }
    return study.words.say("changes.figure", said)
