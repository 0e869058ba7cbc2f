"""Family C: single trading firms, price mark-ups, and routes that move when they are closed.

Every firm of a pair is drawn: it sells or rests from month to month (a two-state chain), enters
and leaves for good, and sets quantity and price apart. Diversion is new firms that buy part of
what Russia lost and pay a mark-up on it; a closed route moves to another intermediary two months
later. Importers' books miss firms, not a share of the value. All settings are assumed.
"""

import numpy as np

from synthetic_trade.world import CONTROLS, INTERMEDIARIES, INVASION, MONTHS, World

CHAPTERS = 14
SIZE = {"RU": 14.0, "AM": 1.0, "GE": 1.4, "KG": 0.8, "KZ": 3.0, "UZ": 1.3}
MOST_FIRMS = 40


def _firm_months(rng, count, entry, exit_, t):
    """Active firms a month of pairs with `count` firms each, shape (..., T): chains, one by one."""
    out = np.zeros((*count.shape, t.size))
    size = np.zeros_like(out)
    for f in range(int(count.max())):
        here = count > f
        start = np.where(rng.random(count.shape) < 0.75, 0, rng.integers(0, t.size, count.shape))
        stop = np.where(rng.random(count.shape) < exit_, rng.integers(6, t.size, count.shape), 999)
        weight = rng.lognormal(-0.5, 1.0, count.shape)
        selling = rng.random(count.shape) < 0.5
        for month in range(t.size):
            turn = rng.random(count.shape)
            selling = np.where(selling, turn < 0.75, turn < entry)
            live = here & selling & (month >= start) & (month < stop)
            out[..., month] += live
            size[..., month] += live * weight
    return size


def _prices(rng, partners, products, t):
    """Value of a month of a usual firm: a price that moves by product, and a partner's rate."""
    product = np.exp(rng.normal(10.2, 1.1, products)[:, None]
                     + np.cumsum(rng.normal(0.003, 0.02, (products, t.size)), 1))  # fmt: skip
    rate = np.exp(np.cumsum(rng.normal(0, 0.015, (partners, t.size)), 1))
    return product[None] * rate[:, None]


def _switch(rng, lost, treated, partners, t):
    """Routes, firm by firm: opened after the ban, closed by enforcement, moved elsewhere."""
    planted = np.zeros((len(partners), *lost.shape))
    ease = rng.dirichlet(4 * np.ones(len(INTERMEDIARIES)))
    closing = rng.uniform(0.02, 0.10, len(INTERMEDIARIES))
    for k in np.flatnonzero(treated & (rng.random(treated.size) < 0.28)):
        for _ in range(rng.integers(1, 4)):
            at = int(rng.choice(len(INTERMEDIARIES), p=ease))
            share, mark_up = rng.beta(1.2, 8.0), rng.uniform(1.05, 1.6)
            opens = INVASION + int(rng.integers(0, 6))
            for month in range(opens, t.size):
                if rng.random() < closing[at]:
                    at = (at + int(rng.integers(1, len(INTERMEDIARIES)))) % len(INTERMEDIARIES)
                    opens = month + 2
                if month >= opens and rng.random() < 0.9:
                    row = partners.index(INTERMEDIARIES[at])
                    planted[row, k, month] += lost[k, month] * share * mark_up
    return planted * rng.lognormal(0, 0.25, planted.shape)


def _books(rng, exports, planted, t):
    """Importers' reports: firms missed, a chapter of books changed, prices restated."""
    pair = (*exports.shape[:2], 1)
    ghost = np.where(rng.random(pair) < 0.65, rng.beta(4, 2, pair), rng.beta(1, 8, pair))
    missed = rng.beta(1, 9, pair)
    drift = np.exp(rng.normal(0, 0.5, pair) * (rng.random(pair) < 0.2)) ** (t >= INVASION)
    restated = rng.uniform(0.95, 1.25, pair) * rng.lognormal(0, 0.2, exports.shape)
    return (exports - planted * ghost) * (1 - missed) * drift * restated, ghost


def make_traders(seed: int, *, products: int = 420, controls: int = 24) -> World:
    """Return one world of family C."""
    rng = np.random.default_rng([3, seed])
    t = np.arange(MONTHS)
    partners = ("RU", *INTERMEDIARIES, *CONTROLS[:controls])
    chapter = rng.integers(0, CHAPTERS, products)
    size = np.array([SIZE.get(p) or rng.lognormal(0.6, 0.9) for p in partners])
    appeal = rng.gamma(0.8, 1.0, products) * rng.gamma(1.0, 1.0, (len(partners), products))
    firms = np.minimum(rng.poisson(3.0 * size[:, None] * appeal), MOST_FIRMS)
    sold = _firm_months(rng, firms, 0.25, 0.25, t)
    boomed = rng.random((len(partners), CHAPTERS)) < 0.18
    lift = np.where(boomed, rng.uniform(1.3, 2.5, boomed.shape), 1.0)[:, chapter]
    begun = rng.integers(INVASION - 8, INVASION + 6, boomed.shape)[:, chapter]
    lift = lift[:, :, None] ** (t >= begun[:, :, None])
    lift[0] = 1.0
    newcomers = rng.poisson(0.12, firms.shape)
    newcomers[0] = 0
    since = rng.integers(INVASION - 8, MONTHS - 2, firms.shape)[:, :, None]
    more = _firm_months(rng, newcomers, 0.6, 0.2, t) * (t >= since)
    price = _prices(rng, len(partners), products, t)
    treated = rng.random(products) < 0.5
    kept = np.where(treated, rng.uniform(0, 0.35, products), rng.uniform(0.5, 0.9, products))
    stays = 1 - (1 - kept[:, None]) * (t >= INVASION + rng.integers(0, 3, (products, 1)))
    would = sold[0] * price[0]
    lost = would * (1 - stays)
    exports = (sold * lift + more) * price * rng.lognormal(0, 0.2, sold.shape)
    exports[0] *= stays
    hub = np.array([p in INTERMEDIARIES for p in partners])[:, None, None]
    old = would[:, :INVASION].mean(1)[:, None] * rng.uniform(0.003, 0.05, (len(partners), 1, 1))
    old = old * rng.gamma(1.0, 1.0, (*firms.shape, 1)) * hub
    gone = rng.uniform(0.4, 1.0, old.shape) * (rng.random(old.shape) < 0.12) * treated[:, None]
    gone = gone * np.clip((t - INVASION + 1) / 4, 0, 1)
    exports += old * gone * rng.gamma(4, 0.25, exports.shape)
    planted = _switch(rng, lost, treated, partners, t)
    exports += planted
    arrivals, ghost = _books(rng, exports, planted, t)
    usual = sold[:, :, :INVASION].mean(2, keepdims=True) * price * 0.2
    usual = (
        usual
        * rng.lognormal(0, 1.0, old.shape)
        * rng.lognormal(0.1, 0.5, old.shape) ** (t >= INVASION)
    )
    onward = usual * rng.lognormal(0, 0.4, exports.shape)
    onward += planted * (1 - ghost) * rng.uniform(1.0, 1.5, old.shape)
    silent = rng.random(old.shape) < 0.2
    from_russia = old * (1 - gone) * rng.lognormal(0, 0.3, exports.shape)
    onward = np.where(silent, np.nan, onward)
    return World(partners, chapter, treated, exports, arrivals, onward, from_russia, planted)
