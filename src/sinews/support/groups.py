"""The groups of donors that figures name, each as the base groups that it joins."""

from typing import Final

import polars as pl

from sinews.errors import UnknownNameError

GROUPS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "all": ("all donors", ("us", "eu27", "eu_institutions", "gb_no_ch_is", "other")),
    "us": ("the United States", ("us",)),
    "eu27": ("the 27 EU member states", ("eu27",)),
    "eu_institutions": ("EU institutions", ("eu_institutions",)),
    "eu": ("EU member states and institutions", ("eu27", "eu_institutions")),
    "europe31": ("31 European states", ("eu27", "gb_no_ch_is")),
    "europe": (
        "31 European states and EU institutions",
        ("eu27", "gb_no_ch_is", "eu_institutions"),
    ),
    "other": ("other donors", ("other",)),
}
"""Group id to its name in a sentence and its base groups. Europe31 is EU27, the United Kingdom,
Norway, Switzerland and Iceland."""


def list_members(donors: pl.DataFrame) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return every group and every single donor: its name and the ids of its donors.

    Parameters
    ----------
    donors
        The table `donors`: donor, name, base_group.
    """
    found = {}
    for id, (name, base) in GROUPS.items():
        members = donors.filter(pl.col("base_group").is_in(base))["donor"].sort()
        found[id] = (name, tuple(members))
    for donor, name in donors.sort("donor").select("donor", "name").rows():
        found.setdefault(donor.lower(), (name, (donor,)))
    return found


def find_members(donors: pl.DataFrame, group: str) -> tuple[str, tuple[str, ...]]:
    """Return name and donors of one group or donor.

    Raises
    ------
    UnknownNameError
        There is no such group or donor; the nearest are suggested.
    """
    known = list_members(donors)
    if group not in known:
        raise UnknownNameError("group or donor", group, known)
    return known[group]
