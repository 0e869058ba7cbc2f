"""The ledger, the scores and the command line of the front."""

import json
from datetime import date

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from sinews.cli import app
from sinews.data.evidence.evidence import open_evidence
from sinews.errors import ProvenanceError, UsageError
from sinews.front.forecast.forecast import make_forecast
from sinews.front.forecast.ledger import (
    list_entries,
    publish_forecast,
    read_published,
    shipped_folder,
)
from sinews.front.forecast.scores import measure_skill, relate_scores
from sinews.front.series.registry import forecast_ids
from sinews.front.shipped import REPORTED_FROM, SCORES

ORIGIN = date(2023, 10, 1)


@pytest.fixture(scope="module")
def evidence():
    return open_evidence()


@pytest.fixture(scope="module")
def forecast(evidence):
    return make_forecast(evidence, ORIGIN, 3)


def test_what_is_published_is_never_written_again(forecast, evidence, tmp_path):
    path = publish_forecast(forecast, tmp_path, date(2023, 11, 5))
    assert publish_forecast(forecast, tmp_path, date(2023, 11, 6)) == path
    other = make_forecast(evidence, ORIGIN, 2)
    with pytest.raises(UsageError, match="stays"):
        publish_forecast(other, tmp_path, date(2023, 11, 6))
    assert json.loads(path.with_suffix(".json").read_text())["made"] == "2023-11-05"


def test_a_changed_forecast_is_refused(forecast, tmp_path):
    path = publish_forecast(forecast, tmp_path, date(2023, 11, 5))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ProvenanceError, match="digest"):
        list(read_published(tmp_path))


def test_entries_are_scored_once_their_month_is_in(forecast, evidence, tmp_path):
    publish_forecast(forecast, tmp_path, date(2023, 11, 5))
    (published,) = read_published(tmp_path)
    entries = [e for e in list_entries(evidence, published) if e.series == "claims.tank"]
    assert [e.observed for e in entries][:2] == [340.0, 426.0]
    assert all(e.hit == (e.low <= e.observed <= e.high) for e in entries)
    assert all(e.crps > 0 and e.crps_persistence > 0 for e in entries)


def test_shipped_forecasts_start_where_the_data_end(evidence):
    published = list(read_published(shipped_folder()))
    assert published[0].origin == date(2025, 12, 1)
    assert set(published[0].table["series"].unique()) == set(forecast_ids())
    unseen = [e for e in list_entries(evidence, published[0]) if e.observed is None]
    assert unseen


def test_pool_equal_to_persistence_has_no_skill():
    rows = [
        {"series": "s", "origin": date(2024, m, 1), "horizon": 1, "model": model, "crps": 1.0 + m}
        for m in range(1, 13)
        for model in ("pool", "persistence", *SCORES.load()["model"].unique())
    ]
    frame = pl.DataFrame(rows).unique().with_columns(covered_50=True, covered_90=True)
    skill = measure_skill(frame)
    assert (skill.ratio, skill.low, skill.high) == (1.0, 1.0, 1.0)


def test_shipped_scores_hold_every_series_and_member():
    scores = SCORES.load().filter(pl.col("origin") >= REPORTED_FROM)
    assert set(scores["series"].unique()) == set(forecast_ids())
    ratios = relate_scores(scores)
    assert ratios["persistence"] == pytest.approx(1.0)
    assert np.isfinite(list(ratios.values())).all()


def test_forecast_file_has_the_promised_form(tmp_path):
    out = tmp_path / "f.parquet"
    options = ["--origin", "2023-06", "--horizon", "2", "--series", "ground.isw", "--out", str(out)]
    done = CliRunner().invoke(app, ["front", "forecast", *options])
    assert done.exit_code == 0, done.output
    frame = pl.read_parquet(out)
    assert frame.columns == ["series", "month", "q", "value"]
    assert frame.height == 2 * 200
    assert frame["q"].to_list()[:2] == pytest.approx([0.0025, 0.0075])
    assert frame.filter(pl.col("month") == date(2023, 7, 1))["value"].is_sorted()


def test_an_origin_outside_the_data_is_refused(evidence):
    with pytest.raises(UsageError, match="2023-06"):
        make_forecast(evidence, date(2023, 5, 1), 1)
    with pytest.raises(UsageError, match="not forecast"):
        make_forecast(evidence, ORIGIN, 1, ("photographed.tank",))
