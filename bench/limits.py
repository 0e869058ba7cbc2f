"""What one core could do at best with the operations of a model: a bound from above."""

import ast
import time
from collections import Counter

import numba as nb
import numpy as np

from sinews.engine.compile import functions as f
from sinews.engine.compile.kernel_text import _Writer
from sinews.engine.compile.width import use_widest_vectors

SIZE, REPEATS = 2048, 400
_jit = nb.njit(error_model="numpy", fastmath={"contract"})


# Several operations on each element, so that arithmetic is measured and not loads and stores;
# elements are independent, so that the processor overlaps them as well as it can.
@_jit
def _fused(x, y):
    use_widest_vectors()
    for i in range(x.size):
        a, b = x[i], y[i]
        a = a * b + 0.5
        b = b * a + 0.25
        a = a * b + 0.125
        b = b * a + 0.5
        a = a * b + 0.25
        b = b * a + 0.125
        a = a * b + 0.5
        y[i] = (b * a + 0.25) * 1e-9


@_jit
def _divide(x, y):
    use_widest_vectors()
    for i in range(x.size):
        a = x[i]
        y[i] = 1.5 / a + 2.5 / (a + 1.0) + 3.5 / (a + 2.0) + 4.5 / (a + 3.0)


@_jit
def _least(x, y):
    use_widest_vectors()
    for i in range(x.size):
        a, b = x[i], y[i]
        a = f.lesser(a, b * 1.5)
        b = f.lesser(b, a * 1.5)
        a = f.lesser(a, b * 1.25)
        y[i] = f.lesser(b, a * 1.25)


@_jit
def _root(x, y):
    use_widest_vectors()
    for i in range(x.size):
        y[i] = np.sqrt(x[i])


@_jit
def _exp(x, y):
    use_widest_vectors()
    for i in range(x.size):
        y[i] = f.exp(x[i])


@_jit
def _log(x, y):
    use_widest_vectors()
    for i in range(x.size):
        y[i] = f.log(x[i])


@_jit
def _tanh(x, y):
    use_widest_vectors()
    for i in range(x.size):
        y[i] = f.tanh(x[i])


LOOPS = {
    "add": (_fused, 17), "divide": (_divide, 4), "min": (_least, 4), "sqrt": (_root, 1),
    "exp": (_exp, 1), "log": (_log, 1), "tanh": (_tanh, 1),
}  # fmt: skip


def count_operations(model) -> Counter:
    """Return the operations that one step of one run needs in the kernel's innermost loop.

    What depends on the run or the period alone is left out, as the kernel computes it once. Reading
    outcomes and moving values to and from memory are left out too: the bound is from above.
    """
    writer = _Writer(model)
    counts: Counter = Counter()
    for _, tree in writer.inner:
        for node in ast.walk(tree):
            if isinstance(node, ast.BinOp):
                counts["divide" if isinstance(node.op, ast.Div) else "add"] += 1
            elif isinstance(node, ast.Call):
                counts[node.func.id.replace("max", "min")] += 1
            elif isinstance(node, ast.UnaryOp):
                counts["add"] += 1
    for stock in model.stocks:
        if flows := model.flows_of(stock.name):
            counts["add"] += len(flows) + 1
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
