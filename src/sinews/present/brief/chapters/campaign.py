"""Chapter: what support buys, accounted from allocations to rounds and interceptors."""

from typing import Final

from sinews.campaign.elasticities import load_elasticities
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.report import CampaignReport, report_of
from sinews.present.brief.chapter import (
    Cell,
    Chapter,
    Grid,
    Passage,
    Picture,
)
from sinews.present.brief.study import Study
from sinews.present.text.words import Said

FULL: Final = "full_offensive"
SHOWN: Final = {"rounds": "rounds_received", "interceptors": "interceptors_received"}


def say(study: Study) -> Said:
    """Return what full support buys, what it rests on and what binds, in words."""
    numbers, report = study.words.numbers, report_of(study.evidence)
    grades = [p.grade for p in campaign_model().parameters]
    grades += [e.grade for e in load_elasticities().values()]
    return {
        "futures": numbers.number(report.futures),
        "parameters": numbers.number(len(grades)),
        "sourced": numbers.number(sum(g != "assumed" for g in grades)),
        "until": study.words.month(report.until.replace(day=1)),
        "known": study.words.month(report.known_to),
        "year": str(report.until.year),
        **_say_full(study, report),
        **_say_binding(study, report),
    }


def _say_full(study: Study, report: CampaignReport) -> Said:
    number, full = study.words.numbers.number, report.strategies[FULL]
    said: dict[str, str] = {}
    for name, outcome in SHOWN.items():
        d = full.differences[outcome]
        ends = {name: d.median, f"{name}_low": d.low, f"{name}_high": d.high}
        said |= {k: number(round(v, -2)) for k, v in ends.items()}
        said[f"{name}_assumed"] = number(100 * full.assumed.get(outcome, 1.0))
    said["money_assumed"] = number(100 * full.assumed.get("total_allocated", 1.0))
    return said


def _say_binding(study: Study, report: CampaignReport) -> Said:
    """Return in how many futures each input binds at the end on the base path, in per cent."""
    short = {"ukraine": "ua", "russia": "ru"}
    return {
        f"{k}_{short[side]}": study.words.numbers.number(round(100 * shares[-1]))
        for side, rows in report.binding.items()
        for k, shares in rows.items()
    }


def rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return each strategy with four differences as figures."""
    columns = (
        "interceptors_received",
        "net_ground_km2",
        "total_casualties_ru",
        "total_casualties_ua",
    )
    report = report_of(study.evidence)
    shown = study.strategies or tuple(report.strategies)
    return tuple(
        (
            Cell(text=study.words.say(f"strategies.{s}")),
            *(Cell(text=f"[[campaign.difference.{s}.{c}|bare|interval]]") for c in columns),
        )
        for s in report.strategies
        if s != "actual_2024_2026" and s in shown
    )


CHAPTER = Chapter(
    id="campaign",
    page="lab",
    needs=("support_monthly", "facts"),
    blocks=(
        Passage(text="opening", side="what"),
        Picture(chart="campaign_strategies"),
        Passage(text="strategies"),
        Picture(chart="campaign_binding"),
        Passage(text="binds", side="why"),
        Grid(
            id="campaign_differences",
            grade="assumed",
            sources=("support_monthly", "facts"),
            columns=(
                ("strategy", "head"),
                ("interceptors", "number"),
                ("ground", "number"),
                ("casualties_ru", "number"),
                ("casualties_ua", "number"),
            ),
            rows=rows,
            say=say,
            command="sinews campaign strategies",
        ),
        Passage(text="unsettled"),
    ),
    say=say,
    limits=("limit_levels", "limit_collapse", "limit_assumed"),
)
