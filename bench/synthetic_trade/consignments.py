"""Family B: firms that ship consignments; nothing in it is log-normal gravity or Tweedie.

A pair has a number of firms; each ships at random with heavy-tailed values. Genuine booms are
firms that enter; diversion is trading houses that enter after the ban and hold a product's lost
trade until they are cut off; hub bypass is trade that used to reach a neighbour through Russia.
Importers report late, misplace part of the trade in a neighbouring code, and lose consignments
whole. All settings are assumed.
"""

import numpy as np

from synthetic_trade.world import CONTROLS, INTERMEDIARIES, INVASION, MONTHS, World

CHAPTERS = 16
FIRMS = {"RU": 30.0, "AM": 1.2, "GE": 2.0, "KG": 0.9, "KZ": 5.0, "UZ": 1.8}


def ship(rng, firms, rate, value, shape):
    """Monthly value of Poisson consignments with Pareto-tailed sizes (index 2.5)."""
    n = rng.poisson(np.minimum(firms * rate, 1e5))
    tail = rng.gamma(2.2, 1.0, shape) / 2.2 * (1 + rng.pareto(2.5, shape) / np.sqrt(n + 1.0))
    return np.where(n > 0, n * value * tail, 0.0)


def _firms(rng, partners, products, chapter, t):
    """Active firms a month: entry and exit around a level, with booms and entrants, or without."""
    scale = np.array([FIRMS.get(p) or rng.lognormal(1.3, 0.9) for p in partners])
    appeal = rng.gamma(0.7, 1.0, (1, products)) * rng.gamma(0.8, 1.0, (len(partners), products))
    level = scale[:, None] * appeal / 0.56
    firms = rng.poisson(level)[:, :, None] * np.ones(t.size)
    for month in range(1, t.size):
        stay = rng.random((len(partners), products)) > 0.03
        enter = rng.poisson(0.03 * level)
        firms[:, :, month] = firms[:, :, month - 1] * np.where(stay, 1, 0.7) + enter
    cycle = 1 + 0.2 * np.sin(2 * np.pi * (t + 3 * np.arange(CHAPTERS)[:, None]) / 12)
    boom = np.where(rng.random((len(partners), CHAPTERS)) < 0.2, rng.uniform(1.3, 2.2), 1.0)
    boom = boom[:, chapter][:, :, None] ** (t >= rng.integers(20, 32))
    entrants = rng.random((len(partners), products)) < 0.08
    entrants[0] = False
    onset = rng.integers(INVASION - 8, MONTHS - 3, entrants.shape)
    new = rng.gamma(1.0, 3.0, entrants.shape) * entrants
    settled = firms * cycle[chapter][None]
    firms = firms + new[:, :, None] * (t >= onset[:, :, None])
    return firms * cycle[chapter][None] * boom, settled


def _bypass(rng, direct, treated, partners, t):
    """Goods that reached a neighbour through Russia now come straight from the producer."""
    extra = np.zeros((len(partners), *direct.shape))
    through = np.zeros_like(extra)
    for i, p in enumerate(partners):
        if p in INTERMEDIARIES:
            on = (rng.random(direct.shape[0]) < 0.10) & treated
            old = direct[:, :INVASION].mean(1) * rng.uniform(0.005, 0.05, direct.shape[0])
            after = np.clip((t - INVASION + 1) / rng.integers(2, 6), 0, 1)
            gone = np.where(on, rng.uniform(0.5, 1.0, direct.shape[0]), 0.1)
            through[i] = old[:, None] * (1 - gone[:, None] * after)
            extra[i] = old[:, None] * on[:, None] * gone[:, None] * after
    return extra, through * rng.lognormal(0, 0.3, through.shape)


def _divert(rng, lost, treated, partners, t):
    """Trading houses take over a product for an intermediary, in steps, some cut off again."""
    planted = np.zeros((len(partners), *lost.shape))
    pull = dict(zip(INTERMEDIARIES, rng.dirichlet(3 * np.ones(5)), strict=True))
    rerouted = treated & (rng.random(lost.shape[0]) < 0.22)
    for k in np.flatnonzero(rerouted):
        share = rng.uniform(0.01, 0.35)
        chosen = rng.random(5) < 0.15 + np.array(list(pull.values()))
        for p in np.array(INTERMEDIARIES)[chosen]:
            start = INVASION + rng.integers(0, 7)
            end = MONTHS if rng.random() < 0.85 else start + rng.integers(2, 6)
            active = (t >= start) & (t < end)
            lots = rng.gamma(1.5, 1 / 1.5, t.size) * (rng.random(t.size) < 0.85)
            weight = pull[p] / sum(pull[q] for q in np.array(INTERMEDIARIES)[chosen])
            planted[partners.index(p), k] = lost[k] * share * weight * active * lots
    return planted


def _arrivals(rng, exports, planted, hubs):
    """Importers' reports: whole consignments lost, a month late, part in the next code."""
    pair = (*exports.shape[:2], 1)
    ghost = np.where(
        rng.random(pair) < 0.5, rng.uniform(0.6, 1.0, pair), rng.uniform(0, 0.25, pair)
    )
    ghost = ghost * hubs[:, None, None]
    seen = exports - planted * ghost
    late = rng.uniform(0, 0.4, pair)
    seen = (1 - late) * seen + late * np.concatenate([seen[:, :, :1], seen[:, :, :-1]], axis=2)
    misplaced = rng.beta(1, 12, pair) * np.ones(exports.shape)
    misplaced[:, :, INVASION:] *= rng.uniform(0.3, 3.0, pair)
    misplaced = np.minimum(misplaced, 0.6)
    moved = np.roll(seen * misplaced, 1, axis=1)
    cif = rng.uniform(1.02, 1.15, pair)
    return (seen * (1 - misplaced) + moved) * cif * rng.lognormal(0, 0.2, exports.shape), ghost


def make_consignments(seed: int, *, products: int = 500, controls: int = 20) -> World:
    """Return one world of family B."""
    rng = np.random.default_rng([2, seed])
    t = np.arange(MONTHS)
    partners = ("RU", *INTERMEDIARIES, *CONTROLS[:controls])
    chapter = rng.integers(0, CHAPTERS, products)
    firms, settled = _firms(rng, partners, products, chapter, t)
    value = rng.lognormal(9.3, 1.3, products)[None, :, None]
    treated = rng.random(products) < 0.55
    kept = np.where(treated, rng.uniform(0.0, 0.4, products), 0.7)[:, None]
    fading = 1 - (1 - kept) * (1 - np.exp(-np.maximum(t - INVASION + 1, 0) / 2.0))
    would = firms[0] * value[0]
    lost = would * (1 - fading)
    firms[0] *= fading
    exports = ship(rng, firms, 1.0, value, firms.shape)
    extra, from_russia = _bypass(rng, would, treated, partners, t)
    exports += extra * rng.gamma(3, 1 / 3, extra.shape)
    planted = _divert(rng, lost, treated, partners, t)
    exports += planted
    hubs = np.array([p in INTERMEDIARIES for p in partners])
    arrivals, ghost = _arrivals(rng, exports, planted, hubs)
    usual = ship(rng, 0.3 * settled, 1.0, value, firms.shape)
    onward = usual * np.where(t >= INVASION, rng.lognormal(0.2, 0.5, (*usual.shape[:2], 1)), 1.0)
    onward += planted * (1 - ghost) * rng.uniform(0.9, 1.2, (*usual.shape[:2], 1))
    unseen = rng.random((*usual.shape[:2], 1)) < 0.3
    onward = np.where(unseen, np.nan, onward)
    return World(partners, chapter, treated, exports, arrivals, onward, from_russia, planted)
