"""Figures computed once: kept under the digest of everything they follow from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from sinews.core.figure import Figure
from sinews.core.query import Cells, Query
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.files import home_folder, write_file


def seal(body: bytes) -> bytes:
    """Return a body with its digest on a line before it."""
    return sha256(body).hexdigest().encode() + b"\n" + body


def read_sealed(path: Path) -> bytes | None:
    """Return the body of a sealed file, or None where it is missing or damaged."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if sha256(body).hexdigest().encode() == digest else None


Figures = tuple[Figure, ...]


def recall_figures(
    evidence: Evidence, code: str, compute: Callable[[Evidence], Figures]
) -> Figures:
    """Return all figures, from the user's folder where the same inputs were computed before.

    The name of the file is the digest of the evidence and of the code, so that it cannot go
    stale; its content carries its own digest, so that damage is noticed and computed over. Only
    the newest is kept. A folder that cannot be written to costs time, nothing else.

    Parameters
    ----------
    code
        Digest of the code that computes.
    """
    found = read_kept(evidence, code)
    if found is None:
        found = compute(evidence)
        keep_figures(evidence, code, found)
    return found


def read_kept(evidence: Evidence, code: str) -> Figures | None:
    """Return the figures that were kept for these inputs, or None."""
    return _read(_place(evidence, code))


def keep_figures(evidence: Evidence, code: str, figures: Figures) -> None:
    """Keep figures in the user's folder, where it can be written to, and drop those of before."""
    path = _place(evidence, code)
    try:
        write_file(path, _encode(figures))
        for old in path.parent.glob("*.json"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        pass


def _place(evidence: Evidence, code: str) -> Path:
    return home_folder() / "figures" / f"{key_of(evidence, code)}.json"


def key_of(evidence: Evidence, code: str) -> str:
    """Return the digest of all tables and of the code."""
    tables = {id: entry["sha256"] for id, entry in evidence.manifest.items()}
    text = json.dumps([code, tables], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:24]


def _encode(figures: Figures) -> bytes:
    records = [
        {**f.to_json(), "rows": f.rows, "inputs": f.inputs, "query": f.query and asdict(f.query)}
        for f in figures
    ]
    body = json.dumps(records, ensure_ascii=False, separators=(",", ":")).encode()
    return seal(body)


def _read(path: Path) -> Figures | None:
    """Return the figures of a file, or None where it is missing or damaged."""
    if (body := read_sealed(path)) is None:
        return None
    return tuple(_figure(r) for r in json.loads(body))


def _figure(record: Mapping[str, Any]) -> Figure:
    fields = {k: v for k, v in record.items() if k != "interval_note"}
    fields["said_by"] = fields["said_by"] or ""
    fields["as_of"] = date.fromisoformat(fields["as_of"])
    fields["sources"], fields["inputs"] = tuple(fields["sources"]), tuple(fields["inputs"])
    if query := fields["query"]:
        terms = tuple((name, _cells(cells)) for name, cells in query["terms"])
        fields["query"] = Query(terms=terms, formula=query["formula"])
    return Figure(**fields)


def _cells(record: Mapping[str, Any]) -> Cells:
    where = tuple((key, tuple(values)) for key, values in record["where"])
    return Cells(table=record["table"], column=record["column"], where=where)


LIBRARIES: Final = ("altair", "fonttools", "jinja2", "numpy", "polars", "vl-convert-python")
"""Libraries that compute or draw what a brief shows."""
_LEFT_OUT: Final = frozenset({".pyc", ".nbc", ".nbi", ".tmp"})


@cache
def digest_code() -> str:
    """Return the digest of every file of the package: code, words, settings, shipped results.

    The version alone does not tell two states of the package apart.
    """
    root = Path(str(files("sinews")))
    digest = sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p.suffix not in _LEFT_OUT):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def digest_libraries() -> str:
    """Return the versions of the libraries under a brief, as one text."""
    return ",".join(f"{name} {version(name)}" for name in LIBRARIES)
