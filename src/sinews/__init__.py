"""Sinews: support for Ukraine, measured and compared, with the origin of every number.

`load_evidence` opens the tables, `figures` looks up published numbers, `run` and `compare` work on
strategies, `chart` draws one chart, `brief` makes the document. Each is loaded when it is first
used, so that ``import sinews`` costs nothing.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("sinews")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0.1.0"

_SURFACE = "sinews.surface"
__all__ = ["__version__", "brief", "chart", "compare", "figures", "load_evidence", "run"]


def __getattr__(name: str) -> object:
    """Return a function of the surface, loaded on first use."""
    if name in __all__:
        return getattr(import_module(_SURFACE), name)
    raise AttributeError(f"module 'sinews' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return what the module offers."""
    return sorted({*globals(), *__all__})
