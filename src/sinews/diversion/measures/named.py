"""A list that somebody proposes: what it names, what is known of it, and the market it acts on."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from sinews.diversion.counterfactual.candidates import FLOOR_EUR
from sinews.diversion.measures.lists import Market, Measure
from sinews.errors import UnknownNameError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A list of goods and countries as given, and what the trade at hand knows of it.

    Attributes
    ----------
    unknown
        Codes without any trade in the panel: nothing can be said of them, they are not nil.
    small
        HS6 of the list below the floor in every country of it: not judged.
    """

    codes: tuple[str, ...]
    measure: Measure
    unknown: tuple[str, ...]
    small: tuple[str, ...]


def keep_goods(
    market: Market, *, only: Collection[str] = (), exclude: Collection[str] = ()
) -> Market:
    """Return the market of some goods, named by the beginnings of their codes.

    Raises
    ------
    UsageError
        Nothing is left.
    """
    kept = np.array(
        [
            (not only or _begins(p, only)) and not (exclude and _begins(p, exclude))
            for p in market.products
        ]
    )
    if not kept.any():
        raise UsageError("No good of the screen is left; check --only and --exclude.")
    return replace(
        market,
        products=tuple(np.array(market.products)[kept].tolist()),
        diverted=market.diverted[kept],
        legitimate=market.legitimate[kept],
    )


def keep_countries(market: Market, countries: Collection[str]) -> Market:
    """Return the market of some countries.

    Raises
    ------
    UnknownNameError
        A country was not screened.
    """
    for c in countries:
        if c not in market.partners:
            raise UnknownNameError("screened country", c, market.partners)
    at = [i for i, p in enumerate(market.partners) if p in countries]
    return replace(
        market,
        partners=tuple(market.partners[i] for i in at),
        diverted=market.diverted[:, at],
        legitimate=market.legitimate[:, at],
    )


def judge_list(market: Market, codes: tuple[str, ...], countries: tuple[str, ...]) -> Named:
    """Return what a given list would block and hit.

    Parameters
    ----------
    market
        All that was screened.
    codes
        Beginnings of HS6 codes, of 2 to 8 digits (CN8 act on their HS6).

    Raises
    ------
    UnknownNameError
        A country was not screened.
    """
    here = keep_countries(market, countries)
    found = {c: [i for i, p in enumerate(here.products) if _begins(p, (c,))] for c in codes}
    rows = sorted({i for at in found.values() for i in at})
    diverted, other = here.diverted[rows], here.legitimate[rows]
    order = np.argsort(-diverted.sum(1), kind="stable")
    blocked = float(diverted.sum())
    return Named(
        codes=codes,
        measure=Measure(
            goods=tuple(here.products[rows[i]] for i in order),
            countries=here.partners,
            blocked_eur=blocked,
            hit_eur=float(other.sum()),
            bound_eur=blocked,
            exact=False,
        ),
        unknown=tuple(c for c, at in found.items() if not at),
        small=tuple(
            here.products[i]
            for i, total in zip(rows, diverted + other, strict=True)
            if total.max() < FLOOR_EUR
        ),
    )


def _begins(product: str, codes: Collection[str]) -> bool:
    return any(product.startswith(c[:6]) for c in codes)
