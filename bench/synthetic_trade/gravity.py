"""Family A: log-normal gravity with compound-Poisson months.

Measured on EU27 exports of sanctioned goods (docs/diversion.md): variance 71 * mean^1.61, yearly
drift of a pair's level 0.5 in logs, 13 % (RU) to 81 % (KG) empty months. The rest is assumed.
"""

import numpy as np

from synthetic_trade.world import CONTROLS, INTERMEDIARIES, INVASION, MONTHS, World

PHI, POWER = 71.0, 1.61
SIZES = {"RU": 11.0, "AM": 7.8, "GE": 8.5, "KG": 7.4, "KZ": 9.8, "UZ": 8.4}
BOOM = {"AM": 0.25, "GE": 0.20, "KG": 0.35, "KZ": 0.25, "UZ": 0.25}
CHAPTERS = 20


def compound_poisson(mean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Tweedie draws with the measured mean-variance line."""
    m = np.maximum(mean, 1e-6)
    rate = m ** (2 - POWER) / (PHI * (2 - POWER))
    shape = (2 - POWER) / (POWER - 1)
    scale = PHI * (POWER - 1) * m ** (POWER - 1)
    n = rng.poisson(np.minimum(rate, 1e6))
    return np.where(n > 0, rng.gamma(np.maximum(n * shape, 1e-9)) * scale, 0.0)


def _log_means(rng, products, partners, chapter, t):
    sizes = np.array([SIZES.get(p, 0.0) or rng.normal(10.0, 1.4) for p in partners])
    shape = (len(partners), products)
    level = sizes[:, None] - 1.0 + rng.normal(0, 1.7, products)[None] + rng.normal(0, 1.9, shape)
    season = 0.25 * np.sin(2 * np.pi * (t + rng.uniform(0, 12, CHAPTERS)[:, None]) / 12)
    world = np.cumsum(rng.normal(0, 0.05, (products, t.size)), 1) + 0.006 * t
    world += rng.normal(0, 0.25, (products, 1)) * (t >= INVASION)
    own = np.cumsum(rng.normal(0, 0.02, (len(partners), t.size)), 1)
    own += np.array([BOOM.get(p, 0.0) for p in partners])[:, None] * (t >= INVASION)
    drift = rng.normal(0, 0.11, (*shape, t.size)).cumsum(2)
    out = level[:, :, None] + (world + season[chapter])[None] + own[:, None, :] + drift
    booms = rng.normal(0, 0.30, (len(partners), CHAPTERS))[:, chapter]
    out += booms[:, :, None] * (t >= INVASION)
    jumps = (rng.random(shape) < 0.12) * rng.normal(0.8, 0.6, shape)
    jumps[0] = 0
    onset = rng.integers(INVASION - 6, INVASION + 5, shape)
    out += jumps[:, :, None] * (t >= onset[:, :, None])
    return np.minimum(out, 19.5)


def _plant(rng, lost, treated, partners, t):
    """Part of each product's lost direct trade goes through a few intermediaries."""
    planted = np.zeros((len(partners), lost.shape[0], t.size))
    reach = {"KG": 1.4, "AM": 1.3, "KZ": 1.0, "UZ": 0.8, "GE": 0.6}
    for i, p in enumerate(partners):
        if p in reach:
            on = treated & (rng.random(lost.shape[0]) < 0.12 * reach[p])
            share = rng.beta(1.0, 6.0, lost.shape[0]) * on
            start = INVASION + rng.integers(0, 6, lost.shape[0])
            ramp = np.clip((t[None] - start[:, None] + 1) / 3, 0, 1)
            planted[i] = lost * share[:, None] * ramp
    return compound_poisson(planted, rng) * (planted > 0)


def _mirror(rng, exports, planted, treated_partners, t):
    """Importers' reports: freight, noise, ghosts, and changes of asymmetry for other reasons."""
    partners, products, _ = exports.shape
    shape = (partners, products, 1)
    ghost = rng.beta(5, 5, shape) * (rng.random(shape) < 0.8) * treated_partners[:, None, None]
    asymmetry = 1.06 * np.exp(rng.normal(0, 0.35, shape))
    moved = np.exp(rng.normal(0, 0.45, shape) * (rng.random(shape) < 0.25) * (t >= INVASION))
    noise = np.exp(rng.normal(0, 0.15, exports.shape))
    return (exports - planted * ghost) * asymmetry * moved * noise, ghost


def make_gravity(
    seed: int, *, products: int = 600, controls: int = 20, scale: float = 1.0
) -> World:
    """Return one world of family A; `scale` multiplies the planted diversion."""
    rng = np.random.default_rng([1, seed])
    t = np.arange(MONTHS)
    partners = ("RU", *INTERMEDIARIES, *CONTROLS[:controls])
    chapter = rng.integers(0, CHAPTERS, products)
    mean = np.exp(_log_means(rng, products, partners, chapter, t))
    treated = rng.random(products) < 0.6
    cut = np.where(treated, 1 - rng.beta(1.2, 6, products), 0.35)
    after = np.clip((t - INVASION + 1) / 3, 0, 1)
    direct = mean[0] * (1 - cut[:, None] * after)
    lost = (mean[0] - direct) * (t >= INVASION)
    mean[0] = direct
    planted = _plant(rng, lost * scale, treated, partners, t)
    exports = compound_poisson(mean, rng) + planted
    born = rng.random(products) < 0.03
    exports[:, born, : INVASION - 2] = 0.0
    hubs = np.array([p in INTERMEDIARIES for p in partners])
    arrivals, ghost = _mirror(rng, exports, planted, hubs, t)
    base = np.log(np.maximum(mean[:, :, :INVASION].mean(2, keepdims=True), 1)) - 2.5
    base = base + rng.normal(0, 1.5, (*mean.shape[:2], 1))
    grown = rng.normal(0.25, 0.6, (*mean.shape[:2], 1)) * (t >= INVASION)
    onward = compound_poisson(np.exp(base + 0 * t), rng) * np.exp(grown)
    onward += planted * (1 - ghost) * 1.1 * np.exp(rng.normal(0, 0.1, planted.shape))
    through = np.log(np.maximum(mean[:, :, :INVASION].mean(2, keepdims=True), 1)) - 1.0
    from_russia = compound_poisson(np.exp(through - 0.3 * (t >= INVASION)), rng)
    return World(partners, chapter, treated, exports, arrivals, onward, from_russia, planted)
