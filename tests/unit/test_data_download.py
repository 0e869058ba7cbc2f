"""Downloads from a server that misbehaves: the whole file, or one clear error and no file."""

import json
from dataclasses import replace
from datetime import date

import httpx
import pytest
from bad_server import BadServer
from store_toys import KINDS, write_toy

from sinews.data.fetch.download import Limits, Request, download
from sinews.data.fetch.download import _follow as follow
from sinews.data.fetch.endpoints import (
    Endpoint,
    fill_addresses,
    load_endpoints,
    parse_settings,
)
from sinews.data.fetch.fetch import Wish, fetch_source
from sinews.data.store.store import Store
from sinews.errors import EvidenceError, FetchError, UsageError

ROWS = tuple((f"2024-{m:02d}-01", d, 1.5) for m in range(1, 13) for d in ("US", "DE", "FR"))
QUICK = Limits(bytes=50_000, tries=4, silence=10.0, whole=30.0, pause=0.01, longest_pause=0.05)
HASTY = replace(QUICK, silence=0.3, whole=0.5)


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    folder = write_toy(tmp_path_factory.mktemp("toy"), ROWS, release=None)
    return (folder / "amounts.csv").read_bytes()


@pytest.fixture
def server(content):
    with BadServer(content) as running:
        yield running


def get(server, name, tmp_path, **options):
    target = tmp_path / "downloads" / "amounts.csv"
    limits = HASTY if name in ("silent", "dripping") else QUICK
    download(Request(url=server.url(name), target=target, limits=limits, **options))
    return target.read_bytes()


@pytest.mark.parametrize(
    ("name", "requests"),
    [
        ("good", 1),
        ("cut-off", 3),
        ("changed-between", 2),
        ("wrong-range", 3),
        ("busy", 2),
        ("failing-twice", 3),
        ("moved-within", 1),
    ],
)
def test_what_can_be_overcome_gives_the_exact_file(server, content, tmp_path, name, requests):
    assert get(server, name, tmp_path) == content
    assert server.counts[name] == requests
    assert [p.name for p in (tmp_path / "downloads").iterdir()] == ["amounts.csv"]


def test_a_cut_off_download_is_resumed_where_it_stopped(server, tmp_path):
    get(server, "cut-off", tmp_path)
    assert server.ranges == [100, 200]


def test_a_part_of_an_earlier_process_is_resumed(server, content, tmp_path):
    part = tmp_path / "downloads" / "amounts.csv.part"
    part.parent.mkdir()
    part.write_bytes(content[:300])
    note = {"url": server.url("good"), "validator": server.tag}
    part.with_name("amounts.csv.part.json").write_text(json.dumps(note))
    assert get(server, "good", tmp_path) == content
    assert server.ranges == [300]


@pytest.mark.parametrize("kept", [10_000, 300])
def test_a_part_that_does_not_fit_is_thrown_away(server, content, tmp_path, kept):
    part = tmp_path / "downloads" / "amounts.csv.part"
    part.parent.mkdir()
    part.write_bytes(b"#" * kept)
    note = {"url": server.url("good"), "validator": server.tag if kept > 5000 else '"other"'}
    part.with_name("amounts.csv.part.json").write_text(json.dumps(note))
    assert get(server, "good", tmp_path) == content


@pytest.mark.parametrize(
    ("name", "says", "requests"),
    [
        ("silent", "no answer in time", 4),
        ("dripping", "not done after", 4),
        ("always-cut-off", "Tried 4 times", 4),
        ("forbidden", "403.*with a browser.*data add", 1),
        ("missing", "404", 1),
        ("busy-for-an-hour", "wait 3600 seconds", 1),
        ("busy-until-a-date", "asks to wait", 1),
        ("always-failing", "500.*Tried 4 times", 4),
        ("empty", "empty", 4),
        ("too-large", "larger than 50,000", 1),
        ("too-large-unannounced", "larger than 50,000", 1),
        ("moved-away", "another host, localhost.*--allow-host localhost", 1),
        ("moved-around", "more than 5 redirects", 5),
    ],
)
def test_what_cannot_is_one_error_and_no_file(server, tmp_path, name, says, requests):
    with pytest.raises(FetchError, match=f"(?s){says}"):
        get(server, name, tmp_path)
    assert server.counts[name] == requests
    assert not (tmp_path / "downloads" / "amounts.csv").exists()


def test_what_is_too_large_does_not_fill_the_disk(server, tmp_path):
    with pytest.raises(FetchError):
        get(server, "too-large-unannounced", tmp_path)
    assert list((tmp_path / "downloads").iterdir()) == []


def test_a_host_that_the_user_allows_is_followed(server, content, tmp_path):
    assert get(server, "moved-away", tmp_path, hosts=("localhost",)) == content


@pytest.mark.parametrize("wrong", ["url", "validator", "note"])
def test_a_part_of_unknown_origin_is_not_built_upon(server, content, tmp_path, wrong):
    part = tmp_path / "downloads" / "amounts.csv.part"
    part.parent.mkdir()
    part.write_bytes(b"#" * 300)
    note = {"url": server.url("good"), "validator": server.tag}
    text = "{" if wrong == "note" else json.dumps(note | {wrong: ""})
    part.with_name("amounts.csv.part.json").write_text(text)
    assert get(server, "good", tmp_path) == content
    assert server.ranges == []


def test_a_redirect_out_of_encryption_is_refused(tmp_path):
    request = Request(url="https://a.example/x", target=tmp_path / "x", limits=QUICK)
    moved = httpx.Response(302, headers={"location": "http://a.example/y"})
    with pytest.raises(FetchError, match="not encrypted"):
        follow(request.url, moved, request)
    moved = httpx.Response(302, headers={"location": "/y"})
    assert follow(request.url, moved, request) == "https://a.example/y"


def test_nobody_listens(tmp_path, server):
    server.server.server_close()
    with pytest.raises(FetchError, match="Tried 4 times"):
        get(server, "good", tmp_path)


def endpoint(server, name="good", **changes):
    fields = {
        "id": "toy_amounts",
        "source": "toy",
        "title": "Toy amounts",
        "files": (server.url(name),),
        "names": ("amounts.csv",),
        "most_megabytes": 1,
        "seen": "here",
    }
    return Endpoint(**(fields | changes))


def fetch(server, tmp_path, name="good", **changes):
    store = Store(tmp_path / "home")
    wish = Wish(limits=QUICK)
    return store, fetch_source(endpoint(server, name, **changes), store, KINDS, wish)


def test_a_fetched_table_is_in_the_store_with_address_and_digest(server, content, tmp_path):
    store, added = fetch(server, tmp_path)
    (stored,) = added.raw
    assert stored.vintage.made["url"] == server.url("good")
    assert stored.vintage.label == date.today().isoformat()
    assert stored.vintage.releases[0].sha256 in stored.vintage.originals
    assert store.read(stored.vintage).height == len(ROWS)
    assert not (store.home / "downloads" / "toy_amounts").exists()


def test_a_page_in_place_of_the_file_is_refused(server, tmp_path):
    with pytest.raises(FetchError, match=r"starts with '<!DOCTYPE html>"):
        fetch(server, tmp_path, "page")
    assert Store(tmp_path / "home").vintages() == ()
    assert not list((tmp_path / "home").rglob("amounts.csv"))


def test_a_file_of_another_source_is_refused(server, tmp_path):
    with pytest.raises(FetchError, match="'toy' where 'other' was expected"):
        fetch(server, tmp_path, source="other")


def test_a_file_that_breaks_its_contract_is_kept_to_be_looked_at(tmp_path):
    with (
        BadServer(b"month,donor,amount_eur_bn\n2024-01-01,US,1\n2024-01-01,US,2\n") as server,
        pytest.raises(EvidenceError, match=r"(?s)repeat the key.*downloaded files are in"),
    ):
        fetch(server, tmp_path)
    assert list((tmp_path / "home" / "downloads").rglob("amounts.csv"))


def test_progress_is_told(server, content, tmp_path):
    told = []
    get(server, "good", tmp_path, progress=lambda *p: told.append(p))
    assert told[-1] == ("amounts.csv", len(content), len(content))


def test_the_shipped_addresses_are_encrypted_and_complete():
    for known in load_endpoints():
        settings = dict.fromkeys(known.settings, "2024")
        addresses = fill_addresses(known, settings)
        assert len(addresses) == len(known.files)
        assert all(u.startswith("https://") and "{" not in u for u in addresses.values())
        assert known.seen


def test_settings_cannot_leave_the_folder_or_the_address(server):
    tricky = endpoint(
        server, files=("https://x.example/{a}?b={a}",), names=("f_{a}.csv",), settings={"a": "x"}
    )
    (pair,) = fill_addresses(tricky, {"a": "../../etc/x&y"}).items()
    assert pair == (
        "f_-etc-x-y.csv",
        "https://x.example/..%2F..%2Fetc%2Fx%26y?b=..%2F..%2Fetc%2Fx%26y",
    )
    with pytest.raises(UsageError, match="--set a"):
        fill_addresses(tricky, {})
    with pytest.raises(UsageError, match="no setting b"):
        fill_addresses(tricky, {"a": "1", "b": "2"})
    with pytest.raises(UsageError, match="NAME=VALUE"):
        parse_settings(["a"])


def test_a_list_of_addresses_that_is_none_is_refused(tmp_path):
    path = tmp_path / "e.toml"
    for text in ("", "[[endpoint]]\nid = 1\n", "nonsense"):
        path.write_text(text)
        with pytest.raises(UsageError, match="no list of addresses"):
            load_endpoints(path)
