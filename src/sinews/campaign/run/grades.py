"""How much of what a strategy buys rests on assumed inputs: variance by grade."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from sinews.campaign.elasticities import load_elasticities
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.outcomes import read_ends
from sinews.campaign.run.setting import Draws, Setting, draw_unknowns
from sinews.campaign.strategy import Strategy
from sinews.core.estimate import GRADES, Grade
from sinews.engine.sample.variance import split_variance

OTHER_SEED: Final = 7_919
"""Added to the seed for the second set of draws."""


def list_grades() -> tuple[Grade, ...]:
    """Return the grades that inputs have, strongest first; the base path is estimated."""
    found = {p.grade or "assumed" for p in campaign_model().parameters}
    found |= {e.grade for e in load_elasticities().values()} | {"estimated"}
    return tuple(g for g in GRADES if g in found)


def mix_draws(a: Draws, b: Draws, grade: Grade) -> Draws:
    """Return draws a with the inputs of one grade taken from b."""
    rows = np.array([(p.grade or "assumed") == grade for p in campaign_model().parameters])
    known = load_elasticities()
    effects = {k: (b if known[k].grade == grade else a).effects[k] for k in known}
    return Draws(
        parameters=np.where(rows[:, None], b.parameters, a.parameters),
        effects=effects,
        front=b.front if grade == "estimated" else a.front,
    )


def draw_pair(setting: Setting, n_draws: int) -> tuple[Draws, Draws]:
    """Return two independent sets of unknowns in a setting."""
    n_front = len(setting.front.ground)
    a, b = (
        draw_unknowns(n_draws, setting.seed + shift, setting.ranges, n_front)
        for shift in (0, OTHER_SEED)
    )
    return a, b


def split_accounts(
    setting: Setting, strategies: Sequence[Strategy], *, n_draws: int
) -> Mapping[str, Mapping[str, float]]:
    """Return strategy to outcome to the share of its variance that assumed inputs carry.

    The share is total: alone or together with other inputs, of the level under each strategy.
    """
    a, b = draw_pair(setting, n_draws)
    ya, yb, mixed = (
        read_ends(replace(setting, draws=d), strategies) for d in (a, b, mix_draws(a, b, "assumed"))
    )
    found: dict[str, dict[str, float]] = {}
    for s in strategies:
        found[s.id] = {}
        for o, values in ya[s.id].items():
            if values.std() == 0:
                found[s.id][o] = 0.0
                continue
            shares = split_variance(values, yb[s.id][o], {"assumed": mixed[s.id][o]})
            found[s.id][o] = float(np.clip(shares.total["assumed"], 0, 1))
    return found
