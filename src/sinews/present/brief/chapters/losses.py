"""Chapter: losses that one party to the war reports of the other."""

from sinews.present.brief.chapter import (
    Chapter,
    Finding,
    Passage,
    Picture,
    doublings,
)
from sinews.present.brief.study import Study
from sinews.present.text.words import Said

RATIO = "materiel.claimed_per_confirmed"


def say(study: Study) -> Said:
    """Return the last months of claims and of their ratio, and which way the claims went."""
    tank, men = (_change(study, c) for c in ("tank", "personnel"))
    return {
        "month": study.words.month(study.frame("losses_monthly")["month"].max()),  # type: ignore[arg-type]
        "ratio_month": study.words.month(study.figure(f"{RATIO}.artillery.last_12m").as_of),
        "ways": f"{'fewer' if tank < 0 else 'more'}_{'fewer' if men < 0 else 'more'}",
    }


def findings(study: Study) -> tuple[Finding, ...]:
    """Return the drift of artillery claims and the change of tank claims."""
    early, late = (study.figure(f"{RATIO}.artillery.{k}").value for k in ("y2022", "last_12m"))
    tank = _change(study, "tank")
    return (
        Finding(
            id="artillery_claims",
            figure=f"{RATIO}.artillery.last_12m",
            size=doublings(late, early),
            said={"moved": "up" if late > early else "down"},
        ),
        Finding(
            id="tank_claims",
            figure="materiel.reported.tank.last_12m",
            size=doublings(1 + tank, 1),
            said={"moved": "fewer" if tank < 0 else "more"},
        ),
    )


def _change(study: Study, category: str) -> float:
    now, before = (
        study.figure(f"materiel.reported.{category}.{w}").value for w in ("last_12m", "y2023")
    )
    return now / before - 1


CHAPTER = Chapter(
    id="losses",
    page="front",
    dated="losses_monthly",
    needs=("losses_monthly", "losses_confirmed"),
    blocks=(
        Passage(text="opening", side="counted"),
        Picture(chart="losses_claims"),
        Passage(text="ratio", side="ratio_side"),
        Picture(chart="losses_ratio"),
    ),
    say=say,
    findings=findings,
    limits=("limit_claims",),
)
