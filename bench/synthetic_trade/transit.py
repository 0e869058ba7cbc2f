"""Family D: large transit countries, firms with heavy tails, booms, hub bypass, mirror breaks.

Seven intermediaries, two of them as large as Turkey and the Emirates, and 31 controls. The level
of a pair is the sum of firms whose sizes are Pareto (index 1.4), so that one entry or exit moves
it; months are lots of these firms. Demand booms lift whole chapters of an intermediary, banned or
not; goods that came through Russia come straight; importers' books change for reasons of their
own, whole chapters at once. All settings are assumed.
"""

import numpy as np

from synthetic_trade.world import CONTROLS, INTERMEDIARIES, INVASION, MONTHS, World

CHAPTERS = 18
HUBS = (*INTERMEDIARIES, "TR", "AE")
FIRMS = {"RU": 60.0, "AM": 1.5, "GE": 2.5, "KG": 1.0, "KZ": 8.0, "UZ": 3.0, "TR": 70.0, "AE": 45.0}
PULL = {"AM": 1.0, "GE": 0.7, "KG": 1.2, "KZ": 1.4, "UZ": 0.8, "TR": 1.6, "AE": 1.1}


def _pareto_sum(rng, n, index):
    """Sums of n Pareto sizes of mean 1 (index above 1), drawn for every cell."""
    biggest = (1 + rng.pareto(index, n.shape)) * np.maximum(n, 1) ** (1 / index)
    scale = (index - 1) / index
    return np.where(n > 0, scale * (biggest + 0.8 * np.maximum(n - 1, 0) / scale), 0.0)


def _levels(rng, partners, products, chapter, t):
    """Mean monthly value of every pair, with firms that enter and leave, without diversion."""
    scale = np.array([FIRMS.get(p) or rng.lognormal(1.8, 1.1) for p in partners])
    appeal = rng.gamma(0.6, 1.0, products) / 0.6
    taste = rng.gamma(0.7, 1.0, (len(partners), products)) / 0.7
    firms = rng.poisson(scale[:, None] * appeal * taste)
    level = _pareto_sum(rng, firms, 1.4)[:, :, None] * np.ones(t.size)
    for month in range(1, t.size):
        moves = rng.random(firms.shape) < 0.02
        entry = moves * (1 + rng.pareto(1.6, firms.shape)) * np.where(firms > 0, 0.5, 0.15)
        leave = 1 - 0.5 * rng.random(firms.shape) * (rng.random(firms.shape) < 0.02)
        level[:, :, month] = level[:, :, month - 1] * leave + entry
    season = 1 + 0.2 * np.sin(2 * np.pi * (t + rng.uniform(0, 12, CHAPTERS)[:, None]) / 12)
    common = np.exp(np.cumsum(rng.normal(0, 0.04, (products, t.size)), 1))
    value = np.exp(rng.normal(9.6, 1.2, products))
    return level * (value[:, None] * common * season[chapter])[None]


def _booms(rng, partners, chapter, t):
    """Demand that rises for reasons of its own: whole chapters, or one good."""
    shape = (len(partners), CHAPTERS)
    hub = np.array([p in HUBS for p in partners])[:, None]
    on = rng.random(shape) < np.where(hub, 0.25, 0.12)
    size = np.where(on, rng.uniform(1.3, 2.8, shape), 1.0)[:, chapter]
    start = rng.integers(INVASION - 4, INVASION + 5, shape)[:, chapter]
    single = np.where(rng.random(size.shape) < 0.06, rng.uniform(1.5, 5.0, size.shape), 1.0)
    since = rng.integers(INVASION - 6, INVASION + 6, size.shape)
    own = np.where(hub, rng.uniform(1.0, 1.6, hub.shape), 1.0)[:, :, None]
    out = size[:, :, None] ** (t >= start[:, :, None]) * single[:, :, None] ** (
        t >= since[:, :, None]
    )
    out[0] = 1.0
    return out * own ** (t >= INVASION)


def _lots(rng, mean, value):
    """Months as lots: a Poisson number of heavy-tailed size around the mean."""
    lot = 2.5 * value[None, :, None]
    n = rng.poisson(np.minimum(mean / lot, 1e6))
    tail = rng.gamma(1.5, 1 / 1.5, mean.shape) * (1 + 0.3 * rng.pareto(2.2, mean.shape)) / 1.25
    return np.where(n > 0, n * lot * (1 + (tail - 1) / np.sqrt(np.maximum(n, 1))), 0.0).clip(0)


def _divert(rng, lost, treated, partners, t):
    """Part of a product's lost trade goes through one to three hubs, with a delay and in lots."""
    planted = np.zeros((len(partners), *lost.shape))
    weights = np.array([PULL[p] for p in HUBS]) * rng.gamma(4, 0.25, len(HUBS))
    for k in np.flatnonzero(treated & (rng.random(treated.size) < 0.30)):
        chosen = rng.choice(len(HUBS), rng.integers(1, 4), replace=False, p=weights / weights.sum())
        share = rng.beta(1.3, 5.0)
        for c, part in zip(chosen, rng.dirichlet(2 * np.ones(chosen.size)), strict=True):
            start = INVASION + rng.integers(0, 6)
            ramp = np.clip((t - start + 1) / rng.integers(1, 5), 0, 1)
            lots = rng.gamma(2.0, 0.5, t.size)
            planted[partners.index(HUBS[c]), k] = lost[k] * share * part * ramp * lots
    return planted


def _mirror(rng, exports, planted, chapter, t):
    """Importers' books: freight, noise, ghosts, and breaks of a pair or of a whole chapter."""
    pair = (*exports.shape[:2], 1)
    ghost = rng.beta(1.2, 1.2, pair)
    usual = 1.06 * np.exp(rng.normal(0, 0.4, pair))
    broken = np.exp(rng.normal(0, 0.7, pair) * (rng.random(pair) < 0.18))
    whole = rng.random((exports.shape[0], CHAPTERS)) < 0.08
    of_chapter = np.where(whole, np.exp(rng.normal(-0.2, 0.5, whole.shape)), 1.0)[:, chapter]
    after = (broken[:, :, 0] * of_chapter)[:, :, None] ** (t >= INVASION)
    noise = rng.lognormal(0, 0.25, exports.shape)
    return (exports - planted * ghost) * usual * after * noise, ghost


def make_transit(seed: int, *, products: int = 450, controls: int = 31) -> World:
    """Return one world of family D."""
    rng = np.random.default_rng([4, seed])
    t = np.arange(MONTHS)
    partners = ("RU", *HUBS, *CONTROLS[:controls])
    chapter = rng.integers(0, CHAPTERS, products)
    mean = _levels(rng, partners, products, chapter, t)
    value = mean[0].mean(1) / 60 + 1e3
    usual = mean[:, :, :INVASION].mean(2, keepdims=True)
    mean = mean * _booms(rng, partners, chapter, t)
    treated = rng.random(products) < 0.6
    fall = np.where(treated, rng.uniform(0.6, 1.0, products), 0.4)[:, None]
    fading = 1 - fall * np.clip((t - INVASION + 1) / rng.integers(1, 5, (products, 1)), 0, 1)
    would, mean[0] = mean[0].copy(), mean[0] * fading
    lost = would - mean[0]
    hub = np.array([p in HUBS for p in partners])[:, None, None]
    through = would[None] * rng.uniform(0.003, 0.03, usual.shape) * hub
    moved = rng.uniform(0.4, 1.0, usual.shape) * (rng.random(usual.shape) < 0.12) * hub
    moved = moved * np.clip((t - INVASION + 1) / 3, 0, 1) * treated[:, None]
    exports = _lots(rng, mean + through * moved, value)
    planted = _divert(rng, lost, treated, partners, t)
    exports = exports + planted
    arrivals, ghost = _mirror(rng, exports, planted, chapter, t)
    own = usual * rng.lognormal(-2.5, 1.3, usual.shape) * rng.lognormal(0, 0.4, exports.shape)
    rise = rng.lognormal(0.35, 0.6, usual.shape) ** (t >= INVASION)
    onward = own * rise + planted * (1 - ghost) * rng.uniform(0.9, 1.4, usual.shape)
    silent = rng.random(usual.shape) < 0.15
    from_russia = through * (1 - moved) * rng.lognormal(0, 0.3, exports.shape)
    onward = np.where(silent, np.nan, onward)
    return World(partners, chapter, treated, exports, arrivals, onward, from_russia, planted, HUBS)
