"""What docs/security.md promises of the server: slow, greedy and lying clients."""

import asyncio
import socket
import threading
from time import monotonic
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest
from browsing import PATIENCE, wait_for_end
from web_server import serve, serve_app

from sinews.web.app import create_app
from sinews.web.http.problems import ProblemError
from sinews.web.runs.results import stream_run
from sinews.web.runs.runs import FairLane, RunStore
from sinews.web.server import OPTIONS, PatientProtocol
from sinews.web.settings import Settings

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
BODY = {"strategy": {"id": "mine", "label": "Mine"}, "until": "2025-06-30", "futures": 64}
SLOW = 1.0


@pytest.fixture(scope="module")
def strict():
    """A server without patience that meets an error which nobody foresaw."""
    app = create_app(Settings(patience=SLOW, body=2_000, requests=10**6, streams=1))

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError

    class Impatient(PatientProtocol):
        patience = SLOW

    with serve_app(app, **(OPTIONS | {"http": Impatient})) as address:
        yield address


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/api/v1/health", {}, 200),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/broken", {}, 500),
        ("GET", "/static/style.css", {}, None),
        ("PUT", "/api/v1/health", {}, 405),
        ("POST", "/api/v1/runs", {"content": b"{", "headers": {"content-type": "text/x"}}, 415),
        ("POST", "/api/v1/runs", {"content": bytes(3_000)}, 413),
    ],
)
def test_every_answer_carries_the_headers(strict, method, path, sent, status):
    answer = httpx.request(method, strict + path, timeout=PATIENCE, **sent)
    assert status in (None, answer.status_code)
    assert {k: answer.headers[k] for k in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
        "/static//etc/passwd",
        "/api/v1/runs/..%2f..%2fetc%2fpasswd",
        "/api/v1/tables/..%2f..%2ffacts",
        "/api/v1/charts/..%2f..%2fx.svg",
        "/figure/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_address_leads_out_of_what_is_served(strict, path):
    place = urlsplit(strict)
    with socket.create_connection((place.hostname, place.port), PATIENCE) as s:
        s.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: s.recv(65_536), b""))
    assert answer.split()[1] in (b"400", b"404", b"422"), answer[:200]
    assert b"root:" not in answer
    assert b"create_app" not in answer


def drip(address, text, every=0.2):
    """Send a text byte by byte and return what comes back, and the seconds until the end."""
    place, began = urlsplit(address), monotonic()
    with socket.create_connection((place.hostname, place.port), PATIENCE) as s:
        s.settimeout(every)
        for byte in text:
            try:
                s.send(bytes([byte]))
                answer = s.recv(65_536)
            except TimeoutError:
                continue
            except OSError:
                return b"", monotonic() - began
            return answer, monotonic() - began
    raise AssertionError("the server waited to the end")


def test_a_head_that_drips_in_is_cut_off(strict):
    answer, seconds = drip(strict, b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 2_000)
    assert answer == b""
    assert SLOW * 0.9 < seconds < SLOW + PATIENCE / 4


def test_a_body_that_drips_in_is_refused(strict):
    place = urlsplit(strict)
    head = b"POST /api/v1/runs HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), PATIENCE) as s:
        s.sendall(head + b"{")
        answer = s.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"within 1 s" in answer


def test_who_is_quick_is_not_cut_off(strict):
    with httpx.Client(base_url=strict, timeout=PATIENCE) as client:
        for _ in range(3):
            assert client.get("/api/v1/health").status_code == 200


@pytest.mark.parametrize(("watching", "refused"), [(0, False), (1, True)])
def test_streams_are_bounded(watching, refused):
    settings = SimpleNamespace(streams=1)
    request = SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(settings=settings)))
    store = SimpleNamespace(watching=watching)
    if not refused:
        assert stream_run(request, store, None).media_type == "text/event-stream"
        return
    with pytest.raises(ProblemError) as problem:
        stream_run(request, store, None)
    assert problem.value.status == 503


def test_clients_take_turns_whoever_asked_for_more():
    lane, go_on, done = FairLane("test"), threading.Event(), []
    over = threading.Event()
    lane.submit("first", lambda: go_on.wait(PATIENCE))
    for i in range(3):
        lane.submit("greedy", lambda i=i: done.append(f"greedy{i}"))
    lane.submit("modest", lambda: done.append("modest"))
    lane.submit("greedy", over.set)
    go_on.set()
    assert over.wait(PATIENCE)
    assert done == ["greedy0", "modest", "greedy1", "greedy2"]
    lane.close()


def test_one_client_cannot_fill_the_line():
    go_on = threading.Event()
    store = RunStore(lambda *_: {"x": go_on.wait(PATIENCE)}, long=9, waiting=9, kept=9, share=2)
    plans = [SimpleNamespace(run=SimpleNamespace(id=f"{i}"), cells=1, body={}) for i in range(4)]
    first = store.ask(plans[0], client="greedy")[0]
    store.ask(plans[1], client="greedy")
    with pytest.raises(ProblemError) as refused:
        store.ask(plans[2], client="greedy")
    assert refused.value.status == 429
    modest = store.ask(plans[3], client="modest")[0]
    go_on.set()

    async def end():
        while not (first.over and modest.over):
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(end(), PATIENCE))
    assert store.ask(plans[2], client="greedy")[1], "there is room again"
    store.close()


@pytest.mark.parametrize(("proxy", "statuses"), [("127.0.0.1", [200, 200]), ("", [200, 429])])
def test_clients_behind_a_proxy_are_told_apart_only_where_it_is_believed(proxy, statuses):
    believed = {"proxy_headers": bool(proxy), "forwarded_allow_ips": proxy or None}
    app = create_app(Settings(requests=1))
    with serve_app(app, **(OPTIONS | believed)) as address:
        answers = [
            httpx.get(
                f"{address}/api/v1/health",
                headers={"x-forwarded-for": f"{forged}{client}"},
                timeout=PATIENCE,
            ).status_code
            # what a client puts in front itself is not believed: the proxy's own word is the last
            for client, forged in (("10.0.0.1", ""), ("10.0.0.2", "10.0.0.1, "))
        ]
    assert answers == statuses


def test_servers_side_by_side_know_each_others_runs(tmp_path):
    settings = Settings(runs=tmp_path / "runs")
    with serve(settings) as one, serve(settings) as other:
        wait = {"prefer": "wait=30"}
        run = httpx.post(f"{one}/api/v1/runs", json=BODY, headers=wait, timeout=PATIENCE).json()
        at = f"/api/v1/runs/{run['id']}"
        seen = httpx.get(other + at, timeout=PATIENCE).json()
        assert (seen["state"], seen["sha256"]) == ("done", run["sha256"])
        same = [httpx.get(f"{a}{at}/results", timeout=PATIENCE).content for a in (one, other)]
        assert same[0] == same[1]
        # a run whose results are not there yet is computed where it is asked for, to the same bytes
        (tmp_path / "runs" / f"{run['id']}.results").unlink()
        with serve(settings) as third:
            assert wait_for_end(third + at) == "done"
            assert httpx.get(third + at, timeout=PATIENCE).json()["sha256"] == run["sha256"]
        assert httpx.get(f"{other}/api/v1/runs/0123456789ab", timeout=PATIENCE).status_code == 404
