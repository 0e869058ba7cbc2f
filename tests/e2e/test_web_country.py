"""Countries in a browser: the way to a number, its origin, lists, links, keys, print."""

import csv
import io
import re

import pytest
from browsing import open_watched, until

pytestmark = pytest.mark.e2e


@pytest.fixture
def open_page(browser, web_server):
    contexts = []

    def go(path, width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = open_watched(context)
        page.goto(f"{web_server}{path}")
        return page

    yield go
    for c in contexts:
        c.close()


def test_from_the_first_page_to_what_the_netherlands_would_be_asked_in_three_steps(open_page):
    page = open_page("/")
    page.locator("select[name=country]").select_option("nl")
    page.locator("form[action='/go'] button").click()
    page.wait_for_url("**/country/NL*")
    asked = page.locator("#key-asked")
    assert re.match(r"EUR\s0\.\d+\sbn\sa\syear", asked.locator("dd").first.inner_text())
    assert "size of economy (GDP)" in asked.inner_text()
    asked.locator("a.num").first.click()
    page.locator("#drawer[open]").wait_for()
    assert "support.replace.us.d1.burden.gdp.nl" in page.locator("#drawer").inner_text()
    assert page.errors == []


def test_keys_alone_show_the_origin_and_copy_the_number_with_its_source(open_page):
    page = open_page("/country/NL", permissions=["clipboard-read", "clipboard-write"])
    page.locator("#key-allocated a.num").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    glance = page.locator("#glance")
    glance.wait_for()
    assert "counted" in glance.inner_text()
    assert "data to 2026-" in glance.inner_text()
    page.keyboard.press("c")
    until(page, lambda: "Source: " in page.evaluate("navigator.clipboard.readText()"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "/figure/support.allocated.nl.total.to_date" in copied
    page.keyboard.press("Escape")
    until(page, lambda: glance.is_hidden())
    assert page.errors == []


def test_without_a_script_a_number_leads_to_its_origin_and_countries_stand_side_by_side(open_page):
    page = open_page("/country/NL", java_script_enabled=False)
    assert page.locator("h1").inner_text().startswith("Netherlands: EUR")
    page.locator("select[name=with]").first.select_option("DE")
    page.locator("fieldset.beside button").click()
    page.locator("table.beside thead th").first.wait_for()
    heads = page.locator("table.beside thead th").all_inner_texts()
    assert heads[1:] == ["Netherlands", "Germany"]
    page.locator("#key-allocated a.num").first.click()
    page.wait_for_url("**/figure/support.allocated.nl.total.to_date*")
    assert page.locator(".chainmap svg").first.is_visible()
    assert "Ukraine Support Tracker" in page.locator(".chain").inner_text()


def test_a_link_restores_the_comparison(open_page):
    first = open_page("/country/NL")
    first.locator("select[name=with]").first.select_option("PL")
    until(first, lambda: "with=PL" in first.url)
    second = open_page(re.sub(r"^https?://[^/]+", "", first.url))
    until(first, lambda: first.locator("table.beside").count() == 1)
    there, here = (p.locator("table.beside").inner_text() for p in (first, second))
    assert there == here
    assert "Poland" in here


def test_the_officer_takes_along_the_whole_list_of_germany(open_page):
    page = open_page("/circumvention?from=DE&goods=chp&top=10")
    with page.expect_download() as waiting:
        page.locator("#export").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) > page.locator(".corridors tbody tr").count() == 10
    assert {r["reporter"] for r in rows} == {"DE"}
    assert all(float(r["excess_eur"]) > 0 and r["goods"] for r in rows)


@pytest.mark.parametrize("path", ["/country", "/front"])
def test_a_table_is_put_in_another_order_by_keys(open_page, path):
    page = open_page(path)
    button = page.locator("th button").nth(2)
    button.focus()
    page.keyboard.press("Enter")
    column = page.locator("table.sortable tbody tr td:nth-child(3)")
    values = [float(c.get_attribute("data-value")) for c in column.all()]
    assert values == sorted(values, reverse=True)
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_the_analyst_chooses_years_and_a_basis_and_the_link_keeps_them(open_page):
    page = open_page("/support?type=total")
    page.locator("select[name=basis]").select_option("gdp")
    until(page, lambda: "basis=gdp" in page.url)
    page.locator("input[name=last]").fill("2024")
    until(page, lambda: "last=2024" in page.url)
    until(page, lambda: "2022–2024" in page.locator("#figure-rank .figsub").inner_text())
    again = open_page(re.sub(r"^https?://[^/]+", "", page.url))
    here, there = (p.locator("#figure-rank h2").inner_text() for p in (again, page))
    assert here == there
    assert "% of GDP" in here.replace("\xa0", " ")


@pytest.mark.parametrize("path", ["/country/NL", "/country/DE?lang=uk"])
def test_a_country_fits_two_printed_pages_and_a_phone(open_page, path):
    page = open_page(path)
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 1 <= pages <= 2
    phone = open_page(path, width=390, height=844)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert len(page.content().encode()) < 1_600_000
