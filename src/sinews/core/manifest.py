"""Run manifests: everything that is needed to get the same result again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from sinews import __version__
from sinews.errors import ProvenanceError


@dataclass(frozen=True, slots=True, kw_only=True)
class RunManifest:
    """What went into one run; two runs with the same manifest give the same bytes.

    Attributes
    ----------
    command
        The command that was run, for example ``"brief"``.
    settings
        Its options with every default filled in.
    releases
        Release key to sha256 of all data read.
    parameters
        Name of each parameter file to its sha256.
    """

    command: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int
    draws: int
    releases: Mapping[str, str]
    parameters: Mapping[str, str] = field(default_factory=dict)
    strategies: tuple[str, ...] = ()
    code_version: str = __version__

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits that name the run."""
        return sha256(self._canonical()).hexdigest()[:12]

    def _canonical(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()

    def to_json(self) -> dict[str, object]:
        """Return the record that is written to manifest.json."""
        return {"id": self.id, **asdict(self), "strategies": list(self.strategies)}


_WORDS = {str: "text", int: "a whole number", dict: "an object", list: "a list"}
_REQUIRED = {"id": str, "command": str, "seed": int, "draws": int, "releases": dict}
_OPTIONAL = {"settings": dict, "parameters": dict, "strategies": list, "code_version": str}


def read_manifest(record: object) -> RunManifest:
    """Return the manifest of a JSON record.

    Raises
    ------
    ProvenanceError
        The record is no manifest, or was changed: its id no longer follows from its content.
    """
    if not isinstance(record, Mapping):
        raise ProvenanceError("This is no run manifest: a JSON object was expected.")
    absent = {k: t for k, t in _REQUIRED.items() if k not in record} | {
        k: t for k, t in (_REQUIRED | _OPTIONAL).items() if not isinstance(record.get(k, t()), t)
    }
    if absent:
        wanted = ", ".join(f"{k} ({_WORDS[t]})" for k, t in absent.items())
        raise ProvenanceError(
            f"This is no run manifest: it needs {wanted}. `sinews brief` writes a manifest.json."
        )
    known = {f for f in RunManifest.__dataclass_fields__}
    if extra := set(record) - known - {"id"}:
        raise ProvenanceError(f"The manifest holds unknown fields {sorted(extra)}.")
    fields = {k: v for k, v in record.items() if k in known}
    fields["strategies"] = tuple(fields.get("strategies", ()))
    manifest = RunManifest(**fields)
    if manifest.id != record.get("id"):
        raise ProvenanceError(
            f"The manifest {record.get('id')} was changed: its content gives {manifest.id}."
        )
    return manifest
