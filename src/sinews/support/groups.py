"""The groups of donors that figures name, each as the base groups that it joins."""

from typing import Final

import polars as pl

from sinews.core.places import find_country
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
BASE: Final = GROUPS["all"][1]
"""Groups that do not overlap and together are all donors."""
LABELS: Final[dict[str, str]] = {
    **{id: name for id, (name, _) in GROUPS.items()},
    "gb_no_ch_is": "United Kingdom, Norway, Switzerland and Iceland",
}
TYPES: Final = ("total", "military", "financial", "humanitarian")


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


def is_group(name: str) -> bool:
    """Return whether the name is one of a group of donors."""
    return name.strip().casefold() in GROUPS


def base_groups(name: str) -> tuple[str, ...]:
    """Return the base groups of a group of donors, or raise with the nearest name."""
    if not is_group(name):
        raise UnknownNameError("group of donors", name, GROUPS)
    return GROUPS[name.strip().casefold()][1]


def find_type(name: str) -> str:
    """Return the type of support, or raise with the nearest."""
    if name.strip().casefold() not in TYPES:
        raise UnknownNameError("type of support", name, TYPES)
    return name.strip().casefold()


def find_donor(name: str, donors: pl.DataFrame) -> str:
    """Return the id of a donor written as code or name.

    Raises
    ------
    UnknownNameError
        No donor is called so; a country that is no donor of the tracker is none either.
    """
    wanted = name.strip().casefold()
    own: dict[str, str] = {n.casefold(): d for d, n in donors.select("donor", "name").iter_rows()}
    own |= {d.casefold(): d for d in donors["donor"]}
    if wanted in own:
        return own[wanted]
    known = [*donors["name"], *donors["donor"], *GROUPS]
    try:
        code = find_country(name)
    except UnknownNameError:
        raise UnknownNameError("donor", name, known) from None
    if code not in set(donors["donor"]):
        raise UnknownNameError("donor", name, known)
    return code
