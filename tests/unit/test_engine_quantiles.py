"""Histograms add exactly, and Monte Carlo errors are as large as the errors are."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.engine import estimate_error
from sinews.engine.run.quantiles import BINS, start_histogram
from sinews.errors import EstimationError

RNG = np.random.default_rng(8)
VALUES = RNG.normal(size=(2, 3, 5000))
VALUES[0, 1, ::7] = np.nan
VALUES[1, 2] = 4.0


@given(st.lists(st.integers(0, 5000), max_size=6))
def test_merged_histograms_equal_that_of_all_values(cuts):
    whole = start_histogram(VALUES[..., :500])
    whole.add(VALUES)
    edges = [0, *sorted(cuts), 5000]
    merged = start_histogram(VALUES[..., :500])
    parts = [VALUES[..., a:b] for a, b in pairwise(edges) if b > a]
    for part in reversed(parts):
        one = start_histogram(VALUES[..., :500])
        one.add(part)
        merged.merge(one)
    np.testing.assert_array_equal(merged.counts, whole.counts)
    np.testing.assert_array_equal(merged.missing, whole.missing)
    np.testing.assert_array_equal(merged.quantile(0.3), whole.quantile(0.3))


def test_quantiles_are_within_a_bin_of_the_exact_ones():
    histogram = start_histogram(VALUES[..., :500])
    histogram.add(VALUES)
    width = (histogram.high - histogram.low) / BINS
    for level in (0.0, 0.05, 0.5, 0.95, 1.0):
        exact = np.nanquantile(VALUES, level, axis=-1)
        inside = (exact > histogram.low) & (exact < histogram.high)
        assert (np.abs(histogram.quantile(level) - exact)[inside] <= 1.5 * width[inside]).all()
    assert histogram.counts.sum() + histogram.missing.sum() == VALUES.size


def test_what_lies_beyond_the_pilot_is_counted():
    histogram = start_histogram(np.array([[[0.0, 1.0]]]))
    histogram.add(np.array([[[-50.0, 0.5, 80.0]]]))
    assert histogram.counts[0, 0, [0, -1]].tolist() == [1, 1]
    assert histogram.quantile(0.0)[0, 0] == -50.0
    assert histogram.quantile(1.0)[0, 0] == 80.0


def test_nothing_known_gives_no_quantile():
    histogram = start_histogram(np.full((1, 1, 3), np.nan))
    histogram.add(np.full((1, 1, 3), np.nan))
    assert np.isnan(histogram.quantile(0.5)).all()


def test_histograms_with_different_ends_are_not_merged():
    with pytest.raises(EstimationError, match="different ends"):
        start_histogram(VALUES).merge(start_histogram(VALUES + 1))


@pytest.mark.parametrize("quantile", [None, 0.1, 0.5])
def test_the_monte_carlo_error_is_that_of_repeated_samples(quantile):
    samples = RNG.exponential(size=(400, 1000))
    found = samples.mean(1) if quantile is None else np.quantile(samples, quantile, axis=1)
    claimed = np.median([estimate_error(s, quantile) for s in samples])
    assert claimed == pytest.approx(found.std(), rel=0.12)


def test_too_few_runs_have_no_error():
    assert estimate_error(np.arange(29.0)) == np.inf
