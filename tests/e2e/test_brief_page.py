"""The brief in a browser: nothing leaves the page, origins open, phone, dark, print, axe."""

import os
from pathlib import Path

import pytest
from browsing import open_watched, until

from sinews.present.brief.brief import make_brief

pytestmark = pytest.mark.e2e
AXE = Path(os.environ.get("SINEWS_AXE", "/nonexistent"))
FIGURE = "support.allocated.us.military.y2024"


@pytest.fixture(scope="module")
def page_url(brief, tmp_path_factory):
    return brief.write(tmp_path_factory.mktemp("brief")).as_uri()


@pytest.fixture
def open_page(browser, page_url):
    contexts = []

    def go(width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = open_watched(context)
        page.goto(page_url)
        page.evaluate("document.fonts.ready")
        return page

    yield go
    for c in contexts:
        c.close()


def test_no_request_leaves_the_page_and_the_console_stays_silent(open_page):
    page = open_page()
    outside = [u for u in page.requests if not u.startswith(("file:", "data:"))]
    assert outside == []
    assert len([u for u in page.requests if u.startswith("file:")]) == 1
    assert page.errors == []
    assert page.evaluate("document.fonts.check('600 20px \"Sinews Serif\"')")


def test_a_number_opens_its_origin_in_one_click_and_gives_the_focus_back(open_page):
    page = open_page()
    link = page.locator(f"main a[data-origin='{FIGURE}']").first
    link.click()
    drawer = page.locator("#drawer")
    drawer.wait_for()
    text = drawer.inner_text()
    for part in ("EUR 20.1 bn", "counted", "kiel", "sha256", f"sinews explain {FIGURE}"):
        assert part.casefold() in text.casefold().replace("\u00a0", " ")
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    until(page, f"document.activeElement.dataset.origin === '{FIGURE}'")


def test_keyboard_reaches_content_and_numbers(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator(f"main a[data-origin='{FIGURE}']").first.focus()
    page.keyboard.press("Enter")
    page.locator("#drawer").wait_for()


def test_the_page_is_complete_without_script(open_page):
    page = open_page(java_script_enabled=False)
    page.locator(f"main a[data-origin='{FIGURE}']").first.click()
    assert page.url.endswith(f"#origin-{FIGURE}")
    assert page.locator(f"[id='origin-{FIGURE}']").is_visible()


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (390, "narrow")])
def test_each_width_shows_one_drawing_and_no_sideways_scroll(open_page, width, shown):
    page = open_page(width=width)
    hidden = "narrow" if shown == "wide" else "wide"
    assert page.locator(f".chart .{shown} svg").first.is_visible()
    assert not page.locator(f".chart .{hidden} svg").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_theme_button_turns_colours_and_print_is_light(open_page):
    page = open_page(color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.click("#theme")
    page.click("#theme")
    assert page.evaluate(paper) == "rgb(17, 23, 29)"
    page.emulate_media(media="print")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"


def test_prints_the_summary_on_one_page(open_page, tmp_path):
    page = open_page(color_scheme="dark")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    check_print(page)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_axe_finds_no_violation(open_page, width, scheme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; set SINEWS_AXE to axe.min.js from npm")
    assert ask_axe(open_page(width=width, color_scheme=scheme, bypass_csp=True)) == []


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("de", 390, "light"), ("uk", 1280, "dark")]
)
def test_other_languages_fit_and_pass_axe(browser, evidence, tmp_path, language, width, scheme):
    url = make_brief(evidence, language).write(tmp_path).as_uri()
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = open_watched(context)
    page.goto(url)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == []
    found = ask_axe(page) if AXE.is_file() else []
    check_print(page)
    context.close()
    assert found == []


def check_print(page):
    """Look at the printed page: the summary fits one sheet, and no table leaves its column."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 665, "height": 900})
    bottom = "document.getElementById('summary').getBoundingClientRect().bottom + scrollY"
    assert page.evaluate(bottom) <= 986  # 297 mm less margins of 36 mm, at 96 px an inch
    wide = "[...document.querySelectorAll('.tablewrap')].filter(w => w.scrollWidth > w.clientWidth)"
    assert page.evaluate(f"{wide}.map(w => w.ariaLabel)") == []


def ask_axe(page):
    """Return what axe-core objects to: rule, weight and the first places."""
    page.add_script_tag(path=str(AXE))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (v["id"], v["impact"], [n["target"] for n in v["nodes"]][:3]) for v in result["violations"]
    ]
