"""Repeat a brief from its run manifest, and say what is no longer the same."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sinews.core.manifest import RunManifest, read_manifest
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.runs import load_run
from sinews.errors import UsageError
from sinews.present.brief.brief import make_brief
from sinews.present.brief.files import Brief


def find_run(name: str) -> RunManifest:
    """Return a run by its id, or from a ``manifest.json`` that came with a brief.

    Raises
    ------
    UnknownNameError
        No run of that id was saved here.
    ProvenanceError
        The manifest was changed.
    """
    path = Path(name)
    if path.suffix == ".json" and path.is_file():
        return read_manifest(json.loads(path.read_text(encoding="utf-8")))
    return load_run(name)


def repeat_brief(run: RunManifest, evidence: Evidence) -> tuple[Brief, tuple[str, ...]]:
    """Return the brief made again, and one line for each input that differs from the run.

    Raises
    ------
    UsageError
        The run is not that of a brief.
    """
    if run.command != "brief":
        raise UsageError(f"The run {run.id} is of `sinews {run.command}`, not of a brief.")
    brief = make_brief(evidence, **run.settings)
    return brief, tuple(differences(run, brief.run))


def differences(old: RunManifest, new: RunManifest) -> Iterator[str]:
    """Yield what differs between two runs, in words."""
    if old.code_version != new.code_version:
        yield f"code: was {old.code_version}, is {new.code_version}"
    yield from _changes("release", old.releases, new.releases)
    yield from _changes("content of", old.parameters, new.parameters)


def _changes(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield f"{kind} {key}: is missing"
        elif key not in old:
            yield f"{kind} {key}: is new"
        elif old[key] != new[key]:
            yield f"{kind} {key}: was {old[key][:16]}, is {new[key][:16]}"
