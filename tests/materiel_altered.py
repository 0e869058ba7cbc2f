"""Evidence with some tables changed: what must not matter to a forecast."""

import polars as pl

from sinews.materiel.depletion.history import month_end


class Altered:
    """Evidence in which some tables were changed."""

    def __init__(self, evidence, **frames):
        self._evidence, self._frames = evidence, frames

    def frame(self, id):
        return self._frames.get(id, self._evidence.frame(id))

    def table(self, id):
        return self._evidence.table(id)


def after(evidence, origin):
    """The evidence with every later row changed: claims, confirmed losses, facts."""
    end = month_end(origin)
    claims = evidence.frame("losses_fitted").with_columns(
        claimed=pl.when(pl.col("month") > origin)
        .then(7 * pl.col("claimed") + 3)
        .otherwise("claimed")
    )
    confirmed = evidence.frame("losses_confirmed").with_columns(
        confirmed_cumulative=pl.when(pl.col("month") > origin)
        .then(pl.col("confirmed_cumulative") * 5)
        .otherwise("confirmed_cumulative")
    )
    facts = evidence.frame("facts").with_columns(
        central=pl.when(pl.col("source_day") > end).then(pl.col("central") * 9).otherwise("central")
    )
    return Altered(evidence, losses_fitted=claims, losses_confirmed=confirmed, facts=facts)
