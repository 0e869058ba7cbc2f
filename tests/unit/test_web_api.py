"""The API as a client meets it: numbers with their origin, formats, caching, problems."""

import io
import json
import re

import httpx
import polars as pl
import pytest

from sinews.campaign.levers import LEVERS
from sinews.campaign.strategy import shipped_strategies
from sinews.catalogue import FAMILIES, list_figures
from sinews.decision.theories import HYPOTHESES
from sinews.present.figures.charts import CHARTS


@pytest.fixture(scope="module")
def api(web_server):
    with httpx.Client(base_url=f"{web_server}/api/v1", timeout=60) as client:
        yield client


def test_published_figures_are_served(api, evidence):
    served = api.get("/figures", params={"prefix": "support.", "limit": 10_000}).json()
    published = list_figures(evidence, "support.")
    assert served["figures"] == [f.to_json() for f in published]
    assert served["total"] == len(published)
    prefixes = {id.partition(".")[0] for id in FAMILIES.ids} | {"claims"}
    whole = api.get("/figures", params={"limit": 10_000}).json()["figures"]
    assert {f["id"].partition(".")[0] for f in whole} == prefixes


def test_figures_as_a_table(api):
    where = {"prefix": "support.conversion", "limit": 10_000}
    listed = api.get("/figures", params=where).json()["figures"]
    csv = pl.read_csv(api.get("/figures", params={**where, "format": "csv"}).content)
    parquet = api.get("/figures", params={**where, "format": "parquet"}).content
    assert csv["id"].to_list() == [f["id"] for f in listed]
    assert pl.read_parquet(io.BytesIO(parquet))["low"].to_list() == [f["low"] for f in listed]


def test_a_figure_comes_with_its_whole_chain(api):
    ids = [f["id"] for f in api.get("/figures", params={"prefix": "claims."}).json()["figures"]]
    found = next(c for id in ids if (c := api.get(f"/figures/{id}").json())["inputs"])
    assert found["command"] == f"sinews explain {found['figure']['id']}"
    leaves = [found]
    while any(c["inputs"] for c in leaves):
        leaves = [x for c in leaves for x in (c["inputs"] or [c])]
    assert all(c["releases"] or c["facts"] for c in leaves)


def test_pages_of_figures_join_to_the_whole(api):
    whole = api.get("/figures", params={"prefix": "support.", "limit": 200}).json()["figures"]
    parts = [
        f
        for start in (0, 100)
        for f in api.get(
            "/figures", params={"prefix": "support.", "limit": 100, "offset": start}
        ).json()["figures"]
    ]
    assert parts == whole
    assert len(whole) == 200


def test_a_table_is_the_same_in_three_formats(api, evidence):
    table = evidence.frame("support_monthly")
    csv = api.get("/tables/support_monthly", headers={"accept": "text/csv"})
    parquet = api.get("/tables/support_monthly", params={"format": "parquet"})
    page = api.get("/tables/support_monthly", params={"limit": 10_000}).json()
    assert pl.read_csv(csv.content, schema=table.schema).equals(table)
    assert pl.read_parquet(io.BytesIO(parquet.content)).equals(table)
    assert pl.DataFrame(page["rows"], schema={**table.schema, "month": pl.String}).equals(
        table.with_columns(pl.col("month").cast(pl.String))
    )
    about = api.get("/tables/support_monthly/metadata").json()
    assert page["table"] == about
    described = pl.read_parquet_metadata(io.BytesIO(parquet.content))["sinews"]
    assert json.loads(described) == about
    assert csv.headers["link"] == '</api/v1/tables/support_monthly/metadata>; rel="describedby"'


def test_the_query_decides_before_the_header_and_quality_within_it(api):
    url = "/tables/donors"
    both = api.get(url, params={"format": "csv"}, headers={"accept": "application/json"})
    ranked = api.get(url, headers={"accept": "application/json;q=0.2, text/csv;q=0.9"})
    neither = api.get(url, headers={"accept": "image/png"})
    assert both.headers["content-type"].startswith("text/csv")
    assert ranked.headers["content-type"].startswith("text/csv")
    assert neither.status_code == 406


def test_what_a_client_has_is_not_sent_again(api):
    first = api.get("/tables/donors")
    tag = first.headers["etag"]
    again = api.get("/tables/donors", headers={"if-none-match": f'"other", W/{tag}'})
    other = api.get("/tables/donors", headers={"accept": "text/csv", "if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert other.status_code == 200
    assert other.headers["etag"] != tag
    assert "max-age" in first.headers["cache-control"]


def test_every_chart_has_sentences_and_links_that_work(api):
    listed = api.get("/charts").json()["charts"]
    assert [c["id"] for c in listed] == list(CHARTS.ids)
    one = api.get(listed[0]["links"]["self"].removeprefix("/api/v1")).json()
    assert one["title"]
    assert one["source"]
    assert f'/embed/chart/{one["id"]}"' in one["embed"]
    assert one["link"].endswith(f"#figure-{one['id']}")
    assert one["title"] in one["cite"]
    assert one["bibtex"].startswith(f"@misc{{sinews_{one['id']},")
    answers = {k: api.get(to.removeprefix("/api/v1")) for k, to in one["links"].items()}
    assert {r.status_code for r in answers.values()} == {200}
    assert answers["svg"].content.startswith(b"<svg")
    assert answers["png"].content.startswith(b"\x89PNG")
    rows = answers["json"].json()["data"]
    frame = pl.read_parquet(io.BytesIO(answers["parquet"].content))
    assert list(rows[0]) == frame.columns == one["columns"]
    assert len(rows) == frame.height == one["rows"]


def test_what_a_run_is_put_together_from(api):
    assert [x["id"] for x in api.get("/levers").json()["levers"]] == list(LEVERS.ids)
    theories = api.get("/hypotheses").json()["hypotheses"]
    assert [h["id"] for h in theories] == list(HYPOTHESES.ids)
    strategies = api.get("/strategies").json()["strategies"]
    assert [s["id"] for s in strategies] == list(shipped_strategies().ids)
    claims = api.get("/claims").json()["claims"]
    assert len(claims) == 67
    assert api.get(f"/claims/{claims[3]['id']}").json() == claims[3]


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/figures/support.conversion.alll", "support."),
        ("/tables/support_montly", "support_monthly"),
        ("/charts/support_pac", "support_pace"),
        ("/charts/support_pac.csv", "support_pace"),
        ("/levers/postur", "posture"),
        ("/hypotheses/presure", "pressure"),
        ("/strategies/full_ofensive", "full_offensive"),
        ("/charts/support_pace?lang=xx", "en"),
    ],
)
def test_an_unknown_name_gets_the_nearest(api, path, near):
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 404
    assert near in problem["detail"]


def test_a_value_that_is_none_is_refused_with_its_place(api):
    answer = api.get("/figures", params={"limit": "many"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/query/limit"
    assert api.get("/nothing-here").headers["content-type"] == "application/problem+json"
    assert api.put("/figures").status_code == 405


def test_the_description_is_openapi_31_with_every_lever(api):
    described = api.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    settings = described["components"]["schemas"]["Settings"]
    assert set(settings["properties"]) == set(LEVERS.ids)
    bounds = described["components"]["schemas"]["Step_posture"]["properties"]["value"]
    assert (bounds["minimum"], bounds["maximum"]) == (LEVERS["posture"].low, LEVERS["posture"].high)


def test_no_answer_lets_a_page_load_from_elsewhere(web_server):
    for path in ("/api/v1/health", "/", "/embed/chart/support_pace", "/missing"):
        policy = httpx.get(f"{web_server}{path}", timeout=60).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
    framed = httpx.get(f"{web_server}/embed/chart/support_pace", timeout=60)
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert re.findall(r"<script[^>]*>", framed.text) == [
        '<script type="module" src="/static/embed.js">'
    ]
    assert " style=" not in framed.text
