"""Who is the target, who may pass goods on, and who can serve as a control."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

from sinews.core.places import EU27, countries
from sinews.diversion.panel.panel import Role

TARGET: Final = "RU"
NEIGHBOURS: Final = ("AM", "BY", "GE", "KG", "KZ", "UZ")
"""The six countries of the published comparisons; Belarus is a target of sanctions itself."""
INTERMEDIARIES: Final = ("AM", "GE", "KG", "KZ", "UZ")
"""The neighbours that are scored: five, without Belarus."""


@cache
def _listed() -> dict[str, str]:
    with (files("sinews.diversion.panel") / "partners.csv").open(encoding="utf-8") as f:
        return {r["partner"]: r["role"] for r in csv.DictReader(f)}


def find_role(partner: str, *, scored: frozenset[str] = frozenset()) -> Role | None:
    """Return the role of a partner, None where it can serve as neither.

    Countries that are listed are what partners.csv says; member states, stores, secret and
    undetermined partners have no role; every other country is a control.

    Parameters
    ----------
    scored
        Partners to be scored as intermediaries whatever the list says (but Russia and Belarus).
    """
    role = _listed().get(partner)
    if partner in scored and role not in ("target", "sanctioned"):
        return "intermediary"
    if role == "target":
        return "target"
    if role is not None:
        return "intermediary" if role == "intermediary" else None
    known = partner in countries() and partner not in EU27
    return "control" if known else None
