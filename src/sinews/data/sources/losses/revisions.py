"""Revisions inside the daily claims: what a day's difference holds besides that day's losses."""

from sinews.core.table import Column, TableSpec
from sinews.data.read.grid import Field
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.losses import claims

_NAMES = claims.CATEGORIES | {"personnel": "personnel"}
SPEC = TableSpec(
    id="losses_corrections",
    description="Revisions already inside the published cumulative of a day: losses of the day = "
    "difference - revision.",
    key=("date",),
    columns=(
        *claims.DAY_COLUMNS,
        *(
            Column(
                name=n,
                kind="integer",
                unit="persons" if n == "personnel" else "units",
                description="revision inside the total of that day",
                low=-10_000,
                high=10_000,
            )
            for n in _NAMES
        ),
    ),
    min_rows=26,
)
_FIELDS = tuple(Field(name=n, kind="integer", headers=(h,)) for n, h in _NAMES.items())


def parse(file: RawFile) -> Parsed:
    """Read the revisions."""
    problems = Problems(file.name, remedy=claims.REMEDY)
    frame = claims.read_days(file, _FIELDS, problems)
    return Parsed(tables={SPEC.id: frame})


READER = Reader(
    id="losses_corrections",
    label="revisions of claimed losses, russia_losses_equipment_correction.json",
    source=claims.CLAIMS,
    specs=(SPEC,),
    recognises=lambda f: claims.recognise_records(
        f, has=("date", "day", "personnel", "tank"), lacks=("personnel*",)
    ),
    parse=parse,
)
