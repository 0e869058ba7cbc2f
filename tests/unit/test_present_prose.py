"""Prose: a number and its per cent sign stay on one line."""

from sinews.present.text.prose import hold_together


def test_only_the_space_between_a_number_and_per_cent_is_held():
    assert hold_together("69 to 90 % of its 5 % or {x} % of all") == (
        "69 to 90\u00a0% of its 5\u00a0% or {x} % of all"
    )
