"""`sinews data`: what it prints, and how it refuses wrong input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bad_server import BadServer
from store_toys import KINDS, ROWS, write_toy
from typer.testing import CliRunner

from sinews import cli
from sinews.core.registry import Registry
from sinews.data.compile import tables
from sinews.data.compile import tables as compiled_tables
from sinews.data.store.store import Store
from sinews.data.store.vintage import find_vintage
from sinews.errors import SinewsError

ALTERED = (("2024-01-01", "US", 1.6), *ROWS[1:])


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own, and the toy source in the place of the real ones."""
    monkeypatch.setenv("SINEWS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tables, "all_kinds", lambda: KINDS)
    both = Registry("compiled table", (*compiled_tables.COMPILED, *KINDS.compiled))
    monkeypatch.setattr(compiled_tables, "COMPILED", both)
    monkeypatch.setenv("SINEWS_EVIDENCE", "store")
    return tmp_path / "home"


def run(*words):
    """Return exit code and output as a user sees them."""
    group = [] if words[0] == "update" else ["data"]
    result = CliRunner().invoke(cli.app, [*group, *map(str, words)])
    error = result.exception
    if isinstance(error, SinewsError):
        return error.exit_code, f"{result.output}sinews: {error}"
    if error is not None and not isinstance(error, SystemExit):
        raise error
    return result.exit_code, result.output


def run_json(*words):
    code, output = run(*words, "--json")
    return code, json.loads(output)


def test_add_list_diff_and_verify_tell_one_story(tmp_path, home):
    code, output = run("add", write_toy(tmp_path / "in"))
    assert code == 0
    assert "added: toy_amounts@29 (raw, 3 rows)" in output
    assert "added: toy_totals@29 (compiled, 2 rows)" in output
    assert run("add", tmp_path / "in")[1].count("already here") == 2
    code, output = run("add", write_toy(tmp_path / "altered", ALTERED))
    assert "ALTERED, both kept: toy_amounts@29:2" in output
    assert "2024-01-01 US amount_eur_bn: 1.5 -> 1.6" in output
    code, record = run_json("diff", "toy_amounts@29", "toy_amounts@29:2")
    assert record["changed"] == [
        {"key": ["2024-01-01", "US"], "column": "amount_eur_bn", "old": "1.5", "new": "1.6"}
    ]
    assert run("diff", "toy_amounts")[1] == run("diff", "toy_amounts@29", "toy_amounts@29:2")[1]
    assert run("diff", "toy_amounts@29")[1] == run("diff", "toy_amounts")[1]
    code, record = run_json("list")
    used = {r["id"]: r["used"] for r in record["rows"] if r["table"].startswith("toy")}
    assert used["toy_totals@29:2"] == "yes"
    assert used["toy_totals@29"] == "no: a newer one is here"
    assert run_json("verify")[1]["damages"] == []
    assert run_json("where")[1]["store"] == str(home / "store")


def test_verify_ends_with_1_and_names_file_and_remedy(tmp_path, home):
    run("add", write_toy(tmp_path / "in"))
    store = Store(home)
    path = store.path(find_vintage("toy_amounts", store.vintages()))
    path.write_bytes(path.read_bytes()[:-1])
    code, output = run("verify")
    assert code == 1
    assert path.name in output.replace("\n", "")
    assert "sinews data add amounts.csv" in output
    code, output = run("verify", "--repair")
    assert (code, "forgot toy_amounts@29" in output) == (0, True)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["add", "nowhere"], 2, "There is no file or folder nowhere"),
        (["add"], 2, "Missing argument"),
        (["add", "{in}", "--release", "30"], 2, "by its own content"),
        (["add", "{silent}"], 2, "--release NAME"),
        (["add", "{in}", "--retrieved", "yesterday"], 2, "write it as 2026-08-04"),
        (["add", "{odd}"], 1, "odd.bin is none of the files"),
        (["add", "{broken}"], 1, "broken.csv"),
        (["diff", "toy_amount"], 2, "toy_amounts@29"),
        (["diff", "toy_amounts"], 2, "holds one vintage"),
        (["diff", "toy_amounts@1", "toy_amounts@2"], 2, "No vintage"),
        (["diff", "toy_amounts@29", "toy_totals@29"], 2, "different tables"),
        (["compile", "nowhere"], 2, "no folder nowhere"),
        (["fetch", "kiel"], 2, "kiel_tracker"),
        (["fetch", "un_comtrade"], 2, "--set reporter"),
        (["fetch", "kiel_tracker", "--set", "a=b"], 2, "no setting a"),
        (["fetch", "kiel_tracker", "--set", "ab"], 2, "NAME=VALUE"),
        (["fetch", "--endpoints", "nowhere.toml"], 2, "no list of addresses"),
        (["tidy"], 2, "No such command"),
    ],
)
def test_wrong_input_is_one_message_and_an_exit_code(tmp_path, words, code, says):
    run("add", write_toy(tmp_path / "in"))
    places = {
        "{in}": tmp_path / "in",
        "{silent}": write_toy(tmp_path / "silent", release=None),
        "{odd}": tmp_path / "odd.bin",
        "{broken}": tmp_path / "broken.csv",
    }
    places["{odd}"].write_bytes(b"\x00\xff")
    places["{broken}"].write_text("month,donor,amount_eur_bn\nx,y,z\n")
    found, output = run(*(places.get(w, w) for w in words))
    assert (found, says in output) == (code, True), output


def test_an_unknown_mode_of_evidence_is_refused(monkeypatch):
    monkeypatch.setenv("SINEWS_EVIDENCE", "newer")
    code, output = run("list")
    assert (code, "Did you mean 'newest'" in output) == (2, True)


def test_fetch_through_the_command_line(tmp_path):
    content = (write_toy(tmp_path / "in", release=None) / "amounts.csv").read_bytes()
    with BadServer(content) as server:
        addresses = tmp_path / "addresses.toml"
        addresses.write_text(
            "".join(
                f'[[endpoint]]\nid = "{name}"\nsource = "toy"\ntitle = "Toy"\n'
                f'files = ["{server.url(name)}"]\nnames = ["amounts.csv"]\n'
                f'most_megabytes = 1\nseen = "test"\n'
                for name in ("good", "forbidden")
            )
        )
        code, record = run_json("fetch", "good", "--endpoints", addresses)
        assert (code, record["done"]["good"]["raw"][0]["status"]) == (0, "new")
        code, output = run("fetch", "--endpoints", addresses)
        assert code == 1
        assert "already here" in output
        assert "403" in output


def test_addresses_are_listed_with_what_they_need():
    output = run("fetch", "--addresses")[1]
    assert "--set period=...  YYYYMM" in output
    assert {r["id"] for r in run_json("fetch", "--addresses")[1]["rows"]} >= {"kiel_tracker"}


def test_compile_prints_sizes(tmp_path):
    code, record = run_json("compile", write_toy(tmp_path / "in"), "--out", tmp_path / "out")
    rows = record["rows"]
    assert (code, rows[0]["table"], rows[0]["rows"]) == (0, "toy_totals", 2)
    assert rows[0]["bytes"] == (tmp_path / "out" / "toy_totals.parquet").stat().st_size
    code, output = run("compile", tmp_path / "in", "--out", tmp_path / "out", "--only", "toy")
    assert (code, "toy_totals" in output) == (2, True)


def test_the_store_is_compiled_again(tmp_path):
    run("add", write_toy(tmp_path / "in"))
    assert "already here: toy_totals@29" in run("compile", "--store")[1]


def test_a_real_process_prints_one_line_and_ends_with_2(tmp_path):
    command = [sys.executable, "-m", "sinews", "data", "add", str(tmp_path / "nowhere")]
    source = str(Path(__file__).parents[2] / "src")
    done = subprocess.run(
        command,
        env=os.environ | {"PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("sinews: There is no file or folder")
    assert "Traceback" not in done.stderr


def test_retire_and_update_through_the_command_line(tmp_path):
    run("add", write_toy(tmp_path / "in"))
    code, record = run_json("retire", "toy@29")
    assert (code, record["schema"], record["vintages"]) == (0, 1, ["toy_amounts@29"])
    assert "retired by the user" in run_json("verify")[1]["set_aside"]["toy_amounts@29"]
    assert "Back in use: toy_amounts@29" in run("retire", "toy@29", "--undo")[1]
    assert run("retire", "toy@28")[0] == 2
    with BadServer(b"<html>") as server:
        addresses = tmp_path / "addresses.toml"
        addresses.write_text(
            '[[endpoint]]\nid = "bad"\nsource = "toy"\ntitle = "Toy"\n'
            f'files = ["{server.url("good")}"]\n'
            'names = ["amounts.csv"]\nmost_megabytes = 1\nseen = "test"\n'
        )
        code, record = run_json("update", "--endpoints", addresses)
    assert code == 1
    assert [s["status"] for s in record["sources"]] == ["failed"]
    assert "did not give a file" in record["sources"][0]["why"]
    assert record["changes"]["tables"] == []
    assert {r["id"] for r in record["reach"]} >= {"support_allocated", "losses_claimed"}
    code, record = run_json("update", "--dry-run")
    assert (code, record["verified"]) == (0, None)
