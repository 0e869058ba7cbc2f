"""The catalogue of all published figures. To add a family: list it below."""

from collections.abc import Sequence

from sinews.campaign import figures as campaign_figures
from sinews.core.figure import Figure
from sinews.core.registry import Registry
from sinews.data.evidence import fact_figures
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.decision import figures as decision_figures
from sinews.diversion.published.counted import COUNTED as DIVERSION_COUNTED
from sinews.diversion.published.estimated import ESTIMATED as DIVERSION_ESTIMATED
from sinews.diversion.published.exporters import EXPORTERS as DIVERSION_EXPORTERS
from sinews.diversion.published.wider import WIDER as DIVERSION_WIDER
from sinews.errors import LeftOutError, UnknownNameError
from sinews.front import figures as front_figures
from sinews.materiel import claim_ratio, counts, figures_model, figures_shells
from sinews.materiel import figures as materiel_figures
from sinews.support import burden
from sinews.support.figures import constant_prices, donor, sourcing
from sinews.support.figures import (
    conversion as figures_conversion,
)
from sinews.support.figures import (
    forecast as figures_forecast,
)
from sinews.support.figures import (
    pledge as figures_pledge,
)
from sinews.support.figures import (
    replace as figures_replace,
)
from sinews.support.figures import totals as support_figures

FAMILIES: Registry[FigureFamily] = Registry(
    "figure family",
    (
        support_figures.ALLOCATED,
        support_figures.COMMITTED,
        constant_prices.FAMILY,
        sourcing.FAMILY,
        figures_replace.FAMILY,
        figures_conversion.CONVERSION,
        figures_conversion.OPEN,
        donor.TREND,
        donor.WEAPONS,
        figures_pledge.FAMILY,
        figures_forecast.FORECAST,
        figures_forecast.BACKTEST,
        materiel_figures.REPORTED,
        burden.GDP_SHARE,
        claim_ratio.CLAIM_RATIO,
        figures_shells.SHELLS,
        figures_shells.RATIOS,
        figures_shells.GAPS,
        figures_shells.ECONOMY,
        figures_model.STOCKS,
        counts.UNSEEN,
        figures_model.CLOCK,
        *front_figures.FAMILIES,
        campaign_figures.FAMILY,
        decision_figures.FAMILY,
        *DIVERSION_COUNTED,
        DIVERSION_EXPORTERS,
        *DIVERSION_ESTIMATED,
        *DIVERSION_WIDER,
        fact_figures.FAMILY,
    ),
)


def list_figures(evidence: Evidence, prefix: str = "") -> tuple[Figure, ...]:
    """Return all figures whose id starts with the prefix, sorted by id.

    Raises
    ------
    UnknownNameError
        No figure starts so; the nearest ids are suggested.
    LeftOutError
        Figures that start so need a table that the user leaves out.
    """
    wanted = [f for f in FAMILIES if f.id.startswith(prefix) or prefix.startswith(f.id)]
    found, left_out = _build_all(wanted, evidence)
    matching = [x for x in found if x.id.startswith(prefix)]
    if left_out and not matching:
        raise left_out[0]
    if not matching:
        known = [x.id for x in found] or list(FAMILIES.ids)
        raise UnknownNameError("figure", prefix, known)
    return tuple(sorted(matching, key=lambda x: x.id))


def _build_all(
    families: Sequence[FigureFamily], evidence: Evidence
) -> tuple[list[Figure], list[LeftOutError]]:
    """Return the figures of families, without those whose table the user leaves out."""
    found: list[Figure] = []
    left_out: list[LeftOutError] = []
    for family in families:
        try:
            found += family.build(evidence)
        except LeftOutError as error:
            left_out.append(error)
    return found, left_out


def find_figure(evidence: Evidence, id: str) -> Figure:
    """Return one figure by its exact id.

    Raises
    ------
    UnknownNameError
        There is none; the nearest ids are suggested.
    """
    found = {x.id: x for x in list_figures(evidence, _stem(id))}
    if id not in found:
        raise UnknownNameError("figure", id, found)
    return found[id]


def _stem(id: str) -> str:
    families = [f.id for f in FAMILIES if id.startswith(f.id)]
    return max(families, key=len, default="")
