"""Kiel's own totals by donor (release 28): what sums over activities are checked against."""

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, csv_header, read_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

_BASES = {"allocated": "allocation", "committed": "commitment"}
SPEC = load_spec("kiel_country_summary", donor=kiel.DONORS)
_FIELDS = (
    Field(name="donor", kind="text", headers=("land",), labels=kiel.donor_labels()),
    Field(name="member", kind="flag", headers=("er_eu_medlem",)),
    *(
        Field(name=f"{t}_{basis}_eur_bn", kind="number", headers=(f"{t}_{label}",))
        for basis, label in _BASES.items()
        for t in (*kiel.TYPES, "total")
    ),
)


def check_sums(raw: pl.DataFrame, lines: tuple[int, ...], problems: Problems) -> None:
    """Note every donor whose total is not the sum of its three types."""
    for basis in _BASES:
        parts = pl.sum_horizontal(f"{t}_{basis}_eur_bn" for t in kiel.TYPES)
        words = f"total {basis} is not the sum of the three types"
        kiel.check_equal(raw, lines, problems, (words, pl.col(f"total_{basis}_eur_bn"), parts))


def parse(file: RawFile) -> Parsed:
    """Read country_summary.csv."""
    raw, lines, problems = read_columns(
        file, _FIELDS, remedy=kiel.REMEDY, ignored=("er_geografisk_europa",)
    )
    check_sums(raw, lines, problems)
    groups = kiel.donor_groups()
    for line, donor, member in zip(lines, raw["donor"], raw["member"], strict=True):
        if member != (groups[donor] == "eu27"):
            problems.add(f"er_eu_medlem is {member} for {donor}", row=line)
    return close_table(SPEC, raw, problems, sort=("donor",))


def _recognises(file: RawFile) -> bool:
    """Tell the plain summary from its per-year and incl.-EU variants, which hold more columns."""
    header = csv_header(file)
    wanted = {"land", "er_geografisk_europa", "total_allocation", "total_commitment"}
    return wanted <= header and "total_allocation_inkl_eu" not in header


READER = Reader(
    id="kiel_country_summary",
    label="Kiel tracker totals by donor, country_summary.csv of marhip97/ukrainastotte",
    source=kiel.ACTIVITIES,
    specs=(SPEC,),
    recognises=_recognises,
    parse=parse,
    asks_release=True,
)
