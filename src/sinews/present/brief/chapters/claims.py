"""Chapter: statements of the article against the data, verdict by verdict."""

from collections import Counter

from sinews.claims.claim import VERDICTS
from sinews.core.estimate import weakest
from sinews.present.brief.chapter import (
    Cell,
    Chapter,
    Finding,
    Grid,
    Passage,
    Picture,
    doublings,
)
from sinews.present.brief.study import Study
from sinews.present.figures.charts.claims import squares as claims_squares
from sinews.present.text.statements import say_claim
from sinews.present.text.words import Said

CHOSEN = ("c10", "c11", "c12", "c13", "c29", "c31", "c32", "c33", "c47", "c53")
"""Statements that the table shows with their data: those with a number a reader would look up."""


def say(study: Study) -> Said:
    """Return how many statements there are, how many were judged, and each verdict's count."""
    counts = Counter(j.verdict for j in study.judged)
    said: dict[str, str] = {v: study.words.count(counts[v]) for v in VERDICTS}
    return {
        "all": study.words.count(len(study.judged)),
        "computed": study.words.count(sum(j.computed for j in study.judged)),
        "count": study.words.count(len(study.judged) - counts["not_checkable"]),
        "chosen": study.words.count(len(CHOSEN)),
        **said,
    }


def rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return one row a chosen statement: statement, verdict, what was known then and since."""
    return tuple(
        (
            Cell(text=f"{j.claim.number}. {say_claim(study.words, j.claim, 'statement')}"),
            Cell(text=study.words.say(f"verdicts.{j.verdict}"), code=j.verdict),
            Cell(text=say_claim(study.words, j.claim, "then")),
            Cell(text=say_claim(study.words, j.claim, "since")),
        )
        for j in study.judged
        if j.claim.id in CHOSEN
    )


def findings(study: Study) -> tuple[Finding, ...]:
    """Return the shell pledge, the German doubling and the vehicles, sized by what they miss."""
    shells = study.figure("claims.c11.share_by_deadline").value
    doubling = study.figure("claims.c33.allocated_2024_on_2023").value
    vehicles = study.figure("claims.c47.vehicles_2022").value
    numbers = study.words.numbers
    return (
        Finding(
            id="shells",
            figure="claims.c11.share_by_deadline",
            size=doublings(shells, 100),
            said={"missed": "yes" if shells < 100 else "no"},
        ),
        Finding(
            id="doubling",
            figure="claims.c33.allocated_2024_on_2023",
            size=doublings(doubling, 2),
            said={"doubled": "yes" if doubling >= 1.8 else "no"},
        ),
        Finding(
            id="vehicles",
            figure="claims.c47.vehicles_2022",
            size=doublings(1 + vehicles / 100, 1),
            said={"times": numbers.number(1 + vehicles / 100)},
        ),
    )


CHAPTER = Chapter(
    id="claims",
    page="claims",
    needs=claims_squares.CHART.sources,
    blocks=(
        Passage(text="opening", side="counted"),
        Picture(chart="claims_squares"),
        Grid(
            id="claims",
            grade=weakest(("counted", "estimated")),
            sources=("facts", "support_by_donor", "trade_sanctioned_cn8_windows"),
            columns=(
                ("statement", "head"),
                ("verdict", "verdict"),
                ("then", "text"),
                ("since", "text"),
            ),
            rows=rows,
            say=say,
            command="sinews claims",
            wide=True,
        ),
    ),
    say=say,
    findings=findings,
    limits=("limit_claims",),
)
