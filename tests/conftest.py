"""Shared fixtures: the shipped evidence, and the producers' originals where they are."""

import importlib
import os
import sys
from collections import Counter
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
NO_ORIGINALS = "the originals are not beside this clone (../shared/data)"
MAY_SKIP = (NO_ORIGINALS, "the original of", "Ray is used where it is installed")
"""Reasons for which a test may be skipped where SINEWS_NO_SKIPS is set, as it is in CI."""
SLOW = tuple((ROOT / "tests" / "slow.txt").read_text(encoding="utf-8").split())
"""Tests, files and folders that `make quick` leaves out: by time, see `make durations`."""


def pytest_configure(config):
    """Give each process of pytest-xdist a home of its own: their stores must not meet."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        home = os.environ.get("SINEWS_HOME", "")
        if home.startswith("/tmp"):
            os.environ["SINEWS_HOME"] = f"{home}-{worker}"


def pytest_collection_modifyitems(items):
    """Mark the tests that are known to take long, and let their files come first.

    The last files are then short ones, and no process works alone at the end.
    """
    within = tuple(f"{s}{end}" for s in SLOW for end in ("/", "::"))
    for item in items:
        name = item.nodeid.split("[")[0]
        if name in SLOW or name.startswith(within):
            item.add_marker(pytest.mark.slow)
    long = {i.path for i in items if i.get_closest_marker("slow")}
    items.sort(key=lambda i: i.path not in long)


def count_skips(reporter) -> Counter[str]:
    """Return the number of skipped tests by reason."""
    reports = reporter.stats.get("skipped", [])
    return Counter(str(r.longrepr[2]).removeprefix("Skipped: ") for r in reports)


def pytest_terminal_summary(terminalreporter):
    """List skipped tests by reason, none included, so that what was not tested is seen."""
    reasons = count_skips(terminalreporter)
    terminalreporter.section(f"{reasons.total()} tests skipped")
    for reason, n in reasons.most_common():
        terminalreporter.line(f"{n:5}  {reason}")


def pytest_sessionfinish(session, exitstatus):
    """Fail where a test was skipped that has to run: in CI, everything but `MAY_SKIP`."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("SINEWS_NO_SKIPS") or exitstatus:
        return
    wrong = {r for r in count_skips(reporter) if not r.startswith(MAY_SKIP)}
    if wrong:
        reporter.line("")
        reporter.line("SINEWS_NO_SKIPS is set, and tests were skipped: " + "; ".join(sorted(wrong)))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


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
        pytest.skip(NO_ORIGINALS)
    return SHARED


@pytest.fixture(scope="session")
def reference_model():
    """The synthetic model of bench/: 31 stocks, 48 flows, 65 parameters; it means nothing."""
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        return importlib.import_module("reference_model").model
    finally:
        sys.path.remove(str(ROOT / "bench"))
