"""Runs as resources: same body, same run; problems with their place; stopped when nobody waits."""

import asyncio
import json
import threading
from types import SimpleNamespace

import httpx
import polars as pl
import pytest
from browsing import PATIENCE, wait_for_end
from web_server import serve

from sinews.campaign.strategy import read_strategy
from sinews.web.runs.runs import RunStore
from sinews.web.settings import Settings

SHORT = {"until": "2025-06-30", "futures": 64}
WAIT = {"prefer": "wait=30"}


def body(id="mine", **changed):
    settings = {"posture": [{"from": "2024-06-03", "value": 0.3, "over_weeks": 8}]}
    return {"strategy": {"id": id, "label": "Mine", "settings": settings}, **SHORT, **changed}


@pytest.fixture(scope="module")
def api(web_server):
    with httpx.Client(base_url=f"{web_server}/api/v1", timeout=PATIENCE) as client:
        yield client


def events(text):
    blocks = [
        dict(x.split(": ", 1) for x in b.splitlines() if x[0] != ":")
        for b in text.split("\n\n")
        if b
    ]
    return [(b["event"], json.loads(b["data"])) for b in blocks if b]


def test_a_posted_strategy_becomes_a_run_with_results(api):
    started = api.post("/runs", json=body())
    assert started.status_code == 202
    here = started.headers["location"]
    followed = events(api.get(f"{here.removeprefix('/api/v1')}/events").text)
    assert followed[-1][0] == "done"
    run = api.get(here.removeprefix("/api/v1")).json()
    assert (run["state"], run["id"]) == ("done", here.rsplit("/")[-1])
    results = api.get(f"/runs/{run['id']}/results")
    assert results.json()["run"]["id"] == run["id"]
    assert results.json()["caution"]
    again = api.get(
        f"/runs/{run['id']}/results", headers={"if-none-match": results.headers["etag"]}
    )
    assert again.status_code == 304


def test_the_same_body_is_the_same_run_and_another_seed_another(api):
    first = api.post("/runs", json=body(), headers=WAIT)
    same = api.post("/runs", json=body(anchored=False, seed=1), headers=WAIT)
    other = api.post("/runs", json=body(seed=2), headers=WAIT)
    assert same.json()["id"] == first.json()["id"]
    assert same.status_code == 200
    assert other.json()["id"] != first.json()["id"]
    assert other.json()["results"] != first.json()["results"]


def test_a_rerun_gives_the_same_bytes(api):
    run = api.post("/runs", json=body(), headers=WAIT).json()
    again = api.post(f"/runs/{run['id']}/rerun", headers=WAIT).json()
    assert again["sha256"] == again["sha256_before"] == run["sha256"]


def test_results_agree_with_the_command_line(api, evidence):
    from datetime import date

    from sinews.campaign.strategy import shipped_strategies
    from sinews.decision.compare.study import Question, answer
    from sinews.decision.report.record import to_record
    from sinews.decision.theories.weights import read_weights

    sent = body(weights={"pressure": 0.5}, against=["actual_2024_2026", "us_stop"])
    run = api.post("/runs", json=sent, headers=WAIT).json()
    shipped = shipped_strategies()
    question = Question(
        strategies=[
            shipped["actual_2024_2026"],
            shipped["us_stop"],
            read_strategy(run["toml"], "the run's own TOML"),
        ],
        futures=64,
        seed=1,
        until=date(2025, 6, 30),
        start=date(2024, 3, 1),
        weights=read_weights(["pressure=0.5"]),
    )
    assert run["results"]["outcomes"] == to_record(answer(evidence, question))["outcomes"]
    assert "--weight pressure=0.5" in run["command"]


def test_results_as_a_table(api):
    run = api.post("/runs", json=body(), headers=WAIT).json()
    table = pl.read_csv(api.get(f"/runs/{run['id']}/results?format=csv").content)
    mine = table.filter(strategy="mine", theory="weighted", outcome="ground_km2").row(0, named=True)
    cell = run["results"]["outcomes"][2]["strategies"][1]["mixture"]
    assert mine["difference"] == pytest.approx(cell["difference"]["mean"], rel=1e-12)
    assert set(table["grade"]) == {"assumed"}


@pytest.mark.parametrize(
    ("change", "pointer", "said"),
    [
        ({"futurs": 3}, "#/futurs", "'futures'"),
        ({"futures": 10**7}, "#/futures", "10,000"),
        ({"futures": 1.5}, "#/futures", "integer"),
        ({"against": ["us_stopp"]}, "#/against/0", "'us_stop'"),
        ({"against": ["us_stop", "us_stop"]}, "#/against/1", "twice"),
        ({"until": "2050-01-01"}, "#/until", "horizon"),
        ({"until": "2024-01-03"}, "#/until", "horizon"),
        ({"start": "2026-01-01"}, "#/start", "2025-06"),
        ({"weights": {"presure": 0.5}}, "#/weights/presure", "'pressure'"),
        ({"weights": {"pressure": 0.9, "denial": 0.9}}, "#/weights", "sum"),
        ({"seed": -1}, "#/seed", "0"),
    ],
)
def test_a_bad_field_is_named_by_its_place(api, change, pointer, said):
    answer = api.post("/runs", json=body(**change))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    faults = {e["pointer"]: e["detail"] for e in answer.json()["errors"]}
    assert said in faults[pointer]


@pytest.mark.parametrize(
    ("settings", "pointer", "said"),
    [
        ({"postur": []}, "postur", "'posture'"),
        ({"posture": []}, "posture", "at least 1"),
        ({"posture": [{"from": "2024-06-03", "value": 9}]}, "posture/0/value", "1"),
        ({"posture": [{"from": "2024-06-03", "value": "1"}]}, "posture/0/value", "number"),
        ({"posture": [{"from": "3 June", "value": 0.3}]}, "posture/0/from", "date"),
        ({"posture": [{"form": "2024-06-03", "value": 0.3}]}, "posture/0/form", "'from'"),
        (
            {"posture": [{"from": d, "value": 0.3} for d in ("2024-06-03", "2024-05-01")]},
            "posture/1/from",
            "order",
        ),
    ],
)
def test_a_bad_setting_is_named_by_its_place(api, settings, pointer, said):
    sent = body()
    sent["strategy"]["settings"] = settings
    answer = api.post("/runs", json=sent)
    faults = {e["pointer"]: e["detail"] for e in answer.json()["errors"]}
    assert answer.status_code == 422
    assert said in faults[f"#/strategy/settings/{pointer}"]


def test_what_is_no_json_is_refused(api):
    plain = api.post("/runs", content="{}", headers={"content-type": "text/plain"})
    broken = api.post("/runs", content="{", headers={"content-type": "application/json"})
    nan = api.post(
        "/runs",
        content=json.dumps(body()).replace("0.3", "NaN"),
        headers={"content-type": "application/json"},
    )
    assert [plain.status_code, broken.status_code, nan.status_code] == [415, 422, 422]
    assert api.get("/runs/0123456789ab").status_code == 404


@pytest.fixture
def narrow():
    """A server with one kernel at a time, little room, and tight limits."""
    settings = Settings(cores=1, waiting=2, kept=2, body=4_000)
    with (
        serve(settings) as address,
        httpx.Client(base_url=f"{address}/api/v1", timeout=PATIENCE) as c,
    ):
        yield c


def end_of(client, id):
    return wait_for_end(f"{client.base_url}runs/{id}")


LONG = {"until": "2029-12-01", "futures": 10_000}


def test_a_client_that_disconnects_stops_its_run(narrow):
    run = narrow.post("/runs", json=body(**LONG)).json()
    with narrow.stream("GET", f"/runs/{run['id']}/events") as stream:
        assert next(stream.iter_lines()) == "event: progress"
    assert end_of(narrow, run["id"]) == "stopped"
    seen = narrow.get(f"/runs/{run['id']}").json()
    assert seen["done"] < seen["total"]


def test_a_run_that_two_asked_for_goes_on_when_one_leaves(narrow):
    sent = body(until="2029-12-01", futures=1_500)
    run = narrow.post("/runs", json=sent).json()
    narrow.post("/runs", json=sent)
    narrow.delete(f"/runs/{run['id']}")
    assert end_of(narrow, run["id"]) == "done"


def test_a_stopped_run_can_be_asked_for_again(narrow):
    run = narrow.post("/runs", json=body(**LONG)).json()
    assert narrow.delete(f"/runs/{run['id']}").json()["state"] == "stopped"
    assert narrow.get(f"/runs/{run['id']}/results").status_code == 409
    assert narrow.post("/runs", json=body(**LONG)).json()["state"] != "stopped"
    narrow.delete(f"/runs/{run['id']}")


def test_more_runs_than_may_wait_are_refused_and_old_ones_forgotten(narrow):
    ids = [narrow.post("/runs", json=body(seed=s, **LONG)).json()["id"] for s in (1, 2)]
    refused = narrow.post("/runs", json=body(seed=3, **LONG))
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    for id in ids:
        narrow.delete(f"/runs/{id}")
    for seed in range(4, 9):
        narrow.post("/runs", json=body(seed=seed), headers=WAIT)
    assert len(narrow.get("/runs").json()["runs"]) <= 3


def test_a_short_run_does_not_wait_for_a_long_one():
    def plan(id, cells):
        return SimpleNamespace(run=SimpleNamespace(id=id), cells=cells, body={})

    go_on = threading.Event()
    store = RunStore(
        lambda plan, _: {"told": plan.cells < 5 or go_on.wait(PATIENCE)}, long=5, waiting=9, kept=9
    )
    long, _ = store.ask(plan("long", 6))
    short = [store.ask(plan(f"short{i}", 5 - i))[0] for i in (1, 2)]
    ended = asyncio.run(asyncio.wait_for(follow(short), PATIENCE))
    assert ended == ["done", "done"]
    assert not long.over
    go_on.set()
    assert asyncio.run(asyncio.wait_for(follow([long]), PATIENCE)) == ["done"]
    store.close()


async def follow(runs):
    for run in runs:
        while not run.over:
            await run.changed(0.05)
    return [r.state for r in runs]


def test_a_body_that_is_too_large_is_refused_announced_or_not(narrow):
    sent = json.dumps(body(label="x" * 5_000)).encode()
    kind = {"content-type": "application/json"}
    announced = narrow.post("/runs", content=sent, headers=kind)
    streamed = narrow.post(
        "/runs", content=(sent[i : i + 999] for i in range(0, 5_000, 999)), headers=kind
    )
    assert [announced.status_code, streamed.status_code] == [413, 413]


def test_who_asks_too_often_is_told_when_to_come_back():
    with serve(Settings(requests=5, runs_a_minute=1)) as address:
        answers = [httpx.get(f"{address}/api/v1/health", timeout=PATIENCE) for _ in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 12


def test_many_at_once_get_one_run(narrow):
    found = []

    def ask():
        found.append(
            httpx.post(f"{narrow.base_url}runs", json=body(), headers=WAIT, timeout=PATIENCE)
        )

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len({a.json()["id"] for a in found}) == 1
    assert len({a.json()["sha256"] for a in found}) == 1
    assert sorted(a.status_code for a in found)[-1] == 201
