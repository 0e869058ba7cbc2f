"""The peer: one run at a time, the same expressions, numba's prange over all cores.

It is compiled with what serves it best: numpy's error model (no test at each division), libm, and
fast mathematics in a second variant; the bench reports the faster of the two.
"""

import importlib.util
from pathlib import Path

from sinews.engine.compile.python_text import write_python

DRIVER = '''
import numba as _nb
import numpy as _np

_run = _nb.njit(error_model="numpy"{fast})(run)


@_nb.njit(parallel=True, error_model="numpy"{fast})
def ensemble(parameters, inputs, out):
    """Fill out (run, outcome) from parameters (run, name) and inputs (name, period)."""
    for i in _nb.prange(parameters.shape[0]):
        _run(parameters[i], inputs, out[i])
'''


def write_peer(model, *, fast: bool) -> str:
    """Return the source of the scalar kernel: the plain-Python text with arrays for lists."""
    text = write_python(model)
    names = [p.name for p in model.parameters]
    unpack = f"({', '.join(names)},) = _parameters"
    assert unpack in text
    text = text.replace(
        unpack, "\n    ".join(f"{n} = _parameters[{k}]" for k, n in enumerate(names))
    )
    for k, i in enumerate(model.inputs):
        text = text.replace(f"{i.name} = _inputs[{k}][0]", f"{i.name} = _inputs[{k}, 0]")
        text = text.replace(f"{i.name} = _inputs[{k}][_w]", f"{i.name} = _inputs[{k}, _w]")
    head = "def run(_parameters, _inputs, _noise, _marks, _substeps, _out, _trace=None):"
    assert head in text
    text = text.replace(head, "def run(_parameters, _inputs, _out):")
    text = text.replace("_dt = 1.0 / _substeps", "_dt = 1.0")
    text = text.replace("range(len(_marks))", "range(_inputs.shape[1])")
    text = text.replace("    for _s in range(_substeps):", "    for _s in range(1):")
    body, _, _ = text.partition("        if _trace is not None:")
    body += "".join(f"    _out[{k}] = _o{k}\n" for k in range(len(model.outcomes)))
    options = ', fastmath={"contract", "arcp", "reassoc", "nsz", "afn"}' if fast else ""
    return body + DRIVER.replace("{fast}", options)


def load_peer(model, folder: Path, *, fast: bool):
    """Return the module with `ensemble` and the scalar `_run`."""
    path = folder / f"peer_{'fast' if fast else 'exact'}.py"
    path.write_text(write_peer(model, fast=fast))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
