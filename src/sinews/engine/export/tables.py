"""Equation tables: a model in Markdown, for the documentation and for reviewers."""

from collections.abc import Iterable, Sequence

from sinews.engine.declare.declarations import (
    Bounds,
    Input,
    Outcome,
    Parameter,
)
from sinews.engine.declare.model import Model


def write_equations(model: Model) -> str:
    """Return a Markdown page with every declaration of a model: unit, equation, meaning, source."""
    flows = [r for r in model.rules if r.is_flow]
    others = [r for r in model.rules if not r.is_flow]
    starts = zip(model.stocks, model.starts, strict=True)
    parts = [
        _table("Stocks", ("stock", "unit", "starts at", "changes by", "meaning"), (
            (f"`{s.name}`", s.unit, f"`{f.text}`", _changes(model, s.name), s.doc)
            for s, f in starts
        )),
        _table("Flows", ("flow", "unit", "from", "to", "equation", "meaning"), (
            (f"`{r.name}`", r.unit, r.out_of or "outside", r.into or "outside",
             f"`{r.formula.text}`", _meaning(r.doc, r.source, r.empirical))
            for r in flows
        )),
        _table("Auxiliaries", ("auxiliary", "unit", "equation", "meaning"), (
            (f"`{r.name}`", r.unit, f"`{r.formula.text}`",
             _meaning(r.doc, r.source, r.empirical))
            for r in others
        )),
        _table("Parameters", ("parameter", "unit", "distribution", "grade", "meaning", "source"), (
            _parameter_row(p) for p in model.parameters
        )),
        _table("Inputs", ("input", "kind", "unit", "neutral", "range", "meaning"), (
            _input_row(i) for i in model.inputs
        )),
        _table("Noise", ("noise", "meaning"), ((f"`{n.name}`", n.doc) for n in model.noises)),
        _table("Outcomes", ("outcome", "unit", "is", "meaning"), (
            (f"`{o.name}`", model.units()[o.name], _reading(o), o.doc) for o in model.outcomes
        )),
        _table("Bounds", ("variable", "range", "reason"), (
            (f"`{b.of}`", _range(b), b.doc) for b in model.bounds
        )),
        _table("Correlations", ("parameters", "meaning"), (
            (", ".join(f"`{n}`" for n in c.names), c.doc) for c in model.correlations
        )),
    ]  # fmt: skip
    head = f"# The model `{model.name}`\n\n{model.doc}\n\nOne period is one {model.time}.\n"
    return "\n".join([head, *filter(None, parts)])


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    if not body:
        return ""
    rule = "|" + " --- |" * len(header)
    return "\n".join([f"## {title}", "", "| " + " | ".join(header) + " |", rule, *body, ""])


def _changes(model: Model, stock: str) -> str:
    return " ".join(f"{sign} `{name}`" for sign, name in model.flows_of(stock)) or "nothing"


def _meaning(doc: str, source: str, empirical: str) -> str:
    parts = [doc, source and f"Source: {source}.", empirical and f"Units not checked: {empirical}."]
    return " ".join(p for p in parts if p)


def _parameter_row(p: Parameter) -> tuple[str, ...]:
    return (f"`{p.name}`", p.unit, f"`{p.distribution}`", p.grade or "", p.doc, p.source)


def _input_row(i: Input) -> tuple[str, ...]:
    neutral = "given by the study" if i.neutral is None else f"{i.neutral:g}"
    ends = "" if i.low is None and i.high is None else f"{i.low} to {i.high}"
    return (f"`{i.name}`", "lever" if i.is_lever else "series", i.unit, neutral, ends, i.doc)


def _reading(o: Outcome) -> str:
    if o.read == "first":
        return f"first time that `{o.of}` is {'above' if o.rising else 'below'} {o.threshold:g}"
    return f"{o.read} of `{o.of}`"


def _range(b: Bounds) -> str:
    low = "" if b.low is None else f"from {b.low:g} "
    return low + ("" if b.high is None else f"to {b.high:g}")
