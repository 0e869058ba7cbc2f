"""The chain of a number as a drawing: releases on top, cells and inputs, the number last."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from sinews.core.provenance import Source
from sinews.data.evidence.chain import Chain
from sinews.present.figures.theme import ink
from sinews.web.drawing.svg_text import shorten, svg, text

SHOWN: Final = 8
"""Nodes of one level that are drawn; how many more there are is written below them."""
_STEP: Final = 26
_INDENT: Final = 20


@dataclass(slots=True)
class Node:
    """One release, table or figure; ``level`` is 0 for the number itself."""

    id: str
    label: str
    level: int
    bold: bool = False
    to: set[str] = field(default_factory=set)


def collect_nodes(
    chain: Chain,
    labels: Mapping[str, str],
    cells: Callable[[str, int], str],
    title: Callable[[Source], str],
) -> list[Node]:
    """Return the nodes of a chain, those furthest from the number first.

    Parameters
    ----------
    labels
        Id of a figure to what is written of it.
    cells
        Writes a table and how many of its cells are used.
    title
        Writes the title of a source.
    """
    nodes: dict[str, Node] = {}
    counts: dict[str, int] = {}

    def put(id: str, label: str, level: int, to: str) -> None:
        node = nodes.setdefault(id, Node(id=id, label=label, level=level))
        node.level = max(node.level, level)
        node.to |= {to} if to else set()

    def walk(c: Chain, level: int, to: str) -> None:
        id = c.figure.id
        put(id, labels[id], level, to)
        nodes[id].bold = level == 0
        above = id
        terms = c.figure.query.terms if c.figure.query else ()
        for (_, term), (_, frame) in zip(terms, c.cells, strict=True):
            above = f"table {term.table}"
            counts[above] = counts.get(above, 0) + frame.height
            put(above, "", level + 1, id)
            nodes[above].label = cells(term.table, counts[above])
        for inner in c.inputs:
            walk(inner, level + 1, id)
        if not c.inputs:
            for release, source in c.releases:
                name = f"{title(source) if source else release.source}, {release.id}"
                put(f"release {release.key}", name, level + 2, above)
            for fact in c.facts:
                put(f"fact {fact['fact']}", f"{fact['fact']}: {fact['publisher']}", level + 2, id)

    walk(chain, 0, "")
    return sorted(nodes.values(), key=lambda n: -n.level)


def draw_chain(nodes: Sequence[Node], more: Callable[[int], str], *, narrow: bool) -> Markup:
    """Return the drawing: each node on a line of its own, with lines to what follows from it.

    Parameters
    ----------
    more
        Writes how many nodes of a level are left out.
    """
    kept = list(_cut(nodes, more))
    deepest = max(n.level for n in kept)
    width = 358 if narrow else 700
    left = 12 + deepest * _INDENT + 16
    most = int((width - left) / 6.4)
    place = {n.id: (12 + (deepest - n.level) * _INDENT, 14 + i * _STEP) for i, n in enumerate(kept)}
    out = []
    for node in kept:
        x, y = place[node.id]
        for to in sorted(node.to & place.keys()):
            along, down = place[to]
            out.append(f'<path d="M{x} {y}H{along}V{down}" fill="none" stroke="{ink("ink3")}"/>')
    for node in kept:
        x, y = place[node.id]
        role = "ink" if node.bold else "ink2"
        fill = ink("europe") if node.bold else ink("paper")
        if node.to or node.bold:
            out.append(
                f'<circle cx="{x}" cy="{y}" r="4.5" fill="{fill}" stroke="{ink("europe")}" '
                'stroke-width="2"/>'
            )
        out.append(text(left, y + 4.5, shorten(node.label, most), role=role))
    return svg(width, 14 + len(kept) * _STEP, *out)


def _cut(nodes: Sequence[Node], more: Callable[[int], str]) -> Iterable[Node]:
    for level in sorted({n.level for n in nodes}, reverse=True):
        here = [n for n in nodes if n.level == level]
        yield from here[:SHOWN]
        if len(here) > SHOWN:
            yield Node(id=f"more {level}", label=more(len(here) - SHOWN), level=level)
