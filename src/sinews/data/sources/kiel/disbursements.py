"""Budget support paid out by donor and month (release 28, CSV form with Norwegian names)."""

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

SPEC = load_spec("kiel_disbursements", donor=kiel.DONORS)
_FIELDS = (
    Field(name="donor", kind="text", headers=("giver",), labels=kiel.donor_labels()),
    Field(name="member", kind="flag", headers=("er_eu_medlem",)),
    Field(name="year", kind="integer", headers=("aar",)),
    Field(name="month", kind="integer", headers=("maaned",)),
    Field(name="disbursed_eur_bn", kind="number", headers=("verdi_eur_mrd",)),
)


def parse(file: RawFile) -> Parsed:
    """Read financial_disbursements.csv; the membership flag must fit the donor."""
    raw, lines, problems = read_columns(file, _FIELDS, remedy=kiel.REMEDY)
    groups = kiel.donor_groups()
    for line, donor, member in zip(lines, raw["donor"], raw["member"], strict=True):
        if member != (groups[donor] == "eu27"):
            problems.add(f"er_eu_medlem is {member} for {donor}", row=line)
    raw = raw.with_columns(month=kiel.month_column(raw, lines, problems))
    return close_table(SPEC, raw, problems, sort=SPEC.key)


READER = Reader(
    id="kiel_disbursements",
    label="Kiel tracker budget support paid, financial_disbursements.csv of marhip97/ukrainastotte",
    source=kiel.ACTIVITIES,
    specs=(SPEC,),
    recognises=has_columns("giver", "er_eu_medlem", "aar", "maaned", "verdi_eur_mrd"),
    parse=parse,
    asks_release=True,
)
