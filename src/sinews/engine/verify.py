"""Verification: what a model's own structure promises, measured on its runs."""

from dataclasses import dataclass, replace

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine.declare.declarations import Outcome, Read
from sinews.engine.declare.model import Model, check_model
from sinews.engine.declare.place import Place
from sinews.engine.run.simulate import Grid, Outcomes
from sinews.engine.run.study import Study, compute_runs
from sinews.engine.sample.design import draw_parameters

_HERE = Place(__file__, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepError:
    """What cutting time finer does to one outcome.

    Attributes
    ----------
    weekly
        Mean distance of one step a period from four, as a share of the mean size of the outcome.
    order
        Logarithm to base 2 of how much the error shrinks when steps are halved: 1 for Euler's
        method on smooth equations; nan where there is no error to shrink.
    """

    outcome: str
    weekly: float
    order: float


def measure_step_error(study: Study, strategy: str) -> tuple[StepError, ...]:
    """Return the error of the time step of every outcome at the last reading.

    Richardson's comparison of 1, 2 and 4 steps a period on the same draws: the error of one step
    against two is about twice that of two against four. Crossing times move in jumps of a step, so
    their order says little.
    """
    runs = [_compute(study, strategy, k).values[-1] for k in (1, 2, 4)]
    errors = []
    for k, outcome in enumerate(study.model.outcomes):
        one, two, four = (r[k] for r in runs)
        known = ~np.isnan(one + two + four)
        if not known.any():
            continue
        coarse = float(np.abs(one - two)[known].mean())
        fine = float(np.abs(two - four)[known].mean())
        size = float(np.abs(four[known]).mean())
        errors.append(
            StepError(
                outcome=outcome.name,
                weekly=float(np.abs(one - four)[known].mean()) / size if size else 0.0,
                order=float(np.log2(coarse / fine)) if coarse > 0 < fine else float("nan"),
            )
        )
    return tuple(errors)


def _compute(study: Study, strategy: str, substeps: int) -> Outcomes:
    return compute_runs(replace(study, grid=replace(study.grid, substeps=substeps)), strategy)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAudit:
    """What runs did to one stock.

    Attributes
    ----------
    lowest
        The smallest value in any run and period.
    imbalance
        The largest distance of end from start plus inflows minus outflows, as a share of all that
        stood and flowed.
    """

    stock: str
    lowest: float
    imbalance: float


def audit_stocks(study: Study, strategy: str) -> tuple[StockAudit, ...]:
    """Return, for every stock, its lowest value and how well its balance closes.

    The kernel of a copy of the model is used whose outcomes are every stock and every flow.
    """
    model = expose_model(study.model)
    copied = replace(study, model=model, grid=Grid(substeps=study.grid.substeps))
    found = compute_runs(copied, strategy)
    starts = _compute_starts(study, strategy)
    audits = []
    for stock in model.stocks:
        start, end = starts[stock.name], found.last(f"end_of_{stock.name}")
        flows = [(sign, found.last(f"total_of_{f}")) for sign, f in model.flows_of(stock.name)]
        net = sum((v if sign == "+" else -v for sign, v in flows), np.zeros_like(end))
        throughput = sum((np.abs(v) for _, v in flows), np.abs(start) + np.abs(end))
        gap = np.abs(end - start - net) / np.maximum(throughput, np.finfo(float).tiny)
        lowest = float(found.last(f"lowest_of_{stock.name}").min())
        audits.append(StockAudit(stock=stock.name, lowest=lowest, imbalance=float(gap.max())))
    return tuple(audits)


def expose_model(model: Model) -> Model:
    """Return a model with the same equations whose outcomes are all its stocks and flows."""
    outcomes: list[Outcome] = []
    for stock in model.stocks:
        outcomes += [_outcome("end", stock.name), _outcome("lowest", stock.name)]
    outcomes += [_outcome("total", r.name) for r in model.rules if r.is_flow]
    changed = replace(model, name=f"{model.name}_exposed", outcomes=tuple(outcomes), bounds=())
    return check_model(changed)


def _outcome(read: Read, of: str) -> Outcome:
    return Outcome(name=f"{read}_of_{of}", of=of, read=read, doc="For verification.", place=_HERE)


def _compute_starts(study: Study, strategy: str) -> dict[str, FloatArray]:
    model = study.model
    parameters = draw_parameters(model, study.sampling, 0, study.runs)
    known: dict[str, object] = dict(
        zip([p.name for p in model.parameters], parameters, strict=True)
    )
    known |= {
        i.name: row[0] for i, row in zip(model.inputs, study.strategies[strategy], strict=True)
    }
    known |= {"min": np.minimum, "max": np.maximum, "exp": np.exp, "log": np.log}
    known |= {"tanh": np.tanh, "sqrt": np.sqrt}
    return {
        s.name: np.broadcast_to(eval(f.text, {}, known), (study.runs,))
        for s, f in zip(model.stocks, model.starts, strict=True)
    }


def stock_paths(study: Study, strategy: str) -> dict[str, FloatArray]:
    """Return the end of every period of every stock, shape (n_periods, n_runs), by the kernel."""
    grid = Grid(read_at=tuple(range(1, study.periods + 1)), substeps=study.grid.substeps)
    copied = replace(study, model=expose_model(study.model), grid=grid)
    found = compute_runs(copied, strategy)
    return {s.name: found.path(f"end_of_{s.name}") for s in study.model.stocks}
