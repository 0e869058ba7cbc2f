"""Chapter: strategies compared under rival theories of how the war ends."""

from math import exp
from typing import Final

from sinews.campaign.strategy import BASELINE
from sinews.decision.explore.assumption_dependence import read_conclusions
from sinews.decision.explore.threshold_words import read_headline
from sinews.decision.report.sentences import MOSTLY_ASSUMED
from sinews.decision.report.shape import ReportCells, StatementCells
from sinews.present.brief.chapter import (
    Cell,
    Chapter,
    Grid,
    Passage,
    Picture,
)
from sinews.present.brief.study import Study, comparison_of
from sinews.present.text.thresholds import say_threshold
from sinews.present.text.words import Said

UNITS: Final = {"km²": "km2", "points": "points", "thousand": "thousand"}
"""Spoken unit of an outcome to the key of its word."""


def say(study: Study) -> Said:
    """Return what rests on assumptions: counts of shares and intervals that choose the words."""
    report, numbers = comparison_of(study), study.words.numbers
    record = report.record
    found = read_conclusions(record)
    mostly = [c.share for c in found if c.share >= MOSTLY_ASSUMED]
    decided = sum(len(c.sides) == 2 for c in found)
    apart = sum(not c.sides for c in found)
    rates = [100 * (1 - exp(-12 * record["base_rate_month"][k])) for k in ("mean", "low", "high")]
    case = "all" if len(mostly) == len(found) else "some" if mostly else "none"
    return {
        "case": case,
        **_say_flips(record),
        "mostly": str(len(mostly)),
        "all": str(len(found)),
        "low": numbers.number(100 * min(mostly, default=0)),
        "high": numbers.number(100 * max(mostly, default=0)),
        "one": str(len(found) - decided - apart),
        "decided": str(decided),
        "open": str(apart),
        "turned": str(sum(c.gain * c.other_gain < 0 for c in found)),
        **dict(zip(("rate", "rate_low", "rate_high"), map(numbers.number, rates), strict=True)),
        "futures": numbers.number(record["run"]["futures"]),
        "strategies": study.words.count(len(record["labels"]) - 1),
        "n": str(len(record["labels"]) - 1),
        "contrasts": study.words.count(len(record["argument"])),
        "m": str(len(record["argument"])),
        "asked": "some" if record["argument"] else "none",
    }


def _say_flips(record: ReportCells) -> Said:
    """Return in how many contrasts one elasticity flips the order within its published range."""
    by = {(r["a"], r["b"], r["outcome"]): r for r in record["thresholds"]}
    asked = [by.get((j["a"], j["b"], j["outcome"])) for j in record["argument"]]
    heads = [read_headline(r) for r in asked if r is not None]
    return {"flips": str(sum(h.case == "flips" for h in heads))}


def threshold_rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return each causal statement with its outcome and what would have to be true."""
    record, words = comparison_of(study).record, study.words
    by = {(r["a"], r["b"], r["outcome"]): r for r in record["thresholds"]}
    names = {s: words.say(f"strategies.{s}") for s in record["labels"]}
    found = []
    for j in record["argument"]:
        if (r := by.get((j["a"], j["b"], j["outcome"]))) is None:
            continue
        outcome = words.say(f"thresholds.outcome.{j['outcome']}")
        said = {**say_threshold(words, r, names), "outcome": outcome}
        claim = words.say(f"arguments.claim.{j['id']}")
        label = words.say(f"charts.decision_differences.label.{j['outcome']}")
        sentence = words.say("thresholds.sentence", said)
        found.append((Cell(text=claim), Cell(text=label), Cell(text=sentence)))
    return tuple(found)


def argument_rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return each causal statement with the theories for and against it, and its condition."""
    return tuple(
        (
            Cell(text=study.words.say(f"arguments.claim.{j['id']}")),
            Cell(text=f"{len(j['holds_under'])} / {len(j['opposite_under'])}"),
            Cell(text=_sentence(study, j)),
        )
        for j in comparison_of(study).record["argument"]
    )


def _sentence(study: Study, j: StatementCells) -> str:
    holds, fails, words = j["holds_under"], j["opposite_under"], study.words
    case = "both" if holds and fails else "agrees" if holds else "opposite" if fails else "open"
    sizes = [j["per_theory"][h]["difference"]["mean"] for h in holds]
    ends = [_two_digits(study, f(sizes)) for f in (min, max)] if sizes else [""]
    said = {
        "case": case,
        "holds": str(len(holds)),
        "fails": str(len(fails)),
        "all": str(len(j["per_theory"])),
        "size": "–".join(dict.fromkeys(ends)),
        "unit": words.say(f"arguments.unit.{UNITS[j['unit']]}"),
        "if_true": words.say(f"arguments.if_true.{j['id']}"),
    }
    return words.say("arguments.sentence", said)


def _two_digits(study: Study, value: float) -> str:
    rounded = float(f"{value:.2g}")
    return study.words.numbers.number(rounded, 0 if abs(rounded) >= 10 else 1)


def rest_rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return for each strategy how much of each difference rests on assumptions."""
    report, words = comparison_of(study), study.words
    found = read_conclusions(report.record)
    strategies = [s for s in report.record["labels"] if s != BASELINE]
    outcomes = [o["id"] for o in report.record["outcomes"]]
    cells = {(c.strategy, c.outcome): words.numbers.number(100 * c.share) for c in found}
    return tuple(
        (Cell(text=words.say(f"strategies.{s}")), *(Cell(text=cells[s, o]) for o in outcomes))
        for s in strategies
    )


CHAPTER = Chapter(
    id="decision",
    page="lab",
    needs=("support_monthly", "wars", "facts"),
    blocks=(
        Passage(text="need"),
        Picture(chart="decision_thresholds"),
        Grid(
            id="decision_thresholds",
            grade="assumed",
            sources=("support_monthly", "wars", "facts"),
            columns=(("claim", "head"), ("outcome", "text"), ("words", "text")),
            rows=threshold_rows,
            say=say,
            command="sinews strategy thresholds full_offensive actual_2024_2026",
            wide=True,
        ),
        Passage(text="rests"),
        Passage(text="sides"),
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
