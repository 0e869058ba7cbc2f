"""The nowcast: the filter against statsmodels, and the values of methods/front.md."""

from datetime import date

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import multivariate_normal

from sinews.core.rng import stream
from sinews.data.evidence.evidence import open_evidence
from sinews.front import outlook
from sinews.front.figures.counted import build_counted
from sinews.front.figures.origins import releases_behind
from sinews.front.forecast.pool import LEVELS
from sinews.front.models.ground import fit_ground, measure_disagreement
from sinews.front.models.kalman import filter_local_level
from sinews.front.models.people import WEEKS_A_MONTH, read_absences
from sinews.front.paths_ahead import draw_paths
from sinews.front.series.read import read_series
from sinews.front.series.registry import list_series

JULY = date(2025, 7, 31)


@pytest.fixture(scope="module")
def evidence():
    return open_evidence()


def share(evidence, family, start, end):
    draws = outlook.draw_stopped_share(evidence, family, start, end)
    return float(np.median(draws)), 1.645 * float(draws.std())


def test_filter_agrees_with_statsmodels():
    structural = pytest.importorskip("statsmodels.tsa.statespace.structural")
    rng = np.random.default_rng(1)
    y = 100 + np.cumsum(rng.normal(0, 3, 40)) + rng.normal(0, 5, 40)
    model = structural.UnobservedComponents(y, "llevel")
    theirs = model.smooth([25.0, 9.0])
    ours = filter_local_level(y[None], 3.0, np.array([5.0]))
    np.testing.assert_allclose(ours.mean[1:], theirs.filtered_state[0, 1:], rtol=1e-4)
    np.testing.assert_allclose(ours.smooth_mean, theirs.smoothed_state[0], rtol=1e-4)
    np.testing.assert_allclose(ours.smooth_variance, theirs.smoothed_state_cov[0, 0], rtol=1e-3)


def test_likelihood_is_that_of_all_values_less_the_first_with_gaps_and_two_observers():
    """Given the first value all others are jointly normal, which needs no filter."""
    rng = np.random.default_rng(5)
    walk, noise = 3.0, np.array([5.0, 2.0])
    level = rng.normal(0, walk, 30).cumsum()
    seen = level + noise[:, None] * rng.normal(size=(2, 30))
    seen[0, [3, 4, 9]], seen[1, [4, 12]], seen[1, 0] = np.nan, np.nan, np.nan
    month, who = np.nonzero(~np.isnan(seen.T))
    value = seen[who, month]
    variance = noise[0] ** 2 + walk**2 * np.minimum.outer(month[1:], month[1:])
    variance = variance + np.diag(noise[who[1:]] ** 2)
    wanted = multivariate_normal(np.full(len(value) - 1, value[0]), variance).logpdf(value[1:])
    found = filter_local_level(seen, walk, noise)
    assert found.loglik == pytest.approx(wanted, rel=1e-9)
    assert (found.smooth_variance <= found.variance + 1e-12).all()


def test_ground_parameters_are_recovered():
    inside = []
    for repetition in range(40):
        rng = np.random.default_rng(repetition)
        level = np.cumsum(rng.normal(0, 100, 40))
        maps = level + rng.normal(0, 65, (2, 40))
        fit = fit_ground(maps, rng, 400)
        for draws, truth in ((fit.walk, 100), (fit.noise, 65)):
            low, high = np.quantile(draws, [0.05, 0.95])
            inside.append(low <= truth <= high)
    assert 0.8 <= np.mean(inside) <= 1.0


@pytest.mark.parametrize(
    ("family", "start", "end", "value", "error"),
    [
        ("cruise", date(2024, 1, 1), date(2024, 12, 31), 0.73, 0.03),
        ("ballistic", date(2024, 1, 1), date(2024, 12, 31), 0.11, 0.03),
        ("missiles", date(2024, 1, 1), date(2024, 12, 31), 0.545, 0.036),
        ("missiles", date(2025, 1, 1), JULY, 0.507, 0.046),
    ],
)
def test_kill_chances_are_those_of_the_methods(evidence, family, start, end, value, error):
    found, spread = share(evidence, family, start, end)
    assert found == pytest.approx(value, abs=error)
    assert 0.3 * error < spread < 3 * error


def test_drones_grow_and_are_stopped_as_in_the_methods(evidence):
    growth = np.exp(outlook.fit_drones(evidence, JULY).values)
    assert growth[0] == pytest.approx(0.077, abs=0.016)
    assert growth[1] == pytest.approx(1258, abs=235)
    slope, error = outlook.fit_odds(evidence, JULY)
    assert slope == pytest.approx(0.66, abs=0.09)
    assert error == pytest.approx(0.09, abs=0.03)


def test_casualties_move_together_as_in_the_methods(evidence):
    slope, error, correlation = outlook.fit_deaths(evidence, date(2023, 1, 1), date(2025, 6, 1))
    assert slope == pytest.approx(1.19, abs=0.15)
    assert error == pytest.approx(0.15, abs=0.04)
    assert correlation == pytest.approx(0.85, abs=0.03)
    low, middle, high = np.quantile(outlook.draw_tempo_exponent(evidence), [0.05, 0.5, 0.95])
    assert 0.41 <= middle <= 0.78
    assert low == pytest.approx(0.41, abs=0.15)
    assert high == pytest.approx(0.78, abs=0.15)


@pytest.mark.parametrize(("year", "value"), [(2023, 0.21), (2024, 0.30), (2025, 0.37)])
def test_share_of_dead_rises_as_in_the_methods(evidence, year, value):
    end = date(year, 12 if year < 2025 else 7, 1)
    deaths, claims = (
        outlook.read_months(evidence, id, date(year, 1, 1), end).sum()
        for id in ("ru_deaths", "claims.personnel")
    )
    assert deaths / claims == pytest.approx(value, abs=0.01)


def test_absences_are_those_of_the_methods(evidence):
    rates = {r.start: r.low for r in read_absences(evidence.frame("front_points"))}
    wanted = {date(2024, 1, 1): 0.0022, date(2024, 10, 1): 0.0061, date(2025, 1, 1): 0.0089}
    for start, weekly in wanted.items():
        assert rates[start] / WEEKS_A_MONTH / 410_000 == pytest.approx(weekly, abs=0.0001)


def test_the_two_maps_differ_as_in_the_methods(evidence):
    maps = outlook.align_maps(evidence, date(2025, 7, 1))
    assert measure_disagreement(maps) == pytest.approx(92, abs=2)
    fit = fit_ground(maps, stream(1, "test"), 1000)
    low, high = np.quantile(fit.noise, [0.05, 0.95])
    assert low <= 65 <= high


def test_every_series_is_read_and_is_without_a_gap(evidence):
    for spec in list_series():
        series = read_series(evidence, spec.id)
        assert np.isfinite(series.values).all(), spec.id
        assert series.sources, spec.id


def test_claims_are_those_known_at_the_origin(evidence):
    early = read_series(evidence, "claims.tank", date(2025, 8, 1))
    late = read_series(evidence, "claims.tank", date(2025, 9, 1))
    assert (early.vintage, late.vintage) == ("2025-09-01", "2025-10-05")
    assert early.last == date(2025, 8, 1)


def test_paths_have_the_quantiles_of_the_pool():
    quantiles = np.array([[1.0], [2.0], [3.0]]) * ndtri(LEVELS)
    paths = draw_paths(quantiles, 0.4, np.random.default_rng(4), 40_000)
    found = np.quantile(paths, LEVELS[[20, 100, 180]], axis=0).T
    np.testing.assert_allclose(found, quantiles[:, [20, 100, 180]], atol=0.08)
    assert np.corrcoef(paths[:, 1], paths[:, 2])[0, 1] > 0.2


def test_a_figure_names_the_releases_it_was_read_from_and_no_others(evidence):
    def behind(*ids):
        return {r.partition("@")[0] for r in releases_behind(evidence, *ids)}

    assert behind("ground.isw") == {"control_areas"}
    assert behind("ua_deaths.named") == {"named_dead"}
    assert behind("claims.tank", "oneway.stopped_share") == {"claimed_losses", "strike_bulletins"}
    assert all(behind(spec.id) for spec in list_series())
    counted = {f.id: f.sources for f in build_counted(evidence)}
    assert [s.partition("@")[0] for s in counted["front.ground.isw.y2024"]] == ["control_areas"]
