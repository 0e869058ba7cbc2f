"""Pledges with a deadline: the target, and the milestones with the day each became known."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import NotRequired, TypedDict, cast

import polars as pl

from sinews.core.registry import Registry
from sinews.core.units import check_unit
from sinews.data.evidence.fact_figures import Fact, read_facts
from sinews.errors import EvidenceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A cumulative amount on a day.

    Attributes
    ----------
    on
        The day whose state the amount describes.
    known
        The day on which it could be read: never earlier than `on`.
    source
        Fact id, or publisher, title and address.
    """

    amount: float
    on: date
    known: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """A target with a deadline; `milestones` are in the order of their days."""

    id: str
    label: str
    unit: str
    target: float
    start: date
    deadline: date
    source: str
    note: str
    milestones: tuple[Milestone, ...]

    def known_at(self, as_of: date) -> tuple[Milestone, ...]:
        """Return the milestones that could be read on a day."""
        return tuple(m for m in self.milestones if m.known <= as_of)


class SourceCells(TypedDict, total=False):
    """Where an entry of a file comes from: a fact of the register, or a publisher of its own."""

    fact: str
    publisher: str
    title: str
    url: str
    known: date


class MilestoneCells(SourceCells):
    """A milestone as a file writes it: an amount on a day, or what a fact says times `scale`."""

    amount: NotRequired[float]
    on: NotRequired[date]
    scale: NotRequired[float]
    missing: NotRequired[bool]


class PledgeCells(SourceCells):
    """A file of ``support/pledges``."""

    id: str
    label: str
    unit: str
    target: float
    start: date
    deadline: date
    note: str
    milestone: list[MilestoneCells]


def is_fact(source: str) -> bool:
    """Return whether a source is the id of a fact of the register."""
    return re.fullmatch(r"F\d{3}", source) is not None


def load_pledges(facts: pl.DataFrame) -> Registry[Pledge]:
    """Return the pledges declared in ``support/pledges/*.toml``.

    To add one: write its file there; each milestone is a fact of the register or names its own
    publisher, title, address and days.

    Raises
    ------
    EvidenceError
        A file names a fact that the register does not hold, leaves out a source, or has a
        milestone that was known before its day.
    """
    paths = sorted(
        (p for p in (files("sinews.support") / "pledges").iterdir() if p.name.endswith(".toml")),
        key=lambda p: p.name,
    )
    by_id = read_facts(facts)
    return Registry(
        "pledge", tuple(read_pledge(p.read_text(encoding="utf-8"), p.name, by_id) for p in paths)
    )


def read_pledge(text: str, name: str, facts: Mapping[str, Fact]) -> Pledge:
    """Return the pledge that one file declares.

    Parameters
    ----------
    name
        The file, for messages.
    facts
        The fact register by id.
    """
    record = cast(PledgeCells, tomllib.loads(text))
    milestones = [_read_milestone(m, record["target"], name, facts) for m in record["milestone"]]
    pledge = Pledge(
        id=record["id"],
        label=record["label"],
        unit=check_unit(record["unit"]),
        target=float(record["target"]),
        start=record["start"],
        deadline=record["deadline"],
        source=_source(record, name, facts),
        note=" ".join(record["note"].split()),
        milestones=tuple(sorted(milestones, key=lambda m: (m.on, m.known))),
    )
    amounts = [m.amount for m in pledge.milestones]
    if amounts != sorted(amounts):
        raise EvidenceError(f"{name}: cumulative amounts fall from one milestone to the next.")
    return pledge


def _read_milestone(
    entry: MilestoneCells, target: float, name: str, facts: Mapping[str, Fact]
) -> Milestone:
    source = _source(entry, name, facts)
    if "fact" in entry:
        fact = facts[entry["fact"]]
        amount = fact.value * entry.get("scale", 1)
        amount = target - amount if entry.get("missing") else amount
        # A statement about a month is read at its end; it cannot be known before.
        on, known = fact.last_day, max(fact.last_day, fact.source_day)
    else:
        amount, on, known = entry["amount"], entry["on"], entry["known"]
    if known < on:
        raise EvidenceError(f"{name}: the milestone of {on} is said to be known on {known}.")
    return Milestone(amount=float(amount), on=on, known=known, source=source)


def _source(entry: SourceCells, name: str, facts: Mapping[str, Fact]) -> str:
    if "fact" in entry:
        if entry["fact"] not in facts:
            raise EvidenceError(f"{name}: the register holds no fact {entry['fact']!r}.")
        return entry["fact"]
    if missing := [k for k in ("publisher", "title", "url", "known") if k not in entry]:
        raise EvidenceError(f"{name}: an entry without a fact lacks {', '.join(missing)}.")
    return f"{entry['publisher']}, {entry['title']}, {entry['url']}"
