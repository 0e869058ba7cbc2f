"""Skill: scores against the best baseline chosen after the fact, coverage and reliability."""

from typing import Final

import polars as pl

from sinews.materiel.depletion.history import CATEGORIES, CORE
from sinews.materiel.scoring.baselines import BASELINES

BINS: Final[tuple[tuple[str, int, int], ...]] = (
    ("1-3", 1, 3),
    ("4-6", 4, 6),
    ("7-12", 7, 12),
    ("13-24", 13, 24),
    ("all", 1, 24),
)
"""Horizons in months ahead."""
ORIGIN_SETS: Final = ("all", "first_four", "last_six")
CORE_MEAN: Final = "core"


def tabulate_skill(scores: pl.DataFrame, model: str = "full") -> pl.DataFrame:
    """Return horizons, category, relative_crps, best_baseline, coverage, scaled_error, cases.

    The relative score is the mean CRPS over that of the one baseline that did best on the same
    cases, known only afterwards; below 1 is better. ``core`` is the mean over core categories.
    """
    rows = []
    for label, first, last in BINS:
        part = scores.filter(pl.col("horizon").is_between(first, last))
        found = [_row(part, category, model) for category in CATEGORIES]
        core = [float(str(r["relative_crps"])) for r in found if r["category"] in CORE]
        mean = {"category": CORE_MEAN, "relative_crps": sum(core) / len(core)}
        rows += [{"horizons": label, **r} for r in (*found, mean)]
    return pl.DataFrame(rows, infer_schema_length=None)


def _row(part: pl.DataFrame, category: str, model: str) -> dict[str, object]:
    rows = part.filter(pl.col("category") == category)
    own = rows.filter(pl.col("model") == model)
    peers = (
        rows.filter(pl.col("model").is_in(BASELINES))
        .group_by("model")
        .agg(pl.col("crps").mean())
        .sort("crps", "model")
    )
    return {
        "category": category,
        "relative_crps": _mean(own, "crps") / float(peers["crps"][0]),
        "best_baseline": peers["model"][0],
        "coverage": _mean(own, "covered"),
        "scaled_error": _mean(own, "scaled_error"),
        "cases": own.height,
    }


def _mean(frame: pl.DataFrame, column: str) -> float:
    value: float = frame[column].cast(pl.Float64).mean()  # type: ignore[assignment]
    return value


def tabulate_ablations(scores: pl.DataFrame, models: tuple[str, ...]) -> pl.DataFrame:
    """Return model, category, relative_crps over all horizons, the core mean last."""
    frames = [
        tabulate_skill(scores, m).filter(pl.col("horizons") == "all").with_columns(model=pl.lit(m))
        for m in models
    ]
    return pl.concat(frames).select("model", "category", "relative_crps")


def tabulate_reliability(scores: pl.DataFrame, model: str = "full", bins: int = 10) -> pl.DataFrame:
    """Return category, bin, share: how often the truth fell into each tenth of the forecast.

    Reliable forecasts have equal shares.
    """
    own = scores.filter(pl.col("model") == model)
    tenth = (pl.col("rank").cast(pl.Int64) * bins // 201).clip(0, bins - 1)
    return (
        own.with_columns(bin=tenth)
        .group_by("category", "bin")
        .agg(share=pl.len() / pl.lit(1.0))
        .with_columns(share=pl.col("share") / pl.col("share").sum().over("category"))
        .sort("category", "bin")
    )


def split_origins(scores: pl.DataFrame, which: str) -> pl.DataFrame:
    """Return the scores of all origins, of the first four (used for choices), or the last six."""
    origins = scores["origin"].unique().sort()
    chosen = {"all": origins, "first_four": origins[:4], "last_six": origins[4:]}[which]
    return scores.filter(pl.col("origin").is_in(chosen.implode()))
