"""The brief as Markdown, Word and PDF, and its charts as pictures."""

import re
import shutil
import subprocess
from io import BytesIO

import pytest
from typer.testing import CliRunner

from sinews.cli import app
from sinews.errors import SinewsError, UnknownNameError, UsageError
from sinews.present.brief.brief import gather, write_brief
from sinews.present.brief.brief_options import read_order
from sinews.present.export import docx as word
from sinews.present.export import pdf
from sinews.present.export.docx import to_docx
from sinews.present.export.files import check_format
from sinews.present.export.markdown import to_markdown
from sinews.present.export.outline import (
    Heading,
    Image,
    Paragraph,
    Run,
    Sheet,
    outline,
    runs_of,
)
from sinews.present.page import source_rows


@pytest.fixture(scope="module")
def content(evidence):
    return gather(evidence, read_order("uk", "strategies"), files=True)


@pytest.fixture(scope="module")
def made(content):
    return write_brief(content)


def test_the_outline_holds_all_chapters_figures_and_findings(content):
    items = list(outline(content))
    headings = [i for i in items if isinstance(i, Heading)]
    assert headings[0].level == 1
    blocks = [b for c in content.chapters for b in c.blocks if b.kind != "prose"]
    titles = " ".join(h.text for h in headings)
    assert all(f.title in titles for f in content.findings)
    assert sum(h.level == 3 for h in headings) == len(blocks) + len(content.findings)
    assert [i.id for i in items if isinstance(i, Image)] == list(content.drawn)


def test_sources_have_one_row_a_release_and_name_their_places_in_order(content):
    rows = source_rows(content.study, content.used)
    assert len({(r.name, r.release) for r in rows}) == len(rows)
    assert any(len(r.sha256) > 1 for r in rows), "a release of several files"
    for row in rows:
        places = [p.split("\u00a0") for p in row.where.split(", ")]
        assert places == sorted(places, key=lambda p: (p[0], int(p[1])))


def test_figures_in_text_keep_their_grade_and_their_id(content):
    id = "campaign.difference.us_stop.net_ground_km2"
    runs = runs_of(content.study, content.findings[0].number)
    assert [r.figure for r in runs if r.figure]
    text = runs_of(content.study, f"a [[{id}|bare]] & **b**")
    assert [r.text for r in text[:1] + text[2:]] == ["a ", "\u00a0○", " & ", "b"]
    shown = float(text[1].text.replace("\u00a0", ""))
    assert shown == pytest.approx(content.study.figures[id].value, abs=50)
    assert [r.figure for r in text if r.figure] == [id]
    assert [r.text for r in text if r.strong] == ["b"]


def test_markdown_is_complete_and_its_pictures_exist(made):
    text = made.files["brief.md"].decode()
    assert text.startswith("> Огляд")
    assert "# Що змінили б інші стратегії?" in text
    assert not re.search(r"class=|data-origin|</", text), "markup of the page stays in the page"
    named = re.findall(r"\]\(((?:charts|data)/[^)]+)\)", text)
    assert named
    assert set(named) <= set(made.files)
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1


def test_markdown_escapes_what_would_be_marks():
    runs = (Run(text="a*b_[c]|<d>"), Run(text=" strong ", strong=True))
    text = to_markdown([Paragraph(runs=runs)])
    assert text == "a\\*b\\_\\[c\\]\\|\\<d\\> **strong** \n"
    sheet = Sheet(header=("h",), numbers=(True,), rows=(((Run(text="x|y"),),),))
    assert to_markdown([sheet]) == "| h |\n| --: |\n| x\\|y |\n"


def test_pictures_are_opaque_and_twice_as_wide(made):
    pngs = [n for n in made.files if n.endswith(".png")]
    assert {n[:-4] for n in pngs} == {n[:-4] for n in made.files if n.endswith(".svg")}
    for name in pngs:
        png = made.files[name]
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        width = re.search(rb'<svg[^>]* width="([\d.]+)"', made.files[f"{name[:-4]}.svg"])
        assert int.from_bytes(png[16:20]) == pytest.approx(2 * float(width[1]), abs=2)


def test_word_has_headings_tables_pictures_with_text_and_the_same_bytes(content, made):
    docx = pytest.importorskip("docx")
    pictures = {id: made.files[f"charts/{id}.png"] for id in content.drawn}
    raw = to_docx(outline(content), pictures, "uk")
    assert raw == to_docx(outline(content), pictures, "uk")
    document = docx.Document(BytesIO(raw))
    items = list(outline(content))
    titles = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert titles == [i.text for i in items if isinstance(i, Heading)]
    assert len(document.tables) == sum(isinstance(i, Sheet) for i in items)
    alts = [s._inline.docPr.get("descr") for s in document.inline_shapes]
    assert alts == [i.alt for i in items if isinstance(i, Image)]
    assert round(document.sections[0].page_width.mm) == 210
    assert document.core_properties.language == "uk"


def test_what_is_missing_is_said_before_any_work(monkeypatch):
    with pytest.raises(UnknownNameError, match="docx"):
        check_format("doc")
    monkeypatch.setenv("SINEWS_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(UsageError, match="names '/nowhere/chromium'") as error:
        check_format("pdf")
    assert error.value.exit_code == 2
    monkeypatch.delenv("SINEWS_CHROMIUM")
    monkeypatch.setattr(pdf.shutil, "which", lambda _: None)
    result = CliRunner().invoke(app, ["brief", "--format", "pdf"])
    assert isinstance(result.exception, UsageError)
    assert "apt install chromium" in str(result.exception)
    monkeypatch.setattr(word, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"sinews\[docx\]"):
        check_format("docx")


def test_a_browser_that_prints_nothing_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("SINEWS_CHROMIUM", shutil.which("false"))
    with pytest.raises(SinewsError, match="printed nothing"):
        pdf.print_pdf(tmp_path / "index.html", tmp_path / "brief.pdf")


@pytest.mark.e2e
def test_pdf_is_a4_and_light_even_for_a_browser_set_to_dark(made, tmp_path, monkeypatch):
    if not any(map(shutil.which, pdf.BROWSERS)) or not shutil.which("pdftoppm"):
        pytest.skip("no Chromium or no poppler on this machine")
    dark = tmp_path / "dark"
    dark.write_text(
        f'#!/bin/sh\nexec "{pdf.find_browser()}" --blink-settings=preferredColorScheme=0 "$@"\n'
    )
    dark.chmod(0o755)
    monkeypatch.setenv("SINEWS_CHROMIUM", str(dark))
    path = pdf.print_pdf(made.write(tmp_path / "b"), tmp_path / "brief.pdf")
    box = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", path.read_bytes())
    assert {(round(float(w)), round(float(h))) for w, h in box} == {(595, 842)}
    drawn = subprocess.run(
        ["pdftoppm", "-r", "20", "-f", "1", "-l", "1", "-gray", path],
        check=True,
        capture_output=True,
    ).stdout
    assert sum(b > 200 for b in drawn[-20000:]) > 15000
