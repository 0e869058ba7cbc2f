"""`import sinews`: light, documented, and results that show themselves in notebooks."""

import json
import re
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import sinews
from sinews.claims.published import list_published
from sinews.errors import UnknownNameError, UsageError
from sinews.present.brief.brief import open_study
from sinews.present.brief.brief_options import read_order
from sinews.surface import briefs
from sinews.surface.charts import draw_intervals

ROOT = Path(__file__).parents[2]
HEAVY = ["altair", "duckdb", "fastapi", "jinja2", "numba", "numpy", "polars", "scipy", "vl_convert"]


@pytest.mark.parametrize("start", ["import sinews", "import sinews.cli; sinews.cli.app"])
def test_neither_the_import_nor_the_command_line_loads_a_heavy_library(start):
    code = f"import sys, json; {start}; print(json.dumps(sorted(set({HEAVY}) & set(sys.modules))))"
    env = {"PYTHONPATH": str(ROOT / "src"), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert json.loads(done.stdout) == []


def test_everything_offered_is_there_and_documented():
    page = (ROOT / "docs" / "python.md").read_text()
    for name in set(sinews.__all__) - {"__version__"}:
        assert getattr(sinews, name).__doc__
        assert f"`{name}(" in page
        assert name in dir(sinews)
    with pytest.raises(AttributeError, match="brieff"):
        sinews.brieff  # noqa: B018


def test_figures_are_found_by_id_and_shown(evidence):
    found = sinews.figures("support.replace.us.d1.missing", evidence=evidence)
    id = "support.replace.us.d1.missing_eur_bn_year"
    assert found[id] is found[[f.id for f in found].index(id)]
    assert found.frame().height == len(found)
    assert id in found._repr_html_()
    assert "kiel_tracker" in found[id]._repr_html_()
    assert len(found[:2]) == 2
    with pytest.raises(UnknownNameError, match="missing_eur_bn_year"):
        found["support.replace.us.d1.missing_eur_bn_yeer"]


def test_all_figures_are_the_same_everywhere(evidence):
    every = sinews.figures(evidence=evidence)
    assert not [f.id for f in every if f.label.startswith("The same")], "a label stands alone"
    ids = [f.id for f in every]
    assert ids == [f.id for f in list_published(evidence)]
    assert ids == list(open_study(evidence).figures)
    assert any(id.startswith("claims.") for id in ids)


def test_html_is_escaped(evidence):
    figure = sinews.figures("support.replace.us", evidence=evidence)[0]
    shown = replace(figure, label="<script>")._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_evidence_shows_its_tables(evidence):
    assert set(sinews.load_evidence().ids) == set(evidence.ids)
    assert all(f"<td>{id}</td>" in evidence._repr_html_() for id in evidence.ids)


def test_a_run_gives_paired_differences_that_do_not_depend_on_their_number(evidence):
    few = sinews.run("us_stop", futures=60, evidence=evidence)
    again = sinews.run("us_stop", futures=60, evidence=evidence)
    assert few.frame().equals(again.frame())
    assert few.study == again.study
    assert "data do not settle" in few._repr_html_()
    assert (few.frame()["low"] <= few.frame()["high"]).all()
    with pytest.raises(UnknownNameError, match="us_stop"):
        sinews.run("us_stopp", futures=60, evidence=evidence)


def test_a_comparison_speaks_in_sentences_and_frames(evidence):
    found = sinews.compare("actual_2024_2026", "us_stop", futures=60, evidence=evidence)
    frame = found.frame()
    assert set(frame["strategy"]) == {"us_stop"}
    assert frame["theory"].n_unique() == len(found.answer.comparison.theories)
    assert found.sentences[0] in found._repr_html_().replace("&#x27;", "'").replace("&amp;", "&")
    with pytest.raises(UsageError, match="two different"):
        sinews.compare("us_stop", futures=60, evidence=evidence)


def test_a_brief_shows_its_findings_and_writes_its_files(brief, evidence, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(briefs, "recall_brief", lambda *a: asked.append(a) or brief)
    made = sinews.brief("overview", language="en", evidence=evidence)
    assert asked == [(evidence, read_order("en", "overview"))]
    assert 3 <= len(made.findings) <= 5
    assert all(f.endswith(".") for f in made.findings)
    assert made.run in made._repr_html_()
    assert made.write(tmp_path).read_bytes() == brief.files["index.html"]
    assert made.write(tmp_path, "md").name == "brief.md"
    with pytest.raises(UnknownNameError, match="docx"):
        made.write(tmp_path, "doc")


@pytest.mark.parametrize("name", ["one_number", "two_strategies", "a_brief"])
def test_tutorials_run_as_they_stand(name, brief, monkeypatch, capsys):
    monkeypatch.setattr(briefs, "recall_brief", lambda *_: brief)
    runpy.run_path(str(ROOT / "docs" / "tutorials" / f"{name}.py"), run_name="__main__")
    assert len(capsys.readouterr().out.splitlines()) >= 3


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs" / "gallery").glob("*.py")), ids=lambda p: p.stem
)
def test_the_gallery_runs_and_shows_the_code_that_it_ran(path, brief, monkeypatch, capsys):
    if path.stem == "3_frames":
        pytest.importorskip("pandas")
        pytest.importorskip("pyarrow")
    monkeypatch.setattr(briefs, "recall_brief", lambda *_: brief)
    shown = runpy.run_path(str(path))["shown"]
    assert capsys.readouterr().out.strip()
    assert hasattr(shown, "_repr_html_") or "svg" in shown._repr_mimebundle_()["image/svg+xml"]
    if hasattr(shown, "frame"):
        assert shown.frame().height > 0
    code = path.read_text().partition("\n")[2].strip()
    assert code in (ROOT / "docs" / "gallery.md").read_text()


def test_a_chart_shows_its_drawing_and_gives_its_rows(evidence):
    shown = sinews.chart("support_pace", language="uk", evidence=evidence)
    bundle = shown._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert "var(--" not in bundle["image/svg+xml"]
    assert shown.frame().height > 10
    assert shown.title in bundle["text/plain"]
    with pytest.raises(UnknownNameError, match="support_pace"):
        sinews.chart("support_pase", evidence=evidence)


def test_intervals_are_drawn_on_one_scale_and_without_loss_at_the_edges():
    rows = [("one", -2.0, 0.0, 1.0), ("two", None, 5.0, None)]
    drawn = draw_intervals(rows)
    places = [float(x) for x in re.findall(r'cx="([\d.]+)"', drawn)]
    assert places[0] < places[1] == 690
    assert drawn.count('stroke-width="2"') == 1
