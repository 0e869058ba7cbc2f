"""The brief on the shipped evidence: its files, its structure, the same bytes every time."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CITED = re.compile(r'data-origin="([^"]+)"')
VOID = {"meta", "link", "br", "wbr", "path", "circle", "line", "rect", "img", "input"}


@pytest.fixture(scope="module")
def page(brief):
    return brief.files["index.html"].decode()


class Reader(HTMLParser):
    """Collects what a page would load, its ids, its links and its headings."""

    def __init__(self):
        super().__init__()
        self.loads, self.ids, self.links, self.headings, self.open = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if "id" in a:
            self.ids.append(a["id"])
        if tag == "a" and "href" in a:
            self.links.append(a["href"])
        if tag != "a":
            self.loads += [v for k, v in attrs if k in {"src", "href", "srcset", "data", "poster"}]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def read(page):
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def test_every_chart_has_its_data_and_its_picture(brief):
    charts = {Path(n).stem for n in brief.files if n.startswith("charts/")}
    assert charts >= {"support_pace", "support_types", "support_burden", "losses_claims"}
    for id in charts:
        assert {f"data/{id}.csv", f"data/{id}.parquet"} <= set(brief.files)
        svg = brief.files[f"charts/{id}.svg"].decode()
        assert "var(--" not in svg
        assert svg.startswith("<svg")
    assert {"index.html", "figures.json", "manifest.json"} <= set(brief.files)


def test_nothing_is_loaded_from_outside(page, read):
    assert [v for v in read.loads if not v.startswith(("data:", "#"))] == []
    assert not re.search(r"@import|url\((?!data:|#)", page)
    assert "http" not in "".join(re.findall(r"<script>(.*?)</script>", page, re.DOTALL))


def test_links_inside_the_page_have_their_target_and_ids_are_unique(read):
    assert len(read.ids) == len(set(read.ids))
    inside = {v[1:] for v in read.links if v.startswith("#")}
    assert inside <= set(read.ids)
    outside = [v for v in read.links if not v.startswith(("#", "data/", "charts/", "https://"))]
    assert [v for v in outside if not v.startswith("http://")] == []


def test_every_number_shows_its_origin(page, read, brief):
    cited = set(CITED.findall(page))
    assert len(cited) >= 60
    assert {f"origin-{id}" for id in cited} <= set(read.ids)
    published = {f["id"] for f in json.loads(brief.files["figures.json"])["figures"]}
    assert cited <= published


def test_figures_json_has_the_shape_and_ids_that_are_never_renamed(brief):
    record = json.loads(brief.files["figures.json"])
    keys = ["id", "label", "value", "low", "high", "unit", "grade", "said_by", "as_of", "sources"]
    keys += ["method", "tested", "interval_note"]
    assert all(list(f) == keys for f in record["figures"])
    assert record["run"] == json.loads(brief.files["manifest.json"])
    ids = {f["id"] for f in record["figures"]}
    assert ids >= {
        "support.allocated.us.military.y2024",
        "support.committed.europe.total.to_date",
        "support.gdp_share.dk.with_eu_share.to_date",
        "support.replace.us.d1.missing_eur_bn_year",
        "materiel.reported.tank.y2024",
        "materiel.claimed_per_confirmed.artillery.latest",
        "claims.c33.allocated_2024_on_2023",
        "fact.f115",
    }


def test_structure_of_the_document(read, page):
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1
    steps = [b - a for a, b in zip(read.headings, read.headings[1:], strict=False)]
    assert max(steps) <= 1
    for id in ("summary", "support", "losses", "claims", "limits", "method", "sources", "origins"):
        assert id in read.ids
    assert 3 <= page.count('class="caution"') <= 5
    assert page.count('role="img"') == page.count('class="wide"')


def test_page_is_small_and_carries_no_clock(brief, page):
    assert len(brief.files["index.html"]) < 1_600_000
    assert not re.search(r"\d{2}:\d{2}:\d{2}", re.sub(r"base64,[^)]*", "", page))


@pytest.mark.slow
def test_same_inputs_give_the_same_bytes_in_another_process(brief, tmp_path):
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    env["PYTHONPATH"] = str(ROOT / "src")
    subprocess.run(
        [sys.executable, "-m", "sinews", "brief", "--out", str(tmp_path)],
        env=env,
        check=True,
        capture_output=True,
    )
    written = {
        str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()
    }
    assert written.keys() == brief.files.keys()
    assert [n for n in written if written[n] != brief.files[n]] == []
