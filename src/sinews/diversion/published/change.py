"""How exports changed between two windows, always with the same question a year earlier."""

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from sinews.core.periods import Window, add_months
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.corridors.unit_values import UnitValue, find_unit_value
from sinews.diversion.panel.panel import NEIGHBOURS
from sinews.diversion.trade.exports import open_flows, open_totals
from sinews.diversion.trade.goods import Goods
from sinews.diversion.trade.late_reporters import leave_out_late
from sinews.diversion.trade.read import NEAR
from sinews.diversion.trade.schema import Flows
from sinews.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Exports of two windows for one partner or group.

    Attributes
    ----------
    now_eur, base_eur
        Exports in the window and in its base.
    placebo_pct
        The change of the base itself over the same months a year before, a year without war where
        the base is one; None where the data do not reach so far back.
    like_now_eur, like_base_eur
        The same exports without the months of late reporters, on both sides; None where nobody was
        late or could be left out.
    unit_value, unit_value_placebo
        Value per kilogram in both windows, and in the base and the year before it; None where no
        market has a weight in both.
    """

    label: str
    now_eur: float
    base_eur: float
    placebo_pct: float | None
    like_now_eur: float | None = None
    like_base_eur: float | None = None
    unit_value: UnitValue | None = None
    unit_value_placebo: UnitValue | None = None

    @property
    def change_pct(self) -> float | None:
        """Change in per cent; None from nothing."""
        return 100 * (self.now_eur / self.base_eur - 1) if self.base_eur > 0 else None

    @property
    def like_for_like_pct(self) -> float | None:
        """Change without late reporters in per cent; None from nothing, or where none was late."""
        if self.like_now_eur is None or not self.like_base_eur:
            return None
        return 100 * (self.like_now_eur / self.like_base_eur - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTable:
    """The changes of one question, with what limits them.

    Attributes
    ----------
    late
        Reporter-months that had not been reported in either window.
    late_rule
        What was done about those that matter here; empty where none does.
    passed_over
        Why the store's trade was not used; empty where it was.
    """

    goods: Goods
    window: Window
    base: Window
    placebo: Window | None
    rows: tuple[Change, ...]
    late: tuple[str, ...]
    sources: tuple[str, ...]
    late_rule: str = ""
    passed_over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is compared: goods, two windows, and whom.

    Attributes
    ----------
    reporter, partner
        ISO alpha-2 code, or None for all.
    """

    goods: Goods
    window: Window
    base: Window
    reporter: str | None = None
    partner: str | None = None


def year_before(window: Window) -> Window:
    """Return the same months a year earlier."""
    start, end = add_months(window.start, -12), add_months(window.end, -12)
    return Window(id=f"{start:%Y-%m}:{end:%Y-%m}", start=start, end=end)


def default_base(window: Window) -> Window:
    """Return the same months of the year before the window."""
    return year_before(window)


def flows_for(
    evidence: Evidence, question: Question, data: Path | None = None, *, raw: bool = True
) -> Flows:
    """Return the trade that answers a question; all goods are totals unless data are given."""
    if question.goods.id == "all" and data is None:
        return open_totals(evidence)
    windows = (question.window, question.base)
    return open_flows(
        evidence,
        windows,
        data=data,
        reporters=question.reporter is not None,
        raw=raw,
        partners=NEAR if question.partner is None else NEAR | {question.partner},
    )


def measure_change(flows: Flows, question: Question) -> ChangeTable:
    """Return the changes by partner and for the groups that are usually quoted.

    Raises
    ------
    UsageError
        The windows differ in length, or nothing was exported in either.
    """
    if len(question.window) != len(question.base):
        raise UsageError(
            f"The window has {len(question.window)} months, its base {len(question.base)}; "
            "compare as many months."
        )
    placebo: Window | None = year_before(question.base)
    now = _rows_of(flows, question, question.window)
    base = _rows_of(flows, question, question.base)
    try:
        before = _rows_of(flows, question, year_before(question.base))
    except UsageError:
        placebo, before = None, base.clear()
    partners = sorted({*now["partner"], *base["partner"]})
    if not partners:
        raise UsageError("Nothing was exported in either window: check partner and goods.")
    groups: dict[str, tuple[str, ...]] = {p: (p,) for p in partners}
    if question.partner is None:
        five = tuple(n for n in NEIGHBOURS if n != "BY")
        named = {"six neighbours": NEIGHBOURS, "five neighbours (without BY)": five}
        groups |= {k: v for k, v in named.items() if set(v) <= set(partners)}
    spans = (now, base, before)
    masked = leave_out_late(flows, (question.window, question.base), question.reporter)
    rows = [
        _row(label, [f.filter(pl.col("partner").is_in(of)) for f in spans])
        for label, of in groups.items()
    ]
    if masked.left_out:
        rows = _like_for_like(rows, groups, masked.flows, question)
    return ChangeTable(
        goods=question.goods,
        window=question.window,
        base=question.base,
        placebo=placebo,
        rows=tuple(rows),
        late=flows.late_in(question.window) + flows.late_in(question.base),
        sources=flows.sources,
        late_rule=masked.how,
        passed_over=flows.passed_over,
    )


def _like_for_like(
    rows: list[Change], groups: dict[str, tuple[str, ...]], flows: Flows, question: Question
) -> list[Change]:
    """Return the rows with their sums over trade without late reporters."""
    sums = [
        _chosen(flows.inside(w), question).group_by("partner").agg(pl.col("exports_eur").sum())
        for w in (question.window, question.base)
    ]
    now, base = ({p: float(v) for p, v in s.iter_rows()} for s in sums)
    return [
        replace(
            row,
            like_now_eur=sum(now.get(p, 0.0) for p in of),
            like_base_eur=sum(base.get(p, 0.0) for p in of),
        )
        for row, of in zip(rows, groups.values(), strict=True)
    ]


def _rows_of(flows: Flows, question: Question, window: Window) -> pl.DataFrame:
    return _chosen(flows.within(window), question)


def _chosen(rows: pl.DataFrame, question: Question) -> pl.DataFrame:
    rows = question.goods.keep(rows)
    for name in ("reporter", "partner"):
        if value := getattr(question, name):
            rows = rows.filter(pl.col(name) == value)
    return rows


def _row(label: str, spans: list[pl.DataFrame]) -> Change:
    """Return the change of one partner or group, given its rows in window, base and year before."""
    now, base, before = spans
    sums = [float(f["exports_eur"].sum() or 0.0) for f in spans]
    return Change(
        label=label,
        now_eur=sums[0],
        base_eur=sums[1],
        placebo_pct=100 * (sums[1] / sums[2] - 1) if sums[2] > 0 else None,
        unit_value=find_unit_value(now, base),
        unit_value_placebo=find_unit_value(base, before),
    )
