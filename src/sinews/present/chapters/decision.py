"""Chapter: strategies compared under rival theories of how the war ends."""

from sinews.decision.report import BASELINE, load_report
from sinews.decision.rests import describe_rests, read_conclusions
from sinews.decision.wording import describe_base_rate
from sinews.present.chapter import Cell, Chapter, Grid, Passage, Picture
from sinews.present.study import Study
from sinews.present.words import Said


def say(study: Study) -> Said:
    """Return what rests on assumptions, in sentences generated from shares and intervals."""
    report, numbers = load_report(), study.words.numbers
    record = report.record
    found = read_conclusions(record)
    base = record["base_rate_month"]
    return {
        "rests": " ".join(describe_rests(found)),
        "fresh": "yes" if report.fresh else "no",
        "decided": str(sum(len(c.sides) == 2 for c in found)),
        "all": str(len(found)),
        "mostly": str(sum(c.share >= 0.5 for c in found)),
        "base_rate": describe_base_rate((base["low"], base["mean"], base["high"])),
        "futures": numbers.number(record["run"]["futures"]),
        "dropped": numbers.number(100 * record["dropped"]),
        "strategies": study.words.count(len(record["labels"]) - 1),
    }


def argument_rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return each causal statement with the theories for and against it, and its condition."""
    del study
    return tuple(
        (
            Cell(text=j["claim"]),
            Cell(text=f"{len(j['holds_under'])} / {len(j['opposite_under'])}"),
            Cell(text=j["text"]),
        )
        for j in load_report().record["argument"]
    )


def rest_rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return for each strategy how much of each difference rests on assumptions."""
    report, words = load_report(), study.words
    found = read_conclusions(report.record)
    strategies = [s for s in report.record["labels"] if s != BASELINE]
    outcomes = [o["id"] for o in report.record["outcomes"]]
    cells = {(c.strategy, c.outcome): words.numbers.number(100 * c.share) for c in found}
    return tuple(
        (Cell(text=report.label(s)), *(Cell(text=cells[s, o]) for o in outcomes))
        for s in strategies
    )


CHAPTER = Chapter(
    id="decision",
    needs=("support_monthly", "wars", "facts"),
    blocks=(
        Passage(text="rests"),
        Passage(text="opening", side="how"),
        Picture(chart="decision_differences"),
        Grid(
            id="decision_rests",
            grade="assumed",
            sources=("support_monthly", "wars", "facts"),
            columns=(
                ("strategy", "head"),
                ("end", "number"),
                ("terms", "number"),
                ("ground", "number"),
                ("casualties", "number"),
            ),
            rows=rest_rows,
            say=say,
            command="sinews strategy compare actual_2024_2026 full_offensive --shares",
        ),
        Picture(chart="decision_regret"),
        Picture(chart="decision_front"),
        Passage(text="argument"),
        Grid(
            id="decision_argument",
            grade="assumed",
            sources=("support_monthly", "wars", "facts"),
            columns=(("claim", "head"), ("count", "text"), ("words", "text")),
            rows=argument_rows,
            say=say,
            command="sinews decision argument",
            wide=True,
        ),
    ),
    say=say,
    limits=("limit_assumed", "limit_open"),
)
