"""What holds for every lever and every shipped strategy."""

from datetime import date

import numpy as np
import pytest

from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.levers import LEVERS
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.strategy import read_strategy, shipped_strategies
from sinews.errors import UsageError

CALENDAR = Calendar(until=date(2026, 12, 31))
EVERY = pytest.mark.parametrize("lever", list(LEVERS), ids=lambda x: x.id)
SHIPPED = pytest.mark.parametrize("strategy", list(shipped_strategies()), ids=lambda x: x.id)


@pytest.fixture(scope="module")
def base(evidence):
    return build_base_path(evidence, CALENDAR)


def full(value):
    return np.full(CALENDAR.n_weeks, float(value))


@EVERY
def test_the_neutral_setting_changes_nothing_to_the_last_bit(lever, base):
    changed = lever.apply(base, full(lever.neutral))
    assert stack_inputs(changed).tobytes() == stack_inputs(base).tobytes()


@EVERY
def test_both_ends_change_something_and_leave_the_base_path_alone(lever, base):
    before = stack_inputs(base).tobytes()
    moved = [stack_inputs(lever.apply(base, full(v))) for v in (lever.low, lever.high)]
    assert any(m.tobytes() != before for m in moved)
    assert all(np.isfinite(m).all() for m in moved)
    assert stack_inputs(base).tobytes() == before


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
    assert {name for name, row in path.items() if row.min() < 0} == {"season"}


def test_the_ten_strategies_of_the_design_are_shipped_and_the_record_changes_nothing(base):
    assert len(shipped_strategies()) == 10
    record = shipped_strategies()["actual_2024_2026"]
    assert stack_inputs(record.apply(base, CALENDAR)).tobytes() == stack_inputs(base).tobytes()


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
