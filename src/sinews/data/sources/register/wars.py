"""Interstate wars since 1823: durations and outcomes computed from the Correlates of War list."""

from datetime import date

from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
from sinews.data.read.cells import Field
from sinews.data.read.grid import has_columns, read_csv_grid, select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader

SOURCE = Source(
    id="cow_interstate",
    title="Inter-State War list, version 4.0: durations and outcomes computed from it",
    producer="Correlates of War project; Sarkees and Wayman 2010, Resort to War",
    url="https://correlatesofwar.org/data-sets/cow-war/",
    licence="free for research with citation; computed tables only",
)
OUTCOMES = ("decisive", "stalemate", "compromise", "transformed")
SPEC = TableSpec(
    id="wars",
    description="Interstate wars with months at war (interruptions left out), outcome, and whether "
    "the war went over into another kind and so has no end here.",
    key=("war_number",),
    columns=(
        Column(name="war_number", kind="integer", unit="code", description="number in the list"),
        Column(name="war", kind="text", unit="text", description="name in the list"),
        Column(name="started", kind="date", unit="date", description="first day"),
        Column(name="ended", kind="date", unit="date", description="last day"),
        Column(
            name="months_at_war",
            kind="number",
            unit="months",
            description="duration less interruptions",
            low=0,
            high=400,
        ),
        Column(
            name="states", kind="integer", unit="count", description="states taking part", low=2
        ),
        Column(
            name="outcome", kind="text", unit="code", description="how it ended", allowed=OUTCOMES
        ),
        Column(
            name="initiator_won",
            kind="flag",
            unit="flag",
            description="null where nobody won",
            required=False,
        ),
        Column(
            name="right_censored",
            kind="flag",
            unit="flag",
            description="true where the war was transformed: its end was not seen",
        ),
    ),
    min_rows=95,
)
_FIELDS = (
    Field(name="war_number", kind="integer", headers=("war_num",)),
    Field(name="war", kind="text", headers=("war",)),
    Field(name="started", kind="date", headers=("start",)),
    Field(name="ended", kind="date", headers=("end",)),
    Field(name="months_at_war", kind="number", headers=("months_at_war",)),
    Field(name="states", kind="integer", headers=("states",)),
    Field(name="outcome", kind="text", headers=("outcome",), labels={o: o for o in OUTCOMES}),
    Field(name="initiator_won", kind="flag", headers=("initiator_won",), missing=()),
    Field(name="right_censored", kind="flag", headers=("right_censored",)),
)
_MONTH_DAYS = 365.25 / 12


def parse(file: RawFile) -> Parsed:
    """Read the derived list; durations must fit the dates, outcomes the flags."""
    problems = Problems(file.name, remedy="get the derived list again from its source.")
    grid = read_csv_grid(file, problems)
    frame = select_fields(grid, _FIELDS, problems)
    for line, row in zip(grid.lines, frame.iter_rows(named=True), strict=True):
        _check_row(row, line, problems)
    problems.raise_if_any()
    return Parsed(tables={SPEC.id: frame.sort("war_number")}, notes=problems.notes)


def _check_row(row: dict[str, object], line: int, problems: Problems) -> None:
    started, ended, months = row["started"], row["ended"], row["months_at_war"]
    assert isinstance(started, date)
    assert isinstance(ended, date)
    assert isinstance(months, float)
    longest = ((ended - started).days + 1) / _MONTH_DAYS
    if months > longest + 0.1:
        problems.add(f"{months} months do not fit between {started} and {ended}", row=line)
    if (row["outcome"] == "decisive") != (row["initiator_won"] is not None):
        problems.add("somebody won if and only if the outcome is decisive", row=line)
    if (row["outcome"] == "transformed") != row["right_censored"]:
        problems.add("a war is censored if and only if it was transformed", row=line)


READER = Reader(
    id="wars",
    label="interstate wars derived from the Correlates of War list, CSV",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("war_num", "months_at_war", "outcome", "right_censored"),
    parse=parse,
)
