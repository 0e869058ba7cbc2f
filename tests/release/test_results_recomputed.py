"""Every kept result agrees with what its code gives today: a part of each is computed again.

A new result is covered as soon as it is listed in `sinews.results` with a `check`. For the shipped
comparison the check is one strategy at the seed of the report.
"""

import pytest

from sinews.core.artifact.declare import find_object
from sinews.results import list_results

RESULTS = [a for a in list_results() if a.check]


@pytest.mark.slow
@pytest.mark.parametrize("artifact", RESULTS, ids=lambda a: a.id)
def test_a_part_computed_again_agrees(artifact):
    assert find_object(artifact.check)(artifact.load())


def test_most_results_can_be_checked():
    assert len(RESULTS) >= 3
