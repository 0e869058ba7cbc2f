"""Score the screen on synthetic worlds with planted diversion: four families, mirror or not.

    PYTHONPATH=src:bench python -m diversion_score --seeds 500:520 [--families gravity] [--out FILE]

Each family is scored with curves that were learnt on the three others (leave one family out).
Seeds 0 to 5 and 300 to 311 were used while the methods were written; docs/diversion-bench.md logs
every look at others. Every treated product x intermediary with exports of EUR 100,000 or more in
the window is a candidate, whatever a method makes of it; a candidate is positive when more than
EUR 100,000 of its exports was planted.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np
from diversion_learn import WITHOUT, truth_of
from synthetic_trade import FAMILIES
from synthetic_trade.panel import narrow_panel, panel_of
from synthetic_trade.world import INVASION, MONTHS, World

from sinews.diversion.counterfactual.candidates import FLOOR_EUR
from sinews.diversion.evidence.posterior import Curves, read_curves
from sinews.diversion.panel.panel import Panel
from sinews.diversion.screen import screen_panel

METHODS = ("growth rule", "no mirror", "mirror", "no controls", "no controls, mirror")
WITH_REPORTS = ("mirror", "no controls, mirror")
WINDOW = np.arange(INVASION, MONTHS)


def average_precision(score: np.ndarray, truth: np.ndarray) -> float:
    y = truth[np.argsort(-score, kind="stable")]
    precision = np.cumsum(y) / np.arange(1, y.size + 1)
    return float((precision * y).sum() / y.sum())


def area_under_curve(score: np.ndarray, truth: np.ndarray) -> float:
    from scipy.stats import rankdata

    ranks, n = rankdata(score), int(truth.sum())
    return float((ranks[truth].sum() - n * (n + 1) / 2) / (n * (truth.size - n)))


def score_growth_rule(world: World, panel: Panel) -> dict[str, float]:
    """More than EUR 1 million and more than double the same months of the year before."""
    hubs = slice(1, 1 + len(world.hubs))
    now = panel.exports[hubs][:, world.treated][:, :, WINDOW].sum(2).ravel()
    base = panel.exports[hubs][:, world.treated][:, :, WINDOW - 12].sum(2).ravel()
    planted = world.planted[hubs][:, world.treated][:, :, WINDOW].sum(2).ravel()
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


def score_screen(world: World, panel: Panel, curves: Curves | None = None) -> dict[str, float]:
    s = screen_panel(panel, cut=INVASION, window=WINDOW, curves=curves)
    planted = truth_of(world, panel, s)
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
        "total_flagged": float(s.capped[flag].sum() / planted.sum()),
        "FDR_half": float((likely & ~truth).sum() / max(likely.sum(), 1)),
        "cover_all": float(inside.mean()),
        "cover_candidates": float(inside[candidate].mean()),
        "cover_positives": float(inside[truth].mean()),
        "positives": float(truth[candidate].sum()),
        "candidates": float(candidate.sum()),
        "estimated_eur": float(s.expected_eur.sum()),
        "planted_eur": float(planted.sum()),
    }


def curves_without(family: str) -> Curves:
    """The curves learnt on all other families."""
    with WITHOUT.open(encoding="utf-8") as f:
        return read_curves(r for r in csv.DictReader(f) if r["without"] == family)


def score_seeds(
    family: str, seeds: range, methods: tuple[str, ...] = METHODS
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    curves = curves_without(family)
    for seed in seeds:
        world = FAMILIES[family](seed)
        for method in methods:
            panel = panel_of(world, mirror=method in WITH_REPORTS)
            if method.startswith("no controls"):
                panel = narrow_panel(panel)
            found = (
                score_growth_rule(world, panel)
                if method == "growth rule"
                else score_screen(world, panel, curves)
            )
            rows.append({"family": family, "seed": seed, "method": method, **found})
    return rows


def summarise(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    out = []
    for family in FAMILIES:
        for method in METHODS:
            part = [r for r in rows if (r["family"], r["method"]) == (family, method)]
            if not part:
                continue
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
    parser.add_argument("--seeds", default="500:520")
    parser.add_argument("--families", default=",".join(FAMILIES))
    parser.add_argument("--methods", default=",".join(METHODS[:3]))
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    first, last = (int(x) for x in given.seeds.split(":"))
    methods = tuple(given.methods.split(","))
    rows = [
        r for f in given.families.split(",") for r in score_seeds(f, range(first, last), methods)
    ]
    summary = summarise(rows)
    for line in summary:
        print(json.dumps(line))
    if given.out:
        given.out.write_text(json.dumps({"summary": summary, "worlds": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
