"""Donors that the support page compares: one by one, or all of a group with one link."""

from dataclasses import dataclass
from typing import Final

from sinews.errors import UnknownNameError
from sinews.support.groups import GROUPS, list_members
from sinews.web.page import Reader, address, choose

CHOSEN: Final = ("us", "europe", "eu_institutions", "de", "gb", "pl")
"""Donors that are compared until the reader chooses others."""
EVERYONE: Final = "all"
STATES: Final = {"nordic_baltic": ("dk", "ee", "fi", "is", "lt", "lv", "no", "se")}
"""Groups for which no figures are published, only for their states: the Nordic-Baltic Eight."""
CHOICES: Final = (EVERYONE, "eu27", "eu", "europe", *STATES, "us", "other")
"""Groups that a link chooses, everyone first."""
SINGLE: Final = ("us", "eu_institutions")
"""Groups that are one donor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Whom the page is about.

    Attributes
    ----------
    group, label
        The group within which donors are ranked, and what it is called.
    members
        Its single donors.
    donors
        Donors and groups that are compared year by year.
    names
        Every donor and group with its name, groups first.
    """

    group: str
    label: str
    members: frozenset[str]
    donors: tuple[str, ...]
    names: dict[str, str]


def read_choice(reader: Reader) -> Choice:
    """Return the group and the donors that the address names; without donors the group's own.

    Raises
    ------
    UnknownNameError
        There is no such donor or group.
    """
    group = choose(reader, "group", CHOICES, EVERYONE)
    listed = list_members(reader.shelf.evidence.frame("donors"))
    named = {id: reader.name("donors", id, name) for id, (name, _) in listed.items()}
    names = {id: name[:1].upper() + name[1:] for id, name in named.items()}
    members = STATES.get(group) or tuple(d.lower() for d in listed[group][1])
    asked = tuple(dict.fromkeys(d for d in reader.request.query_params.getlist("donor") if d))
    for d in asked:
        if d not in names:
            raise UnknownNameError("donor", d, names)
    whole = (group,) if group in GROUPS else ()
    own = CHOSEN if group == EVERYONE else tuple(dict.fromkeys((*whole, *members)))
    return Choice(
        group=group,
        label=_name_group(reader, group, names),
        members=frozenset(members),
        donors=asked or own,
        names=names,
    )


def link_groups(reader: Reader, chosen: Choice) -> list[tuple[str, str, bool]]:
    """Return name, address and whether it is chosen, of every group; the rest of the state stays.

    A group takes the place of the donors that were chosen one by one.
    """
    kept = [
        (k, v)
        for k, v in reader.request.query_params.multi_items()
        if k not in ("group", "donor", "lang", "part")
    ]
    found = []
    for id in CHOICES:
        asked = {**dict(kept), "group": "" if id == EVERYONE else id, "lang": reader.language}
        name = _name_group(reader, id, chosen.names)
        found.append((name, address("/support", asked), id == chosen.group))
    return found


def _name_group(reader: Reader, group: str, names: dict[str, str]) -> str:
    return names.get(group) or reader.words.say(f"web.donors.{group}")
