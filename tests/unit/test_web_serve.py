"""`sinews serve`: one command, a clear message where the extra is missing, nothing written."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from browsing import PATIENCE, wait_for_end

from sinews import cli
from sinews.cli.serve import serve
from sinews.errors import UsageError

SRC = Path(__file__).parents[2] / "src"


def test_a_missing_extra_is_named_with_what_to_do(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "sinews.web.server", raising=False)
    monkeypatch.setattr(sys, "argv", ["sinews", "serve"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert 'pip install "sinews[web]"' in capsys.readouterr().err


def test_another_missing_module_is_not_blamed_on_the_extra(monkeypatch):
    pytest.importorskip("uvicorn")
    monkeypatch.setitem(sys.modules, "sinews.web.app", None)
    with pytest.raises(ModuleNotFoundError) as raised:
        serve()
    assert not isinstance(raised.value, UsageError)


@pytest.mark.parametrize("host", ["999.1.1.1", "192.0.2.1", "no such host"])
def test_an_address_that_is_not_ours_is_one_message(host, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["sinews", "serve", "--host", host])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"sinews: Cannot listen at {host}, port 8321: ")
    assert "--host" in said
    assert said.count("\n") == 1


def test_a_port_in_use_is_one_message(monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setattr(sys, "argv", ["sinews", "serve", "--port", port])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert ended.value.code == 2
    assert f"port {port}: Address already in use" in capsys.readouterr().err


def test_the_command_serves_and_writes_nothing_to_the_store(tmp_path):
    pytest.importorskip("uvicorn")
    environment = {**os.environ, "SINEWS_HOME": str(tmp_path), "PYTHONPATH": str(SRC)}
    server = subprocess.Popen(
        [sys.executable, "-m", "sinews", "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert server.stderr is not None
        line = next(x for x in server.stderr if "running on" in x)
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found
        body = {"strategy": {"id": "mine", "label": "Mine"}, "futures": 50}
        with httpx.Client(base_url=found[0], timeout=PATIENCE) as client:
            assert client.get("/").status_code == 200
            assert client.get("/api/v1/health").json()["status"] == "ok"
            id = client.post("/api/v1/runs", json=body).json()["id"]
            assert wait_for_end(f"{found[0]}/api/v1/runs/{id}") == "done"
    finally:
        server.terminate()
        server.communicate(timeout=PATIENCE)
    written = {p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*") if p.is_file()}
    assert written <= {"figures"}, "computed figures may be remembered; evidence and runs are not"
