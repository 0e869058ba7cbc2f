"""Every block of code in the documentation: guides run as they are, the rest names what exists.

A block marked ``sh`` or ``python`` is executed, in a folder of its own a page, where `toml` blocks
that begin with ``# file: NAME`` are. A Python block with ``...`` is a fragment: it must compile.
Commands elsewhere, with places to fill in, must exist and know their options.
"""

import re
import shlex
import textwrap
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sinews.cli import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?: {4}|\$ )?(sinews [a-z][^\n#]*)", re.MULTILINE)
RUN = CliRunner()
GROUP = typer.main.get_command(app)
ELSEWHERE = {"python.md", "gallery.md"}
"""Pages whose blocks other tests run: test_surface.py and that of the gallery."""
SLOW = {"write-a-strategy.md", "set-an-elasticity.md", "test-a-goods-list.md", "replace-a-donor.md"}


def blocks(page):
    return [(m[1].strip(), m[2]) for m in FENCE.finditer(page.read_text(encoding="utf-8"))]


def name(page):
    return str(page.relative_to(ROOT))


def cases():
    for page in PAGES:
        if any(kind in ("sh", "python") for kind, _ in blocks(page)):
            marks = [pytest.mark.slow] if page.name in SLOW else []
            yield pytest.param(page, id=name(page), marks=marks)


@pytest.mark.parametrize("page", list(cases()))
def test_blocks_of_a_page_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    for kind, text in blocks(page):
        if kind == "toml" and (made := re.match(r"# file: (\S+)\n", text)):
            (tmp_path / made[1]).write_text(text, encoding="utf-8")
        elif kind == "sh":
            for line in text.splitlines():
                words = shlex.split(line, comments=True)
                if not words:
                    continue
                assert words[0] == "sinews", f"{line}: mark it otherwise if it cannot run here"
                done = RUN.invoke(app, words[1:])
                assert done.exit_code == 0, f"{line}: {done.exception}\n{done.output}"
                assert done.output.strip() or list(tmp_path.iterdir())
        elif kind == "python":
            code = compile(textwrap.dedent(text), name(page), "exec")
            if not re.search(r"\.\.\.|\bmodel\b|\bpath\b", text) and page.name not in ELSEWHERE:
                exec(code, known)


def find_command(words):
    """Return the command that words name, and the words that are left."""
    command, left = GROUP, list(words)
    while hasattr(command, "commands"):
        if not left or left[0] not in command.commands:
            return (command, left) if not left or left[0].startswith("-") else (None, left)
        command = command.commands[left.pop(0)]
    return command, left


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_of_a_page_exist_and_know_their_options(page):
    wrong = []
    for m in COMMAND.finditer(page.read_text(encoding="utf-8")):
        words = [w for w in re.split(r"\s+", m[1].split("  ")[0].strip()) if w]
        command, left = find_command(words[1:])
        if command is None:
            wrong.append(f"{m[1]}: there is no such command")
            continue
        options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
        wrong += [
            f"{m[1]}: {w} is no option"
            for w in left
            if w.startswith("--") and w.strip("[]`,.;:()").split("=")[0] not in options
        ]
    assert wrong == []


def test_every_guide_is_in_the_list_and_in_the_site():
    listed = (ROOT / "docs" / "guides" / "README.md").read_text(encoding="utf-8")
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in (ROOT / "docs" / "guides").glob("*.md"):
        assert f"({page.name})" in listed or page.name == "README.md"
        assert f"guides/{page.name}" in site


@pytest.mark.slow
def test_the_site_builds_and_is_searched_without_a_network(tmp_path):
    pytest.importorskip("mkdocs", reason="the site is built with the extra docs")
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "build.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = list((ROOT / "site").rglob("*.html"))
    assert len(pages) > 30
    hosts = re.compile(r'<(?:script|link|img)[^>]+(?:src|href)="https?://')
    asked = [p.name for p in pages if hosts.search(p.read_text(encoding="utf-8"))]
    assert asked == [], "a page asks another computer"
    assert (ROOT / "site" / "search" / "search_index.js").stat().st_size > 100_000
