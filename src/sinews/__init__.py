"""Sinews: support for Ukraine, measured and compared, with the origin of every number."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("sinews")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0.1.0"
