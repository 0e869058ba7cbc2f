"""The pages in a browser: the lab redraws, links restore, origins open, phone, keys, print, axe."""

import html
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from statistics import median

import httpx
import pytest
from browsing import PATIENCE, open_watched, until

pytestmark = pytest.mark.e2e
PAGES = {
    "overview": "/",
    "support": "/support",
    "country": "/country/NL",
    "beside": "/country/NL?with=DE,PL",
    "countries": "/country",
    "front": "/front",
    "materiel": "/materiel",
    "circumvention": "/circumvention",
    "dossier": "/circumvention/dossier?from=DE&to=KG&goods=8703",
    "measure": "/circumvention/measure?goods=10&countries=2",
    "lab": "/lab",
    "claims": "/claims",
    "sources": "/sources",
    "figures": "/figures?q=tank",
    "search": "/search?q=tank",
    "figure": "/figure/support.replace.us.d1.missing_eur_bn_year",
    "problem": "/claims?verdict=maybe",
}
REDRAWN = "document.getElementById('lab').dataset.redraws"


@pytest.fixture
def open_page(browser, web_server):
    contexts = []

    def go(path, width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = open_watched(context)
        page.goto(f"{web_server}{path}")
        page.evaluate("document.fonts.ready")
        return page

    yield go
    for c in contexts:
        c.close()


def key_until_redrawn(page, slider, key, count):
    """Press a key some times, each after the redraw before it; return milliseconds a redraw."""
    for _ in range(count):
        before = page.evaluate(REDRAWN) or "0"
        slider.press(key)
        until(page, f"{REDRAWN} !== undefined && {REDRAWN} !== '{before}'")
    return page.evaluate("performance.getEntriesByName('lab-redraw').map((m) => m.duration)")


def test_a_slider_redraws_the_lab_and_the_address(open_page, record_property):
    page = open_page("/lab")
    headline = page.locator(".headline").inner_text()
    drawing = page.locator("[data-slot=theories] svg").first.inner_html()
    slider = page.locator("input[name='military_support_europe.2']")
    times = key_until_redrawn(page, slider, "ArrowUp", 5)
    record_property("redraw_median_ms", median(times))
    assert page.locator(".headline").inner_text() != headline
    assert page.locator("[data-slot=theories] svg").first.inner_html() != drawing
    assert re.search(r"military_support_europe=1(,|%2C)1(,|%2C)1\.25(,|%2C)1", page.url)
    assert page.evaluate("document.activeElement.name") == "military_support_europe.2"
    until(page, "document.getElementById('said').textContent.length > 20")
    until(page, "document.querySelectorAll('[data-slot=table] tbody tr').length === 11")
    assert page.errors == []


def test_a_shared_link_restores_the_state_exactly(open_page):
    first = open_page("/lab?from=us_stop&vs=incremental&o=casualties_ua_k")
    key_until_redrawn(first, first.locator("input[name='military_support_us.1']"), "ArrowUp", 2)
    key_until_redrawn(first, first.locator("input[name='w.denial']"), "ArrowDown", 2)
    second = open_page(re.sub(r"^https?://[^/]+", "", first.url))
    for slot in ("headline", "keys", "theories", "panels"):
        there, here = (
            p.locator(f"[data-slot={slot}]").inner_html().replace(" hidden", "")
            for p in (first, second)
        )
        assert there == here
    values = "[...document.querySelectorAll('#lab input, #lab select')].map((i) => i.value)"
    assert first.evaluate(values) == second.evaluate(values)
    assert second.url == first.url


def test_a_readers_range_and_preset_come_back_with_the_link(open_page):
    first = open_page("/lab?from=us_stop&vs=incremental&preset=fires")
    row = "[data-elasticity=ground_fire]"
    assert first.locator(row).get_attribute("data-given") == "0.23", "a preset's value as it is"
    lower = first.locator("input[name='s.ground_people.0']")
    upper = first.locator("input[name='s.attack_edge.1']")
    key_until_redrawn(first, lower, "ArrowLeft", 2)
    key_until_redrawn(first, upper, "ArrowRight", 1)
    key_until_redrawn(first, first.locator("input[name='military_support_us.1']"), "ArrowUp", 1)
    assert first.locator("[data-elasticity=ground_people]").get_attribute("data-given") == "0.98:1"
    assert first.locator("[data-elasticity=attack_edge]").get_attribute("data-given") == "1.5:1.51"
    assert re.search(r"e\.ground_fire=0\.23(&|$)", first.url)
    second = open_page(re.sub(r"^https?://[^/]+", "", first.url))
    for slot in ("headline", "keys", "theories", "panels", "presets", "files"):
        there, here = (
            p.locator(f"[data-slot={slot}]").inner_html().replace(" hidden", "")
            for p in (first, second)
        )
        assert there == here, slot
    given = "[...document.querySelectorAll('[data-elasticity]')].map((r) => r.dataset.given)"
    assert first.evaluate(given) == second.evaluate(given)
    assert second.url == first.url
    second.locator("[data-slot=presets] a").last.click()
    until(second, "!location.search.includes('e.')")
    assert "military_support_us" in second.url, "levers stay when the ranges are let go"
    assert second.locator("[data-given]").count() == 0


def test_the_saved_file_of_the_page_is_its_results_on_the_command_line(open_page, tmp_path):
    page = open_page("/lab?from=europe_alone&e.ground_drones=0.1:0.4&without=refill&w=5,5,5,5,5,1")
    for name in ("strategy.toml", "results.csv"):
        with page.expect_download() as download:
            page.locator(f"a[download][href*='{name}']").click()
        download.value.save_as(tmp_path / name)
    command = page.locator("#command").inner_text().replace("\\\n", " ").splitlines()[0]
    words = shlex.split(command.partition(">")[0])
    found = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == (tmp_path / "results.csv").read_text(encoding="utf-8")


def test_the_lab_works_without_script(open_page):
    page = open_page("/lab", java_script_enabled=False)
    page.select_option("select[name=vs]", "rollback")
    page.locator(".pickers button[type=submit]").click()
    page.wait_for_url("**vs=rollback**")
    assert "Rollback" in page.locator(".headline").inner_text()
    page.get_by_role("link", name=re.compile("Show the table")).click()
    page.locator("[data-slot=table] tbody tr").first.wait_for()
    assert page.locator("[data-slot=table] tbody tr").count() == 10


def test_a_number_opens_its_origin_in_one_click_and_gives_the_focus_back(open_page):
    page = open_page("/")
    link = page.locator("a[data-origin]").first
    id = link.get_attribute("data-origin")
    link.click()
    page.locator("#drawer .origin").wait_for()
    text = page.locator("#drawer").inner_text()
    for part in ("sha256", "Method", f"sinews explain {id}"):
        assert part in text
    page.keyboard.press("Escape")
    page.locator("#drawer").wait_for(state="hidden")
    until(page, f"document.activeElement.dataset.origin === '{id}'")
    page.locator("a[data-origin]").first.click()
    page.locator("#drawer h3 a").click()
    page.wait_for_url(f"**/figure/{id}")


def test_the_language_switch_keeps_the_state(open_page):
    page = open_page("/figures?q=tank&grade=counted")
    links = page.locator(".langs a")
    for i in range(links.count()):
        code = links.nth(i).get_attribute("hreflang")
        links.nth(i).click()
        until(page, f"document.documentElement.lang === '{code}'")
        assert "q=tank" in page.url
        assert page.locator("select[name=grade]").input_value() == "counted"
        links = page.locator(".langs a")


def test_a_filter_redraws_in_place_and_comes_back_with_its_link(open_page):
    page = open_page("/claims")
    with page.expect_response(lambda r: "part=results" in r.url):
        page.select_option("select[name=verdict]", "not_supported")
    until(page, "document.querySelectorAll('.claims > li').length < 20")
    count = page.locator(".claims > li").count()
    until(page, "location.search.includes('verdict=not_supported')")
    page.reload()
    assert page.locator(".claims > li").count() == count


def test_keys_alone_reach_the_lab(open_page):
    page = open_page("/lab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "range":
            break
    assert page.evaluate("document.activeElement.type") == "range"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) != "none"
    page.keyboard.press("ArrowUp")
    until(page, f"{REDRAWN} === '1'")


def test_search_needs_no_mouse_and_finds_what_the_server_finds(open_page, web_server):
    page = open_page("/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("germany 2024")
    until(page, "document.querySelectorAll('#found li').length === 12")
    shown = page.evaluate(
        "[...document.querySelectorAll('#found li span')].map(s => s.textContent)"
    )
    answer = httpx.get(f"{web_server}/search", params={"q": "germany 2024"}, timeout=PATIENCE)
    there = re.findall(r'<li><a href="[^"]+">([^<]+)</a>', answer.text.partition('class="hits"')[2])
    assert shown == [html.unescape(t) for t in there[:12]]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    wanted = page.evaluate("document.querySelector('#found [aria-selected=true]').dataset.to")
    assert page.locator("#search").get_attribute("aria-activedescendant") == "found-1"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")


def test_escape_closes_the_search_and_without_script_it_is_a_page(open_page):
    page = open_page("/sources")
    page.keyboard.press("/")
    page.keyboard.type("tank")
    page.locator("#found").wait_for()
    page.keyboard.press("Escape")
    page.locator("#found").wait_for(state="hidden")
    plain = open_page("/", java_script_enabled=False)
    plain.fill("#search", "shells")
    plain.press("#search", "Enter")
    plain.wait_for_url("**/search?q=shells")
    assert plain.locator(".hits li").count() > 5


def test_a_picture_and_a_citation_can_be_copied(open_page):
    page = open_page("/support")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("button[data-picture]").first
    button.click()
    until(page, "document.querySelector('button[data-picture]').textContent === 'Copied'")
    kinds = page.evaluate("navigator.clipboard.read().then(c => c[0].types)")
    assert kinds == ["image/png"]
    page.locator("details.share summary").first.click()
    page.locator("button[data-copy^=cite]").first.click()
    until(page, "navigator.clipboard.readText().then(t => t.startsWith('Sinews'))")


def speak(path, language):
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_a_phone_needs_no_sideways_scroll_and_nothing_leaves_the_server(open_page, name, language):
    page = open_page(speak(PAGES[name], language), width=390)
    if name == "lab":
        page.locator("[data-slot=table] tbody").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    outside = [u for u in page.requests if not u.startswith(("http://127.0.0.1", "data:"))]
    assert outside == []
    if name != "problem":
        assert page.errors == []


def test_the_theme_stays_and_print_is_light(open_page):
    page = open_page("/lab", color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.click("#theme")
    page.click("#theme")
    page.reload()
    assert page.evaluate(paper) == "rgb(17, 23, 29)"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    assert not page.locator(".levers").is_visible()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1280, "light", "en"), (1280, "dark", "de"), (390, "dark", "uk"), (390, "light", "en")],
)
def test_axe_finds_no_violation(open_page, name, width, scheme, language):
    axe = Path(os.environ.get("SINEWS_AXE", "/nonexistent"))
    if not axe.is_file():
        pytest.skip("axe-core is not installed; set SINEWS_AXE to axe.min.js from npm")
    path = speak(PAGES[name], language)
    page = open_page(path, width=width, color_scheme=scheme, bypass_csp=True)
    if name == "lab":
        page.locator("[data-slot=table] tbody").wait_for()
    page.add_script_tag(path=str(axe))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [
        (v["id"], v["impact"], [n["target"] for n in v["nodes"]][:3]) for v in result["violations"]
    ]
    assert found == []
