"""What the circumvention pages keep between requests: the screen, corridors, dossiers, lists."""

from threading import RLock
from typing import Final

import polars as pl
from fastapi import FastAPI

from sinews.core.once import Once
from sinews.core.periods import Window
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.corridors.dossier import open_dossier
from sinews.diversion.corridors.ranking import add_calm, rank_corridors
from sinews.diversion.detect import Detection, Request, detect
from sinews.diversion.measures.effects import (
    Designed,
    build_market,
    design_measure,
)
from sinews.diversion.measures.lists import (
    Budget,
    Market,
    Measure,
    choose_exactly,
    choose_greedily,
)
from sinews.diversion.published.change import year_before
from sinews.diversion.published.claim import war_window
from sinews.diversion.trade.exports import open_flows
from sinews.diversion.trade.families import official_links
from sinews.diversion.trade.goods import EVERY, parse_goods
from sinews.diversion.trade.harmonise import join_families
from sinews.diversion.trade.schema import Flows
from sinews.errors import EstimationError, UsageError
from sinews.present.dossier.dossier import DossierCells, view_dossier

SECONDS: Final = 20.0
"""How long a page may wait for a proof that a list is the best."""
ROOM: Final = 64
"""Answers that are kept, of all kinds together."""


class TradeDesk:
    """Answers about corridors; what was asked before is remembered."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence, self._once = evidence, Once(ROOM)

    @property
    def window(self) -> Window:
        """The months that are judged."""
        return war_window(self.evidence)

    @property
    def detection(self) -> Detection:
        """The screen of all pairs, run at the first need."""

        def run() -> Detection:
            request = Request(window=self.window)
            return detect(self.evidence, request)

        return self._once.get(("detection",), run)

    @property
    def market(self) -> Market:
        """Pairs as matrices of diverted and other trade."""
        return self._once.get(("market",), lambda: build_market(self.detection))

    @property
    def flows(self) -> Flows:
        """Exports of banned goods in the window and the years before."""
        return self._once.get(
            ("flows",),
            lambda: open_flows(self.evidence, [self.window, year_before(self.window)]),
        )

    def corridors(self, goods: str) -> pl.DataFrame:
        """Return all corridors of some goods, largest excess first, with the change in peace.

        ``calm_ratio`` is the same change a year before: what a year without war did. Codes are
        joined to families, as `sinews diversion corridors` joins them.
        """

        def run() -> pl.DataFrame:
            wanted = parse_goods(goods, self.evidence)
            flows = join_families(self.flows, wanted, official_links(self.evidence)).flows
            return add_calm(rank_corridors(flows, EVERY, self.window).table, flows, self.window)

        return self._once.get(("corridors", goods), run)

    def dossier(self, reporter: str, partner: str, code: str, language: str) -> DossierCells:
        """Return the view of one corridor's dossier in one language.

        Raises
        ------
        UsageError
            There is no such corridor or code.
        """

        def run() -> DossierCells:
            corridor = (reporter, partner, code)
            d = open_dossier(self.evidence, self.detection, corridor=corridor, window=self.window)
            return view_dossier(d, language)

        return self._once.get(("dossier", reporter, partner, code, language), run)

    def design(self, budget: Budget, *, exact: bool = False) -> Designed:
        """Return the list that blocks most within a budget, as `sinews diversion measure` does.

        Raises
        ------
        UsageError
            An exact choice takes longer than a page may.
        """

        def run() -> Designed:
            market = self.market
            best = _choose_exactly(market, budget) if exact else choose_greedily(market, budget)
            return design_measure(self.evidence, self.detection, market, budget, best)

        key = ("design", budget.goods, budget.countries, budget.hit_eur, exact)
        return self._once.get(key, run)


def _choose_exactly(market: Market, budget: Budget) -> Measure:
    try:
        return choose_exactly(market, budget, seconds=SECONDS)
    except EstimationError as error:
        raise UsageError(str(error)) from error


_MAKING: Final = RLock()


def trade_desk_of(app: FastAPI) -> TradeDesk:
    """Return the desk of an application, made at the first need."""
    with _MAKING:
        if not hasattr(app.state, "trade_desk"):
            app.state.trade_desk = TradeDesk(app.state.shelf.evidence)
    desk: TradeDesk = app.state.trade_desk
    return desk
