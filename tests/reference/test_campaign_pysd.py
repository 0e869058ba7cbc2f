"""The accounts computed by another program (PySD) from its XMILE export."""

from datetime import date

import numpy as np
import pytest

from sinews.campaign.inputs import build_inputs, read_base_path
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.calendar import Calendar
from sinews.campaign.run.setting import draw_unknowns, stack_inputs
from sinews.campaign.strategy import BASELINE, shipped_strategies
from sinews.engine import Sampling, Study, write_xmile
from sinews.engine.verify import stock_paths


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("strategy", [BASELINE, "full_offensive_plus_enforcement"])
def test_pysd_computes_the_same_stocks(evidence, tmp_path, strategy):
    pysd = pytest.importorskip("pysd", reason="PySD comes with the extra explore")
    model, calendar = campaign_model(), Calendar(until=date(2024, 12, 31))
    front = read_base_path(tuple(m for m, _ in calendar.month_ends()))
    base = build_inputs(evidence, calendar, front)
    inputs = stack_inputs(shipped_strategies()[strategy].apply(base, calendar))
    names = [p.name for p in model.parameters]
    values = draw_unknowns(1, 21, {}, 1).parameters[:, 0]
    study = Study(
        model=model,
        strategies={strategy: inputs},
        runs=1,
        sampling=Sampling(seed=1, fixed=dict(zip(names, map(float, values), strict=True))),
    )
    path = tmp_path / "campaign.xmile"
    path.write_text(write_xmile(model, values, inputs))
    stocks = [s.name for s in model.stocks]
    frame = pysd.read_xmile(str(path)).run(return_columns=stocks)
    own = stock_paths(study, strategy)
    for name in stocks:
        np.testing.assert_allclose(
            frame[name].to_numpy()[1:], own[name][:, 0], rtol=1e-7, atol=1e-9, err_msg=name
        )
