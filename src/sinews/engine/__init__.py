"""Engine: an ensemble of stock-and-flow futures; it knows no war."""

from sinews.engine.declare.distributions import (
    Beta,
    Empirical,
    Fixed,
    InLog,
    Normal,
    Triangular,
    Uniform,
    distribution,
)
from sinews.engine.declare.language import shorthand
from sinews.engine.declare.model import Model, build_model
from sinews.engine.declare.parameter_table import read_parameters
from sinews.engine.declare.template import each
from sinews.engine.declare.words import (
    aux,
    bounds,
    correlate,
    flow,
    lever,
    noise,
    outcome,
    parameter,
    series,
    stock,
)
from sinews.engine.export.graph import draw_graph
from sinews.engine.export.tables import write_equations
from sinews.engine.export.xmile import write_xmile
from sinews.engine.run.arrays import answer_runs
from sinews.engine.run.precision import Precision, estimate_error
from sinews.engine.run.progress import show_progress
from sinews.engine.run.result import StudyResult
from sinews.engine.run.resume import Part, Saved, advance
from sinews.engine.run.runner import (
    Execution,
    Progress,
    open_result,
    run_study,
)
from sinews.engine.run.simulate import Grid, Outcomes, simulate
from sinews.engine.run.study import Study, compute_runs, preview_runs
from sinews.engine.run.trace import trace_run
from sinews.engine.sample.design import Sampling, draw_noise, draw_parameters
from sinews.engine.sample.schedule import (
    Change,
    Horizon,
    count_periods,
    plan_inputs,
    ramp,
    step,
)
from sinews.engine.verify import audit_stocks, measure_step_error

__all__ = [
    "Beta",
    "Change",
    "Empirical",
    "Execution",
    "Fixed",
    "Grid",
    "Horizon",
    "InLog",
    "Model",
    "Normal",
    "Outcomes",
    "Part",
    "Precision",
    "Progress",
    "Sampling",
    "Saved",
    "Study",
    "StudyResult",
    "Triangular",
    "Uniform",
    "advance",
    "answer_runs",
    "audit_stocks",
    "aux",
    "bounds",
    "build_model",
    "compute_runs",
    "correlate",
    "count_periods",
    "distribution",
    "draw_graph",
    "draw_noise",
    "draw_parameters",
    "each",
    "estimate_error",
    "flow",
    "lever",
    "measure_step_error",
    "noise",
    "open_result",
    "outcome",
    "parameter",
    "plan_inputs",
    "preview_runs",
    "ramp",
    "read_parameters",
    "run_study",
    "series",
    "shorthand",
    "show_progress",
    "simulate",
    "step",
    "stock",
    "trace_run",
    "write_equations",
    "write_xmile",
]
