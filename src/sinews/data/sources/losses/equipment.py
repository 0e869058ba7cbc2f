"""Daily claimed Russian equipment losses, cumulative (JSON)."""

from sinews.core.table import Column, TableSpec
from sinews.data.read.grid import Field
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.losses import claims

_EARLY = {
    "military_auto": "military auto",
    "fuel_tank": "fuel tank",
    "mobile_srbm": "mobile SRBM system",
}
_LATER = {
    "submarines": "2023-09-14",
    "special": "2022-03-16",
    "vehicles": "2022-05-01",
    "cruise_missiles": "2022-05-01",
}


def _count(name: str) -> Column:
    note = f", from {_LATER[name]}" if name in _LATER else ""
    note = ", until 2022-04-30" if name in _EARLY else note
    return Column(
        name=name,
        kind="integer",
        unit="units",
        description=f"claimed since 2022-02-24, cumulative{note}",
        required=not note,
        low=0,
        high=500_000,
    )


_NAMES = claims.CATEGORIES | _EARLY
SPEC = TableSpec(
    id="losses_equipment_daily",
    description="Russian equipment losses as claimed by the Ukrainian General Staff, cumulative by "
    "day. On 2022-05-01 military auto and fuel tank became vehicles, and mobile SRBM systems gave "
    "way to cruise missiles.",
    key=("date",),
    columns=(*claims.DAY_COLUMNS, *(_count(n) for n in _NAMES)),
    min_rows=1253,
)
_FIELDS = tuple(
    Field(name=n, kind="integer", headers=(h,), missing=() if n in _EARLY | _LATER else None)
    for n, h in _NAMES.items()
)


def parse(file: RawFile) -> Parsed:
    """Read the daily equipment claims; negative increments stay as they are."""
    problems = Problems(file.name, remedy=claims.REMEDY)
    frame = claims.read_days(file, _FIELDS, problems, ignored=("greatest losses direction",))
    claims.check_calendar(frame, problems)
    for name in (*_EARLY, *_LATER):
        known = frame[name].is_not_null()
        span = frame.filter(known)["date"]
        if span.len() and span.len() != (span[-1] - span[0]).days + 1:
            problems.add("is missing on days inside its span", column=_NAMES[name])
    problems.raise_if_any()
    return Parsed(tables={SPEC.id: frame}, release=str(frame["date"][-1]))


READER = Reader(
    id="losses_equipment",
    label="daily claimed equipment losses, russia_losses_equipment.json",
    source=claims.CLAIMS,
    specs=(SPEC,),
    recognises=lambda f: claims.recognise_records(
        f, has=("date", "day", "tank", "APC"), lacks=("personnel",)
    ),
    parse=parse,
)
