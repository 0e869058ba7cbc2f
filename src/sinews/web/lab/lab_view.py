"""What the lab says about a comparison: numbers, sentences by rule, drawings."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from markupsafe import Markup

from sinews.campaign.strategy import BASELINE, shipped_strategies
from sinews.core.estimate import FloatArray
from sinews.decision.compare.lab_differences import (
    LEVELS,
    PATHS,
    Spread,
    Watched,
    contrast,
    fan,
    largest_regrets,
    spread,
    spread_by_theory,
    spread_mixed,
    sum_allocations,
)
from sinews.decision.explore.threshold_words import to_record
from sinews.decision.integrate.indices import Span as Months
from sinews.decision.integrate.outcomes import OUTCOMES, find_outcome
from sinews.decision.theories import HYPOTHESES
from sinews.decision.theories.historical_record import yearly_chance
from sinews.present.text.thresholds import say_threshold
from sinews.web.drawing.svg_text import Line, Span
from sinews.web.lab.drawing import draw_fan, draw_pair, draw_spans, writer
from sinews.web.lab.lab_state import EQUAL, OWN, LabState
from sinews.web.lab.session_cache import Check, Desk
from sinews.web.page import Reader
from sinews.web.sharing.share import PageChart

POINTS: Final = 100.0
SHARES: Final = ("chance_of_end", "chance_not_russian")
COSTS: Final = ("cost_europe", "cost_us")
FINEST: Final = {"ground_km2": 0, "casualties_ua_k": 0, "cost_europe": 1, "cost_us": 1}
"""Most digits after the point that an outcome is written with, however narrow its spread."""
QUANTILES: Final = tuple(f"{100 * q:g} %" for q in LEVELS)
Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""Heads of the columns after the month, and rows."""


@dataclass(frozen=True, kw_only=True)
class LabView:
    """One comparison, ready for the template."""

    reader: Reader
    desk: Desk
    state: LabState
    check: Check

    @cached_property
    def label(self) -> str:
        """Name of the reader's strategy."""
        base = self.name(self.state.start)
        key = "own_changed" if self.state.changed else "own_same"
        return self.reader.words.say(f"web.lab.{key}", {"start": base})

    def name(self, strategy: str) -> str:
        """Return the name of a shipped strategy."""
        return self.reader.name("strategies", strategy, shipped_strategies()[strategy].label)

    @cached_property
    def versus(self) -> str:
        """Name of the strategy it is compared with."""
        return self.name(self.state.versus)

    @cached_property
    def own(self) -> Watched:
        """The reader's strategy."""
        return self.desk.own(self.state, self.label, self.check)

    @cached_property
    def found(self) -> Watched:
        """The reader's strategy less the one it is compared with."""
        return contrast(self.own, self.desk.shipped(self.state.versus, self.state, self.check))

    @cached_property
    def months(self) -> Months:
        """Months of the run, and the first that counts."""
        return self.desk.actual(self.state, self.check).whole.span

    @property
    def file_id(self) -> str:
        """Id of the reader's strategy in files: its own where a saved file is needed."""
        weighted = any(w != EQUAL for w in self.state.heavy.values())
        moved = self.state.changed or self.state.ranges or self.state.without or weighted
        return OWN if moved else self.state.start

    @cached_property
    def is_same(self) -> bool:
        """Whether both are the same strategy."""
        return not self.state.changed and self.state.start == self.state.versus

    def keys(self) -> list[dict[str, object]]:
        """Return the key numbers: every outcome with the reader's weights."""
        return [self._key(o.id, o.sign) for o in OUTCOMES] + [self._key(c, 0) for c in COSTS]

    def _key(self, outcome: str, sign: int) -> dict[str, object]:
        s, words = spread_mixed(self.found, outcome, self.state.weights), self.reader.words
        written = self._write(outcome, s)
        below = 1 - s.above
        return {
            "id": outcome,
            "label": words.say(f"web.lab.outcome.{outcome}"),
            "value": written(s.levels[2], signed=True),
            "unit": words.say(f"web.lab.unit.{outcome}"),
            "interval": f"{written(s.levels[0])} {words.numbers.to} {written(s.levels[4])}",
            "share": words.say(
                f"web.lab.{'above' if s.above >= below else 'below'}",
                {"share": words.numbers.number(100 * max(s.above, below))},
            ),
            "is_chosen": outcome == self.state.outcome,
            "measured": sign != 0,
        }

    def _write(self, outcome: str, s: Spread) -> Callable[..., str]:
        """Return how numbers of an outcome are written: no finer than its spread supports."""
        factor = POINTS if outcome in SHARES else 1.0
        width = factor * (s.levels[4] - s.levels[0])
        return writer(self.reader, factor, width, finest=FINEST.get(outcome, 1))

    def headline(self) -> str:
        """Return what would have to be true, with the base rate beside a chance of an end."""
        words, outcome = self.reader.words, self.state.outcome
        versus = words.say("web.lab.own_same", {"start": self.versus})
        names = {OWN: self.label, self.state.start: self.label, self.state.versus: versus}
        own = OWN if self.state.changed else self.state.start
        said = {"case": "same", "a": self.label, "b": versus}
        said["outcome"] = words.say(f"web.lab.outcome_in.{outcome}")
        if not self.is_same:
            record = to_record(self.desk.thresholds(self.state, self.label, self.check), text=False)
            said |= say_threshold(self.reader.words, record, {**names, own: self.label})
        text = words.say("thresholds.sentence", said)
        return f"{text} {self.base_rate()}" if outcome in SHARES else text

    def base_rate(self) -> str:
        """Return the sentence that stands beside every chance of an end."""
        low, mean, high = (100 * yearly_chance(h) for h in self.desk.base_rate)
        number = self.reader.words.numbers.number
        said = {"mean": number(mean), "low": number(low), "high": number(high)}
        return self.reader.words.say("web.lab.base_rate", said)

    def theories(self) -> PageChart:
        """Return the chosen outcome theory by theory, and with the reader's weights."""
        words, outcome = self.reader.words, self.state.outcome
        by = spread_by_theory(self.found, outcome)
        mixed = spread_mixed(self.found, outcome, self.state.weights)
        factor = POINTS if outcome in SHARES else 1.0
        named = {h.id: self.reader.name("theories", h.id, h.label) for h in HYPOTHESES}
        spans = [
            Span(label=named[h], role="europe", levels=[factor * v for v in s.levels])
            for h, s in by.items()
        ]
        weighted = words.say("web.lab.weighted")
        spans.append(Span(label=weighted, role="ink", levels=[factor * v for v in mixed.levels]))
        width = max(s.levels[4] for s in spans) - min(s.levels[0] for s in spans)
        write = writer(self.reader, 1.0, width / 4)
        said = {"outcome": words.say(f"web.lab.outcome.{outcome}"), "b": self.versus}
        said["unit"] = words.say(f"web.lab.unit_long.{outcome}")
        return PageChart(
            id="theories",
            title=words.say("web.lab.theories_title"),
            subtitle=words.say("web.lab.theories_subtitle", said),
            alt=self.headline(),
            grade="assumed",
            wide=draw_spans(spans, write, narrow=False),
            narrow=draw_spans(spans, write, narrow=True),
            header=(words.say("web.lab.theory"), *QUANTILES),
            rows=[(s.label, *map(write, s.levels)) for s in spans],
        )

    def panels(self) -> list[PageChart]:
        """Return the panels over time: money first, then the fans."""
        return [self._money(), *(self._fan(p) for p in PATHS)]

    def _fan(self, id: str) -> PageChart:
        words, levels = self.reader.words, fan(self.found, id)
        end = [float(level[-1]) for level in levels]
        written = writer(self.reader, 1.0, end[4] - end[0])
        sign = "more" if end[0] > 0 else "less" if end[4] < 0 else "open"
        low, high = sorted((end[0], end[4]), key=abs)
        said = {
            "value": written(abs(end[2])),
            "low": written(end[0] if sign == "open" else abs(low)),
            "high": written(end[4] if sign == "open" else abs(high)),
            "b": self.versus,
            "month": words.month(self.months.counted[-1]),
        }
        key = "same" if self.is_same else sign
        span = max(abs(levels[0]).max(), abs(levels[4]).max())
        drawing = draw_fan(
            self.months.counted,
            [list(map(float, level)) for level in levels],
            writer(self.reader, 1.0, float(span)),
        )
        rows = [
            (f"{m:%Y-%m}", *(f"{x[i]:.6g}" for x in levels))
            for i, m in enumerate(self.months.counted)
        ]
        return self._panel(id, key, said, drawing, (QUANTILES, rows))

    def _panel(
        self, id: str, key: str, said: dict[str, str], drawing: Markup, table: Table
    ) -> PageChart:
        words, title = self.reader.words, self.reader.words.say(f"web.lab.panel.{id}.{key}", said)
        return PageChart(
            id=id,
            title=title,
            subtitle=words.say(f"web.lab.panel.{id}.subtitle", said),
            alt=title,
            grade="assumed",
            wide=drawing,
            narrow=drawing,
            header=(words.say("web.materiel.month"), *table[0]),
            rows=table[1],
        )

    def money(self) -> dict[str, FloatArray]:
        """Return the allocations of the reader's strategy and the compared one, summed up."""
        setting, first = self.desk.actual(self.state, self.check).whole.setting, self.months.first
        versus = shipped_strategies()[self.state.versus]
        return {
            "own": sum_allocations(setting, self.state.strategy(self.label), first),
            "versus": sum_allocations(setting, versus, first),
        }

    def _money(self) -> PageChart:
        words = self.reader.words
        own, other = self.money().values()
        total = {"own": float(own[-1]), "other": float(other[-1])}
        number = words.numbers.number
        gap = round(total["own"] - total["other"])
        said = {
            "total": number(total["own"]),
            "gap": number(abs(gap)),
            "b": self.versus,
            "month": words.month(self.months.counted[-1]),
        }
        key = "more" if gap > 0 else "less" if gap < 0 else "same"
        lines = [
            Line(label=words.say("web.lab.you"), role="europe", values=list(map(float, own))),
            Line(label=self.versus, role="us", values=list(map(float, other)), dashed=True),
        ]
        shown = lines[:1] if self.is_same else lines
        months = self.months.counted
        rows = [
            (f"{m:%Y-%m}", *(f"{line.values[i]:.6g}" for line in shown))
            for i, m in enumerate(months)
        ]
        drawing = draw_pair(months, shown, number)
        return self._panel("money", key, said, drawing, (tuple(x.label for x in shown), rows))

    def table(self) -> list[dict[str, object]]:
        """Return every shipped strategy and the reader's own, less the actual path."""
        found = {s: self.desk.shipped(s, self.state, self.check) for s in shipped_strategies().ids}
        found = {OWN: self.own, **found} if self.state.changed else found
        base = self.desk.shipped(BASELINE, self.state, self.check)
        found = {s: contrast(w, base) for s, w in found.items()}
        outcome = find_outcome(self.state.outcome)
        regrets = largest_regrets(found, outcome.id, outcome.sign)
        return [self._row(s, w, regrets[s]) for s, w in found.items()]

    def _row(self, id: str, found: Watched, regret: tuple[float, str]) -> dict[str, object]:
        shown = ("ground_km2", "casualties_ua_k", "chance_not_russian", *COSTS)
        factor = POINTS if self.state.outcome in SHARES else 1.0
        own = id == OWN or (id == self.state.start and not self.state.changed)
        behind, theory = regret
        worst = self.reader.name("theories", theory, HYPOTHESES[theory].label)
        return {
            "id": id,
            "name": self.reader.words.say("web.lab.you") if id == OWN else self.name(id),
            "is_own": own,
            "is_base": id == BASELINE,
            "cells": [self._cell(found, o) for o in shown],
            "regret": writer(self.reader, factor, factor * behind * 3)(behind),
            "worst": worst if behind else "–",
        }

    def _cell(self, found: Watched, outcome: str) -> dict[str, str]:
        s = spread(np.asarray(self.state.weights @ found.ends[outcome]))
        write = self._write(outcome, s)
        to = self.reader.words.numbers.to
        interval = f"{write(s.levels[0])} {to} {write(s.levels[4])}"
        return {"value": write(s.levels[2], signed=True), "interval": interval}
