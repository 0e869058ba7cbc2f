"""Results that travel with the package, so that nobody needs to run the sampler to read them."""

import json
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import polars as pl

from sinews.core.manifest import RunManifest
from sinews.data.evidence.evidence import Evidence
from sinews.data.store.parquet import decode_table, write_file
from sinews.errors import UnknownNameError
from sinews.materiel.depletion.drivers import read_knots

RECORD: Final = "record.json"
_INPUTS: Final = ("losses_monthly", "losses_confirmed")
_PARAMETER_FILES: Final = ("priors.csv", "drivers.csv")
_FOLDER: Final = "sinews.materiel"
_REMEDY: Final = "Reinstall the package, or write it anew with `sinews materiel fit`."


def reference_folder() -> Path:
    """Return the folder of the shipped results in a source tree."""
    return Path(str(files(_FOLDER) / "reference"))


def read_record() -> Mapping[str, Any]:
    """Return the record: run manifest of each command, and digest of each file."""
    path = files(_FOLDER) / "reference" / RECORD
    record: Mapping[str, Any] = (
        json.loads(path.read_text(encoding="utf-8"))
        if path.is_file()
        else {"runs": {}, "files": {}}
    )
    return record


def load_shipped(name: str) -> pl.DataFrame:
    """Return one shipped table, checked against its digest.

    Raises
    ------
    UnknownNameError
        There is no such table.
    ProvenanceError
        The file was damaged or edited.
    """
    record = read_record()["files"]
    if name not in record:
        raise UnknownNameError("shipped table", name, record)
    content = (files(_FOLDER) / "reference" / f"{name}.parquet").read_bytes()
    return decode_table(content, record[name], what=f"{name}.parquet", remedy=_REMEDY)


def describe_run(evidence: Evidence, command: str, seed: int, draws: int) -> RunManifest:
    """Return the manifest of a run of the model: releases read and digests of its parameters.

    Of the fact register only the rows that drive the model count: others may be added freely.
    """
    used = {r.key: r.sha256 for t in _INPUTS for r in evidence.table(t).releases}
    folder = files("sinews.materiel.depletion")
    digests = {n: sha256((folder / n).read_bytes()).hexdigest() for n in _PARAMETER_FILES}
    last = max(evidence.frame("losses_monthly")["month"].to_list())
    knots = repr(read_knots(evidence, last))
    return RunManifest(
        command=command,
        seed=seed,
        draws=draws,
        releases=dict(sorted(used.items())),
        parameters={**digests, "facts of drivers.csv": sha256(knots.encode()).hexdigest()},
    )


def write_shipped(folder: Path, tables: Mapping[str, pl.DataFrame], run: RunManifest) -> None:
    """Write tables and enter them in the record under the run's command."""
    path = folder / RECORD
    old = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    runs, digests = dict(old.get("runs", {})), dict(old.get("files", {}))
    for name, frame in tables.items():
        buffer = BytesIO()
        frame.write_parquet(buffer, compression="zstd", compression_level=15, statistics=False)
        write_file(folder / f"{name}.parquet", buffer.getvalue())
        digests[name] = sha256(buffer.getvalue()).hexdigest()
    runs[run.command] = run.to_json()
    text = json.dumps({"runs": runs, "files": dict(sorted(digests.items()))}, indent=1)
    write_file(path, (text + "\n").encode())
