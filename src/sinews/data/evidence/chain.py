"""The chain behind a figure: method, rows, releases, facts, cautions, and inputs in turn."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews.core.figure import Figure
from sinews.core.provenance import CAUTIONS, Release, Source
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.releases import release_from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFamily:
    """The figures whose ids start with `id`.

    Attributes
    ----------
    id
        The common prefix, for example ``support.allocated``.
    build
        Returns all of them; deterministic in the evidence.
    """

    id: str
    label: str
    build: Callable[[Evidence], tuple[Figure, ...]]


_FACT = re.compile(r"F\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Where one figure comes from.

    Attributes
    ----------
    releases
        Each release with its source (None for a source that this version does not know).
    facts
        Rows of the fact register.
    cautions
        What a reader must bear in mind, in words.
    inputs
        The chains of the figures it was computed from.
    cells
        Name of each term of the figure's formula, with the cells that are added up for it.
    """

    figure: Figure
    releases: tuple[tuple[Release, Source | None], ...]
    facts: tuple[Mapping[str, Any], ...]
    cautions: tuple[str, ...]
    inputs: tuple["Chain", ...]
    cells: tuple[tuple[str, pl.DataFrame], ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the chain as ``sinews explain ID --json`` prints it."""
        return {
            "figure": self.figure.to_json(),
            "method": self.figure.method,
            "rows": self.figure.rows,
            "formula": self.figure.query.formula if self.figure.query else None,
            "cells": {name: cells.to_dicts() for name, cells in self.cells},
            "releases": [_release_record(r, s) for r, s in self.releases],
            "facts": [dict(f) for f in self.facts],
            "cautions": list(self.cautions),
            "inputs": [c.to_json() for c in self.inputs],
        }


def trace_figure(evidence: Evidence, figure: Figure, find: Callable[[str], Figure]) -> Chain:
    """Return the chain of a figure.

    Parameters
    ----------
    find
        Returns a figure by its id, for the inputs.
    """
    from sinews.data.sources import READERS

    sources = {r.source.id: r.source for r in READERS}
    releases = tuple((r, sources.get(r.source)) for r in _releases(evidence, figure))
    ids = [s for s in figure.sources if _FACT.fullmatch(s)]
    keys = [c for _, s in releases if s for c in s.cautions] + (["secondary"] if ids else [])
    return Chain(
        figure=figure,
        releases=releases,
        facts=tuple(_fact(evidence, id) for id in ids),
        cautions=tuple(CAUTIONS[k] for k in dict.fromkeys(keys)),
        inputs=tuple(trace_figure(evidence, find(i), find) for i in figure.inputs),
        cells=tuple(
            (name, cells.read(evidence.frame))
            for name, cells in (figure.query.terms if figure.query else ())
        ),
    )


def _releases(evidence: Evidence, figure: Figure) -> list[Release]:
    """Return the releases behind the tables that the figure names, else behind all tables."""
    named = set(re.findall(r"\w+", figure.rows)) & set(evidence.ids)
    found = [
        release
        for id in (named or evidence.ids)
        for release in map(release_from_json, evidence.manifest[id]["releases"])
        if release.key in figure.sources
    ]
    return sorted(dict.fromkeys(found), key=lambda r: (r.key, r.sha256))


def _fact(evidence: Evidence, id: str) -> dict[str, object]:
    columns = ["fact", "quantity", "unit", "period", "low", "central", "high", "basis", "series"]
    columns += ["publisher", "title", "source_date", "url", "note", "definition"]
    columns += ["weakly_published"]
    rows = evidence.frame("facts").filter(pl.col("fact") == id).select(columns)
    return rows.row(0, named=True) if rows.height else {"fact": id}


def _release_record(release: Release, source: Source | None) -> dict[str, object]:
    return {
        "key": release.key,
        "title": source.title if source else None,
        "producer": source.producer if source else None,
        "url": source.url if source else None,
        "licence": source.licence if source else None,
        "published": release.published.isoformat() if release.published else None,
        "retrieved": release.retrieved.isoformat(),
        "sha256": release.sha256,
    }
