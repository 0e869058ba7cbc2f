"""Chapter: who gave what and when."""

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
from sinews.present.text.words import Said
from sinews.support.burden import rank_burden

DONORS_SHOWN = 10
YEARS = ("y2024", "y2025", "last_12m")


def say(study: Study) -> Said:
    """Return the last month of the data, and the donors that lead by share of product."""
    last = study.frame("support_monthly")["month"].max()
    leaders = rank_burden(study.evidence).head(3).select("donor", "name").rows()
    said = {"month": study.words.month(last)}  # type: ignore[arg-type]
    for place, (donor, name) in zip(("first", "second", "third"), leaders, strict=True):
        said[place] = donor.lower()
        said[f"{place}_name"] = study.words.donor(donor, name)
    return {**said, "taken_over": taken_over(study)}


def taken_over(study: Study) -> str:
    """Return how much of the American fall from 2024 to 2025 the European rise made up."""
    fall = _military(study, "us", "y2024") - _military(study, "us", "y2025")
    rise = _military(study, "europe", "y2025") - _military(study, "europe", "y2024")
    if fall <= 0 or rise <= 0:
        return "none"
    return "all" if rise >= fall else "most" if rise >= fall / 2 else "part"


def largest(study: Study) -> list[tuple[str, str]]:
    """Return id and name of the European states that allocated most military support in 2025."""
    donors = study.frame("donors")
    european = donors.filter(donors["base_group"].is_in(["eu27", "gb_no_ch_is"]))
    rows = european.select("donor", "name").rows()
    ranked = sorted(rows, key=lambda r: -_military(study, r[0].lower(), "y2025"))
    return [
        (donor.lower(), study.words.donor(donor, name)) for donor, name in ranked[:DONORS_SHOWN]
    ]


def donor_rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return one row a donor: 2024, 2025 with a bar, and the last twelve months."""
    return tuple(
        (Cell(text=name), *(_cell(study, donor, window) for window in YEARS))
        for donor, name in largest(study)
    )


def say_donors(study: Study) -> Said:
    """Return the first donor and how many gave more in 2025 than in 2024."""
    shown = largest(study)
    rose = sum(_military(study, d, "y2025") > _military(study, d, "y2024") for d, _ in shown)
    return {
        "top": shown[0][1],
        "risers": study.words.count(rose),
        "count": study.words.count(len(shown)),
    }


def findings(study: Study) -> tuple[Finding, ...]:
    """Return what replacing America takes, its stop and the European rise, sized by the change."""
    us, us_before = (_military(study, "us", y) for y in ("last_12m", "y2024"))
    eu, eu_before = (_military(study, "europe", y) for y in ("last_12m", "y2024"))
    rise = eu / eu_before - 1
    missing = study.figure("support.replace.us.d1.missing_eur_bn_year")
    return (
        Finding(
            id="replace_us",
            figure=missing.id,
            size=doublings(us, us_before),
            said={
                "gap": "short" if missing.value > 0 else "covered",
                "missing": study.words.numbers.value(missing),
            },
        ),
        Finding(
            id="us_stop",
            figure="support.allocated.us.military.y2025",
            size=doublings(us, us_before),
            said={"moved": "stopped" if us < 0.1 * us_before else "goes_on"},
        ),
        Finding(
            id="europe_rise",
            figure="support.allocated.europe.military.last_12m",
            size=doublings(eu, eu_before),
            said={
                "moved": "up" if rise > 0 else "down",
                "change": study.words.numbers.number(abs(100 * rise)),
            },
        ),
    )


def _military(study: Study, group: str, window: str) -> float:
    return study.figure(f"support.allocated.{group}.military.{window}").value


def _cell(study: Study, donor: str, window: str) -> Cell:
    id = f"support.allocated.{donor}.military.{window}"
    amount = study.figure(id).value if window == "y2025" else None
    return Cell(text=f"[[{id}|bare]]", amount=amount)


CHAPTER = Chapter(
    id="support",
    page="support",
    dated="support_monthly",
    needs=("support_monthly", "support_by_donor", "donors"),
    blocks=(
        Passage(text="opening", side="counted"),
        Picture(chart="support_pace"),
        Grid(
            id="donors",
            grade="counted",
            sources=("support_by_donor",),
            columns=(
                ("donor", "head"),
                ("y2024", "number"),
                ("y2025", "bar"),
                ("last_12m", "number"),
            ),
            rows=donor_rows,
            say=say_donors,
        ),
        Passage(text="types", side="types_side"),
        Picture(chart="support_types"),
        Passage(text="burden"),
        Picture(chart="support_burden"),
    ),
    say=say,
    findings=findings,
    limits=("limit_delivery", "limit_gifts"),
)
