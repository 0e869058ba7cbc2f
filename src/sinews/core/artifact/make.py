"""Making results again, accepting code that gives the same, and the stamps of both."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sinews.core.artifact.declare import (
    Artifact,
    digest_code,
    digest_inputs,
    find_changes,
    find_input_changes,
    find_object,
    forget,
)
from sinews.core.artifact.syntax import find_root
from sinews.errors import ProvenanceError, UsageError

Tell = Callable[[str], None]
"""Is told in words how far the making of a result is."""
EVIDENCE: Final = "SINEWS_EVIDENCE"
"""The variable that settles which tables are opened: kept results rest on shipped ones alone."""


@contextmanager
def use_shipped_tables() -> Iterator[None]:
    """Let all evidence that is opened meanwhile, here and in workers, be the shipped tables."""
    before = os.environ.get(EVIDENCE)
    os.environ[EVIDENCE] = "shipped"
    try:
        yield
    finally:
        del os.environ[EVIDENCE]
        if before is not None:
            os.environ[EVIDENCE] = before


def make_artifact(artifact: Artifact[Any], tell: Tell) -> bool:
    """Compute a result, write its files and its stamp; return whether its content changed.

    Raises
    ------
    UsageError
        A result under it is stale.
    ProvenanceError
        `make` returned other files than those declared.
    """
    if stale := [a.id for a in artifact.after if find_changes(a)]:
        raise UsageError(f"{artifact.id} is computed from {', '.join(stale)}: make that first.")
    with use_shipped_tables():
        contents = find_object(artifact.make)(tell)
    if set(contents) != set(artifact.files):
        raise ProvenanceError(
            f"{artifact.make} returned {sorted(contents)}, expected {sorted(artifact.files)}."
        )
    before = artifact.digest()
    for name in artifact.files:
        _write_file(find_root(artifact.package) / name, contents[name])
    write_stamp(artifact, "made")
    return artifact.digest() != before


def confirm_artifact(artifact: Artifact[Any]) -> str:
    """Compute a part of a result again and, where it agrees, accept the code as it is now.

    Returns
    -------
    str
        What was compared, in words; it is kept in the stamp.

    Raises
    ------
    UsageError
        It has no check, or inputs changed: then only making it again will do.
    EstimationError
        The part came out otherwise.
    """
    if not artifact.check:
        raise UsageError(f"{artifact.id} has no check; run `sinews results --make {artifact.id}`.")
    if changed := find_input_changes(artifact):
        raise UsageError(
            f"Not only code changed under {artifact.id}: {'; '.join(changed)}. "
            f"Run `sinews results --make {artifact.id}`."
        )
    with use_shipped_tables():
        compared = str(find_object(artifact.check)(artifact.read(artifact.read_files())))
    write_stamp(artifact, f"confirmed: {compared}")
    return compared


def write_stamp(artifact: Artifact[Any], how: str) -> None:
    """Write the digests of the files as they are and of all that decides them."""
    root, code = find_root(artifact.package), digest_code(artifact)
    stamp = {
        "id": artifact.id,
        "state": how,
        "files": {n: sha256((root / n).read_bytes()).hexdigest() for n in artifact.files},
        "inputs": digest_inputs(artifact),
        "code": {
            "entries": [artifact.make, *artifact.code],
            "files": dict(code.files),
            "parts": {m: dict(p) for m, p in code.parts.items()},
        },
    }
    text = json.dumps(stamp, indent=1, ensure_ascii=False, sort_keys=True)
    _write_file(artifact.stamp_path, (text + "\n").encode())
    forget()


def _write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.tmp")
    half.write_bytes(content)
    half.replace(path)


def order_artifacts(artifacts: tuple[Artifact[Any], ...]) -> tuple[Artifact[Any], ...]:
    """Return artifacts and all that they are computed from, each after what it needs."""
    found: dict[str, Artifact[Any]] = {}

    def add(artifact: Artifact[Any]) -> None:
        for a in artifact.after:
            add(a)
        found.setdefault(artifact.id, artifact)

    for artifact in artifacts:
        add(artifact)
    return tuple(found.values())
