"""What decides a result besides the evidence: the package itself and the libraries under it."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

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
