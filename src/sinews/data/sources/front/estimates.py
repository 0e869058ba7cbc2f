"""Dated published estimates of Russian dead or casualties, cumulative (CSV)."""

from typing import Final

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.front.columns import REMEDY, last_date

SOURCE: Final = load_source("casualty_estimates")
_BOUNDS: Final = {"estimate": "central", "estimate_low": "low", "estimate_high": "high"}
_KINDS: Final = {"deaths": "dead", "casualties": "casualties"}
SPEC: Final = load_spec("casualty_estimates_published")
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
    frame, _, problems = read_columns(file, _FIELDS, remedy=REMEDY, ignored=("weight",))
    return close_table(SPEC, frame, problems, sort=SPEC.key, release=last_date(frame))


READER: Final = Reader(
    id="casualty_estimates",
    label="published estimates of casualties by date, CSV",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("date", "source", "country", "estimate_type", "source_type"),
    parse=parse,
)
