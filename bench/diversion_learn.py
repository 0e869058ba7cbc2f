"""Learn the curves from log odds to posterior on training worlds of every family.

    PYTHONPATH=src:bench python -m diversion_learn --seeds 300:308

Writes src/sinews/diversion/evidence/curves.csv (all families) and, for the scores,
bench/synthetic_trade/curves_without.csv (each family left out in turn). Training seeds are never
scored: see docs/diversion-bench.md.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
from synthetic_trade import FAMILIES
from synthetic_trade.panel import narrow_panel, panel_of
from synthetic_trade.world import INVASION, MONTHS

from sinews.diversion.counterfactual.candidates import FLOOR_EUR
from sinews.diversion.evidence.evidence_weights import fit_logistic
from sinews.diversion.evidence.posterior import GRID, Curves, estimate_share
from sinews.diversion.screen import screen_panel

WINDOW = np.arange(INVASION, MONTHS)
HERE = Path(__file__).parent
SHIPPED = HERE.parent / "src/sinews/diversion/evidence/curves.csv"
WITHOUT = HERE / "synthetic_trade/curves_without.csv"
KEYS = [(m, r) for m in ("three_way", "pre_war_mean") for r in (True, False)]
NIL = dict.fromkeys(KEYS, 0.0)
FLAT = Curves(logits={k: np.zeros(GRID.size) for k in KEYS}, usual=NIL, estimated=NIL)


RIDGE, KNOTS = 3.0, (0.2, 0.5, 0.8, 0.95, 0.99)


def learn_curve(log_odds: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the logit of the posterior over `GRID`: a hinge regression made to rise.

    Parameters
    ----------
    weight
        Of each cell; the scale does not matter.
    """
    x = np.clip(log_odds, GRID[0], GRID[-1])
    knots = np.unique(np.quantile(x, KNOTS))

    def design(v: np.ndarray) -> np.ndarray:
        hinges = [np.maximum(v - k, 0.0) for k in knots[1:]]
        return np.column_stack([np.ones(v.size), v - knots[0], *hinges])

    beta = fit_logistic(design(x), truth.astype(float), weight / weight.mean(), ridge=RIDGE)
    return np.asarray(np.maximum.accumulate(design(GRID) @ beta))


def truth_of(world, panel, screen):
    """Planted euro in the window of each cell of a screen."""
    p = np.array([world.partners.index(x) for x in panel.partners])[screen.partner]
    k = np.array([world.products.index(x) for x in panel.products])[screen.product]
    return world.planted[:, :, WINDOW].sum(2)[p, k]


def gather(seeds):
    """Log odds and truth of the candidates of every family, by method and reports."""
    found = {}
    for family, make in FAMILIES.items():
        for seed in seeds:
            world = make(seed)
            for method, reported in KEYS:
                panel = panel_of(world, mirror=reported)
                panel = panel if method == "three_way" else narrow_panel(panel)
                s = screen_panel(panel, cut=INVASION, window=WINDOW, curves=FLAT)
                here = s.cells.observed >= FLOOR_EUR
                truth = truth_of(world, panel, s) > FLOOR_EUR
                found.setdefault((family, method, reported), []).append(
                    (s.log_odds[here], truth[here])
                )
            print(family, seed, flush=True)
    return found


def curves_of(found, families):
    """One curve a method, with the true and the estimated share; every family weighs the same."""
    rows = []
    for method, reported in KEYS:
        parts = [
            (f, *map(np.concatenate, zip(*found[f, method, reported], strict=True)))
            for f in families
        ]
        x, y = (np.concatenate([p[i] for p in parts]) for i in (1, 2))
        weight = np.concatenate([np.full(p[1].size, 1 / p[1].size) for p in parts])
        logits = learn_curve(x, y, weight)
        share = np.average(y, weights=weight)
        usual = round(float(np.log(share / (1 - share))), 4)
        estimates = [[estimate_share(w[0]) for w in found[f, method, reported]] for f in families]
        estimated = round(float(np.mean([np.mean(e) for e in estimates])), 4)
        rows += [
            (method, str(reported).lower(), usual, estimated, *xy)
            for xy in zip(GRID, logits.round(4), strict=True)
        ]
    return rows


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="300:308")
    first, last = (int(x) for x in parser.parse_args().seeds.split(":"))
    found = gather(range(first, last))
    header = ["method", "reported", "usual", "estimated", "log_odds", "logit"]
    write(SHIPPED, header, curves_of(found, list(FAMILIES)))
    left = [
        (f, *row) for f in FAMILIES for row in curves_of(found, [g for g in FAMILIES if g != f])
    ]
    write(WITHOUT, ["without", *header], left)


if __name__ == "__main__":
    main()
