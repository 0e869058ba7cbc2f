"""`sinews rerun`: the same brief again, or a message that says what differs."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from sinews.cli import app
from sinews.data.store.runs import save_run
from sinews.errors import ProvenanceError, UnknownNameError, UsageError
from sinews.present.brief import rerun
from sinews.present.brief.rerun import differences, find_run, repeat_brief


def test_the_command_line_repeats_a_brief_byte_for_byte(brief, tmp_path):
    save_run(brief.run)
    again = CliRunner().invoke(app, ["rerun", brief.run.id, "--out", str(tmp_path), "--json"])
    assert again.exit_code == 0, again.output
    assert json.loads(again.output)["differs"] == []
    for name, content in brief.files.items():
        assert (tmp_path / name).read_bytes() == content


@pytest.mark.parametrize(
    ("language", "asked"),
    [("de", ["--strategies", "incremental", "rollback"]), ("uk", ["--question", "shells"])],
)
def test_other_languages_and_orders_are_repeated_byte_for_byte(
    language, asked, tmp_path, monkeypatch
):
    monkeypatch.setenv("SINEWS_HOME", str(tmp_path / "home"))
    out, again = tmp_path / "first", tmp_path / "again"
    made = CliRunner().invoke(
        app, ["brief", "--lang", language, "--out", str(out), "--json", *asked]
    )
    assert made.exit_code == 0, made.output
    run = json.loads(made.output)["run"]
    assert CliRunner().invoke(app, ["rerun", run, "--out", str(again)]).exit_code == 0
    names = sorted(p.relative_to(out) for p in out.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    for name in names:
        assert (again / name).read_bytes() == (out / name).read_bytes(), name
    assert f'lang="{language}"' in (out / "index.html").read_text(encoding="utf-8")


def test_changed_inputs_are_named_and_end_with_one(brief, tmp_path, monkeypatch):
    monkeypatch.setattr(rerun, "make_brief", lambda *_, **__: brief)
    old = replace(
        brief.run,
        code_version="0.0.9",
        releases={**brief.run.releases, "kiel_tracker@29": "0" * 64, "gone@1": "1" * 64},
    )
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(old.to_json()))
    result = CliRunner().invoke(app, ["rerun", str(path), "--out", str(tmp_path / "b")])
    assert result.exit_code == 1
    assert "code: was 0.0.9" in result.output
    assert "release kiel_tracker@29: was 0000000000000000" in result.output
    assert "release gone@1: is missing" in result.output


def test_every_kind_of_difference_has_its_words(brief):
    new = replace(brief.run, releases={}, parameters={"ledger.toml": "ab"})
    lines = list(differences(replace(brief.run, parameters={"ledger.toml": "cd"}), new))
    assert any(line.startswith("release ") and line.endswith("is missing") for line in lines)
    assert "content of ledger.toml: was cd, is ab" in lines


def test_runs_that_are_no_brief_or_were_changed_are_refused(brief, evidence, tmp_path):
    with pytest.raises(UsageError, match="not of a brief"):
        repeat_brief(replace(brief.run, command="figures"), evidence)
    with pytest.raises(UnknownNameError):
        find_run("0123456789ab")
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**brief.run.to_json(), "seed": 5}))
    with pytest.raises(ProvenanceError, match="was changed"):
        find_run(str(path))
