"""Statements against theories: statuses follow the data and turn with them."""

from datetime import date

import polars as pl
import pytest

from sinews.campaign.model.declared import campaign_model
from sinews.decision.report.names import load_names, plain_name
from sinews.decision.theories.indicators import CHECKS, watch


class Bent:
    """Evidence with one table changed."""

    def __init__(self, evidence, table, change):
        self.evidence, self.table, self.change = evidence, table, change

    def frame(self, id):
        frame = self.evidence.frame(id)
        return self.change(frame) if id == self.table else frame


def statuses(evidence):
    return {f"{w.theory}.{w.against.id}": w.status for w in watch(evidence)}


def test_every_check_belongs_to_a_statement_and_most_are_computed(evidence):
    found = watch(evidence)
    ids = {f"{w.theory}.{w.against.id}" for w in found}
    assert set(CHECKS) <= ids
    assert sum(w.computed for w in found) >= 7
    assert all(w.status in ("met", "not met", "open") and w.finding for w in found)


def test_an_end_of_the_war_opens_what_was_not_met(evidence):
    def end(frame):
        row = frame.tail(1).with_columns(event=pl.lit("Cease-fire in force along the line"))
        return pl.concat([frame, row])

    before, after = statuses(evidence), statuses(Bent(evidence, "timeline", end))
    assert before["pressure.end_under_calm"] == "not met"
    assert after["pressure.end_under_calm"] == "open"
    assert before["exhaustion.run_out_without_end"] == "met"
    assert after["exhaustion.run_out_without_end"] == "not met"


def test_a_year_without_settlement_meets_the_statement(evidence):
    def later(frame):
        return frame.with_columns(
            day=pl.when(pl.col("day") == pl.col("day").max())
            .then(pl.lit(date(2027, 5, 1)))
            .otherwise(pl.col("day"))
        )

    assert statuses(evidence)["denial.durable_without_settlement"] == "open"
    after = statuses(Bent(evidence, "timeline", later))
    assert after["denial.durable_without_settlement"] == "met"


def test_recruits_above_losses_open_the_statement_and_short_wars_meet_the_base_rate(evidence):
    def fewer(frame):
        gap = pl.when(pl.col("fact") == "F350").then(-100.0).otherwise(pl.col("central"))
        return frame.with_columns(central=gap)

    def short(frame):
        return frame.with_columns(
            months_at_war=pl.col("months_at_war").clip(upper_bound=40.0),
            right_censored=pl.lit(False),
        )

    assert statuses(Bent(evidence, "facts", fewer))["exhaustion.recruits_hold"] == "open"
    assert statuses(Bent(evidence, "wars", short))["base_rate.unusual_length"] == "met"


def test_plain_names_belong_to_parameters_and_hold_no_name_of_the_model():
    known = {p.name for p in campaign_model().parameters}
    assert set(load_names()) <= known
    assert all("_" not in text for text in load_names().values())
    assert plain_name("no_such_input") == "no such input"


def test_prices_are_costs_over_gains_and_only_of_gains(evidence):
    from dataclasses import replace

    from wording_lint import lint

    from sinews.campaign.strategy import shipped_strategies
    from sinews.decision.compare.costs import PER, describe_costs, price_outcomes
    from sinews.decision.compare.study import Question, answer
    from sinews.decision.theories.weights import read_weights

    base, full = (shipped_strategies()[s] for s in ("actual_2024_2026", "full_offensive"))
    question = Question(
        strategies=[base, full, replace(base, id="twin", label="Twin")],
        futures=200,
        seed=5,
        until=date(2025, 12, 31),
        start=date(2024, 3, 1),
        weights=read_weights([]),
    )
    found = answer(evidence, question)
    prices = price_outcomes(found, full)
    assert prices
    for p in prices:
        c, w = found.comparison, question.weights
        paid = c.mixed_differences(p.group.id, base.id, w).mean[1]
        gain = (
            p.outcome.sign * p.outcome.scale * c.mixed_differences(p.outcome.id, base.id, w).mean[1]
        )
        assert p.value == pytest.approx(PER[p.outcome.id] * paid / gain)
        assert 0 < p.low <= p.value <= p.high
    assert price_outcomes(found, question.strategies[2]) == ()
    for s in question.strategies[1:]:
        assert lint(describe_costs(found, s), "assumed") == ()
