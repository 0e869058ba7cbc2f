"""The same regression by another program: pyfixest's fepois (extra `stats`)."""

import warnings

import numpy as np
import polars as pl
import pytest
from synthetic_trade import make_gravity

from sinews.diversion.counterfactual.ppml import fit_three_way


@pytest.mark.slow
def test_fitted_means_agree_with_fepois_to_one_in_ten_thousand():
    pytest.importorskip("pyfixest")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyfixest import fepois
    world = make_gravity(3, products=60, controls=8)
    y = world.exports / 1e3
    used = np.ones(y.shape, dtype=bool)
    used[0, :, 26:] = False
    used[1:6][:, world.treated, 26:] = False
    fit = fit_three_way(y, used, tolerance=1e-10, most_rounds=50_000)
    p, k, t = np.nonzero(used)
    frame = pl.DataFrame({"y": y[used], "p": p, "k": k, "t": t, "one": np.ones(p.size)})
    frame = frame.with_columns(
        pk=pl.col("p") * 1000 + pl.col("k"),
        kt=pl.col("k") * 1000 + pl.col("t"),
        pt=pl.col("p") * 1000 + pl.col("t"),
    ).to_pandas()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # A constant regressor is absorbed; fepois needs a formula with effects only: `1`.
        model = fepois("y ~ 1 | pk + kt + pt", data=frame, fixef_tol=1e-9, iwls_tol=1e-10)
        kept = model._data.index.to_numpy()
        theirs = np.asarray(model.predict(type="response")).ravel()
    ours = fit.expected()[used][kept]
    large = theirs > 1e-3
    assert large.mean() > 0.5
    np.testing.assert_allclose(ours[large], theirs[large], rtol=1e-4)
