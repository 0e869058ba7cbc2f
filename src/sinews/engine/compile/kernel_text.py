"""The source of a model's kernel: blocks of runs, a flat work array, one vectorised inner loop."""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sinews.engine.compile.hoist import Hoister, Level
from sinews.engine.compile.order import order_statements
from sinews.engine.compile.vector_text import vector_text, vector_tree
from sinews.engine.declare.declarations import Outcome, Reading
from sinews.engine.declare.language import find_names
from sinews.engine.declare.model import Model

BLOCKS: Final = (32, 16, 8)
"""Runs that may advance together: multiples of every vector width."""
CACHE: Final = 48 * 1024
"""Bytes that the rows of a block should fit into: the L1 cache of a core."""
LINE: Final = 8
"""Numbers in a line of the cache; a vector that lies across two lines is read twice."""
_NAME: Final = re.compile(r"\b[A-Za-z_]\w*\b")
HEAD = '''"""Kernel of the model {name!r}, written by sinews.engine; edit the model, not this."""

from math import sqrt as _sqrt

import numba as _nb
import numpy as _np

from sinews.engine.compile.functions import exp as _exp
from sinews.engine.compile.functions import greater as _greater
from sinews.engine.compile.functions import lesser as _lesser
from sinews.engine.compile.functions import log as _log
from sinews.engine.compile.functions import tanh as _tanh
from sinews.engine.compile.width import use_widest_vectors as _use_widest_vectors

_SIGNATURE = (
    "void(f8[:,::1], f8[:,::1], f8[:,:,::1], i8[::1], i8[::1], i8, i8, f8[:,:,::1], f8[:,::1], "
    "f8[:,::1])"
)
_KEPT = _np.array([{kept}], dtype=_np.int64)


@_nb.njit(_SIGNATURE, cache=True, nogil=True, error_model="numpy", fastmath={{"contract"}})
def run(
    _parameters, _inputs, _noise, _marks, _slots, _substeps, _begun, _out, _status, _state
):
    """Fill _out (mark, slot, run) and _status (left, finite) from parameters (name, run).

    With _begun periods done, runs go on from _state (row, run); it is filled at the end.
    """
    _use_widest_vectors()
    _n = _parameters.shape[1]
    _dt = 1.0 / _substeps
    _room = _np.empty({rows} * {block} + {line})
    _skip = (-(_room.ctypes.data >> 3)) & ({line} - 1)
    _W = _room[_skip : _skip + {rows} * {block}]
    for _first in range(0, _n, {block}):
        _count = min({block}, _n - _first)
        for _k in range({n_parameters}):
            for _j in range({block}):
                _W[_k * {block} + _j] = _parameters[_k, _first + min(_j, _count - 1)]
'''


@dataclass(frozen=True, slots=True)
class _Accumulator:
    """How an outcome is kept while a run goes on."""

    start: str
    step: str


def write_kernel(model: Model) -> str:
    """Return the source of a module whose `run` advances many runs of the model."""
    return _Writer(model).write()


def choose_block(rows: int) -> int:
    """Return how many runs advance together: as many as fit into the L1 cache of a core."""
    return next((b for b in BLOCKS if rows * b * 8 <= CACHE), BLOCKS[-1])


def count_state(model: Model) -> int:
    """Return the number of rows of a saved state: stocks, accumulated values, time of leaving."""
    stocks = {s.name for s in model.stocks}
    return len({*stocks, *(_row_of(o, stocks) for o in model.outcomes), "_left"})


def _row_of(outcome: Outcome, stocks: set[str]) -> str:
    """Return the name of the row that keeps an outcome; the end of a stock is the stock."""
    if outcome.read == "end" and outcome.of in stocks:
        return outcome.of
    if outcome.read == "first":
        return f"_first_{outcome.name}"
    return f"_{'total' if outcome.read == 'mean' else outcome.read}_{outcome.of}"


class _Writer:
    def __init__(self, model: Model) -> None:
        self.model = model
        levels: dict[str, Level] = {p.name: "run" for p in model.parameters}
        levels |= {i.name: "period" for i in model.inputs}
        levels |= {n.name: "state" for n in (*model.noises, *model.stocks)}
        self.hoister = Hoister(levels)
        defined = ((r.name, self.hoister.define(r.name, r.formula.tree())) for r in model.rules)
        self.inner = [(name, tree) for name, tree in defined if tree is not None]
        self.rows: dict[str, int] = {}
        for name in (p.name for p in (*model.parameters, *model.noises)):
            self.rows[name] = len(self.rows)
        for name in self.hoister.once["run"].values():
            self.rows[name] = len(self.rows)
        # What a run has come to stands last and together: it is saved and taken up as a whole.
        self.first_state = len(self.rows)
        for name in (s.name for s in model.stocks):
            self.rows[name] = len(self.rows)
        self.stocks = {s.name for s in model.stocks}
        for key in (*(_row_of(o, self.stocks) for o in model.outcomes), "_left"):
            self.rows.setdefault(key, len(self.rows))
        self.block = choose_block(len(self.rows))

    def write(self) -> str:
        lines = HEAD.format(
            name=self.model.name,
            rows=len(self.rows),
            block=self.block,
            line=LINE,
            n_parameters=len(self.model.parameters),
            kept=", ".join(
                str(self.rows[_row_of(o, self.stocks)] * self.block) for o in self.model.outcomes
            ),
        ).splitlines()
        parts = (self._prologue(), self._take_up(), self._periods(), self._close())
        lines += [" " * 8 + line for part in parts for line in part]
        return "\n".join(lines) + "\n"

    def _cell(self, name: str) -> str:
        return f"_W[{self.rows[name] * self.block} + _j]"

    def _loads(self, names: Iterable[str]) -> list[str]:
        return [f"    {n} = {self._cell(n)}" for n in dict.fromkeys(names) if n in self.rows]

    def _prologue(self) -> list[str]:
        """Return the lines that set up a block: hoisted values, stocks and outcomes."""
        once = self.hoister.once["run"]
        start_reads = [r for f in self.model.starts for r in f.reads]
        reads = [*(n for text in once for n in find_names(_expression(text))), *start_reads]
        lines = [
            f"{i.name} = _inputs[{k}, 0]"
            for k, i in enumerate(self.model.inputs)
            if i.name in start_reads
        ]
        lines += [f"for _j in range({self.block}):"]
        lines += self._loads(n for n in reads if n not in once.values())
        for text, name in once.items():
            lines += [
                f"    {name} = {vector_text(_expression(text))}",
                f"    {self._cell(name)} = {name}",
            ]
        for s, start in zip(self.model.stocks, self.model.starts, strict=True):
            lines += [
                f"    {s.name} = {vector_text(start.tree())}",
                f"    {self._cell(s.name)} = {s.name}",
            ]
        for row, kept in self._accumulators().items():
            lines.append(f"    {self._cell(row)} = {kept.start}")
        # Compiling takes a pass over the kernel for each name that is given twice.
        again = {*self.rows, *(i.name for i in self.model.inputs)}
        return [_NAME.sub(lambda m: f"_set_{m[0]}" if m[0] in again else m[0], n) for n in lines]

    def _take_up(self) -> list[str]:
        """Return the lines that replace the first state by a saved one."""
        return [
            "if _begun > 0:",
            f"    for _k in range({len(self.rows) - self.first_state}):",
            f"        for _j in range({self.block}):",
            f"            _W[({self.first_state} + _k) * {self.block} + _j] = "
            "_state[_k, _first + min(_j, _count - 1)]",
        ]

    def _accumulators(self) -> dict[str, _Accumulator]:
        kept: dict[str, _Accumulator] = {}
        for o in self.model.outcomes:
            row = _row_of(o, self.stocks)
            old, x, is_stock = f"_old{row}", self._after(o.of), o.of in self.stocks
            match o.read:
                case "end" if not is_stock:
                    kept[row] = _Accumulator("0.0", x)
                case "lowest":
                    begin = o.of if is_stock else "_np.inf"
                    kept[row] = _Accumulator(begin, f"_lesser({old}, {x})")
                case "highest":
                    begin = o.of if is_stock else "-_np.inf"
                    kept[row] = _Accumulator(begin, f"_greater({old}, {x})")
                case "total" | "mean":
                    kept[row] = _Accumulator("0.0", f"{old} + _dt * {x}")
                case "first":
                    sign = ">" if o.rising else "<"
                    now = f"(_now if {x} {sign} {o.threshold!r} else _np.inf) + ({x} - {x})"
                    kept[row] = _Accumulator("_np.inf", f"_lesser({old}, {now})")
        of = {b.name: self._after(b.of) for b in self.model.bounds}
        ends = [f"({of[b.name]} < {b.low!r})" for b in self.model.bounds if b.low is not None]
        ends += [f"({of[b.name]} > {b.high!r})" for b in self.model.bounds if b.high is not None]
        outside = f"_lesser(_old_left, _now if {' | '.join(ends)} else _np.inf)"
        kept["_left"] = _Accumulator("_np.inf", outside if ends else "_old_left")
        return kept

    def _after(self, name: str) -> str:
        """Return what a variable is called at the end of a step."""
        moved = name in self.stocks and self.model.flows_of(name)
        return f"_new_{name}" if moved else name

    def _periods(self) -> list[str]:
        lines = ["for _w in range(_begun, _marks.shape[0]):"]
        period = self.hoister.once["period"]
        lines += [f"    {i.name} = _inputs[{k}, _w]" for k, i in enumerate(self.model.inputs)]
        lines += [f"    {name} = {vector_text(_expression(t))}" for t, name in period.items()]
        for k, n in enumerate(self.model.noises):
            lines += [
                f"    for _j in range({self.block}):",
                f"        {self._cell(n.name)} = _noise[{k}, _w, _first + min(_j, _count - 1)]",
            ]
        lines += [
            "    for _s in range(_substeps):",
            "        _now = _w + (_s + 1) * _dt",
            f"        for _j in range({self.block}):",
        ]
        lines += [" " * 8 + line for line in self._step()]
        lines += ["    _m = _marks[_w]", "    if _m >= 0:"]
        # one loop over all outcomes: a loop for each took a third of the time of compilation
        lines += [
            f"        for _q in range({len(self.model.outcomes)}):",
            "            _slot = _slots[_q]",
            "            if _slot >= 0:",
            "                for _j in range(_count):",
            "                    _out[_m, _slot, _first + _j] = _W[_KEPT[_q] + _j]",
        ]
        return lines

    def _step(self) -> list[str]:
        """Return the body of the innermost loop: one step of one run."""
        kept = self._accumulators()
        trees = [tree for _, tree in self.inner]
        reads = [n for tree in trees for n in find_names(tree)]
        reads += [f for s in self.model.stocks for _, f in self.model.flows_of(s.name)]
        readings: list[Reading] = [*self.model.outcomes, *self.model.bounds]
        reads += [r.of for r in readings]
        lines = self._loads([*reads, *self.stocks])
        statements = order_statements([(name, vector_tree(tree)) for name, tree in self.inner])
        lines += [f"    {name} = {ast.unparse(tree)}" for name, tree in statements]
        for s in self.model.stocks:
            if flows := self.model.flows_of(s.name):
                net = "".join(f" {sign} {name}" for sign, name in flows).removeprefix(" + ")
                lines += [
                    f"    _new_{s.name} = {s.name} + _dt * ({net.strip()})",
                    f"    {self._cell(s.name)} = _new_{s.name}",
                ]
        for row, accumulator in kept.items():
            if f"_old{row}" in accumulator.step:
                lines.append(f"    _old{row} = {self._cell(row)}")
            lines.append(f"    {self._cell(row)} = {accumulator.step}")
        return lines

    def _close(self) -> list[str]:
        cell = f"_W[({self.first_state} + _k) * {self.block} + _j]"
        return [
            "for _j in range(_count):",
            f"    _status[0, _first + _j] = {self._cell('_left')}",
            "    _sum = 0.0",
            f"    for _k in range({len(self.stocks)}):",
            f"        _sum += {cell} - {cell}",
            "    _status[1, _first + _j] = _sum",
            "for _k in range(_state.shape[0]):",
            "    for _j in range(_count):",
            f"        _state[_k, _first + _j] = _W[({self.first_state} + _k) * {self.block} + _j]",
        ]


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
