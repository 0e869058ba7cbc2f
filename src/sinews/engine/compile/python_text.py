"""The source of a model as plain Python: one run, equations as they were declared."""

from sinews.engine.declare.declarations import Outcome
from sinews.engine.declare.model import Model


def write_python(model: Model, *, over_arrays: bool = False) -> str:
    """Return the source of a module whose `run` advances one run of the model.

    It hoists nothing and calls Python's own mathematics: the reference of the kernel, the first
    answer while the kernel compiles, and the way in which a single run is explained. Over arrays,
    choices are written with `where` and the caller supplies the functions.
    """
    stocks = [s.name for s in model.stocks]
    body = ["_dt = 1.0 / _substeps"]
    if model.parameters:
        body.append(f"({', '.join(p.name for p in model.parameters)},) = _parameters")
    body += [f"{i.name} = _inputs[{k}][0]" for k, i in enumerate(model.inputs)]
    body += [f"{s} = {f.text} + 0.0" for s, f in zip(stocks, model.starts, strict=True)]
    body += [f"_o{k} = {_start(o, stocks)}" for k, o in enumerate(model.outcomes)]
    body += ["_left = inf", "for _w in range(len(_marks)):"]
    body += [f"    {i.name} = _inputs[{k}][_w]" for k, i in enumerate(model.inputs)]
    body += [f"    {n.name} = _noise[{k}][_w]" for k, n in enumerate(model.noises)]
    body += ["    for _s in range(_substeps):", "        _now = _w + (_s + 1) * _dt"]
    body += [" " * 8 + line for line in _step(model, over_arrays)]
    traced = ", ".join([*stocks, *(r.name for r in model.rules)])
    body += ["    if _trace is not None:", f"        _trace.append(({traced},))"]
    kept = ", ".join(f"_o{k}" for k in range(len(model.outcomes)))
    body += ["    if _marks[_w] >= 0:", f"        _out.append(({kept},))", "return _left"]
    head = f'"""The model {model.name!r} as plain Python, written by sinews.engine."""\n\n'
    if not over_arrays:
        head += "from math import exp, inf, log, sqrt, tanh\n\n\n"
    head += "def run(_parameters, _inputs, _noise, _marks, _substeps, _out, _trace=None):\n"
    head += '    """Append the outcomes at each mark to _out, all variables to _trace."""\n'
    return head + "\n".join("    " + line for line in body) + "\n"


def _step(model: Model, over_arrays: bool) -> list[str]:
    lines = [f"{r.name} = {r.formula.text}" for r in model.rules]
    for s in model.stocks:
        if flows := model.flows_of(s.name):
            net = "".join(f" {sign} {name}" for sign, name in flows).removeprefix(" + ")
            lines.append(f"{s.name} = {s.name} + _dt * ({net.strip()})")
    lines += [f"_o{k} = {_advance(o, k, over_arrays)}" for k, o in enumerate(model.outcomes)]
    for b in model.bounds:
        tests = [f"({b.of} < {b.low!r})"] if b.low is not None else []
        tests += [f"({b.of} > {b.high!r})"] if b.high is not None else []
        outside = (" | " if over_arrays else " or ").join(tests)
        lines.append(f"_left = {_choose(outside, 'min(_left, _now)', '_left', over_arrays)}")
    return lines


def _start(outcome: Outcome, stocks: list[str]) -> str:
    if outcome.read in ("lowest", "highest") and outcome.of in stocks:
        return outcome.of
    return {"lowest": "inf", "highest": "-inf", "first": "inf"}.get(outcome.read, "0.0")


def _advance(outcome: Outcome, k: int, over_arrays: bool) -> str:
    old, x = f"_o{k}", outcome.of
    match outcome.read:
        case "end":
            return x
        case "lowest":
            return f"min({old}, {x})"
        case "highest":
            return f"max({old}, {x})"
        case "first":
            sign = ">" if outcome.rising else "<"
            test = f"{x} {sign} {outcome.threshold!r}"
            return _choose(test, f"min({old}, _now)", old, over_arrays)
    return f"{old} + _dt * {x}"


def _choose(test: str, yes: str, no: str, over_arrays: bool) -> str:
    return f"where({test}, {yes}, {no})" if over_arrays else f"{yes} if {test} else {no}"
