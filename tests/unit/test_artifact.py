"""A kept result is refused when anything that decides it changed, and only then."""

import json
import os
import sys
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from sinews import results
from sinews.cli import app
from sinews.core.artifact import Artifact, declare, find_changes
from sinews.core.artifact.code_slice import slice_code
from sinews.core.artifact.declare import digest_input, forget
from sinews.core.artifact.make import confirm_artifact, make_artifact, order_artifacts
from sinews.core.artifact.syntax import find_root, read_module
from sinews.data.evidence.evidence import Evidence
from sinews.errors import ProvenanceError, StaleResultError, UsageError
from sinews.present.brief.brief import open_study
from sinews.present.page import list_limits
from sinews.present.text.words import read_words
from sinews.results import list_older, list_results
from sinews.support import conversion

SUM = '''"""Sums."""

from {package}.parts import double
from {package} import shapes

FACTOR = 3
REGISTRY = {{"double": double}}


def make(tell):
    """Return the file."""
    tell("half way")
    return {{"sum.txt": str(FACTOR * REGISTRY["double"](2) + shapes.area(1)).encode()}}


def check(record):
    if make(print)["sum.txt"].decode() != str(record):
        raise ValueError("other")
    return "the sum, equal"


def make_upper(tell):
    return {{"upper.txt": b"1"}}


def unrelated():
    return 1
'''
PARTS = '''"""Parts."""

from typing import cast


def double(x: int) -> int:
    """Return twice x."""
    # twice
    if x < 0:
        raise ValueError("x is below nought")
    return _scale(x)


def _scale(x):
    return 2 * cast(int, x)


def other(x):
    return 5 * x
'''
SHAPES = "def area(r):\n    return r * r\n"


@pytest.fixture
def toy(tmp_path, monkeypatch, request):
    """A package of its own with one result, and a function that edits one of its files."""
    name = f"toy_{abs(hash(request.node.nodeid))}"
    folder = tmp_path / name
    folder.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    texts = {"__init__": "", "sum": SUM.format(package=name), "parts": PARTS, "shapes": SHAPES}
    for file, text in texts.items():
        (folder / f"{file}.py").write_text(text)
    (folder / "table.csv").write_text("a\n1\n")
    artifact = Artifact(
        id="toy.sum",
        label="A sum",
        files=("sum.txt",),
        make=f"{name}.sum:make",
        check=f"{name}.sum:check",
        read=lambda contents: int(contents["sum.txt"]),
        inputs=("table.csv",),
        package=name,
    )

    def edit(file, old, new):
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new))
        reload()

    def reload():
        for kept in (read_module, find_root):
            kept.cache_clear()
        for module in [m for m in sys.modules if m.split(".")[0] == name]:
            del sys.modules[module]
        forget()

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield artifact, edit
    reload()


def test_a_result_that_was_never_made_is_refused(toy):
    with pytest.raises(StaleResultError, match=r"never made.*sinews results --make toy\.sum"):
        toy[0].load()


def test_results_are_made_and_confirmed_from_shipped_tables_alone(toy, monkeypatch):
    artifact, edit = toy
    monkeypatch.setenv("SINEWS_EVIDENCE", "store")
    edit(
        "sum.py", '    tell("half way")', '    import os\n\n    tell(os.environ["SINEWS_EVIDENCE"])'
    )
    told = []
    make_artifact(artifact, told.append)
    assert told == ["shipped"]
    edit("sum.py", "make(print)", "make(lambda s: [s][s != 'shipped'])")
    assert confirm_artifact(artifact)
    assert os.environ["SINEWS_EVIDENCE"] == "store"


def test_a_made_result_is_read_as_its_record(toy):
    told = []
    assert make_artifact(toy[0], told.append)
    assert told == ["half way"]
    assert toy[0].load() == 13
    assert not make_artifact(toy[0], told.append), "the content is the same"


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("parts.py", "2 * cast", "3 * cast", "_scale"),
        ("sum.py", "FACTOR = 3", "FACTOR = 4", "FACTOR"),
        ("shapes.py", "r * r", "r + r", "area"),
        ("sum.py", '{"double": double}', '{"double": lambda x: x}', "REGISTRY"),
        ("table.csv", "1", "2", "table.csv"),
        ("shapes.py", "def area", "print()\n\n\ndef area", "(on import)"),
    ],
)
def test_a_change_of_what_decides_is_named(toy, file, old, new, named):
    artifact, edit = toy
    make_artifact(artifact, print)
    edit(file, old, new)
    assert any(named in reason for reason in find_changes(artifact))
    with pytest.raises(StaleResultError):
        artifact.load()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("parts.py", "# twice", "# two times"),
        ("parts.py", "Return twice x.", "Return x and x."),
        ("parts.py", "x: int) -> int", "x: float) -> float"),
        ("parts.py", "x is below nought", "x is negative"),
        ("parts.py", "cast(int, x)", "cast(float, x)"),
        ("parts.py", "5 * x", "6 * x"),
        ("sum.py", "return 1", "return 2"),
    ],
)
def test_words_types_and_what_is_not_reached_change_nothing(toy, file, old, new):
    artifact, edit = toy
    make_artifact(artifact, print)
    edit(file, old, new)
    assert find_changes(artifact) == ()
    assert artifact.load() == 13


def test_comments_and_grounds_of_parameters_change_nothing(tmp_path):
    toml, other = tmp_path / "a.toml", tmp_path / "b.toml"
    toml.write_text('# why\n[x]\nvalue = 0.25\nground = "Estonia proposed it."\n')
    other.write_text('[x]\nvalue = 0.25\nground = "Proposed by Estonia."\n')
    assert digest_input(toml) == digest_input(other)
    other.write_text('[x]\nvalue = 0.26\nground = "Proposed by Estonia."\n')
    assert digest_input(toml) != digest_input(other)
    table, again = tmp_path / "a.csv", tmp_path / "b.csv"
    table.write_text("id,low,note\na,1,first\n")
    again.write_text("id,low,note\na,1,second\n")
    assert digest_input(table) == digest_input(again)
    again.write_text("id,low,note\na,2,second\n")
    assert digest_input(table) != digest_input(again)


def test_a_function_that_moves_to_another_module_changes_nothing(toy):
    artifact, edit = toy
    make_artifact(artifact, print)
    moved = "def _scale(x):\n    return 2 * cast(int, x)\n"
    edit("parts.py", moved, f"from {artifact.package}.shapes import _scale\n")
    edit("shapes.py", "def area", "from typing import cast\n\n\n" + moved + "\n\ndef area")
    assert find_changes(artifact) == ()


def test_another_function_under_the_same_name_is_seen(toy):
    artifact, edit = toy
    make_artifact(artifact, print)
    edit("sum.py", "import double", "import other as double")
    assert find_changes(artifact)


def test_an_edited_result_is_refused(toy):
    artifact, _ = toy
    make_artifact(artifact, print)
    (find_root(artifact.package) / "sum.txt").write_text("14")
    forget()
    with pytest.raises(ProvenanceError, match="edited"):
        artifact.load()


def test_code_that_gives_the_same_is_confirmed_by_computing(toy):
    artifact, edit = toy
    make_artifact(artifact, print)
    edit("parts.py", "2 * cast(int, x)", "x + x")
    assert find_changes(artifact)
    assert confirm_artifact(artifact) == "the sum, equal"
    assert artifact.load() == 13
    assert "the sum, equal" in json.loads(artifact.stamp_path.read_text())["state"]


def test_what_comes_out_otherwise_or_rests_on_other_inputs_is_not_confirmed(toy):
    artifact, edit = toy
    make_artifact(artifact, print)
    edit("table.csv", "1", "2")
    with pytest.raises(UsageError, match=r"Not only code.*table\.csv"):
        confirm_artifact(artifact)


def test_a_result_goes_stale_with_the_one_under_it(toy):
    artifact, edit = toy
    make_artifact(artifact, print)
    make = f"{artifact.package}.sum:make_upper"
    upper = replace(
        artifact, id="toy.upper", files=("upper.txt",), make=make, inputs=(), after=(artifact,)
    )
    make_artifact(upper, print)
    assert find_changes(upper) == ()
    edit("shapes.py", "r * r", "r + r")
    assert find_changes(upper) == ("toy.sum is stale",)
    with pytest.raises(UsageError, match=r"toy\.sum: make that first"):
        make_artifact(upper, print)
    edit("shapes.py", "r + r", "r * r * 5")
    make_artifact(artifact, print)
    assert find_changes(upper) == ("toy.sum changed",)
    assert order_artifacts((upper,)) == (artifact, upper)


def test_code_outside_the_cut_is_not_entered(toy):
    artifact, _ = toy
    found = slice_code((artifact.make,), (f"{artifact.package}.parts",))
    assert set(found.files) == {f"{artifact.package}.sum", f"{artifact.package}.shapes"}
    with pytest.raises(ProvenanceError, match="nowhere"):
        slice_code((f"{artifact.package}.sum:nowhere",), ())


def test_the_command_lists_results_and_why_they_are_stale(monkeypatch):
    runner = CliRunner()
    found = json.loads(runner.invoke(app, ["results", "--json"]).output)["results"]
    assert "materiel.posterior" in {r["id"] for r in found}
    assert {r["state"] for r in found} <= {"fresh", "stale"}
    monkeypatch.setattr("sinews.core.artifact.find_changes", lambda _: ("the code of f changed",))
    shown = runner.invoke(app, ["results", "materiel.posterior"])
    assert "stale" in shown.output
    assert "the code of f changed" in shown.output


@pytest.mark.parametrize("arguments", [["nothing"], ["--make", "--confirm"]])
def test_misuse_of_the_command_is_refused(arguments):
    result = CliRunner().invoke(app, ["results", *arguments])
    assert isinstance(result.exception, UsageError)


class Newer(Evidence):
    """Evidence in which one table is another one than the shipped."""

    @property
    def manifest(self):
        kept = dict(super().manifest)
        return kept | {"losses_confirmed": kept["losses_confirmed"] | {"sha256": "0" * 64}}


def test_results_that_are_older_than_the_tables_in_use_are_named(evidence):
    """Newer data in the store make no shipped result stale; the brief says which are older."""
    newer = Newer(evidence.folder, None, "shipped")
    assert list_older(evidence) == {}
    named = list_older(newer)
    assert named["materiel.posterior"] == ("losses_confirmed",)
    assert "support.backtest" not in named
    assert find_changes(list_results()["materiel.posterior"]) == ()
    study = open_study(evidence)
    for words, said in (
        ("en", "rest on the shipped tables"),
        ("de", "beruhen"),
        ("uk", "комплекту"),
    ):
        here = replace(study, evidence=newer, words=read_words(words))
        shown = " ".join(map(str, list_limits(here)))
        assert said in shown
        assert "materiel.posterior" in shown
        assert said not in " ".join(map(str, list_limits(replace(study, words=read_words(words)))))


def test_stale_curves_are_refused_unless_they_were_imported(evidence, monkeypatch):
    monkeypatch.setattr(declare, "find_changes", lambda _: ("the code of f changed",))
    with pytest.raises(StaleResultError, match=r"support\.conversion"):
        conversion.find_conversion(evidence, "europe31_military")
    monkeypatch.setattr(conversion, "_is_imported", lambda _: True)
    assert conversion.find_conversion(evidence, "europe31_military").curve.height > 12
    with pytest.raises(UsageError, match="sinews data compile FOLDER"):
        make_artifact(list_results()["support.conversion"], print)


def test_compiling_stamps_the_results_that_are_shipped_tables(tmp_path, monkeypatch):
    stamped = []
    monkeypatch.setattr(results, "write_stamp", lambda a, how: stamped.append((a.id, how)))
    assert results.stamp_compiled(tmp_path) == ()
    assert results.stamp_compiled(find_root("sinews") / "data" / "reference")
    assert ("support.conversion", "compiled from the producers' originals") in stamped
