"""Saved runs: what was saved is loaded, what was changed is noticed."""

import json

import pytest

from sinews.core.manifest import RunManifest
from sinews.data.store.runs import list_runs, load_run, save_run
from sinews.errors import ProvenanceError, UnknownNameError

RUN = RunManifest(
    command="brief",
    settings={"draws": 10, "list": [1, 2]},
    seed=1,
    draws=10,
    releases={"kiel_tracker@29": "ab" * 32},
    strategies=("rollback",),
)


def test_a_run_comes_back_as_it_was(tmp_path):
    path = save_run(RUN, home=tmp_path)
    assert path.name == f"{RUN.id}.json"
    assert load_run(RUN.id, home=tmp_path) == RUN
    before = path.stat().st_mtime_ns
    save_run(RUN, home=tmp_path)
    assert path.stat().st_mtime_ns == before
    assert list_runs(home=tmp_path) == (RUN.id,)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_the_home_folder_is_the_default():
    save_run(RUN)
    assert load_run(RUN.id) == RUN


def test_an_unknown_run_is_refused_with_the_nearest(tmp_path):
    save_run(RUN, home=tmp_path)
    with pytest.raises(UnknownNameError, match=RUN.id):
        load_run(RUN.id[:-1] + "x", home=tmp_path)


@pytest.mark.parametrize("damage", ["truncate", "seed", "swap", "list"])
def test_a_changed_run_is_noticed(tmp_path, damage):
    path = save_run(RUN, home=tmp_path)
    record = json.loads(path.read_text())
    if damage == "truncate":
        path.write_bytes(path.read_bytes()[:50])
    elif damage == "seed":
        path.write_text(json.dumps(record | {"seed": 2}))
    elif damage == "list":
        path.write_text("[]")
    else:
        other = RunManifest(command="brief", seed=9, draws=1, releases={})
        path.write_text(json.dumps(other.to_json()))
    with pytest.raises(ProvenanceError, match="Remove"):
        load_run(RUN.id, home=tmp_path)
