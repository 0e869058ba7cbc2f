"""XMILE: one run of a model in the exchange format of system dynamics (OASIS XMILE 1.0)."""

import ast
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from sinews.core.estimate import FloatArray
from sinews.engine.declare.language import Formula
from sinews.engine.declare.model import Model
from sinews.errors import UsageError

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>Sinews</vendor><product version="1">sinews.engine</product>
<name>{name}</name></header>
<sim_specs method="Euler" time_units="{time}">
<start>0</start><stop>{stop}</stop><dt>1</dt></sim_specs>
<model><variables>
"""


def write_xmile(
    model: Model, parameters: FloatArray, inputs: FloatArray, *, noise: FloatArray | None = None
) -> str:
    """Return one run as an XMILE document, for Stella, PySD and other readers.

    Parameters are constants and inputs graphical functions of time, so that another program
    computes the same run from the same declarations. One Euler step is one period; outcomes and
    bounds have no counterpart in the format.

    Parameters
    ----------
    parameters
        Shape (n_parameters,), in the order of ``model.parameters``.
    inputs
        Shape (n_inputs, n_periods), in the order of ``model.inputs``.
    noise
        Shape (n_noises, n_periods), if the model has noise.

    Raises
    ------
    UsageError
        A shape does not fit the model.
    """
    noise = np.empty((0, inputs.shape[1])) if noise is None else noise
    n_periods = inputs.shape[1]
    shapes = (parameters.shape, inputs.shape, noise.shape)
    wanted = (
        (len(model.parameters),),
        (len(model.inputs), n_periods),
        (len(model.noises), n_periods),
    )
    if shapes != wanted:
        raise UsageError(f"parameters, inputs and noise have shapes {shapes}, not {wanted}.")
    lines = [
        _element("aux", p.name, repr(float(value)), p.unit, p.doc)
        for p, value in zip(model.parameters, parameters, strict=True)
    ]
    for i, path in zip(model.inputs, inputs, strict=True):
        lines.append(_element("aux", i.name, "TIME", i.unit, i.doc, _table(path)))
    for n, path in zip(model.noises, noise, strict=True):
        lines.append(_element("aux", n.name, "TIME", n.unit, n.doc, _table(path)))
    for rule in model.rules:
        kind = "flow" if rule.is_flow else "aux"
        lines.append(_element(kind, rule.name, translate(rule.formula), rule.unit, rule.doc))
    for stock, start in zip(model.stocks, model.starts, strict=True):
        ends = {"+": "inflow", "-": "outflow"}
        flows = "".join(
            f"<{ends[sign]}>{name}</{ends[sign]}>" for sign, name in model.flows_of(stock.name)
        )
        lines.append(_element("stock", stock.name, translate(start), stock.unit, stock.doc, flows))
    head = HEAD.format(name=escape(model.name), time=model.time, stop=n_periods)
    return head + "\n".join(lines) + "\n</variables></model></xmile>\n"


def translate(formula: Formula) -> str:
    """Return a formula in the expression language of XMILE."""
    return ast.unparse(_ToXmile().visit(formula.tree())).replace("**", "^")


def _element(kind: str, name: str, equation: str, unit: str, doc: str, inner: str = "") -> str:
    return (
        f"<{kind} name={quoteattr(name)}><eqn>{escape(equation)}</eqn>{inner}"
        f"<units>{escape(unit)}</units><doc>{escape(doc)}</doc></{kind}>"
    )


def _table(path: FloatArray) -> str:
    points = ",".join(repr(float(y)) for y in (*path, path[-1]))
    return f'<gf><xscale min="0" max="{len(path)}"/><ypts>{points}</ypts></gf>'


class _ToXmile(ast.NodeTransformer):
    """Functions by their XMILE names; tanh, which the format lacks, by exponentials."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow) and getattr(node.right, "value", 2) == 0.5:
            return ast.Call(ast.Name("SQRT", ast.Load()), [node.left], [])
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name == "tanh":
            twice = f"EXP(2*MIN(MAX({ast.unparse(node.args[0])}, -20), 20))"
            return ast.parse(f"1 - 2/({twice} + 1)", mode="eval").body
        meant = ast.Name({"log": "LN"}.get(name, name.upper()), ast.Load())
        if name not in ("min", "max"):
            return ast.Call(meant, node.args, [])
        result = node.args[0]
        for argument in node.args[1:]:
            result = ast.Call(meant, [result, argument], [])
        return result
