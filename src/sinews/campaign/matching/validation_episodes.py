"""Scenes: a few weeks before the model's start, played from its start with what was known then."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from sinews.campaign.model.declared import campaign_model
from sinews.core.estimate import FloatArray
from sinews.errors import EvidenceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What differed from January 2024; all else is taken as it was then.

    Attributes
    ----------
    inputs
        Input of the model to its value throughout.
    fire
        Side to the rounds that its stock allowed, thousand a week.
    """

    inputs: Mapping[str, float]
    fire: Mapping[str, float]

    def path(self, base: FloatArray, weeks: int) -> FloatArray:
        """Return inputs of shape (n_inputs, weeks): the first weeks of the base path, changed.

        The latent walk stands still: a scene lies before its first step.
        """
        names = [i.name for i in campaign_model().inputs]
        rows = base[:, :weeks].copy()
        for k, name in enumerate(names):
            if name.startswith("knot_"):
                rows[k] = 0.0
            if name in self.inputs:
                rows[k] = self.inputs[name]
        return rows

    def start(self, values: FloatArray) -> FloatArray:
        """Return parameter values with stocks of rounds that allow the fire of the scene."""
        row = {p.name: i for i, p in enumerate(campaign_model().parameters)}
        changed = values.copy()
        for side, fire in self.fire.items():
            changed[row[f"shells_{side}_start"]] = fire * values[row[f"ration_{side}"]]
        return changed


@cache
def load_scenes() -> Mapping[str, Scene]:
    """Return the scenes of scenes.csv by name.

    Raises
    ------
    EvidenceError
        A row is of an unknown kind, or names an input or a side that the model does not have.
    """
    known = {"input": {i.name for i in campaign_model().inputs}, "fire": {"ru", "ua"}}
    kept: dict[str, dict[str, dict[str, float]]] = {}
    with (files("sinews.campaign.matching") / "scenes.csv").open(encoding="utf-8") as f:
        for line, r in enumerate(csv.DictReader(f), start=2):
            if r["name"] not in known.get(r["kind"], ()):
                raise EvidenceError(
                    f"scenes.csv, line {line}: no {r['kind']} {r['name']!r}; kinds are "
                    f"{sorted(known)}."
                )
            parts = kept.setdefault(r["scene"], {"input": {}, "fire": {}})
            value = float(r["value"])
            if not np.isfinite(value) or value < 0:
                raise EvidenceError(f"scenes.csv, line {line}: {value} is not a value.")
            parts[r["kind"]][r["name"]] = value
    return {s: Scene(inputs=p["input"], fire=p["fire"]) for s, p in kept.items()}
