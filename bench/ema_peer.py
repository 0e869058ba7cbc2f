"""EMA Workbench (extra explore) with the same scalar numba model, one experiment at a time.

Its sequential evaluator is used: with a model this fast its multiprocessing one is slower.
"""

import logging

import numpy as np


def load_ema(model, run_one):
    """Return a function that runs n experiments, or None where EMA is not installed.

    Parameters
    ----------
    run_one
        The compiled scalar run: parameters, inputs, outcomes.
    """
    try:
        import ema_workbench as ema
    except ImportError:
        return None
    ema.ema_logging.log_to_stderr(logging.ERROR)
    names = [p.name for p in model.parameters]
    outcomes = [o.name for o in model.outcomes]
    inputs = np.array([[i.neutral] * 260 for i in model.inputs])

    def call(**given):
        out = np.empty(len(outcomes))
        run_one(np.array([given[n] for n in names]), inputs, out)
        return dict(zip(outcomes, out, strict=True))

    wrapped = ema.Model("reference", function=call)
    ends = {p.name: p.distribution.quantile(np.array([0.0, 1.0])) for p in model.parameters}
    wrapped.uncertainties = [ema.RealParameter(n, a, b) for n, (a, b) in ends.items() if a < b]
    wrapped.constants = [ema.Constant(n, a) for n, (a, b) in ends.items() if a == b]
    wrapped.outcomes = [ema.ScalarOutcome(n) for n in outcomes]

    def run(n: int) -> None:
        with ema.SequentialEvaluator(wrapped) as evaluator:
            evaluator.perform_experiments(n, log_progress=True)

    return run
