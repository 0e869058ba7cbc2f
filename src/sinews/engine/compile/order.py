"""Order of the statements of the innermost loop: what is independent stands side by side.

A processor overlaps what is independent among some hundred operations ahead. Equations in the order
of a model are chains (a logarithm of an exponential of a logarithm), and it waits for each link.
So calls become statements of their own, and all statements are put in the order in which a machine
with the latencies below would begin them. No operation changes, so neither does a number.
"""

import ast
from dataclasses import dataclass
from typing import Final

from sinews.engine.declare.language import find_names

Statement = tuple[str, ast.expr]
"""A name and what it holds."""

CALLS: Final = {"_exp": (60.0, 12.0), "_log": (75.0, 17.0), "_tanh": (80.0, 18.0)}
"""Functions that become statements: cycles until the result is there, cycles of work."""
_ROOT, _LEAST, _DIVISION, _OTHER = (20.0, 6.0), (8.0, 1.5), (13.0, 8.0), (4.0, 0.5)


def order_statements(statements: list[Statement]) -> list[Statement]:
    """Return the statements with their calls apart, in the order in which they are best begun.

    Parameters
    ----------
    statements
        Vector trees, each name given once and before it is read; they are taken apart.
    """
    split = _split_calls(statements)
    index = {name: i for i, (name, _) in enumerate(split)}
    tasks = [
        _Task(*_weigh(tree), [index[n] for n in find_names(tree) if n in index])
        for _, tree in split
    ]
    return [split[i] for i in _list_tasks(tasks)]


@dataclass(slots=True)
class _Task:
    latency: float
    work: float
    needs: list[int]
    path: float = 0.0
    """Cycles from its begin to the end of all that follows from it."""


def _list_tasks(tasks: list[_Task]) -> list[int]:
    """Return the order of a list schedule: of what can begin now, the longest path first."""
    users: list[list[int]] = [[] for _ in tasks]
    for i, task in enumerate(tasks):
        for j in task.needs:
            users[j].append(i)
    for i in reversed(range(len(tasks))):
        tasks[i].path = tasks[i].latency + max((tasks[u].path for u in users[i]), default=0.0)
    waits = [len(task.needs) for task in tasks]
    begins = {i: 0.0 for i, n in enumerate(waits) if n == 0}
    ends, now, order = [0.0] * len(tasks), 0.0, []
    while begins:
        now = max(now, min(begins.values()))
        i = max((i for i, t in begins.items() if t <= now), key=lambda i: (tasks[i].path, -i))
        del begins[i]
        order.append(i)
        ends[i] = now + tasks[i].latency
        now += tasks[i].work
        for u in users[i]:
            waits[u] -= 1
            if waits[u] == 0:
                begins[u] = max(ends[j] for j in tasks[u].needs)
    return order


def _weigh(tree: ast.expr) -> tuple[float, float]:
    """Return latency and work of an expression."""
    if isinstance(tree, ast.Name | ast.Constant):
        return 0.0, 0.0
    inside = [_weigh(part) for part in _operands(tree)]
    match tree:
        case ast.Call(func=ast.Name(id=name)):
            own = CALLS.get(name, _ROOT if name == "_sqrt" else _LEAST)
        case ast.BinOp(op=ast.Div()):
            own = _DIVISION
        case _:
            own = _OTHER
    return max(a for a, _ in inside) + own[0], sum(b for _, b in inside) + own[1]


def _operands(tree: ast.expr) -> list[ast.expr]:
    if isinstance(tree, ast.Call):
        return tree.args
    return [part for part in ast.iter_child_nodes(tree) if isinstance(part, ast.expr)]


def _split_calls(statements: list[Statement]) -> list[Statement]:
    splitter = _Splitter()
    for name, tree in statements:
        whole = splitter.visit(tree)
        splitter.found.append((name, whole))
    return splitter.found


class _Splitter(ast.NodeTransformer):
    """Takes calls and their arguments out of an expression, innermost first."""

    def __init__(self) -> None:
        self.found: list[Statement] = []

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        assert isinstance(node.func, ast.Name)
        if node.func.id not in CALLS:
            return node
        node.args = [a if isinstance(a, ast.Name) else self._name(a) for a in node.args]
        return self._name(node)

    def _name(self, tree: ast.expr) -> ast.Name:
        name = f"_part{len(self.found)}"
        self.found.append((name, tree))
        return ast.Name(name, ast.Load())
