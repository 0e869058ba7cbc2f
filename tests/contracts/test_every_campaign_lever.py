"""What holds for every lever and every shipped strategy."""

import dataclasses
from datetime import date

import numpy as np
import pytest

from sinews.campaign.inputs import build_inputs, read_base_path
from sinews.campaign.levers import LEVERS
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.schedule import Step
from sinews.campaign.run.setting import stack_inputs
from sinews.campaign.strategy import read_strategy, shipped_strategies
from sinews.errors import UsageError

CALENDAR = Calendar(until=date(2026, 12, 31))
EVERY = pytest.mark.parametrize("lever", list(LEVERS), ids=lambda x: x.id)
BASE = shipped_strategies()["actual_2024_2026"]
SHIPPED = pytest.mark.parametrize("strategy", list(shipped_strategies()), ids=lambda x: x.id)


@pytest.fixture(scope="module")
def base(evidence):
    front = read_base_path(tuple(m for m, _ in CALENDAR.month_ends()))
    return build_inputs(evidence, CALENDAR, front)


def pack(inputs):
    """Every weekly input, those of effects and theories among them."""
    return b"".join(inputs[k].tobytes() for k in sorted(inputs))


def full(value):
    return np.full(CALENDAR.n_weeks, float(value))


@EVERY
def test_the_neutral_setting_changes_nothing_to_the_last_bit(lever, base):
    changed = lever.apply(base, full(lever.neutral))
    assert pack(changed) == pack(base)


@EVERY
def test_both_ends_change_something_and_leave_the_base_path_alone(lever, base):
    before = pack(base)
    moved = [lever.apply(base, full(v)) for v in (lever.low, lever.high)]
    assert any(pack(m) != before for m in moved)
    assert all(np.isfinite(x).all() for m in moved for x in m.values())
    assert pack(base) == before


@EVERY
@pytest.mark.parametrize("beyond", ["below", "above", "nan"])
def test_no_path_into_a_run_passes_the_ends(lever, base, beyond):
    width = lever.high - lever.low
    value = {"below": lever.low - width, "above": lever.high + 4 * width, "nan": np.nan}[beyond]
    setting = full(lever.neutral)
    setting[40] = value
    with pytest.raises(UsageError, match="outside the ends"):
        lever.apply(base, setting)
    steps = (Step(start=date(2024, 6, 3), value=value),)
    strategy = dataclasses.replace(BASE, id="own", settings={lever.id: steps})
    with pytest.raises(UsageError, match="outside the ends"):
        strategy.apply(base, CALENDAR)


@EVERY
def test_ends_hold_the_neutral_setting_and_words_are_there(lever):
    assert lever.low <= lever.neutral <= lever.high
    assert lever.low < lever.high
    assert lever.channel
    assert lever.label
    assert lever.unit


@SHIPPED
def test_a_shipped_strategy_is_documented_and_applies(strategy, base):
    assert strategy.rationale.endswith(".")
    assert strategy.proponents
    assert strategy.sources
    path = strategy.apply(base, CALENDAR)
    assert np.isfinite(stack_inputs(path)).all()
    assert {name for name, row in path.items() if row.min() < 0} <= {"posture"}


def test_the_ten_strategies_of_the_design_are_shipped_and_the_record_changes_nothing(base):
    assert len(shipped_strategies()) == 10
    record = shipped_strategies()["actual_2024_2026"]
    assert pack(record.apply(base, CALENDAR)) == pack(base)


GOOD = """
id = "mine"
label = "Mine"
rationale = "A test."

[settings]
posture = [{ from = 2024-06-03, value = 0.2, over_weeks = 4 }]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("posture", "postur", r"line 7: no lever is called 'postur'. Did you mean 'posture'"),
        ("value = 0.2", "value = 9", r"outside the ends of 'posture', -1 to 1"),
        ("value = 0.2", 'value = "much"', "value = a number"),
        ("2024-06-03", '"soon"', "a date like"),
        ("over_weeks", "over_week", r"unknown part of a step 'over_week'. Did you mean"),
        ('label = "Mine"', 'lable = "Mine"', "unknown field 'lable'. Did you mean 'label'"),
        ("[settings]", "[settings", "mine.toml"),
        ('"A test."', '""', "'rationale' must be a text"),
    ],
)
def test_a_typo_in_a_strategy_gets_one_clear_message(old, new, message):
    assert read_strategy(GOOD, "mine.toml").id == "mine"
    with pytest.raises(UsageError, match=message):
        read_strategy(GOOD.replace(old, new), "mine.toml")


def test_steps_out_of_order_are_refused():
    text = GOOD.replace(
        "over_weeks = 4 }]", "over_weeks = 4 }, { from = 2024-01-01, value = 0.1 }]"
    )
    with pytest.raises(UsageError, match="not in the order of their dates"):
        read_strategy(text, "mine.toml")
