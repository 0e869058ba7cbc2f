"""What one core could do at best with the operations of a model as they are written."""

import ast
import time
from collections import Counter

import numba as nb
import numpy as np

from sinews.engine.compile import functions as f

SIZE, REPEATS = 2048, 400
_jit = nb.njit(error_model="numpy", fastmath={"contract"})


@_jit
def _fused(x, y):
    for i in range(x.size):
        y[i] = x[i] * y[i] + 0.5


@_jit
def _divide(x, y):
    for i in range(x.size):
        y[i] = x[i] / (y[i] + 1.5)


@_jit
def _least(x, y):
    for i in range(x.size):
        y[i] = f.lesser(x[i], y[i])


@_jit
def _root(x, y):
    for i in range(x.size):
        y[i] = np.sqrt(x[i])


@_jit
def _exp(x, y):
    for i in range(x.size):
        y[i] = f.exp(x[i])


@_jit
def _log(x, y):
    for i in range(x.size):
        y[i] = f.log(x[i])


@_jit
def _tanh(x, y):
    for i in range(x.size):
        y[i] = f.tanh(x[i])


LOOPS = {
    "add": (_fused, 2), "divide": (_divide, 1), "min": (_least, 1), "sqrt": (_root, 1),
    "exp": (_exp, 1), "log": (_log, 1), "tanh": (_tanh, 1),
}  # fmt: skip


def count_operations(model) -> Counter:
    """Return the operations of one step of one run, stock updates included."""
    counts: Counter = Counter()
    for rule in model.rules:
        for node in ast.walk(rule.formula.tree()):
            if isinstance(node, ast.BinOp):
                counts["divide" if isinstance(node.op, ast.Div) else "add"] += 1
            elif isinstance(node, ast.Call):
                counts[node.func.id.replace("max", "min")] += 1
            elif isinstance(node, ast.UnaryOp):
                counts["add"] += 1
        if rule.is_flow:
            counts["add"] += 2 * sum(side is not None for side in (rule.out_of, rule.into))
    return counts


def measure_limit(model, n_periods: int) -> dict[str, float]:
    """Return the least seconds a run on one core, from the speed of each operation alone."""
    x = np.random.default_rng(0).uniform(0.1, 2, SIZE)
    nanoseconds = {}
    for name, (loop, operations) in LOOPS.items():
        y = np.ones(SIZE)
        loop(x, y)
        best = np.inf
        for _ in range(7):
            started = time.thread_time()
            for _ in range(REPEATS):
                loop(x, y)
            best = min(best, time.thread_time() - started)
        nanoseconds[name] = best / REPEATS / SIZE / operations * 1e9
    counts = count_operations(model)
    step = sum(counts[name] * ns for name, ns in nanoseconds.items())
    return {
        "operations_per_step": sum(counts.values()),
        "divisions_per_step": counts["divide"],
        "ns_per_step_at_best": round(step, 1),
        "runs_per_second_per_core_at_best": round(1e9 / step / n_periods),
    }
