"""Interstate wars since 1823: durations and outcomes computed from the Correlates of War list."""

from datetime import date

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader

SOURCE = load_source("cow_interstate")
OUTCOMES = ("decisive", "stalemate", "compromise", "transformed")
SPEC = load_spec("wars")
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
    frame, lines, problems = read_columns(
        file, _FIELDS, remedy="get the derived list again from its source."
    )
    for line, row in zip(lines, frame.iter_rows(named=True), strict=True):
        _check_row(row, line, problems)
    return close_table(SPEC, frame, problems, sort=("war_number",))


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
