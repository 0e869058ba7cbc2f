"""Results that are kept: a typed record, and the digest of everything that decides it.

An artifact is declared once, beside the code that reads it::

    BACKTEST: Final = Artifact(
        id="support.backtest",
        label="Back-test of the forecasts of allocations",
        files=("support/forecast/backtest.csv",),
        make="sinews.support.forecast.results:make_results",
        read=_read_results,
        inputs=("data/reference/conversion_cohorts.parquet", "support/forecast/settings.toml"),
    )
    rows = BACKTEST.load()

and listed in `sinews.results`. Beside its first file lies its stamp, ``backtest.stamp.json``, with
the digests of its files, of its inputs, of the artifacts under it and of the source code that
`make` reaches. `load` refuses a result that any of them has left behind.
"""

import csv
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from sinews.core.artifact.code_slice import Code, slice_code
from sinews.core.artifact.syntax import digest_module, find_root
from sinews.errors import ProvenanceError, StaleResultError

T = TypeVar("T")
Contents = Mapping[str, bytes]
"""Path below the package to the content of a file."""
CUT: Final = (
    "sinews.data",
    "sinews.errors",
    "sinews.core.artifact",
    "sinews.core.registry",
    "sinews.core.units",
)
"""Code whose effect is known otherwise: tables by their digests, checks because they passed."""


PROSE: Final = frozenset({"ground", "note", "reason"})
"""Keys of TOML and columns of CSV that say why a value is what it is: no result depends on them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Artifact(Generic[T]):
    """A result that travels with the package.

    Parameters
    ----------
    id
        Stable name: ``materiel.posterior``.
    files
        What it consists of, as paths below the package; the stamp lies beside the first.
    make
        ``module:function``. The function is given another to tell its progress to, and returns the
        content of `files`. All code that it reaches decides the result.
    read
        From the contents to the record; any error but a `ProvenanceError` is a fault of this code.
    inputs
        Paths below the package of tables, parameters and strategies that decide it; ``*`` counts.
    selections
        Name to ``module:function``, which returns a digest of the part of a table that is read:
        for tables like the fact register, which grow without a change of the result.
    after
        Artifacts that it is computed from.
    check
        ``module:function``. The function is given the record, computes a part of it again and
        returns in words what it compared; it raises `EstimationError` where the two differ.
    code
        Further entries of code, as `make`: what is looked up from texts.
    cut
        Modules that are not entered.
    stamp
        Path below the package of its stamp, where it does not lie beside the first file.
    """

    id: str
    label: str
    files: tuple[str, ...]
    make: str
    read: Callable[[Contents], T]
    inputs: tuple[str, ...] = ()
    selections: Mapping[str, str] = field(default_factory=dict)
    after: tuple["Artifact[Any]", ...] = ()
    check: str = ""
    code: tuple[str, ...] = ()
    cut: tuple[str, ...] = CUT
    stamp: str = ""
    package: str = "sinews"

    @property
    def stamp_path(self) -> Path:
        """The file that holds the digests."""
        if self.stamp:
            return find_root(self.package) / self.stamp
        first = find_root(self.package) / self.files[0]
        return first.with_name(f"{first.name.partition('.')[0]}.stamp.json")

    def load(self) -> T:
        """Return the record.

        Raises
        ------
        StaleResultError
            Code, tables, parameters or results under it changed since it was made.
        ProvenanceError
            A file was damaged or edited.
        """
        if reasons := find_changes(self):
            raise StaleResultError(self.id, reasons)
        record: T = _read_record(self)
        return record

    def read_files(self) -> Contents:
        """Return the content of its files, checked against the stamp, stale or not.

        Raises
        ------
        ProvenanceError
            A file is missing, damaged or edited.
        """
        stamp, root = read_stamp(self), find_root(self.package)
        contents = {}
        for name in self.files:
            path = root / name
            contents[name] = path.read_bytes() if path.is_file() else b""
            if sha256(contents[name]).hexdigest() != stamp.get("files", {}).get(name):
                raise ProvenanceError(
                    f"{name} of the result {self.id!r} is missing, damaged or was edited. "
                    f"Reinstall the package, or run `sinews results --make {self.id}`."
                )
        return contents

    def digest(self) -> str:
        """Return the digest of its files as the stamp has it, empty where there is none."""
        files = read_stamp(self).get("files", {})
        return sha256(json.dumps(files, sort_keys=True).encode()).hexdigest() if files else ""


@cache
def _read_record(artifact: Artifact[Any]) -> Any:  # noqa: ANN401  # as typed as the artifact is
    return artifact.read(artifact.read_files())


@cache
def read_stamp(artifact: Artifact[Any]) -> Mapping[str, Any]:
    """Return the digests that were written when it was made; empty where it never was."""
    path = artifact.stamp_path
    stamp: Mapping[str, Any] = (
        json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    )
    return stamp


@cache
def find_changes(artifact: Artifact[Any]) -> tuple[str, ...]:
    """Return in words what changed since a result was made; empty where it is fresh."""
    stamp = read_stamp(artifact)
    if not stamp:
        return ("it was never made",)
    return (*find_input_changes(artifact), *_find_code_changes(artifact, stamp["code"]))


def find_input_changes(artifact: Artifact[Any]) -> tuple[str, ...]:
    """Return in words which inputs changed, code left aside."""
    stamp = read_stamp(artifact)
    before, now = stamp.get("inputs", {}), digest_inputs(artifact)
    changed = [f"{n} changed" for n in sorted({*before, *now}) if before.get(n) != now.get(n)]
    stale = [f"{a.id} is stale" for a in artifact.after if find_changes(a)]
    return (*changed, *stale)


def _find_code_changes(artifact: Artifact[Any], stamp: Mapping[str, Any]) -> tuple[str, ...]:
    """Compare files first, which parses nothing; where one differs, the definitions in them."""
    entries = [artifact.make, *artifact.code]
    if stamp["entries"] == entries and all(
        digest_module(module) == digest for module, digest in stamp["files"].items()
    ):
        return ()
    now = digest_code(artifact)
    before, after = _list_parts(stamp["parts"]), _list_parts(now.parts)
    names = dict.fromkeys(name for name, _ in sorted(before ^ after))
    return tuple(f"the code of {name} changed" for name in names)


def _list_parts(parts: Mapping[str, Mapping[str, str]]) -> set[tuple[str, str]]:
    """Return names and digests without their modules: a move changes nothing."""
    return {(name, digest) for names in parts.values() for name, digest in names.items()}


def digest_code(artifact: Artifact[Any]) -> Code:
    """Return the code that the making of a result reaches."""
    return slice_code((artifact.make, *artifact.code), artifact.cut)


def list_input_files(artifact: Artifact[Any]) -> dict[str, Path]:
    """Return path below the package to path of every input file."""
    root, found = find_root(artifact.package), {}
    for pattern in artifact.inputs:
        for path in sorted(root.glob(pattern)) if "*" in pattern else [root / pattern]:
            found[path.relative_to(root).as_posix()] = path
    return found


def digest_input(path: Path) -> str:
    """Return the digest of a file; of TOML and CSV without comments and columns of prose."""
    content = path.read_bytes()
    if path.suffix == ".toml":
        content = json.dumps(_drop_prose(tomllib.loads(content.decode())), default=str).encode()
    elif path.suffix == ".csv":
        rows = csv.DictReader(StringIO(content.decode(), newline=""))
        content = json.dumps([_drop_prose(dict(r)) for r in rows]).encode()
    return sha256(content).hexdigest()


def _drop_prose(value: object) -> object:
    if isinstance(value, dict):
        return {k: _drop_prose(v) for k, v in value.items() if k not in PROSE}
    if isinstance(value, list):
        return [_drop_prose(v) for v in value]
    return value


def digest_inputs(artifact: Artifact[Any]) -> dict[str, str]:
    """Return name to digest of input files, selections and results under it."""
    digests = {
        name: digest_input(path) if path.is_file() else ""
        for name, path in list_input_files(artifact).items()
    }
    chosen = {name: str(find_object(f)()) for name, f in artifact.selections.items()}
    return digests | chosen | {a.id: a.digest() for a in artifact.after}


def find_object(entry: str) -> Any:  # noqa: ANN401  # a function or an artifact
    """Return what ``module:name`` names."""
    module, _, name = entry.partition(":")
    return getattr(import_module(module), name)


def forget() -> None:
    """Drop what was read of stamps and records: files were written."""
    for kept in (_read_record, read_stamp, find_changes):
        kept.cache_clear()
