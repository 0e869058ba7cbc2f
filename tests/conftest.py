"""Shared fixtures: the shipped evidence, and the producers' originals where they are."""

import importlib
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sinews.data.evidence.evidence import Evidence, open_evidence

settings.register_profile(
    "sinews", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("sinews")
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """No test reads or writes the user's own data folder."""
    if "SINEWS_HOME" not in os.environ or not os.environ["SINEWS_HOME"].startswith("/tmp"):
        monkeypatch.setenv("SINEWS_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch):
    """Sentences that commands print stay on one line, unless a test sets a width of its own."""
    monkeypatch.setenv("COLUMNS", "2000")


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    return open_evidence()


@pytest.fixture(scope="session")
def brief(evidence: Evidence):
    """The brief of the shipped evidence, made once for all tests."""
    from sinews.present.brief.brief import make_brief

    return make_brief(evidence)


@pytest.fixture(scope="session")
def web_server():
    """The address of the web page and the API, served once for all tests, without rate limits."""
    pytest.importorskip("fastapi")
    from web_server import serve

    from sinews.web.settings import Settings

    with serve(Settings(requests=10**9, runs_a_minute=10**9)) as address:
        yield address


@pytest.fixture(scope="session")
def shared() -> Path:
    """The producers' original files; the test is skipped where they are not."""
    if not SHARED.is_dir():
        pytest.skip("the originals are not beside this clone (../shared/data)")
    return SHARED


@pytest.fixture(scope="session")
def reference_model():
    """The synthetic model of bench/: 31 stocks, 48 flows, 65 parameters; it means nothing."""
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        return importlib.import_module("reference_model").model
    finally:
        sys.path.remove(str(ROOT / "bench"))
