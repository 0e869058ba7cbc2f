"""Repeat a brief from its run manifest, and say what is no longer the same."""

import inspect
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sinews.core.manifest import RunManifest, read_manifest
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.runs import load_run
from sinews.errors import ProvenanceError, UsageError
from sinews.present.brief.brief import make_brief
from sinews.present.brief.content import Brief


def find_run(name: str) -> RunManifest:
    """Return a run by its id, or from a file like the ``manifest.json`` of a brief.

    Raises
    ------
    UnknownNameError
        No run of that id was saved here.
    UsageError
        The file is no JSON.
    ProvenanceError
        The file is no manifest, or the manifest was changed.
    """
    path = Path(name)
    if path.is_dir():
        path = path / "manifest.json"
    if not path.is_file():
        return load_run(name)
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{path} is no JSON ({error}); give the manifest.json of a brief."
        ) from None
    try:
        return read_manifest(record)
    except ProvenanceError as error:
        raise ProvenanceError(f"{path}: {error}") from error


_SETTINGS = set(inspect.signature(make_brief).parameters) - {"evidence"}


def repeat_brief(run: RunManifest, evidence: Evidence) -> tuple[Brief, tuple[str, ...]]:
    """Return the brief made again, and one line for each input that differs from the run.

    Raises
    ------
    UsageError
        The run is not that of a brief.
    """
    if run.command != "brief":
        raise UsageError(f"The run {run.id} is of `sinews {run.command}`, not of a brief.")
    if unknown := run.settings.keys() - _SETTINGS:
        raise UsageError(f"The run {run.id} has settings no brief has: {sorted(unknown)}.")
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
