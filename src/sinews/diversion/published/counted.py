"""Published figures that are counted: changes, the growth rule, the claim, arrivals, corridors."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from sinews.core.estimate import Grade
from sinews.core.figure import Figure
from sinews.core.periods import Window, last_day
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.diversion.corridors.ranking import summarise_corridors, war_corridors, war_flows
from sinews.diversion.published.change import (
    Question,
    default_base,
    flows_for,
    measure_change,
    year_before,
)
from sinews.diversion.published.claim import judge_claim, war_window
from sinews.diversion.published.growth_rule import Rule, apply_rule
from sinews.diversion.totals.arrivals import ArrivalYear, list_arrivals, measure_gap
from sinews.diversion.trade.exports import open_flows
from sinews.diversion.trade.goods import EVERY, list_priority, parse_goods
from sinews.diversion.trade.schema import read_window

WAR: Final = "mar_nov_2022"
THRESHOLDS: Final = (
    "Of banned codes only what costs more than a threshold is banned (cars EUR 50,000, F499; most "
    "luxury goods EUR 300 apiece, F500); trade data do not tell the price, so the sum holds "
    "cheaper goods as well."
)
EXPORT_ROWS: Final = (
    "table trade_sanctioned_cn8_windows (windows mar_nov_2020 to 2022) or "
    "trade_sanctioned_hs6_monthly (other months), column exports_eur, all reporters; all goods: "
    "trade_totals_monthly, product TOTAL."
)
ARRIVAL_ROWS: Final = (
    "table trade_mirror_yearly, column imports_eur, exporters that are members of the European "
    "Union, over table trade_totals_monthly, flow export, product TOTAL, the twelve months, each "
    "month from the newest vintage that has it. Sums are of the members in each table (Malta sends "
    "Armenia nothing); the Uzbek source's own EU27 leaves Slovakia out, the sum here has it."
)
CALM: Final = "mar_nov_2021"
_GROUPS: Final = {
    "RU": "ru",
    "AM": "am",
    "BY": "by",
    "GE": "ge",
    "KG": "kg",
    "KZ": "kz",
    "UZ": "uz",
    "six neighbours": "six",
    "five neighbours (without BY)": "five",
}
_GAP: Final = ("AM", "KG", "KZ")


def counted(id: str, label: str, value: float, unit: str, **rest: object) -> Figure:
    """Return a figure that was counted or follows from counts by arithmetic."""
    grade: Grade = "counted"
    return Figure(id=id, label=label, value=value, unit=unit, grade=grade, **rest)  # type: ignore[arg-type]


def build_change(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.change.<to>.<goods>.<window>``, in per cent of the year before."""
    war = war_window(evidence)
    asked = [
        (g, w, n) for g in ("sanctioned", "chp") for w, n in ((war, WAR), (year_before(war), CALM))
    ]
    asked.append(("all", read_window("2022"), "y2022"))
    changes = (f for g, w, n in asked for f in _changes(evidence, g, w, n))
    return (*changes, *_count_codes(evidence, war))


def _count_codes(evidence: Evidence, window: Window) -> tuple[Figure, ...]:
    """Return how many codes the high-priority list has, and how many of them the extract covers."""
    codes, covered = list_priority(evidence)
    tables = ("goods_high_priority", "trade_sanctioned_hs6_monthly")
    return tuple(
        counted(
            f"diversion.change.chp.codes_{name}.{WAR}",
            f"Codes of the common high-priority list, {name}",
            float(len(found)),
            "count",
            as_of=last_day(window.end),
            sources=tuple(s for t in tables for s in evidence.table(t).sources),
            method="HS6 codes of table goods_high_priority; covered are those that are a code of "
            "table trade_sanctioned_hs6_monthly. No machine tool (tier 4B) is covered.",
            rows=f"Tables {' and '.join(tables)}, column hs6.",
        )
        for name, found in (("listed", codes), ("covered", covered))
    )


def _changes(evidence: Evidence, goods: str, window: Window, name: str) -> list[Figure]:
    question = Question(
        goods=parse_goods(goods, evidence), window=window, base=default_base(window)
    )
    table = measure_change(flows_for(evidence, question, raw=False), question)
    priced = f" {THRESHOLDS}" if goods == "sanctioned" else ""
    late = f" Not reported at the time: {', '.join(table.late)}." if table.late else ""
    return [
        counted(
            f"diversion.change.{_GROUPS[r.label]}.{goods}.{name}",
            f"EU exports to {r.label}, {table.goods.label}: {window.id} against {table.base.id}",
            r.change_pct,
            "%",
            as_of=last_day(window.end),
            sources=table.sources,
            method="Sum of member states' reported exports in the window over the same months of "
            f"the year before, less one.{late}{priced}",
            rows=f"{table.goods.label}; {window.id} and {table.base.id}; {EXPORT_ROWS}",
        )
        for r in table.rows
        if r.change_pct is not None and r.label in _GROUPS
    ]


_COUNTS: Final = (
    ("all", "markets", "all"),
    ("ru", "to_russia", "to Russia"),
    ("six", "to_six_neighbours", "to the six neighbours"),
    ("new_code", "with_new_code", "with a code that nobody traded in the base"),
    ("joined", "joined", "renumbered codes joined within their heading"),
)


def build_rule(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.rule.<whose>.<window>``: markets above EUR 10 m that more than doubled."""
    war = war_window(evidence)
    rule = Rule(
        goods=parse_goods("sanctioned", evidence),
        window=war,
        base=default_base(war),
        min_eur=10e6,
        min_growth=1.0,
    )
    flows = open_flows(evidence, (rule.window, rule.base), raw=False)
    joined = apply_rule(war_flows(evidence).flows, replace(rule, goods=EVERY))
    found = []
    for name, flagged, families in zip((WAR, CALM), apply_rule(flows, rule), joined, strict=True):
        if flagged is None or families is None:
            continue
        record = flagged.to_json() | {"joined": families.count()}
        found += [
            counted(
                f"diversion.rule.{who}.{name}",
                f"Markets above EUR 10 m that more than doubled ({label}), {flagged.window.id}",
                float(record[key]),  # type: ignore[arg-type]
                "count",
                as_of=last_day(flagged.window.end),
                sources=flows.sources,
                method="Reporter x partner x CN8 with exports above EUR 10 m and more than twice "
                f"those of the same months a year before; new markets count. Counted: {label}.",
                rows=f"Table trade_sanctioned_cn8_windows, column exports_eur, one row a cn8, "
                f"partner (AM, BY, GE, KG, KZ, RU, UZ) and reporter, {flagged.window.id} and "
                f"{flagged.base.id}; a row that is missing in the base is 0.",
            )
            for who, key, label in _COUNTS
        ]
    return tuple(found)


def build_claim(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.claim.<definition>.<window>``: German exports to Kyrgyzstan, per cent."""
    window = war_window(evidence)
    sources = evidence.table("trade_sanctioned_cn8_windows").sources
    totals = evidence.table("trade_totals_monthly").sources
    return tuple(
        counted(
            f"diversion.claim.{r.id}.{WAR}",
            f"German exports to Kyrgyzstan, {r.label}: {window.id} on the year before",
            r.change_pct,
            "%",
            as_of=last_day(window.end),
            sources=totals if r.id == "all" else sources,
            method=f"EUR {r.base_eur:,.0f} to {r.now_eur:,.0f}; the same months of 2021 changed by "
            f"{r.placebo_pct:,.0f} %. More than 5,000 %: {r.verdict}.",
            rows="Table trade_sanctioned_cn8_windows, column exports_eur, reporter DE, partner KG, "
            f"{r.label}, windows mar_nov_2021 and mar_nov_2022; all goods: table "
            "trade_totals_monthly.",
        )
        for r in judge_claim(evidence, window=window, raw=False)
    )


def _arrival_figure(r: ArrivalYear, sources: tuple[str, ...]) -> Figure:
    return counted(
        f"diversion.mirror.{r.exporter.lower()}.{r.importer.lower()}.y{r.year}",
        f"Arrived over sent, {r.exporter} to {r.importer}, all goods, {r.year}",
        r.ratio,
        "ratio",
        as_of=date(r.year, 12, 31),
        sources=sources,
        method="Imports that the importer reports over exports that exporters report. Import "
        "values include freight: whole records lie above 1.",
        rows=f"Importer {r.importer}, exporter {r.exporter}, {r.year}, all goods; {ARRIVAL_ROWS}",
    )


def build_mirror(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.mirror...``: what importers report over what exporters report."""
    found: list[Figure] = []
    for exporter in ("EU27", "DE"):
        rows = list_arrivals(evidence, exporter=exporter)
        sources = (
            *evidence.table("trade_mirror_yearly").sources,
            *evidence.table("trade_totals_monthly").sources,
        )
        found += [_arrival_figure(r, sources) for r in rows if r.complete]
    arrivals = list_arrivals(evidence)
    for name, base in (("base_2021", (2021,)), ("base_2019_2021", (2019, 2020, 2021))):
        gap = measure_gap(arrivals, _GAP, base=base)
        found.append(
            counted(
                f"diversion.mirror.gap.{name}",
                "Part of the additional EU exports to Armenia, Kyrgyzstan and Kazakhstan of 2022 "
                f"that importers did not see arrive ({name.replace('_', ' ')})",
                100 * gap.share,
                "%",
                as_of=date(2022, 12, 31),
                sources=sources,
                method="Exports times each pair's own past ratio, less arrivals, over exports less "
                "those of the base years. The base moves the result by eight points.",
                rows=f"AM, KG, KZ, complete years; {ARRIVAL_ROWS}",
            )
        )
    return tuple(found)


def build_corridors(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``diversion.corridors.<measure>.<window>``: concentration of the excess."""
    window = war_window(evidence)
    found = war_corridors(evidence)
    summary = summarise_corridors(found)
    shown = {
        "excess_positive": ("EUR bn", summary["excess_positive_eur"] / 1e9),
        "excess_net": ("EUR bn", summary["excess_net_eur"] / 1e9),
        "top25_share": ("%", 100 * summary["top25_share"]),
        "born_share": ("%", 100 * summary["born_share"]),
        "count": ("count", summary["corridors_positive"]),
    }
    return tuple(
        counted(
            f"diversion.corridors.{name}.{WAR}",
            f"Corridors to six neighbours: {name.replace('_', ' ')}, {window.id}",
            value,
            unit,
            as_of=last_day(window.end),
            sources=found.sources,
            method="Reporter x partner x CN8; excess is exports less the mean of the same months "
            "of 2020 and 2021. Codes that one edition of the nomenclature ends and the next begins "
            f"are joined within their heading. Excess is not diversion. {THRESHOLDS}",
            rows="Table trade_sanctioned_cn8_windows, column exports_eur, partners AM, BY, GE, KG, "
            "KZ and UZ, all reporters, windows mar_nov_2020, mar_nov_2021 and mar_nov_2022.",
        )
        for name, (unit, value) in shown.items()
    )


_BUILDERS: Final[dict[str, tuple[str, Callable[[Evidence], tuple[Figure, ...]]]]] = {
    "diversion.change": ("Change of exports", build_change),
    "diversion.rule": ("Markets that a growth rule flags", build_rule),
    "diversion.claim": ("The article's 5,000 per cent by definition", build_claim),
    "diversion.mirror": ("Arrived over sent", build_mirror),
    "diversion.corridors": ("Corridors by excess", build_corridors),
}
COUNTED: Final = tuple(
    FigureFamily(id=id, label=label, build=build) for id, (label, build) in _BUILDERS.items()
)
