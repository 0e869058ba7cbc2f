"""Dated published estimates of Russian dead or casualties, cumulative (CSV)."""

from typing import Final

from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
from sinews.data.read.cells import Field
from sinews.data.read.grid import has_columns, read_csv_grid, select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.front.columns import REMEDY, last_date

SOURCE: Final = Source(
    id="casualty_estimates",
    title="Published estimates of Russian dead and casualties, collected by date",
    producer="The Economist, from the publishers named in each row",
    url="https://github.com/TheEconomist/the-economist-ukraine-war-dead-and-wounded-estimates",
    licence="CC BY 4.0, as the repository states",
    cautions=("secondary",),
)
_BOUNDS: Final = {"estimate": "central", "estimate_low": "low", "estimate_high": "high"}
_KINDS: Final = {"deaths": "dead", "casualties": "casualties"}
SPEC: Final = TableSpec(
    id="casualty_estimates_published",
    description="Estimates of Russian dead, or of casualties (dead and wounded), since 2022-02-24 "
    "to the date; an estimate of one publisher and day has up to three rows (low, central, high).",
    key=("date", "publisher", "counts", "bound"),
    columns=(
        Column(name="date", kind="date", unit="date", description="day the estimate speaks of"),
        Column(name="publisher", kind="text", unit="text", description="who published it"),
        Column(
            name="side", kind="text", unit="code", description="losing side", allowed=("RU", "UA")
        ),
        Column(
            name="counts",
            kind="text",
            unit="code",
            description="dead only, or casualties: dead and wounded",
            allowed=tuple(_KINDS.values()),
        ),
        Column(
            name="bound",
            kind="text",
            unit="code",
            description="which value of the estimate",
            allowed=tuple(_BOUNDS.values()),
        ),
        Column(
            name="persons",
            kind="number",
            unit="persons",
            description="cumulative since 2022-02-24",
            low=0.0,
            high=5e6,
        ),
    ),
    min_rows=50,
)
_FIELDS: Final = (
    Field(name="date", kind="date", headers=("date",)),
    Field(name="publisher", kind="text", headers=("source",)),
    Field(name="side", kind="text", headers=("country",), labels={"russia": "RU", "ukraine": "UA"}),
    Field(name="counts", kind="text", headers=("source_type",), labels=_KINDS),
    Field(name="bound", kind="text", headers=("estimate_type",), labels=_BOUNDS),
    Field(name="persons", kind="number", headers=("estimate",)),
)


def parse(file: RawFile) -> Parsed:
    """Read the estimates; the weights that The Economist gave them are not read."""
    problems = Problems(file.name, remedy=REMEDY)
    frame = select_fields(read_csv_grid(file, problems), _FIELDS, problems, ignored=("weight",))
    problems.raise_if_any()
    return Parsed(tables={SPEC.id: frame.sort(SPEC.key)}, release=last_date(frame))


READER: Final = Reader(
    id="casualty_estimates",
    label="published estimates of casualties by date, CSV",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("date", "source", "country", "estimate_type", "source_type"),
    parse=parse,
)
