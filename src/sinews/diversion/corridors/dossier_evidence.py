"""Evidence for and against, as sentences with a strength; written by rule, never by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

if TYPE_CHECKING:
    from sinews.diversion.corridors.dossier import Dossier

Strength = Literal["weak", "medium", "strong"]
_NEAR: Final = 0.05
_HALF: Final = 0.5
_RARE: Final = 0.05
_VERY_RARE: Final = 0.01
_DEARER_PCT: Final = 10.0
"""Rise of value per kilogram beyond the year before from which it speaks for a detour (assumed;
published rises reach 35 points: "Decision to leave", AEA session of 2025)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One piece of evidence; its strength is a reading by fixed thresholds, not a probability.

    Attributes
    ----------
    key, values
        Which sentence it is and what fills it, so that it can be said in other languages; None
        where a value is not known.
    """

    id: str
    speaks_for: bool
    strength: Strength
    text: str
    key: str
    values: Mapping[str, float | str | None] = field(default_factory=dict)


def weigh_evidence(d: "Dossier") -> tuple[Statement, ...]:
    """Return every statement that the data support, for first."""
    builders = (
        _size,
        _substitution,
        _whereabouts,
        _mirror,
        _prices,
        _controls,
        _persistence,
        _family,
        _open_questions,
    )
    found = [s for build in builders for s in build(d)]
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
                key="size_fell" if now <= base else "size_new",
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
            key="size_rose",
            values={
                "multiple": multiple,
                "calm": d.placebo_ratio or None,
                "other": d.other_goods_ratio or None,
            },
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
                key="substitution_none",
                values={"reporter": d.reporter},
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
            key="substitution_some" if share <= 1 else "substitution_more",
            values={"share": 100 * share, "reporter": d.reporter},
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
                text="The partner's import statistics are not available for these years.",
                key="mirror_none",
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
            key="mirror_found",
            values={"now": own[year], "then": own[year - 1], "year": year},
        ),
        Statement(
            id="mirror_totals",
            speaks_for=False,
            strength="medium",
            text="The mirror is for totals: another good may carry the gap.",
            key="mirror_totals",
        ),
    ]


def _whereabouts(d: "Dossier") -> list[Statement]:
    """Say where the Union's excess of these goods went, where the partner reports by product."""
    a = d.allocation
    if a.known_eur <= 0:
        return []
    gone, left = a.ghost_eur / a.known_eur, a.onward_eur / a.known_eur
    both = gone + left
    return [
        Statement(
            id="whereabouts",
            speaks_for=both > _HALF,
            strength=_grade(both, _HALF, 0.8) if both > _HALF else _grade(1 - both, _HALF, 0.8),
            text=f"Of the Union's excess in these goods {100 * gone:.0f} % never arrived by the "
            f"partner's own books, {100 * left:.0f} % was seen leaving for Russia, "
            f"{100 * (1 - both):.0f} % stayed or was not seen leaving.",
            key="whereabouts",
            values={"gone": 100 * gone, "left": 100 * left, "stayed": 100 * (1 - both)},
        )
    ]


def _controls(d: "Dossier") -> list[Statement]:
    """Say how the partner's imports of all goods stand among some 200 partners."""
    s = d.standing
    if s is None:
        return []
    return [
        Statement(
            id="controls",
            speaks_for=s.p_value <= _RARE,
            strength=_grade(-s.p_value, -_RARE, -_VERY_RARE) if s.p_value <= _RARE else "medium",
            text=f"EU exports of all goods to the partner in 2022 and 2023 rose "
            f"{s.beyond_median_pct:+.0f} % beyond the median of {s.partners} partners, rank "
            f"{s.rank} (p = {s.p_value:.3f}): "
            + (
                "a rise of the whole world does not explain it."
                if s.p_value <= _RARE
                else "many partners without any diversion rose as much."
            ),
            key="controls_rare" if s.p_value <= _RARE else "controls_common",
            values={
                "beyond": s.beyond_median_pct,
                "rank": str(s.rank),
                "partners": str(s.partners),
                "p": s.p_value,
            },
        )
    ]


def _prices(d: "Dossier") -> list[Statement]:
    """Say whether the goods became dearer per kilogram: detours are paid for."""
    found, calm = d.unit_value, d.unit_value_placebo
    if found is None:
        text = "Weights are missing in these data: prices per kilogram cannot be compared."
        return [
            Statement(id="prices", speaks_for=False, strength="weak", text=text, key="prices_none")
        ]
    beyond = found.change_pct - max(calm.change_pct if calm else 0.0, 0.0)
    before = f"{calm.change_pct:+.0f} % in the year before" if calm else "no figure a year earlier"
    return [
        Statement(
            id="prices",
            speaks_for=beyond > _DEARER_PCT,
            strength=_grade(beyond, 2 * _DEARER_PCT, 5 * _DEARER_PCT),
            text=f"Value per kilogram changed by {found.change_pct:+.0f} % at a constant mix of "
            f"goods ({before}); weights are known for {100 * found.covered:.0f} % of the value.",
            key="prices_found",
            values={
                "change": found.change_pct,
                "before_pct": calm.change_pct if calm else None,
                "covered": 100 * found.covered,
            },
        )
    ]


def _family(d: "Dossier") -> list[Statement]:
    if not d.family:
        return []
    codes = ", ".join(d.family[:6]) + (" and others" if len(d.family) > 6 else "")
    return [
        Statement(
            id="codes",
            speaks_for=False,
            strength="medium",
            text=f"The nomenclature changed: part of these goods stood under {codes}; growth of "
            "a single code may be a change of number.",
            key="codes_more" if len(d.family) > 6 else "codes",
            values={"codes": ", ".join(d.family[:6])},
        )
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
            key="persistence",
            values={"multiple": multiple, "before": before, "last": last},
        )
    ]


def _open_questions(d: "Dossier") -> list[Statement]:
    texts: list[tuple[str, Strength, str]] = [
        (
            "demand",
            "medium",
            "Domestic demand of the partner may have grown as well: for single goods there are no "
            "control partners in these data.",
        )
        if d.grade == "assumed"
        else ("demand", "weak", "Demand is estimated from controls and unbanned goods."),
        ("bypass", "medium", "Goods that came through Russia before may now come straight."),
    ]
    if d.allocation.known_eur <= 0 or d.allocation.onward_missing_eur > 0:
        texts.append(
            (
                "onward",
                "medium",
                "Onward flow to Russia is not seen: trade inside the customs union needs no "
                "declaration, and no report of it is available.",
            )
        )
    keys = {"demand": "demand_assumed" if d.grade == "assumed" else "demand_estimated"}
    return [
        Statement(id=i, speaks_for=False, strength=s, text=t, key=keys.get(i, i))
        for i, s, t in texts
    ]
