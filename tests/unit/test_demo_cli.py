"""`sinews demo`: five questions, bars on one scale, the same numbers as everywhere; completion."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console
from typer.testing import CliRunner

from sinews.catalogue import find_figure
from sinews.cli import app
from sinews.cli.demo import _BAR, _draw
from sinews.core.figure import Figure
from sinews.present.brief.questions import read_questions
from sinews.present.text.words import read_words

RUN = CliRunner()


def test_every_question_shows_figures_of_one_unit_and_a_command(evidence):
    for q in read_questions():
        found = [find_figure(evidence, id) for id in q.shown]
        assert len({f.unit for f in found}) == 1, q.id
        assert q.next.startswith("sinews ")


def test_the_five_questions_answer_in_a_language_and_as_json(evidence):
    said = RUN.invoke(app, ["demo", "--language", "uk"])
    assert said.exit_code == 0
    for q in read_questions():
        assert read_words("uk").say(f"{q.key}.ask") in said.output
    record = json.loads(RUN.invoke(app, ["demo", "--json"]).output)
    assert len(record["questions"]) == 5
    one = next(q for q in record["questions"] if "US" in q["question"])
    assert one["figures"][0] == find_figure(evidence, one["figures"][0]["id"]).to_json()


def bars(evidence, *values):
    base = find_figure(evidence, "support.allocated.us.military.y2023")
    found: list[Figure] = [replace(base, value=v, low=None, high=None) for v in values]
    out = StringIO()
    Console(width=100, file=out).print(_draw(read_words("en"), found))
    return [n for line in out.getvalue().splitlines() if (n := sum(c in "█▌▐" for c in line))]


def test_bars_are_in_proportion_and_hold_zero(evidence):
    assert bars(evidence, 10.0, 5.0) == [_BAR, _BAR // 2]
    left, right = bars(evidence, -10.0, 10.0)
    assert left == right == _BAR // 2


@pytest.mark.parametrize(("typed", "wanted"), [("dem", "demo"), ("fig", "figures")])
def test_the_shell_completes_commands(typed, wanted):
    env = {"_SINEWS_COMPLETE": "complete_bash", "COMP_WORDS": f"sinews {typed}", "COMP_CWORD": "1"}
    done = RUN.invoke(app, [], env=env, prog_name="sinews")
    assert wanted in done.output.split()
