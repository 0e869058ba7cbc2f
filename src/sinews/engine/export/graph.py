"""Dependency graph: what reads what, as Mermaid text, which documentation pages draw."""

from typing import Final

from sinews.engine.declare.model import Model

_SHAPES: Final = {"stock": '["{}"]', "input": '[/"{}"/]', "aux": '("{}")', "flow": '(["{}"])'}
_COLOURS: Final = {"stock": "#1d4e89", "flow": "#b3541e", "aux": "#4a4a4a", "input": "#2f6f4e"}


def draw_graph(model: Model) -> str:
    """Return a Mermaid flowchart of a model's variables; constants of a run are left out.

    Boxes are stocks, slanted ones levers, series and noise, round ones auxiliaries and flows. Thin
    arrows are what an equation reads, thick ones are flows into and out of stocks.
    """
    kinds = {s.name: "stock" for s in model.stocks}
    kinds |= {i.name: "input" for i in (*model.inputs, *model.noises)}
    kinds |= {r.name: "flow" if r.is_flow else "aux" for r in model.rules}
    lines = ["flowchart LR"]
    lines += [f"  {name}{_SHAPES[kind].format(name)}:::{kind}" for name, kind in kinds.items()]
    for rule in model.rules:
        lines += [f"  {read} --> {rule.name}" for read in rule.formula.reads if read in kinds]
        lines += [f"  {rule.out_of} ==> {rule.name}"] if rule.out_of else []
        lines += [f"  {rule.name} ==> {rule.into}"] if rule.into else []
    lines += [f"  classDef {kind} stroke:{colour}" for kind, colour in _COLOURS.items()]
    return "\n".join(lines) + "\n"
