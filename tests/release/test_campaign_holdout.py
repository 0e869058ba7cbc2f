"""The hold-out again, with a small population: the shipped figures are not a lucky draw."""

from datetime import date

import pytest

from sinews.campaign.matching.draws import matched_record
from sinews.campaign.matching.history import match_history, score_holdout
from sinews.campaign.matching.match import SmcSettings

TOLERANCE = 0.2
"""Of the width of the 90 % interval: four standard errors of a median of 100 effective draws."""


@pytest.mark.slow
def test_the_holdout_is_reproduced_and_ground_is_where_the_record_says(evidence):
    held = matched_record()["holdout"]
    to = date.fromisoformat(held["matched_to"])
    settings = SmcSettings(particles=256, moves=6, final_moves=60)
    early = match_history(evidence, seed=77, settings=settings, until=to)
    fresh = {s.band.id: s for s in score_holdout(evidence, early.uniform, matched_to=to)}
    assert set(fresh) == {b["id"] for b in held["bands"]}
    for b in held["bands"]:
        width = b["high"] - b["low"]
        assert fresh[b["id"]].median == pytest.approx(b["median"], abs=TOLERANCE * width), b["id"]
