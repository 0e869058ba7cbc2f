"""Readers of the daily claims: equipment, personnel, and the revisions inside both (JSON, CSV)."""

from datetime import date
from typing import Final

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.losses import claims

_EARLY: Final = {
    "military_auto": "military auto",
    "fuel_tank": "fuel tank",
    "mobile_srbm": "mobile SRBM system",
}
"""Counters that ended on 2022-04-30."""
_LATER: Final = {
    "submarines": "2023-09-14",
    "special": "2022-03-16",
    "vehicles": "2022-05-01",
    "cruise_missiles": "2022-05-01",
}
"""Counters that began after the first day."""
_BREAK: Final = date(2022, 5, 1)
"""Before this day vehicles were counted as military auto and fuel tank."""
_NAMES: Final = claims.CATEGORIES | _EARLY
_REVISED: Final = claims.CATEGORIES | {"personnel": "personnel"}


EQUIPMENT: Final = load_spec("losses_equipment_daily")
PERSONNEL: Final = load_spec("losses_personnel_daily")
REVISIONS: Final = load_spec("losses_corrections")
_EQUIPMENT_FIELDS: Final = tuple(
    Field(
        name=n,
        kind="integer",
        headers=(h,),
        missing=() if n in _EARLY | _LATER else None,
        optional=n in _EARLY,
    )
    for n, h in _NAMES.items()
)
_PERSONNEL_FIELDS: Final = (Field(name="personnel", kind="integer", headers=("personnel",)),)
_REVISION_FIELDS: Final = tuple(
    Field(name=n, kind="integer", headers=(h,)) for n, h in _REVISED.items()
)


def parse_equipment(file: RawFile) -> Parsed:
    """Read the daily equipment claims; falls stay as they are, new counters are kept apart.

    Raises
    ------
    EvidenceError
        A known counter is missing on days inside its span, or ends before the file does.
    """
    problems = Problems(file.name, remedy=claims.REMEDY)
    days = claims.read_days(
        file, _EQUIPMENT_FIELDS, problems, ignored=("greatest losses direction",)
    )
    frame = days.frame
    claims.check_calendar(frame, problems)
    if frame["date"][0] < _BREAK:
        for name in ("military_auto", "fuel_tank"):
            if frame[name][0] is None:
                problems.add(f"is missing before {_BREAK}", column=_NAMES[name])
    for name in (*_EARLY, *_LATER):
        known = frame[name].is_not_null()
        span = frame.filter(known)["date"]
        if span.is_empty():
            continue
        inside = frame.filter(frame["date"].is_between(span[0], span[-1]))
        if inside.height != span.len():
            problems.add("is missing on days inside its span", column=_NAMES[name])
        if name in _LATER and span[-1] != frame["date"][-1]:
            problems.add(
                f"ends on {span[-1]}, the file on {frame['date'][-1]}: it was renamed or dropped",
                column=_NAMES[name],
            )
    problems.raise_if_any()
    return Parsed(
        tables={EQUIPMENT.id: frame, claims.COUNTERS.id: days.counters},
        release=str(frame["date"][-1]),
        notes=problems.notes,
    )


def parse_personnel(file: RawFile) -> Parsed:
    """Read the daily personnel claims."""
    problems = Problems(file.name, remedy=claims.REMEDY)
    days = claims.read_days(file, _PERSONNEL_FIELDS, problems, ignored=("POW", "personnel*"))
    claims.check_calendar(days.frame, problems)
    return Parsed(
        tables={PERSONNEL.id: days.frame},
        release=str(days.frame["date"][-1]),
        notes=problems.notes,
    )


def parse_revisions(file: RawFile) -> Parsed:
    """Read the revisions."""
    problems = Problems(file.name, remedy=claims.REMEDY)
    days = claims.read_days(file, _REVISION_FIELDS, problems)
    return Parsed(tables={REVISIONS.id: days.frame}, notes=problems.notes)


EQUIPMENT_READER: Final = Reader(
    id="losses_equipment",
    label="daily claimed equipment losses, russia_losses_equipment.json or .csv",
    source=claims.CLAIMS,
    specs=(EQUIPMENT, claims.COUNTERS),
    recognises=claims.has_names("date", "day", "tank", "APC", lacks=("personnel",)),
    parse=parse_equipment,
)
PERSONNEL_READER: Final = Reader(
    id="losses_personnel",
    label="daily claimed personnel losses, russia_losses_personnel.json or .csv",
    source=claims.CLAIMS,
    specs=(PERSONNEL,),
    recognises=claims.has_names("date", "day", "personnel", lacks=("tank",)),
    parse=parse_personnel,
)
REVISIONS_READER: Final = Reader(
    id="losses_corrections",
    label="revisions of claimed losses, russia_losses_equipment_correction.json or .csv",
    source=claims.CLAIMS,
    specs=(REVISIONS,),
    recognises=claims.has_names("date", "day", "personnel", "tank", lacks=("personnel*",)),
    parse=parse_revisions,
    asks_release=True,
)
