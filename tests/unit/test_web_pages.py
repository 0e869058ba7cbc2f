"""The pages: complete without script, state in the address, help where an address is wrong."""

import html
import json
import re
import shlex
import tomllib
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import numpy as np
import pytest
from typer.testing import CliRunner
from web_server import serve
from wording_lint import lint

from sinews.campaign.elasticities import load_elasticities
from sinews.campaign.levers import LEVERS
from sinews.campaign.strategy import read_strategy
from sinews.cli import app
from sinews.decision.explore.threshold_words import read_headline, write_value
from sinews.present.text.words import read_words
from sinews.web.lab.lab_state import GROUPS
from sinews.web.page import languages
from sinews.web.settings import Settings

PAGES = (
    "/",
    "/support",
    "/materiel",
    "/circumvention",
    "/circumvention/dossier?from=DE&to=KG&goods=8703",
    "/circumvention/measure?goods=10&countries=2",
    "/lab",
    "/claims",
    "/sources",
    "/figures?q=tank",
    "/figure/support.replace.us.d1.missing_eur_bn_year",
)
DRAWN = ("/", "/support", "/materiel", "/circumvention")
"""Pages that draw many charts: in English only, the brief's tests draw them in every language."""
STATE = "/lab?from=us_stop&vs=incremental&o=chance_not_russian&posture=0.5,0.5,0,0&w=1,5,5,5,5,0"


@pytest.fixture(scope="module")
def get(web_server):
    known = {}
    with httpx.Client(base_url=web_server, timeout=120) as client:

        def fetch(path, **headers):
            if path not in known:
                known[path] = client.get(path, headers={"accept": "text/html", **headers})
            return known[path]

        yield fetch


def attributes(text, name):
    return [html.unescape(v) for v in re.findall(rf'\b{name}="([^"]*)"', text)]


def text_of(page):
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    ("path", "language"),
    [(p, x) for x in languages() for p in PAGES if x == "en" or p not in DRAWN],
)
def test_a_page_is_whole_and_obeys_its_policy(get, path, language):
    joint = "&" if "?" in path else "?"
    answer = get(path if language == "en" else f"{path}{joint}lang={language}")
    assert answer.status_code == 200, text_of(answer.text)[-400:]
    page = re.sub(r"<textarea.*?</textarea>", "", answer.text, flags=re.S)
    assert f'<html lang="{language}">' in page
    assert len(re.findall(r"<h1\b", page)) == 1
    assert not re.search(r"<script>|<style\b|\sstyle=|\son[a-z]+=|javascript:", page)
    assert not re.search(r'(?:src|srcset|action|data)="(?:https?:)?//', page)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy


def test_links_inside_lead_somewhere(get):
    found = {link for path in PAGES for link in attributes(get(path).text, "href")}
    inside = sorted(x for x in found if x.startswith("/") and "#" not in x)
    figures = [x for x in inside if x.startswith("/figure/")]
    assert len(figures) > 100
    dossiers = [x for x in inside if x.startswith("/circumvention/dossier")]
    others = [x for x in inside if x not in figures and x not in dossiers]
    for link in [*figures[::40], *dossiers[:1], *others]:
        assert get(link).status_code == 200, link


def test_every_number_of_the_overview_leads_to_its_origin(get):
    page = get("/").text
    ids = re.findall(r'<a class="num[^"]*" href="/figure/([a-z0-9_.]+)"', page)
    assert len(ids) >= 10
    origin = text_of(get(f"/figure/{ids[0]}").text)
    for part in ("Method", "sha256", "Bear in mind", f"sinews explain {ids[0]}"):
        assert part in origin


def test_the_address_of_the_lab_holds_its_whole_state(get):
    page = get(STATE).text
    shown = html.unescape(re.search(r'<textarea id="address"[^>]*>([^<]*)<', page)[1])
    assert dict(parse_qsl(urlsplit(shown).query)) == dict(parse_qsl(urlsplit(STATE).query))
    again = get(urlsplit(shown)._replace(scheme="", netloc="").geturl()).text
    assert again == page


def test_a_plain_form_says_the_same_as_the_short_address(get):
    """Without script a browser sends every slider of its own."""
    form = "/lab?from=us_stop&vs=incremental&o=chance_not_russian"
    form += "".join(f"&posture.{i}={v}" for i, v in enumerate((0.5, 0.5, 0, 0)))
    form += "&w.pressure=1&w.denial=5&w.exhaustion=5&w.commitment=5&w.bargaining=5&w.base_rate=0"
    headline = re.compile(r'<p class="headline">([^<]*)<')
    assert headline.search(get(form).text)[1] == headline.search(get(STATE).text)[1]


def test_the_part_that_is_redrawn_is_the_part_of_the_page(get):
    part, page = get(f"{STATE}&part=results").text, get(STATE).text
    slots = re.findall(r'<div data-slot="(\w+)">', part)
    assert slots == ["headline", "keys", "presets", "theories", "panels", "files", "bar"]
    assert re.search(r"<svg.*?</svg>", part, re.S)[0] in page


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "state",
    [
        "/lab?",
        f"{STATE}&",
        "/lab?from=full_offensive&vs=rollback&o=chance_of_end&",
        "/lab?from=enforce_sanctions&o=casualties_ua_k&",
        "/lab?from=rollback&vs=rollback&",
    ],
)
def test_sentences_of_the_lab_pass_the_wording_rules(get, state, language):
    page = get(f"{state}part=results&lang={language}").text
    headline = html.unescape(re.search(r'<p class="headline">([^<]*)<', page)[1])
    titles = [html.unescape(t) for t in re.findall(r"<figcaption><h3>([^<]*)</h3>", page)][1:]
    assert len(titles) == 5
    if state != "/lab?from=rollback&vs=rollback&":
        for text in (headline, *titles):
            assert lint(text, "assumed", language) == ()
    if language == "en":
        assert "data do not settle" in page
        assert "assumed" in page


def test_a_saved_strategy_is_read_by_the_command_line(get):
    answer = get(STATE.replace("/lab", "/lab/strategy.toml"))
    assert "attachment" in answer.headers["content-disposition"]
    strategy = read_strategy(answer.text, "strategy.toml")
    assert [s.value for s in strategy.settings["posture"]] == [0.5, 0.5, 0, 0]
    assert tomllib.loads(answer.text)["settings"]["military_support_us"][0]["value"] == 0.0


def test_results_come_as_csv_with_every_theory(get):
    rows = get("/lab/results.csv").text.splitlines()
    assert rows[0].startswith("strategy,outcome,theory,month,mean,standard_error,q05")
    months = 58
    assert len(rows) == 1 + 7 * 7 + 5 * months + 2 * months


@pytest.mark.parametrize("language", languages())
def test_a_group_of_donors_is_a_link_that_keeps_the_rest_of_the_state(get, language):
    state = {"type": "total", "basis": "gdp", "first": "2023"}
    state |= {} if language == "en" else {"lang": language}
    page = get(f"/support?{urlencode({**state, 'donor': 'de'})}").text
    links = re.search(r'<nav class="groups".*?</nav>', page, re.S)[0]
    found = {}
    for link in attributes(links, "href"):
        asked = dict(parse_qsl(urlsplit(link).query))
        found[asked.pop("group", "all")] = link
        assert asked == state
    assert {"all", "eu27", "eu", "nordic_baltic", "us", "other"} <= set(found)
    page = get(found["nordic_baltic"]).text
    northern = ["dk", "ee", "fi", "is", "lt", "lv", "no", "se"]
    assert sorted(re.findall(r'name="donor" value="(\w+)" checked', page)) == northern
    ranked = re.search(r'id="figure-rank".*?</svg>', page, re.S)[0]
    names = [read_words(language).donor(d.upper(), d) for d in northern]
    assert all(name in ranked for name in names)
    assert read_words(language).donor("DE", "DE") not in ranked


def test_a_large_group_is_drawn_in_part_and_listed_whole(get):
    page = get("/support?group=eu27").text
    table = page[page.index('<table class="stack numbers sortable">') :]
    assert table[: table.index("</tbody>")].count('<tr><th scope="row">') == 1 + 27
    assert "Nine of the 28 chosen are drawn" in text_of(page)
    alone = get("/support?group=us").text
    assert "One donor is on record here (military): United States" in text_of(alone)
    other = get("/support?group=eu27&donor=us&donor=pl").text
    assert set(re.findall(r'name="donor" value="(\w+)" checked', other)) == {"us", "pl"}


def test_corridors_are_those_of_the_command(get, evidence):
    from sinews.diversion.corridors.ranking import split_corridors, war_corridors

    lists = split_corridors(war_corridors(evidence).table)
    for asked, name in (("", "corridors"), ("?to=BY", "belarus")):
        page = get(f"/circumvention{asked}").text
        codes = re.findall(r'<code class="hs">(\d+)', page[page.index("<tbody>") :])
        assert codes[:10] == lists[name]["product"].head(10).to_list()
    title = text_of(get("/circumvention").text)
    rising = lists["corridors"].filter(lists["corridors"]["excess_eur"] > 0)
    assert f"of {rising.height:,} rising corridors" in title


def test_filters_stand_in_the_address(get):
    page = get("/support?type=total&window=y2024&measure=committed&donor=de&donor=fr").text
    assert re.findall(r'<option value="(\w+)" selected', page) == [
        "committed",
        "total",
        "y2024",
        "eur",
    ]
    assert re.findall(r'name="donor" value="(\w+)" checked', page) == ["de", "fr"]
    assert "has promised most (all types): EUR" in text_of(page)
    claims = get("/claims?verdict=not_supported").text
    assert set(re.findall(r'class="verdict (\w+)"', claims)) == {"not_supported"}
    corridors = get("/circumvention?from=DE&to=KG&goods=8703&top=10").text
    rows = corridors[corridors.index("<tbody>") : corridors.index("</tbody>")]
    assert set(re.findall(r"<code class=\"hs\">(\d{4})", rows)) == {"8703"}
    assert rows.count("Germany – Kyrgyzstan") == rows.count("<tr>") == 7


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/support?donor=germny", 400, "No donor is called 'germny'"),
        ("/support?group=nordc", 400, "nordic_baltic"),
        ("/support?typ=total", 400, "Did you mean 'type'?"),
        ("/claims?verdict=true", 400, "Known: all, supported"),
        ("/lab?posture=3,0,0,0", 400, "lies outside -1 to 1"),
        ("/lab?posture=1,1", 400, "needs 4 numbers"),
        ("/lab?from=europe", 400, "Did you mean 'europe_alone'?"),
        ("/lab?w=0,0,0,0,0,0", 400, "a weight above 0"),
        ("/circumvention?goods=cars", 400, "codes of two to eight digits"),
        ("/circumvention/dossier?from=DE&to=FR", 400, "a dossier is about one of"),
        ("/circumvention/measure?goods=0", 400, "lies outside 1 to 60"),
        ("/circumvention/measure?exact=perhaps", 400, "Known: no, yes"),
        ("/figure/support.allocated.us.military.y2204", 404, "support.allocated.us.military.y2024"),
        ("/?lang=xx", 400, "No language is called 'xx'"),
        ("/nonsense", 404, "Nothing is served at /nonsense"),
    ],
)
def test_a_wrong_address_gets_a_page_that_helps(get, path, status, said):
    answer = get(path)
    assert answer.status_code == status
    assert said in text_of(answer.text)
    assert answer.headers["content-type"].startswith("text/html")
    assert '<a class="brand"' in answer.text


PROOF = {"en": "Best list:", "de": "Wirksamste Liste:", "uk": "Найдієвіший перелік:"}


@pytest.mark.parametrize("language", languages())
def test_the_best_list_is_found_on_request(get, language):
    """The page offers what `measure --exact` does, without script, and goes back."""
    tail = "" if language == "en" else f"&lang={language}"
    asked = "/circumvention/measure?goods=25&countries=2&hit=200"
    quick = get(asked + tail).text
    (prove,) = [h for h in attributes(quick, "href") if "exact=yes" in h]
    assert PROOF[language] not in text_of(quick)
    exact = get(prove).text
    assert PROOF[language] in text_of(exact)
    assert "sinews diversion measure --goods 25 --countries 2 --hit-max 200000000 --exact" in exact
    part = re.search(r'id="proof">[^<]*?(\d+[.,]?\d*) %', exact)
    assert float(part[1].replace(",", ".")) < 100, "the quick choice falls short of this budget"
    back = [h for h in attributes(exact, "href") if h.startswith("/circumvention/measure?")]
    assert any("exact" not in h and "hit=200" in h for h in back)


def test_a_list_that_reaches_its_bound_needs_no_proof(get):
    page = get("/circumvention/measure?goods=10&countries=2").text
    assert PROOF["en"] in text_of(page)
    assert not [h for h in attributes(page, "href") if "exact" in h]


def test_corridors_of_a_late_exporter_are_marked(get):
    page = get("/circumvention?from=NL&top=10").text
    assert text_of(page).count("had not reported one month: too low") == 10
    assert "had not reported one month" not in text_of(get("/circumvention?from=DE&top=10").text)


def test_who_leads_under_every_theory_regrets_nothing(get):
    table = get("/lab?part=table").text
    assert re.search(r'<td class="number"[^>]*>0</td><td[^>]*>–</td>', table)
    assert "0.000" not in table


def test_every_lever_stands_in_one_group_of_the_lab(get):
    grouped = [k for _, levers in GROUPS for k in levers]
    assert sorted(grouped) == sorted(LEVERS.ids)
    assert set(re.findall(r'data-lever="(\w+)"', get("/lab").text)) == set(LEVERS.ids)


VIEW = f"{STATE}&e.ground_fire=0.1234567:0.5&e.attack_edge=1:1.4:2.5&e.casualties_drones=0.3"
VIEW += "&without=refill,deep_strikes"


def test_ranges_and_switches_stand_in_the_address(get):
    page = get(VIEW).text
    shown = html.unescape(re.search(r'<textarea id="address"[^>]*>([^<]*)<', page)[1])
    assert dict(parse_qsl(urlsplit(shown).query)) == dict(parse_qsl(urlsplit(VIEW).query))
    saved = tomllib.loads(get(VIEW.replace("/lab", "/lab/strategy.toml")).text)
    assert saved["elasticities"] == {
        "ground_fire": [0.1234567, 0.2, 0.5],
        "attack_edge": [1.0, 1.4, 2.5],
        "casualties_drones": 0.3,
    }
    assert saved["without"] == ["refill", "deep_strikes"]
    assert sum(saved["weights"].values()) == pytest.approx(1)
    assert get("/lab?preset=denial").text.count("data-given") == 12
    for bad in ("e.ground_fire=99", "e.ground_fire=0.5:0.1", "without=nothing", "preset=nobody"):
        assert get(f"/lab?{bad}").status_code == 400
    sent = "&s.ground_fire.0=0.5&s.ground_fire.1=0.1&s.attack_edge.0=1&s.attack_edge.1=3"
    assert re.findall(r'data-given="([^"]*)"', get(f"{STATE}{sent}").text) == ["0.1:0.5"]


def test_the_readers_view_moves_the_headline(get):
    """The sentence of thresholds stands on the reader's ranges and switches, like the numbers."""
    said = re.compile(r'<p class="headline">([^<]*)<')
    fixed = "/lab?from=full_offensive&vs=defensive_hold"
    more = "&e.ground_works=0&e.ground_drones=0.75&e.ground_strikes=0.3&e.ground_fire=0.9"
    assert said.search(get(fixed).text)[1] != said.search(get(fixed + more).text)[1]


@pytest.mark.parametrize("path", [VIEW, "/lab?from=europe_alone&vs=rollback", "/lab?preset=fires"])
def test_the_saved_file_and_the_command_print_the_file_of_the_page_again(
    get, path, tmp_path, monkeypatch
):
    """What the page shows and what `sinews strategy compare` prints agree to the last bit."""
    page, served = get(path).text, get(path.replace("/lab", "/lab/results.csv")).text
    command, headline = map(shlex.split, commands_of(page))
    (tmp_path / "strategy.toml").write_text(get(path.replace("/lab", "/lab/strategy.toml")).text)
    monkeypatch.chdir(tmp_path)
    assert command[0] == "sinews"
    assert command[-2:] == [">", "results.csv"]
    printed = CliRunner().invoke(app, command[1:-2])
    assert printed.exit_code == 0, printed.output
    assert printed.stdout == served
    said = CliRunner().invoke(app, [*headline[1:], "--json"])
    assert said.exit_code == 0, said.output
    found = json.loads(said.stdout)
    shown = html.unescape(re.search(r'<p class="headline">([^<]*)<', page)[1])
    case = read_headline(found).case
    assert ("no single one flips the order" in shown) == (case == "stays")
    if case == "flips":
        h = read_headline(found)
        assert write_value(h.value, load_elasticities()[h.elasticity]).replace("-", "−") in shown


def commands_of(page):
    text = html.unescape(re.search(r'<pre id="command">([^<]*)<', page)[1])
    return text.replace("\\\n", " ").splitlines()


def test_another_server_gives_the_same_page_and_file(get):
    with serve(Settings()) as address, httpx.Client(base_url=address, timeout=120) as fresh:
        for path in (VIEW, VIEW.replace("/lab", "/lab/results.csv")):
            there = fresh.get(path, headers={"accept": "text/html"}).text
            assert there.replace(address, "") == re.sub(
                r"http://127\.0\.0\.1:\d+", "", get(path).text
            )


def test_a_lever_beyond_any_number_is_refused(get):
    for bad in ("nan,0,0,0", "inf,0,0,0", "1e9,0,0,0"):
        assert get(f"/lab?posture={bad}").status_code == 400


def test_a_search_that_takes_too_long_gets_a_page_that_helps(monkeypatch, evidence):
    from sinews.diversion.measures.lists import Budget, Market
    from sinews.errors import UsageError
    from sinews.web import trade_cache as trade_desk

    monkeypatch.setattr(trade_desk, "SECONDS", 0.0)
    monkeypatch.setattr(
        "scipy.optimize.milp",
        lambda *_, **__: SimpleNamespace(success=False, message="Time limit reached."),
    )
    desk = trade_desk.TradeDesk(evidence)
    ones = np.ones((3, 2))
    small = Market(products=("a", "b", "c"), partners=("X", "Y"), diverted=ones, legitimate=ones)
    monkeypatch.setattr(trade_desk.TradeDesk, "market", small)
    with pytest.raises(UsageError, match="take the quick choice"):
        desk.design(Budget(goods=2, countries=1, hit_eur=1.5), exact=True)
