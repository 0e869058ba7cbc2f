"""Chapter: what sustains the war, and what strategies would change."""

from sinews.campaign.matching.draws import matched_record
from sinews.campaign.report.live_report import report_of
from sinews.present.brief.chapter import (
    Cell,
    Chapter,
    Grid,
    Passage,
    Picture,
)
from sinews.present.brief.study import Study
from sinews.present.text.words import Said

FULL = "full_offensive"
GROUND = "net_ground_km2"


def say(study: Study) -> Said:
    """Return what the matching and the variance split say, in words."""
    numbers, words = study.words.numbers, study.words
    report, record = report_of(study.evidence), matched_record()
    shares = report["shares"][FULL][GROUND]["total"]
    named = report["assumptions"][FULL][GROUND][:3]
    spread = record["diagnosis"]["spread"]
    learned = sum(1 for v in spread.values() if v < 0.95)
    return {
        "futures": numbers.number(report["futures"]),
        "parameters": numbers.number(len(spread)),
        "learned": numbers.number(learned),
        "assumed_pct": numbers.number(100 * shares["assumed"]),
        "counted_pct": numbers.number(100 * shares["counted"]),
        "first": words.say(f"assumptions.{named[0][0]}"),
        "second": words.say(f"assumptions.{named[1][0]}"),
        "third": words.say(f"assumptions.{named[2][0]}"),
        **_say_binding(study),
    }


def _say_binding(study: Study) -> Said:
    """Return in how many futures each input binds at the end on the base path, in per cent."""
    report = report_of(study.evidence)
    short = {"ukraine": "ua", "russia": "ru"}
    return {
        f"{k}_{short[side]}": study.words.numbers.number(round(100 * shares[-1]))
        for side, rows in report["binding"][report["baseline"]].items()
        for k, shares in rows.items()
    }


def rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return each strategy with four differences as figures."""
    columns = (GROUND, "total_casualties_ru", "total_casualties_ua")
    report = report_of(study.evidence)
    shown = study.strategies or tuple(report["strategies"])
    ids = [s for s in report["strategies"] if s != report["baseline"] and s in shown]
    return tuple(
        (
            Cell(text=study.words.say(f"strategies.{s}")),
            *(Cell(text=f"[[campaign.difference.{s}.{c}|bare|interval]]") for c in columns),
        )
        for s in ids
    )


def _say_nothing(study: Study) -> Said:
    del study
    return {}


CHAPTER = Chapter(
    id="campaign",
    page="lab",
    needs=("support_monthly", "facts"),
    blocks=(
        Passage(text="opening", side="what"),
        Picture(chart="campaign_binding"),
        Passage(text="binds"),
        Passage(text="strategies", side="why"),
        Picture(chart="campaign_strategies"),
        Grid(
            id="campaign_differences",
            grade="assumed",
            sources=("support_monthly", "facts"),
            columns=(
                ("strategy", "head"),
                ("ground", "number"),
                ("casualties_ru", "number"),
                ("casualties_ua", "number"),
            ),
            rows=rows,
            say=_say_nothing,
            command="sinews campaign strategies",
        ),
        Passage(text="holdout"),
        Picture(chart="campaign_holdout"),
    ),
    say=say,
    limits=("limit_levels", "limit_collapse", "limit_assumed"),
)
