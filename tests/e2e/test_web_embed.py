"""API and embedded charts in a browser: other sites may read and frame charts, and nothing else."""

import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
from browsing import PATIENCE, open_watched, until, wait_for_end

pytestmark = pytest.mark.e2e


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Another site: a folder and the address where it is served."""
    folder = tmp_path_factory.mktemp("site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 900, "height": 800})
    page = open_watched(context)
    yield page
    context.close()


@pytest.mark.parametrize(
    ("width", "shown", "hidden"), [(760, "wide", "narrow"), (400, "narrow", "wide")]
)
def test_a_chart_in_the_page_of_another_site(web_server, elsewhere, page, width, shown, hidden):
    folder, site = elsewhere
    snippet = httpx.get(
        f"{web_server}/api/v1/charts/support_pace?lang=de", timeout=PATIENCE
    ).json()["embed"]
    snippet = snippet.replace('width="700"', f'width="{width}"')
    (folder / "story.html").write_text(f"<!doctype html><title>Story</title>{snippet}")
    page.goto(f"{site}/story.html")
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() in snippet
    frame.locator(f".{hidden} svg").wait_for(state="hidden")
    frame.locator(f".{shown} svg").wait_for(state="visible")
    assert frame.locator("html").get_attribute("lang") == "de"
    assert frame.locator("script").count() == 0
    assert frame.locator("body").evaluate("b => b.scrollWidth <= b.clientWidth")
    assert page.errors == [] or all("favicon" in e or "404" in e for e in page.errors)
    assert all(u.startswith((web_server, site, "data:")) for u in page.requests)


def test_pages_cannot_be_framed_by_another_site(web_server, elsewhere, page):
    folder, site = elsewhere
    (folder / "trap.html").write_text(f'<iframe src="{web_server}/claims"></iframe>')
    page.goto(f"{site}/trap.html")
    until(page, lambda: any("frame-ancestors" in e for e in page.errors))


def test_another_site_may_read_but_not_start_runs(web_server, elsewhere, page):
    folder, site = elsewhere
    (folder / "empty.html").write_text("<!doctype html><title>Empty</title>")
    page.goto(f"{site}/empty.html")
    read = page.evaluate("u => fetch(u).then(r => r.json())", f"{web_server}/api/v1/levers")
    assert read["levers"]
    before = httpx.get(f"{web_server}/api/v1/runs", timeout=PATIENCE).json()["runs"]
    body = json.dumps({"strategy": {"id": "theirs", "label": "Theirs"}, "futures": 50})
    for kind in ("application/json", "text/plain"):
        blocked = page.evaluate(
            """([u, body, kind]) =>
                 fetch(u, {method: "POST", body, headers: {"content-type": kind}})
                 .then(r => r.status, () => "blocked")""",
            [f"{web_server}/api/v1/runs", body, kind],
        )
        assert blocked == "blocked"
    assert httpx.get(f"{web_server}/api/v1/runs", timeout=PATIENCE).json()["runs"] == before


LISTEN = """([u, last]) => new Promise(resolve => {
  const events = [], source = new EventSource(u);
  for (const name of ["progress", "done", "stopped"])
    source.addEventListener(name, e => {
      events.push([name, JSON.parse(e.data)]);
      if (name === last) { if (last !== "progress") source.close(); resolve(events); }
    });
})"""


def test_a_browser_follows_a_run_to_its_end(web_server, page):
    page.goto(f"{web_server}/embed/chart/support_pace")
    body = {"strategy": {"id": "followed", "label": "Followed"}, "futures": 2_000, "seed": 11}
    run = httpx.post(f"{web_server}/api/v1/runs", json=body, timeout=PATIENCE).json()
    events = page.evaluate(LISTEN, [f"{web_server}{run['links']['events']}", "done"])
    counts = [data["done"] for _, data in events]
    assert events[-1][0] == "done"
    assert counts == sorted(counts)
    assert page.errors == []


def test_a_closed_tab_stops_its_run(web_server, page):
    page.goto(f"{web_server}/embed/chart/support_pace")
    listed = httpx.get(f"{web_server}/api/v1/strategies", timeout=PATIENCE).json()["strategies"]
    body = {
        "strategy": {"id": "left", "label": "Left"},
        "against": [s["id"] for s in listed],
        "seed": 12,
    }
    run = httpx.post(f"{web_server}/api/v1/runs", json=body, timeout=PATIENCE).json()
    page.evaluate(LISTEN, [f"{web_server}{run['links']['events']}", "progress"])
    page.close()
    assert wait_for_end(f"{web_server}/api/v1/runs/{run['id']}") == "stopped"
