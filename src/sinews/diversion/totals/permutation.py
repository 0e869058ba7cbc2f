"""Growth of a partner's imports from the Union against that of some 200 other partners.

The change of log yearly exports between a window and its base, less that of the median partner,
is compared with the same change of every partner: a permutation test over partners, with placebo
windows before the war beside it. It speaks of all goods, so a rise can be demand; it settles
whether demand or diversion of a country stands out from what the world did.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from sinews.core.estimate import FloatArray
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UnknownNameError, UsageError

TABLE: Final = "eu_exports_yearly_all_partners"
WINDOW: Final = (2022, 2023)
_BASE_YEARS: Final = 3
LEAST_EUR: Final = 10e6
"""Partners below in any year of the base are left out: a single aircraft moves them."""
SHOWN: Final = ("KG", "AM", "KZ", "GE", "UZ", "TR", "RS", "AE", "CN", "HK")
PLACEBOS: Final = ((2013, 2014), (2015, 2016), (2017, 2018))
"""Pairs of years that share no year with the war's window or with its base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One partner among all.

    Attributes
    ----------
    beyond_median_log
        Change of log exports less that of the median partner.
    rank, partners
        1 is the largest rise.
    p_value
        Share of partners that rose at least as much.
    placebos
        The same excess in windows before the war, by last year; without those the partner was
        too small for.
    """

    partner: str
    beyond_median_log: float
    rank: int
    partners: int
    p_value: float
    placebos: Mapping[str, float] = field(default_factory=dict)

    @property
    def beyond_median_pct(self) -> float:
        """Rise beyond that of the median partner, per cent."""
        return 100 * float(np.expm1(self.beyond_median_log))


def measure_rise(frame: pl.DataFrame, window: tuple[int, int]) -> dict[str, float]:
    """Return the change of log mean exports beyond the median partner, by partner.

    Parameters
    ----------
    frame
        year, partner, partner_kind, exports_eur.
    window
        First and last year; the base is the three years before.

    Raises
    ------
    UsageError
        The table does not hold these years.
    """
    first, last = window
    spans = (range(first, last + 1), range(first - _BASE_YEARS, first))
    if missing := sorted({*spans[0], *spans[1]} - set(frame["year"])):
        raise UsageError(f"Yearly exports to all partners are not known for {missing}.")
    country = frame.filter(pl.col("partner_kind") == "country")
    means = [
        country.filter(pl.col("year").is_in(list(span)))
        .group_by("partner")
        .agg(pl.col("exports_eur").mean().alias(name), pl.col("exports_eur").min().alias("least"))
        for span, name in zip(spans, ("now", "base"), strict=True)
    ]
    large = means[1].filter(pl.col("least") >= LEAST_EUR).drop("least")
    both = means[0].filter(pl.col("now") > 0).join(large, on="partner").sort("partner")
    change: FloatArray = np.log(both["now"].to_numpy() / both["base"].to_numpy())
    beyond = change - np.median(change)
    return dict(zip(both["partner"].to_list(), beyond.tolist(), strict=True))


def rank_partners(evidence: Evidence, window: tuple[int, int] = WINDOW) -> tuple[Standing, ...]:
    """Return every partner's standing, largest rise first."""
    frame = evidence.frame(TABLE)
    rises = measure_rise(frame, window)
    before = {f"{p[0]}-{p[1]}": measure_rise(frame, p) for p in PLACEBOS}
    ordered = sorted(rises, key=lambda p: (-rises[p], p))
    return tuple(
        Standing(
            partner=p,
            beyond_median_log=rises[p],
            rank=i,
            partners=len(ordered),
            p_value=i / len(ordered),
            placebos={n: found[p] for n, found in before.items() if p in found},
        )
        for i, p in enumerate(ordered, start=1)
    )


def find_standing(evidence: Evidence, partner: str) -> Standing:
    """Return one partner's standing.

    Raises
    ------
    UnknownNameError
        The partner is not among those tested.
    """
    found = {
        s.partner: s for s in evidence.once("diversion.totals", lambda: rank_partners(evidence))
    }
    if partner not in found:
        raise UnknownNameError("partner with yearly totals", partner, tuple(found))
    return found[partner]


def say_standing(s: Standing, country: str) -> str:
    """Return one sentence on a partner's standing."""
    calm = ", ".join(f"{100 * np.expm1(v):+.0f} % in {n}" for n, v in s.placebos.items())
    return (
        f"EU exports of all goods to {country} in {WINDOW[0]}-{WINDOW[1]} rose "
        f"{s.beyond_median_pct:+.0f} % beyond the median partner: rank {s.rank} of {s.partners}, "
        f"p = {s.p_value:.3f} (placebo windows: {calm})."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsDossier:
    """What is known of a corridor of which no trade by product is at hand.

    Attributes
    ----------
    yearly
        year, exports_eur: EU27 exports of all goods to the partner.
    """

    partner: str
    standing: Standing
    yearly: pl.DataFrame
    sources: tuple[str, ...]


def open_totals_dossier(evidence: Evidence, partner: str) -> TotalsDossier:
    """Return what all goods say of a partner.

    Raises
    ------
    UnknownNameError
        The partner is not among those tested.
    """
    table = evidence.table(TABLE)
    return TotalsDossier(
        partner=partner,
        standing=find_standing(evidence, partner),
        yearly=table.frame.filter(pl.col("partner") == partner)
        .select("year", "exports_eur")
        .sort("year"),
        sources=table.sources,
    )
