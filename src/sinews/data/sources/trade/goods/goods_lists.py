"""Reader of lists of goods: the common high-priority items by HS code and tier."""

from collections.abc import Iterable
from typing import Final

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, csv_header, read_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader

SOURCE: Final = load_source("common_high_priority_list")
SPEC: Final = load_spec("goods_high_priority_list")
_FIELDS: Final = tuple(
    Field(
        name=c.name,
        kind=c.kind,
        headers=(c.name,),
        labels=None if c.allowed is None else {x: x for x in c.allowed},
    )
    for c in SPEC.columns
)


def recognise(file: RawFile) -> bool:
    """Return True where the first line holds the columns of the list."""
    return csv_header(file) >= {c.name for c in SPEC.columns}


def parse(file: RawFile) -> Parsed:
    """Read the list; codes stay text.

    Raises
    ------
    EvidenceError
        A code is not of six digits, or a tier, year or date is unknown.
    """
    frame, lines, problems = read_columns(
        file, _FIELDS, remedy="compare the row with the published list."
    )
    check_hs6(frame["hs6"], lines, problems)
    return close_table(SPEC, frame, problems)


def check_hs6(codes: Iterable[str], lines: Iterable[int], problems: Problems) -> None:
    """Note each code that is not of six digits."""
    for line, code in zip(lines, codes, strict=True):
        if not (len(code) == 6 and code.isascii() and code.isdecimal()):
            problems.add(f"{code!r} is not an HS code of six digits", row=line, column="hs6")


READER = Reader(
    id="goods_high_priority_list",
    label="common high-priority goods by HS code and tier (CSV)",
    source=SOURCE,
    specs=(SPEC,),
    recognises=recognise,
    parse=parse,
)
