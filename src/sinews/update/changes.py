"""What changed between two states of the evidence: months, cells, figures, verdicts."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sinews.catalogue import FAMILIES
from sinews.claims.judge import judge_all
from sinews.core.figure import Figure
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.diff import diff_frames
from sinews.errors import SinewsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """From which size on a change is told; settings.toml has the reasons."""

    least_revision: float
    least_move: float
    most_cells: int


@cache
def load_settings() -> Settings:
    """Return the settings that are shipped."""
    text = (files("sinews.update") / "settings.toml").read_text(encoding="utf-8")
    return Settings(**tomllib.loads(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedCell:
    """One number that a later release gives otherwise; None where it is missing."""

    key: str
    column: str
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """How one table in use differs from what was in use before.

    Attributes
    ----------
    old, new
        Release keys of the table before and now.
    new_periods
        Months (``2026-05``) or years that were not there before.
    revised
        The largest revised cells of periods that were there before; `revised_cells` counts all
        that are above the threshold, `small` those below.
    """

    table: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    new_periods: tuple[str, ...]
    revised: tuple[RevisedCell, ...]
    revised_cells: int
    small: int
    added_rows: int
    removed_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """A published figure that moved; None where there is none on one side."""

    id: str
    label: str
    unit: str
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """A claim of the ledger whose verdict is another than before."""

    number: int
    statement: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed; empty (and false) where nothing did.

    Attributes
    ----------
    since
        Day on which the state before was the newest; None where nothing changed.
    figures
        The one that moved most, as a share of itself, first.
    notes
        What could not be compared, and why.
    """

    since: date | None = None
    tables: tuple[TableChange, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tables or self.figures or self.verdicts)

    def to_json(self) -> dict[str, object]:
        """Return the record that `sinews update --json` prints."""
        return {**asdict(self), "since": self.since.isoformat() if self.since else None}


def changes_from_json(record: Mapping[str, Any]) -> Changes:
    """Return the changes of a record."""
    tables = [
        TableChange(
            **t
            | {n: tuple(t[n]) for n in ("old", "new", "new_periods")}
            | {"revised": tuple(RevisedCell(**c) for c in t["revised"])}
        )
        for t in record["tables"]
    ]
    return Changes(
        since=date.fromisoformat(record["since"]) if record["since"] else None,
        tables=tuple(tables),
        figures=tuple(FigureChange(**f) for f in record["figures"]),
        verdicts=tuple(VerdictChange(**v) for v in record["verdicts"]),
        notes=tuple(record["notes"]),
    )


def compare_evidence(
    before: Evidence, now: Evidence, *, settings: Settings | None = None
) -> Changes:
    """Return what changed between two states of the evidence.

    Figures are computed only for the families that use a changed table's releases.
    """
    chosen = settings or load_settings()
    changed = [
        id
        for id in sorted(now.manifest.keys() & before.manifest.keys())
        if now.manifest[id]["sha256"] != before.manifest[id]["sha256"]
    ]
    if not changed:
        return Changes()
    tables = tuple(_compare_table(id, before, now, chosen) for id in changed)
    old, new, notes = _list_both(before, now, {s for t in tables for s in (*t.old, *t.new)})
    try:
        verdicts = _compare_verdicts(before, now, old, new)
    except SinewsError as error:
        verdicts, notes = (), (*notes, f"Verdicts on claims were not compared: {error}")
    return Changes(
        since=max(_find_day(before, id) for id in changed),
        tables=tables,
        figures=_compare_figures(old, new, chosen),
        verdicts=verdicts,
        notes=notes,
    )


def _compare_table(id: str, before: Evidence, now: Evidence, settings: Settings) -> TableChange:
    old, new = before.table(id), now.table(id)
    diff = diff_frames(new.spec.key, old.frame, new.frame)
    period = next((k for k in new.spec.key if k in ("month", "day", "date", "year")), None)
    fresh: tuple[str, ...] = ()
    if period:
        found = set(new.frame[period].unique()) - set(old.frame[period].unique())
        fresh = tuple(_say_period(p) for p in sorted(found))
    units = {c.name for c in new.spec.columns if c.kind in ("number", "integer")}
    cells = [
        RevisedCell(key=_say_key(key), column=column, old=_number(a), new=_number(b))
        for key, column, a, b in diff.cells()
        if column in units
    ]
    told = [c for c in cells if _share(c.old, c.new) > settings.least_revision]
    told.sort(key=lambda c: -abs((c.new or 0) - (c.old or 0)))
    return TableChange(
        table=id,
        old=old.sources,
        new=new.sources,
        new_periods=fresh,
        revised=tuple(told[: settings.most_cells]),
        revised_cells=len(told),
        small=len(cells) - len(told),
        added_rows=diff.added.height,
        removed_rows=diff.removed.height,
    )


def _list_both(
    before: Evidence, now: Evidence, releases: set[str]
) -> tuple[dict[str, Figure], dict[str, Figure], tuple[str, ...]]:
    """Return the figures of both states, and the families that could not be compared."""
    old: dict[str, Figure] = {}
    new: dict[str, Figure] = {}
    notes = []
    for family in FAMILIES:
        try:
            here = family.build(now)
            uses = any(releases & set(f.sources) for f in here)
            there = family.build(before) if uses else here
        except SinewsError as error:
            notes.append(f"Figures {family.id} were not compared: {error}")
            continue
        new |= {f.id: f for f in here}
        old |= {f.id: f for f in there}
    return old, new, tuple(notes)


def _compare_figures(
    old: Mapping[str, Figure], new: Mapping[str, Figure], settings: Settings
) -> tuple[FigureChange, ...]:
    moved = []
    for id in sorted(old.keys() | new.keys()):
        one, other = old.get(id), new.get(id)
        a, b = one.value if one else None, other.value if other else None
        either = other or one
        if either and _share(a, b) > settings.least_move:
            moved.append(FigureChange(id=id, label=either.label, unit=either.unit, old=a, new=b))
    return tuple(sorted(moved, key=lambda f: -_share(f.old, f.new)))


def _compare_verdicts(
    before: Evidence, now: Evidence, old: Mapping[str, Figure], new: Mapping[str, Figure]
) -> tuple[VerdictChange, ...]:
    verdicts = {j.claim.number: j.verdict for j in judge_all(before, old)}
    judged = judge_all(now, new)
    return tuple(
        VerdictChange(
            number=j.claim.number,
            statement=j.claim.statement,
            old=verdicts[j.claim.number],
            new=j.verdict,
        )
        for j in judged
        if verdicts[j.claim.number] != j.verdict
    )


def _find_day(evidence: Evidence, table: str) -> date:
    """Return the day on which a table in use came."""
    if table in evidence.digests:
        return date.fromisoformat(evidence.stored[table].made["added"][:10])
    releases = evidence.shipped[table]["releases"]
    return max(date.fromisoformat(r["retrieved"]) for r in releases)


def find_before(evidence: Evidence) -> Evidence | None:
    """Return the evidence before the last day on which an import changed a table in use.

    None where the store has nothing but what is shipped, or nothing changed.
    """
    if evidence.store is None:
        return None
    previous: dict[str, tuple[str, str]] = {}
    known = [v for v in evidence.store.vintages() if v.kind == "compiled"]
    for id, digest in evidence.digests.items():
        current = evidence.stored[id]
        older = [
            v
            for v in known
            if v.table == id and v.usable and v.sequence < current.sequence and v.sha256 != digest
        ]
        if older:
            last = max(older, key=lambda v: v.sequence)
            previous[id] = current.made["added"][:10], last.sha256
        elif id in evidence.shipped and evidence.shipped[id]["sha256"] != digest:
            previous[id] = current.made["added"][:10], ""
    if not previous:
        return None
    newest = max(came for came, _ in previous.values())
    touched = {id: digest for id, (came, digest) in previous.items() if came == newest}
    return replace(evidence, pinned={**evidence.digests, **touched})


def _share(old: float | None, new: float | None) -> float:
    """Return the change as a share of the larger of the two; 1 where one of them is missing."""
    if old is None or new is None:
        return float(old is not new)
    largest = max(abs(old), abs(new))
    return abs(new - old) / largest if largest else 0.0


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _say_period(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, date):
        return f"{value:%Y-%m}" if value.day == 1 else value.isoformat()
    return str(value)


def _say_key(key: Iterable[Any]) -> str:
    return " ".join(
        "missing" if k is None else _say_period(k) if isinstance(k, date) else str(k) for k in key
    )
