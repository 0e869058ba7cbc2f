"""Evidence for and against, as sentences with a strength; written by rule, never by hand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

if TYPE_CHECKING:
    from sinews.diversion.dossier import Dossier

Strength = Literal["weak", "medium", "strong"]
_NEAR: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One piece of evidence; its strength is a reading by fixed thresholds, not a probability."""

    id: str
    speaks_for: bool
    strength: Strength
    text: str


def weigh_evidence(d: "Dossier") -> tuple[Statement, ...]:
    """Return every statement that the data support, for first."""
    found = [*_size(d), *_substitution(d), *_mirror(d), *_persistence(d), *_open_questions(d)]
    return tuple(sorted(found, key=lambda s: not s.speaks_for))


def _grade(value: float, medium: float, strong: float) -> Strength:
    return "strong" if value >= strong else "medium" if value >= medium else "weak"


def _size(d: "Dossier") -> list[Statement]:
    now, base = d.row["now_eur"] or 0.0, d.row["base_eur"] or 0.0
    if base <= 0 or now <= base:
        return [
            Statement(
                id="size",
                speaks_for=False,
                strength="strong" if now <= base else "weak",
                text="Exports did not rise above the mean of the two years before."
                if now <= base
                else "There was no trade before: growth cannot be measured.",
            )
        ]
    multiple = now / base
    calm = f"{d.placebo_ratio:.1f} times in the year before" if d.placebo_ratio else "not known"
    other = f"{d.other_goods_ratio:.1f} times" if d.other_goods_ratio else "not known"
    against_calm = multiple / max(d.placebo_ratio or 1.0, d.other_goods_ratio or 1.0, 1.0)
    return [
        Statement(
            id="size",
            speaks_for=True,
            strength=_grade(against_calm, 2.0, 5.0),
            text=f"Exports were {multiple:.1f} times the mean of the two years before; the same "
            f"comparison gave {calm}, and other goods of the list {other}.",
        )
    ]


def _substitution(d: "Dossier") -> list[Statement]:
    lost, replaced = d.row["lost_eur"], d.row["replaced"]
    if not lost:
        return [
            Statement(
                id="substitution",
                speaks_for=False,
                strength="strong",
                text=f"{d.reporter} lost no direct exports of these goods to Russia.",
            )
        ]
    share = replaced or 0.0
    return [
        Statement(
            id="substitution",
            speaks_for=share <= 1.0,
            strength="medium",
            text=f"The excess equals {100 * share:.1f} % of {d.reporter}'s lost direct exports of "
            "these goods to Russia" + ("." if share <= 1 else ": more than there was to replace."),
        )
    ]


def _mirror(d: "Dossier") -> list[Statement]:
    own = {r.year: r.ratio for r in d.arrivals if r.exporter == d.reporter}
    year = d.window.end.year
    if year not in own or year - 1 not in own:
        return [
            Statement(
                id="mirror",
                speaks_for=False,
                strength="weak",
                text="The partner's import statistics are not at hand for these years.",
            )
        ]
    fall = 1 - own[year] / own[year - 1]
    return [
        Statement(
            id="mirror",
            speaks_for=fall > _NEAR,
            strength=_grade(fall, 0.2, 0.4) if fall > _NEAR else "medium",
            text=f"Arrivals of all goods stood at {own[year]:.2f} of what was sent in {year}, "
            f"after {own[year - 1]:.2f} the year before.",
        ),
        Statement(
            id="mirror_totals",
            speaks_for=False,
            strength="medium",
            text="The mirror is for totals: another good could carry the gap.",
        ),
    ]


def _persistence(d: "Dossier") -> list[Statement]:
    mean = {
        y: m
        for y, m in d.totals.group_by(pl.col("month").dt.year().alias("y"))
        .agg(pl.col("exports_eur").mean())
        .iter_rows()
    }
    before, last = d.window.start.year - 1, max(mean, default=0)
    if before not in mean or last <= d.window.end.year:
        return []
    multiple = mean[last] / mean[before]
    return [
        Statement(
            id="persistence",
            speaks_for=multiple > 2,
            strength=_grade(multiple, 3.0, 10.0),
            text=f"All exports on this corridor stood at {multiple:.1f} times their level of "
            f"{before} in {last}.",
        )
    ]


def _open_questions(d: "Dossier") -> list[Statement]:
    texts: list[tuple[str, Strength, str]] = [
        ("demand", "medium", "Domestic demand of the partner grew as well; no control settles it.")
        if d.grade == "assumed"
        else ("demand", "weak", "Demand is estimated from controls and unbanned goods."),
        ("bypass", "medium", "Goods that came through Russia before may now come straight."),
        ("onward", "medium", "Trade inside the customs union needs no declaration: onward flow is "
         "not seen."),
        ("prices", "weak", "No quantities in this extract: prices cannot be compared."),
    ]  # fmt: skip
    return [Statement(id=i, speaks_for=False, strength=s, text=t) for i, s, t in texts]
