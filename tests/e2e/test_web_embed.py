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


def fits(page):
    """Whether the frame is as tall as what it shows, so that nothing in it scrolls."""
    inside = page.frames[1].evaluate("document.documentElement.scrollHeight")
    return abs(page.evaluate("document.querySelector('iframe').clientHeight") - inside) <= 2


@pytest.mark.parametrize(
    ("width", "shown", "hidden"), [(760, "wide", "narrow"), (400, "narrow", "wide")]
)
def test_a_chart_in_the_page_of_another_site(web_server, elsewhere, page, width, shown, hidden):
    folder, site = elsewhere
    snippet = httpx.get(
        f"{web_server}/api/v1/charts/support_pace?lang=de", timeout=PATIENCE
    ).json()["embed"]
    snippet = snippet.replace('width="100%"', f'width="{width}"')
    (folder / "story.html").write_text(f"<!doctype html><title>Story</title><body>{snippet}")
    page.goto(f"{site}/story.html")
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() in snippet
    frame.locator(f".{hidden} svg").wait_for(state="hidden")
    frame.locator(f".{shown} svg").wait_for(state="visible")
    assert frame.locator("html").get_attribute("lang") == "de"
    assert frame.locator("script").count() == 1
    assert frame.locator("body").evaluate("b => b.scrollWidth <= b.clientWidth")
    until(page, lambda: fits(page))
    assert page.errors == [] or all("favicon" in e or "404" in e for e in page.errors)
    assert all(u.startswith((web_server, site, "data:")) for u in page.requests)


def test_a_frame_takes_the_theme_of_its_host_and_nothing_else(web_server, elsewhere, page):
    folder, site = elsewhere
    snippet = httpx.get(f"{web_server}/api/v1/charts/support_pace", timeout=PATIENCE).json()[
        "embed"
    ]
    style = "<style>body{background:#fff} .night{background:#101418}</style>"
    (folder / "night.html").write_text(f"<!doctype html>{style}<body>{snippet}")
    page.goto(f"{site}/night.html")
    paper = "getComputedStyle(document.body).backgroundColor"
    until(page, lambda: fits(page))
    assert page.frames[1].evaluate(paper) == "rgb(255, 255, 255)"
    page.evaluate("document.body.className = 'night'")
    until(page, lambda: page.frames[1].evaluate(paper) == "rgb(17, 23, 29)")
    send = "m => document.querySelector('iframe').contentWindow.postMessage(m, '*')"
    page.evaluate(send, {"type": "sinews:theme", "theme": "<b>"})
    page.evaluate(send, {"type": "other", "theme": "light"})
    page.wait_for_timeout(200)
    assert page.frames[1].evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_host_listens_to_its_frames_alone(web_server, elsewhere, page):
    folder, site = elsewhere
    snippet = httpx.get(f"{web_server}/api/v1/charts/support_pace", timeout=PATIENCE).json()[
        "embed"
    ]
    (folder / "loud.html").write_text(
        "<script>parent.postMessage({type: 'sinews:height', height: 4000}, '*')</script>"
    )
    (folder / "two.html").write_text(
        f'<!doctype html><body>{snippet}<iframe src="loud.html" height="100"></iframe>'
    )
    page.goto(f"{site}/two.html")
    until(page, lambda: fits(page))
    heights = "[...document.querySelectorAll('iframe')].map(f => f.height)"
    assert page.evaluate(heights)[1] == "100"
    page.evaluate("window.postMessage({type: 'sinews:height', height: 4000}, '*')")
    page.wait_for_timeout(200)
    assert "4000" not in page.evaluate(heights)


def test_a_chart_that_only_a_page_has_can_be_framed_in_its_state(web_server, elsewhere, page):
    folder, site = elsewhere
    address = f"{web_server}/support?measure=committed&donor=nl&part=rank.embed"
    (folder / "state.html").write_text(f'<!doctype html><iframe src="{address}"></iframe>')
    page.goto(f"{site}/state.html")
    frame = page.frame_locator("iframe")
    assert "promised most" in frame.locator("h1").inner_text()
    link = frame.get_by_role("link", name="Sinews").get_attribute("href")
    assert link == "/support?measure=committed&donor=nl#figure-rank"


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
