"""Scenes before the model's start, and which input binds."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sinews.campaign.matching import validation_episodes as scenes
from sinews.campaign.matching.bands import load_bands
from sinews.campaign.matching.draws import draw_prior, to_values
from sinews.campaign.matching.history import open_history
from sinews.campaign.matching.validation_episodes import load_scenes
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.binding import INPUTS, SIDES, find_binding
from sinews.engine import Grid, Outcomes
from sinews.engine.run.arrays import simulate_arrays
from sinews.errors import EvidenceError


def test_the_summer_of_2023_is_played_with_its_own_fire_and_posture(evidence):
    scene = load_scenes()["summer_2023"]
    names = [i.name for i in campaign_model().inputs]
    base = open_history(evidence).inputs
    path = scene.path(base, 5)
    assert path.shape == (len(names), 5)
    assert (path[names.index("posture")] == 1).all()
    assert all((path[k] == 0).all() for k, n in enumerate(names) if n.startswith("knot_"))
    values = scene.start(to_values(draw_prior(30, 1)))
    row = {p.name: i for i, p in enumerate(campaign_model().parameters)}
    found = simulate_arrays(campaign_model(), values, path[:, :1], grid=Grid(read_at=(1,)))
    fire = found.last("cum_fire_ua")
    most = np.minimum(
        values[row["fire_wanted_ua"]],
        values[row["fielded_ua_start_gun"]] * values[row["rounds_per_gun"]],
    )
    np.testing.assert_allclose(fire, np.minimum(49, most), rtol=1e-9)


def test_a_scene_lasts_as_long_as_its_band_says(evidence):
    band = next(b for b in load_bands() if b.scene)
    calendar = open_history(evidence).calendar
    assert band.weeks(calendar) == (0, 5)
    assert replace(band, end=date(2023, 6, 25)).weeks(calendar) == (0, 3)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("summer,input,postur,1,,,,", "line 2: no input 'postur'"),
        ("summer,fire,uk,1,,,,", "line 2: no fire 'uk'"),
        ("summer,mood,ua,1,,,,", "line 2: no mood 'ua'"),
        ("summer,fire,ua,-1,,,,", "line 2: -1.0 is not a value"),
    ],
)
def test_a_typo_in_a_scene_is_refused(row, message, tmp_path, monkeypatch):
    head = "scene,kind,name,value,unit,grade,source,note"
    (tmp_path / "scenes.csv").write_text(f"{head}\n{row}\n")
    monkeypatch.setattr(scenes, "files", lambda _: tmp_path)
    load_scenes.cache_clear()
    with pytest.raises(EvidenceError, match=message):
        load_scenes()
    monkeypatch.undo()
    load_scenes.cache_clear()


def test_each_input_is_judged_alone_and_missing_futures_do_not_count():
    needed = {
        "now_rounds_needed_ua": [2, 2, 0.5, np.nan],
        "now_rounds_asked": [2, 0.5, 2, np.nan],
        "now_men_needed_ua": [2, 2, 2, np.nan],
        "now_rounds_needed_ru": [0.5, 0.5, 0.5, np.nan],
        "now_money_needed_ru": [0.5, 0.5, 2, np.nan],
        "now_men_needed_ru": [2, 0.5, 2, np.nan],
    }
    outcomes = Outcomes(
        names=tuple(needed),
        read_at=(1,),
        values=np.array([list(needed.values())]),
        left=np.full(4, np.nan),
    )
    found = find_binding(outcomes)
    shares = [found[s][i][0] for s in SIDES for i in INPUTS]
    np.testing.assert_allclose(shares, [1 / 3, 1 / 3, 1, 0, 1 / 3, 2 / 3])
