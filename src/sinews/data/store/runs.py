"""Run manifests on disk, so that `sinews rerun ID` can repeat a result."""

import json
from pathlib import Path

from sinews.core.manifest import RunManifest, read_manifest
from sinews.data.store.files import home_folder, write_file
from sinews.errors import ProvenanceError, StoreError, UnknownNameError


def runs_folder(home: Path | None = None) -> Path:
    """Return the folder of run manifests."""
    return (home or home_folder()) / "runs"


def save_run(manifest: RunManifest, *, home: Path | None = None) -> Path:
    """Write ``runs/<id>.json`` and return its path; the same run is written once.

    Raises
    ------
    StoreError
        The folder cannot be written to.
    """
    path = runs_folder(home) / f"{manifest.id}.json"
    content = json.dumps(manifest.to_json(), indent=1, ensure_ascii=False).encode() + b"\n"
    try:
        if not (path.is_file() and path.read_bytes() == content):
            write_file(path, content)
    except OSError as error:
        raise StoreError(
            f"The run could not be saved to {path}: {error}. Name another folder in SINEWS_HOME."
        ) from error
    return path


def list_runs(*, home: Path | None = None) -> tuple[str, ...]:
    """Return the ids of all saved runs."""
    return tuple(sorted(p.stem for p in runs_folder(home).glob("*.json")))


def load_run(id: str, *, home: Path | None = None) -> RunManifest:
    """Return a saved run.

    Raises
    ------
    UnknownNameError
        No run of that id was saved here; the nearest ids are suggested.
    ProvenanceError
        The file is damaged, or its content no longer gives its id.
    """
    known = list_runs(home=home)
    if id not in known:
        raise UnknownNameError("saved run", id, known)
    path = runs_folder(home) / f"{id}.json"
    remedy = f"Remove {path} and run the command again."
    try:
        manifest = read_manifest(json.loads(path.read_bytes()))
    except (ValueError, TypeError, AttributeError) as error:
        raise ProvenanceError(f"{path} is damaged: {error}. {remedy}") from error
    if manifest.id != id:
        raise ProvenanceError(f"{path} holds the run {manifest.id}. {remedy}")
    return manifest
