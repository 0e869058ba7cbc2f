"""Daily claimed Russian personnel losses, cumulative (JSON)."""

from sinews.core.table import Column, TableSpec
from sinews.data.read.grid import Field
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.losses import claims

SPEC = TableSpec(
    id="losses_personnel_daily",
    description="Russian personnel losses (killed and wounded) as claimed by the Ukrainian General "
    "Staff, cumulative by day.",
    key=("date",),
    columns=(
        *claims.DAY_COLUMNS,
        Column(
            name="personnel",
            kind="integer",
            unit="persons",
            description="claimed since 2022-02-24, cumulative",
            low=0,
            high=10_000_000,
        ),
    ),
    min_rows=1253,
)
_FIELDS = (
    Field(name="personnel", kind="integer", headers=("personnel",)),
    Field(
        name="precision",
        kind="text",
        headers=("personnel*",),
        labels={"about": "about", "more": "more"},
    ),
)


def parse(file: RawFile) -> Parsed:
    """Read the daily personnel claims."""
    problems = Problems(file.name, remedy=claims.REMEDY)
    frame = claims.read_days(file, _FIELDS, problems, ignored=("POW",))
    claims.check_calendar(frame, problems)
    return Parsed(tables={SPEC.id: frame.drop("precision")}, release=str(frame["date"][-1]))


READER = Reader(
    id="losses_personnel",
    label="daily claimed personnel losses, russia_losses_personnel.json",
    source=claims.CLAIMS,
    specs=(SPEC,),
    recognises=lambda f: claims.recognise_records(
        f, has=("date", "day", "personnel", "personnel*"), lacks=("tank",)
    ),
    parse=parse,
)
