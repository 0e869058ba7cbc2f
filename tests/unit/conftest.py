"""Fixtures of the unit tests."""

import importlib
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture(scope="session")
def reference_model():
    """The synthetic model of the bench: 31 stocks, 48 flows, 65 parameters."""
    sys.path.insert(0, str(BENCH))
    try:
        return importlib.import_module("reference_model").model
    finally:
        sys.path.remove(str(BENCH))
