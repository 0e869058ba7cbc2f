"""The campaign model computed by another program (PySD) from its XMILE export."""

from datetime import date

import numpy as np
import pytest

from sinews.campaign.inputs import build_base_path, stack_inputs
from sinews.campaign.matching.draws import draw_prior, to_values
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import Calendar
from sinews.engine import Sampling, Study, write_xmile
from sinews.engine.verify import stock_paths


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_pysd_computes_the_same_stocks(evidence, tmp_path):
    pysd = pytest.importorskip("pysd", reason="PySD comes with the extra explore")
    model, calendar = campaign_model(), Calendar(until=date(2024, 12, 31))
    inputs = stack_inputs(build_base_path(evidence, calendar))
    names = [p.name for p in model.parameters]
    values = to_values(draw_prior(1, 21))[:, 0]
    study = Study(
        model=model,
        strategies={"base": inputs},
        runs=1,
        sampling=Sampling(seed=1, fixed=dict(zip(names, map(float, values), strict=True))),
    )
    path = tmp_path / "campaign.xmile"
    path.write_text(write_xmile(model, values, inputs))
    stocks = [s.name for s in model.stocks]
    frame = pysd.read_xmile(str(path)).run(return_columns=stocks)
    own = stock_paths(study, "base")
    for name in stocks:
        np.testing.assert_allclose(
            frame[name].to_numpy()[1:], own[name][:, 0], rtol=1e-7, atol=1e-9, err_msg=name
        )
