"""Traces: one run again, period by period, with every variable."""

from typing import TYPE_CHECKING

import numpy as np

from sinews.engine.compile.kernel import load_python
from sinews.engine.run.study import Study
from sinews.engine.sample.design import draw_noise, draw_parameters
from sinews.errors import ModelError, UnknownNameError, UsageError

if TYPE_CHECKING:
    import polars as pl


def trace_run(study: Study, strategy: str, run: int) -> "pl.DataFrame":
    """Return the whole course of one run, computed again from its number.

    Columns: period (1 is the first), stocks at its end, auxiliaries and flows during its last step,
    and the inputs. Equal to what was stored, to rounding: traces come from plain Python, which also
    names the equation where a run that is not finite went wrong.

    Raises
    ------
    UnknownNameError
        The study has no such strategy.
    UsageError
        The study has no such run.
    ModelError
        The run leaves the numbers; the message names the period and the equation.
    """
    import polars as pl

    if strategy not in study.strategies:
        raise UnknownNameError("strategy", strategy, study.strategies)
    if not 0 <= run < study.runs:
        raise UsageError(f"Runs are numbered 0 to {study.runs - 1}; there is no run {run}.")
    model, inputs = study.model, study.strategies[strategy]
    parameters = draw_parameters(model, study.sampling, run, 1)[:, 0].tolist()
    noise = draw_noise(model, study.sampling.seed, study.periods, run, 1)[:, :, 0].tolist()
    rows: list[tuple[float, ...]] = []
    marks = [-1] * study.periods
    try:
        load_python(model)(parameters, inputs.tolist(), noise, marks, study.grid.substeps, [], rows)
    except (ArithmeticError, ValueError) as error:
        raise ModelError(_explain(error, study, strategy, run, len(rows))) from error
    names = [*(s.name for s in model.stocks), *(r.name for r in model.rules)]
    table = {"period": np.arange(1, len(rows) + 1)}
    table |= dict(zip(names, np.array(rows).T, strict=True))
    table |= {i.name: row for i, row in zip(model.inputs, inputs, strict=True)}
    return pl.DataFrame(table)


def _explain(error: Exception, study: Study, strategy: str, run: int, periods: int) -> str:
    """Return where a run went wrong: the line of plain Python is the equation."""
    from sinews.engine.compile.python_text import write_python

    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    line = write_python(study.model).splitlines()[where.tb_lineno - 1].strip() if where else ""
    rule = next((r for r in study.model.rules if line.startswith(f"{r.name} = ")), None)
    place = f" ({rule.place})" if rule else ""
    return f"Run {run} of {strategy!r} fails in period {periods + 1}: {error} in `{line}`{place}."
