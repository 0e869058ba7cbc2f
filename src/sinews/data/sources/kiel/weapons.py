"""Kiel website, weapons.csv: heavy weapons by donor and class."""

import re

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

CLASSES = {
    "Air Defense": "air_defence",
    "Howitzers": "howitzer",
    "IFV": "ifv",
    "MLRS": "mrl",
    "Tanks": "tank",
}
SPEC = load_spec("kiel_weapons", donor=kiel.DONORS)
_FIELDS = (
    Field(name="donor", kind="text", headers=("donor",), labels=kiel.donor_labels()),
    Field(name="weapon_class", kind="text", headers=("category",), labels=CLASSES),
    Field(name="units", kind="integer", headers=("number_of_weapons",)),
    Field(name="value_eur", kind="number", headers=("monetary_value_eur",)),
    Field(name="items", kind="text", headers=("weapons_list",)),
)
_COUNT = re.compile(r"\((\d+)\)\s*(?:;|$)")


def parse(file: RawFile) -> Parsed:
    """Read weapons.csv; the items of each row must add up to its number of weapons."""
    raw, lines, problems = read_columns(file, _FIELDS, remedy=kiel.REMEDY)
    for line, units, items in zip(lines, raw["units"], raw["items"], strict=True):
        listed = sum(map(int, _COUNT.findall(items)))
        if listed != units:
            problems.add(f"{units} weapons, but the list adds up to {listed}", row=line)
    return close_table(SPEC, raw, problems, sort=SPEC.key)


READER = Reader(
    id="kiel_weapons",
    label="Kiel tracker website, weapons.csv",
    source=kiel.TRACKER,
    specs=(SPEC,),
    recognises=has_columns("donor", "category", "number_of_weapons", "monetary_value_eur"),
    parse=parse,
    asks_release=True,
)
