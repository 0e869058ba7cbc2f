"""Rolling scores: the same with any workers, go on after an interruption, and newer data."""

from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import numpy as np
import polars as pl
import pytest

from sinews.core.periods import add_months
from sinews.front.forecast import rolling
from sinews.front.forecast.forecast import make_forecast
from sinews.front.forecast.scores import list_origins
from sinews.front.series.read import last_month
from sinews.front.series.registry import forecast_ids

ORIGINS = (date(2023, 6, 1), date(2023, 7, 1), date(2023, 8, 1))


@pytest.fixture
def three(monkeypatch):
    monkeypatch.setattr(rolling, "list_origins", lambda _: ORIGINS)


@pytest.mark.slow
@pytest.mark.usefixtures("three")
def test_workers_change_no_number(evidence, tmp_path):
    alone = rolling.run_rolling(evidence, tmp_path / "one")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        shared = rolling.run_rolling(evidence, tmp_path / "two", pool=pool)
    assert alone.equals(shared)
    assert alone["origin"].unique(maintain_order=True).to_list() == list(ORIGINS)


@pytest.mark.usefixtures("three")
def test_an_interrupted_run_goes_on_where_it_stopped(evidence, tmp_path, monkeypatch):
    asked = []

    def score(_, origin):
        asked.append(origin)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return pl.DataFrame({"origin": [origin]})

    monkeypatch.setattr(rolling, "score_origin", score)
    with pytest.raises(KeyboardInterrupt):
        rolling.run_rolling(evidence, tmp_path)
    told = []
    found = rolling.run_rolling(evidence, tmp_path, done=told.append)
    assert asked == [ORIGINS[0], ORIGINS[1], ORIGINS[1], ORIGINS[2]]
    assert found["origin"].to_list() == list(ORIGINS)
    assert told == ["2023-06", "2023-07", "2023-08"]


class Newer:
    """Evidence to which the last months came in: those of a year before, once more."""

    def __init__(self, evidence, months):
        self._evidence = evidence
        monthly, claims = evidence.frame("front_monthly"), evidence.frame("losses_vintages")
        last = claims["vintage"].max()
        newest = claims.filter(pl.col("vintage") == last)
        self._frames = {
            "front_monthly": pl.concat([monthly, self._shift(monthly, months)]),
            "losses_vintages": pl.concat(
                [
                    claims,
                    pl.concat([newest, self._shift(newest, months)]).with_columns(
                        vintage=pl.lit(last).dt.offset_by(f"{months}mo")
                    ),
                ]
            ),
        }

    @staticmethod
    def _shift(frame, months):
        first = date(2025, 1, 1)
        wanted = pl.col("month").is_between(first, add_months(first, months - 1))
        return frame.filter(wanted).with_columns(month=pl.col("month").dt.offset_by("12mo"))

    def frame(self, id):
        return self._frames.get(id, self._evidence.frame(id))

    def __getattr__(self, name):
        return getattr(self._evidence, name)


def test_newer_data_of_a_user_move_the_last_origin(evidence):
    newer = Newer(evidence, 2)
    assert last_month(newer) == date(2026, 2, 1)
    assert list_origins(newer)[-1] == date(2026, 1, 1)
    found = make_forecast(newer, date(2026, 2, 1), 3)
    assert found.months == (date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1))
    assert {p.id for p in found.pools} == set(forecast_ids())
    assert all(np.isfinite(p.quantiles).all() for p in found.pools)
    assert found.series["claims.tank"].last == date(2026, 2, 1)
