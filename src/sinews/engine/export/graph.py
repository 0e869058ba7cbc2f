"""Dependency graph: what reads what, drawn in layers as one SVG without any other program."""

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from sinews.engine.declare.model import Model

COLUMN, ROW, MARGIN, BOX = 190, 26, 30, 18
COLOURS: Final = {"stock": "#1d4e89", "flow": "#b3541e", "aux": "#4a4a4a", "input": "#2f6f4e"}
SWEEPS: Final = 12


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    kind: str
    hint: str
    reads: tuple[str, ...]
    changes: tuple[str, ...] = ()


def draw_graph(model: Model) -> str:
    """Return an SVG picture of a model's variables; constants of a run are left out.

    Stocks and inputs stand on the left, every auxiliary and flow to the right of all that it reads.
    Grey lines are what an equation reads, thick ones are flows into and out of stocks.
    """
    nodes = _make_nodes(model)
    layers = _order_layers(_make_layers(nodes), nodes)
    rows = max(map(len, layers))
    at = {
        name: (MARGIN + x * COLUMN, MARGIN + 30 + round((y + 0.5) * rows / len(layer) * ROW))
        for x, layer in enumerate(layers)
        for y, name in enumerate(layer)
    }
    width = 2 * MARGIN + len(layers) * COLUMN
    height = 2 * MARGIN + 30 + rows * ROW
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="system-ui, sans-serif" font-size="11">',
        f"<title>What reads what in the model {escape(model.name)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *_legend(),
    ]
    lines += [_edge(at[r], at[n.name]) for n in nodes.values() for r in n.reads if r in at]
    lines += [_flow_edge(at[n.name], at[s]) for n in nodes.values() for s in n.changes]
    lines += [_box(n, *at[n.name]) for n in nodes.values()]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _make_nodes(model: Model) -> dict[str, _Node]:
    nodes = [_Node(s.name, "stock", f"{s.doc} [{s.unit}]", ()) for s in model.stocks]
    nodes += [_Node(i.name, "input", f"{i.doc} [{i.unit}]", ()) for i in model.inputs]
    nodes += [_Node(n.name, "input", n.doc, ()) for n in model.noises]
    for r in model.rules:
        kind = "flow" if r.is_flow else "aux"
        hint = f"{r.doc} [{r.unit}]\n{r.name} = {r.formula.text}"
        changes = tuple(s for s in (r.out_of, r.into) if s)
        nodes.append(_Node(r.name, kind, hint, r.formula.reads, changes))
    return {n.name: n for n in nodes}


def _make_layers(nodes: dict[str, _Node]) -> list[list[str]]:
    depth: dict[str, int] = {}
    for node in nodes.values():  # rules come in an order in which all they read is known
        read = [depth[r] for r in node.reads if r in depth]
        depth[node.name] = 1 + max(read, default=0) if node.kind in ("aux", "flow") else 0
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name, d in depth.items():
        layers[d].append(name)
    return layers


def _order_layers(layers: list[list[str]], nodes: dict[str, _Node]) -> list[list[str]]:
    """Sort each layer by the mean place of its neighbours, back and forth (Sugiyama 1981)."""
    linked: dict[str, list[str]] = {name: [] for name in nodes}
    for node in nodes.values():
        for other in (*node.reads, *node.changes):
            if other in linked:
                linked[node.name].append(other)
                linked[other].append(node.name)
    for sweep in range(SWEEPS):
        place = {n: y / len(layer) for layer in layers for y, n in enumerate(layer)}
        for layer in layers if sweep % 2 else reversed(layers):
            means = {
                n: sum(place[m] for m in linked[n]) / len(linked[n]) if linked[n] else place[n]
                for n in layer
            }
            layer.sort(key=means.__getitem__)
            place |= {n: y / len(layer) for y, n in enumerate(layer)}
    return layers


def _legend() -> list[str]:
    words = {
        "stock": "stock",
        "input": "lever, series or noise",
        "aux": "auxiliary",
        "flow": "flow",
    }
    return [
        f'<text x="{MARGIN + k * 150}" y="{MARGIN}" fill="{COLOURS[kind]}" font-weight="600">'
        f"{word}</text>"
        for k, (kind, word) in enumerate(words.items())
    ]


def _edge(start: tuple[int, int], end: tuple[int, int]) -> str:
    (x0, y0), (x1, y1) = start, end
    x0 += COLUMN - 40
    bend = (x1 - x0) / 2
    return (
        f'<path d="M{x0} {y0} C{x0 + bend:.0f} {y0} {x1 - bend:.0f} {y1} {x1} {y1}" '
        'fill="none" stroke="#9a9a9a" stroke-width="0.6"/>'
    )


def _flow_edge(flow: tuple[int, int], stock: tuple[int, int]) -> str:
    (x0, y0), (x1, y1) = flow, stock
    x1 += COLUMN - 40
    return (
        f'<path d="M{x0} {y0} C{x0 - 60} {y0} {x1 + 60} {y1} {x1} {y1}" fill="none" '
        f'stroke="{COLOURS["flow"]}" stroke-width="1.6" stroke-opacity="0.45"/>'
    )


def _box(node: _Node, x: int, y: int) -> str:
    colour = COLOURS[node.kind]
    rounding = {"stock": 0, "flow": 9, "aux": 9, "input": 3}[node.kind]
    fill = colour if node.kind == "stock" else "#ffffff"
    ink = "#ffffff" if node.kind == "stock" else colour
    return (
        f"<g><title>{escape(node.hint)}</title>"
        f'<rect x="{x}" y="{y - BOX // 2}" width="{COLUMN - 40}" height="{BOX}" rx="{rounding}" '
        f'fill="{fill}" stroke="{colour}"/>'
        f'<text x="{x + 6}" y="{y + 4}" fill="{ink}">{escape(node.name)}</text></g>'
    )
