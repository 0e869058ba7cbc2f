"""The panel as arrays: partner x product x month, with roles, ban dates and mirror flows."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray
from sinews.core.places import EU27, countries
from sinews.errors import EstimationError

Role = Literal["target", "intermediary", "control"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorFlows:
    """What partners report about the same trade, by period (months, or years).

    Attributes
    ----------
    starts, ends
        First and last month index of each period, shape (S,).
    arrivals
        Imports from the EU as the partner reports them, shape (P, K, S); NaN where it did not.
    onward
        The partner's exports to Russia, same shape.
    bypass
        The partner's imports from Russia, same shape.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    arrivals: FloatArray
    onward: FloatArray
    bypass: FloatArray

    @property
    def single_months(self) -> NDArray[np.int64]:
        """Return the month indices of periods that are one month."""
        return np.asarray(self.starts[self.starts == self.ends])


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Exports of the EU by partner, product and month.

    Attributes
    ----------
    exports
        Euro, shape (P, K, T).
    roles
        Of each partner; one target (Russia) at most.
    banned_from
        Month index from which exports to the target are banned, shape (K,); T where never.
    mirror
        None where no partner's reports are at hand.
    unsanctioned
        Exports of all other goods by partner and month, shape (P, T), where totals are at hand
        but not by product; a panel of sanctioned goods alone leans on it.
    """

    partners: tuple[str, ...]
    roles: tuple[Role, ...]
    products: tuple[str, ...]
    months: tuple[date, ...]
    exports: FloatArray
    banned_from: NDArray[np.int64]
    mirror: MirrorFlows | None = None
    unsanctioned: FloatArray | None = None

    def __post_init__(self) -> None:
        shape = (len(self.partners), len(self.products), len(self.months))
        if self.exports.shape != shape or len(self.roles) != shape[0]:
            raise EstimationError(f"The panel holds {self.exports.shape}, its labels say {shape}.")
        if list(self.roles).count("target") > 1:
            raise EstimationError("A panel has one target of the sanctions, not several.")

    def rows(self, role: Role) -> NDArray[np.intp]:
        """Return the indices of the partners of a role."""
        return np.flatnonzero(np.array(self.roles) == role)

    @property
    def treated(self) -> NDArray[np.bool_]:
        """Products whose export to the target is banned at some time, shape (K,)."""
        return self.banned_from < len(self.months)

    def month_index(self, month: date) -> int:
        """Return the position of a month.

        Raises
        ------
        EstimationError
            The panel does not cover it.
        """
        if month not in self.months:
            raise EstimationError(
                f"The panel covers {self.months[0]:%Y-%m} to {self.months[-1]:%Y-%m}, "
                f"not {month:%Y-%m}."
            )
        return self.months.index(month)


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
