"""Score the screen on synthetic worlds with planted diversion: both families, mirror or not.

    PYTHONPATH=src:bench python -m diversion_score --seeds 100:120 [--out FILE]

Seeds 0 to 5 of each family were used while the methods were written (docs/diversion.md); any
other range is fresh. Every treated product x intermediary with exports of EUR 100,000 or more in
the window is a candidate, whatever a method makes of it; a candidate is positive when more than
EUR 100,000 of its exports was planted.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from synthetic_trade import make_consignments, make_gravity
from synthetic_trade.panel import cube_of
from synthetic_trade.world import INVASION, MONTHS, World

from sinews.diversion.evidence.null_calibration import FLOOR_EUR
from sinews.diversion.panel.panel import Cube
from sinews.diversion.screen import screen_cube

DEVELOPMENT_SEEDS = range(6)
FAMILIES = {"gravity": make_gravity, "consignments": make_consignments}
WINDOW = np.arange(INVASION, MONTHS)


def average_precision(score: np.ndarray, truth: np.ndarray) -> float:
    y = truth[np.argsort(-score, kind="stable")]
    precision = np.cumsum(y) / np.arange(1, y.size + 1)
    return float((precision * y).sum() / y.sum())


def area_under_curve(score: np.ndarray, truth: np.ndarray) -> float:
    from scipy.stats import rankdata

    ranks, n = rankdata(score), int(truth.sum())
    return float((ranks[truth].sum() - n * (n + 1) / 2) / (n * (truth.size - n)))


def score_growth_rule(world: World, cube: Cube) -> dict[str, float]:
    """More than EUR 1 million and more than double the same months of the year before."""
    now = cube.exports[1:6][:, world.treated][:, :, WINDOW].sum(2).ravel()
    base = cube.exports[1:6][:, world.treated][:, :, WINDOW - 12].sum(2).ravel()
    planted = world.planted[1:6][:, world.treated][:, :, WINDOW].sum(2).ravel()
    candidate = now >= FLOOR_EUR
    truth = planted > FLOOR_EUR
    flag = (now > 1e6) & (now > 2 * base)
    growth = np.log((now + 1e4) / (base + 1e4))[candidate]
    return {
        "AP": average_precision(growth, truth[candidate]),
        "AUC": area_under_curve(growth, truth[candidate]),
        "flags": float(flag.sum()),
        "FDR": float((flag & ~truth).sum() / max(flag.sum(), 1)),
        "recall": float((flag & truth).sum() / truth.sum()),
        "total": float((now - base)[flag].sum() / planted.sum()),
    }


def score_screen(world: World, cube: Cube) -> dict[str, float]:
    s = screen_cube(cube, cut=INVASION, window=WINDOW)
    planted = world.planted[:, :, WINDOW].sum(2)[s.partner, s.product]
    candidate, truth = s.cells.observed >= FLOOR_EUR, planted > FLOOR_EUR
    low, high = s.cells.predictive.interval()
    without = s.cells.observed - planted
    inside = (without >= low) & (without <= high)
    flag, likely = s.flagged, s.posterior > 0.5
    return {
        "AP": average_precision(s.posterior[candidate], truth[candidate]),
        "AUC": area_under_curve(s.posterior[candidate], truth[candidate]),
        "flags": float(flag.sum()),
        "FDR": float((flag & ~truth).sum() / max(flag.sum(), 1)),
        "recall": float((flag & truth).sum() / truth.sum()),
        "total": float(s.expected_eur.sum() / planted.sum()),
        "total_flagged": float(s.cells.capped[flag].sum() / planted.sum()),
        "FDR_half": float((likely & ~truth).sum() / max(likely.sum(), 1)),
        "cover_all": float(inside.mean()),
        "cover_candidates": float(inside[candidate].mean()),
        "cover_positives": float(inside[truth].mean()),
        "positives": float(truth[candidate].sum()),
        "candidates": float(candidate.sum()),
        "estimated_eur": float(s.expected_eur.sum()),
        "planted_eur": float(planted.sum()),
    }


def score_seeds(family: str, seeds: range) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for seed in seeds:
        world = FAMILIES[family](seed)
        for method in ("growth rule", "no mirror", "mirror"):
            cube = cube_of(world, mirror=method == "mirror")
            score = score_growth_rule if method == "growth rule" else score_screen
            rows.append({"family": family, "seed": seed, "method": method, **score(world, cube)})
    return rows


def summarise(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    out = []
    for family in FAMILIES:
        for method in ("growth rule", "no mirror", "mirror"):
            part = [r for r in rows if (r["family"], r["method"]) == (family, method)]
            names = [k for k in part[0] if k not in ("family", "seed", "method")]
            line: dict[str, object] = {"family": family, "method": method, "worlds": len(part)}
            for name in names:
                values = np.array([r[name] for r in part], dtype=float)
                line[name] = round(float(values.mean()), 3)
            totals = np.array([r["total"] for r in part], dtype=float)
            line["total_median"] = round(float(np.median(totals)), 3)
            if "planted_eur" in names:
                pooled = [sum(float(r[k]) for r in part) for k in ("estimated_eur", "planted_eur")]
                line["total_pooled"] = round(pooled[0] / pooled[1], 3)
            out.append(line)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="100:120")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    first, last = (int(x) for x in given.seeds.split(":"))
    rows = [r for f in FAMILIES for r in score_seeds(f, range(first, last))]
    summary = summarise(rows)
    for line in summary:
        print(json.dumps(line))
    if given.out:
        given.out.write_text(json.dumps({"summary": summary, "worlds": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
