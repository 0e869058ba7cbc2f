"""Build the documentation site: the pages of docs/ and those made from the program itself.

Run `make docs` (extra `docs`). Pages are gathered in build/docs, the site is written to site/; it
works from a folder, search included, and asks nothing of other computers.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "docs"
BESIDE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE-DATA.md", "LICENSE")
"""Files outside docs/ that pages lead to."""
SURFACE = ("sinews.surface", "sinews.engine", "sinews.errors")
SHIM = "https://unpkg.com/iframe-worker/shim"
"""Where the theme asks for what lets a page that is opened from a folder search."""
PACKAGES = ("support", "materiel", "front", "diversion", "campaign", "decision", "claims")


def walk(group: typer.Typer, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command."""
    for c in group.registered_commands:
        yield (*path, c.name or c.callback.__name__.replace("_", "-"))
    for g in group.registered_groups:
        yield from walk(g.typer_instance, (*path, g.name))


def write_commands() -> str:
    """Return the help of every command."""
    from sinews.cli import app

    run, parts = CliRunner(), ["# Commands", ""]
    for words in walk(app):
        shown = run.invoke(app, [*words, "--help"], env={"COLUMNS": "80"}).output
        parts += [f"## sinews {' '.join(words)}", "", "```text", shown.strip(), "```", ""]
    return "\n".join(parts)


def write_figures() -> str:
    """Return a table of every published figure."""
    from sinews.catalogue import list_figures
    from sinews.data.evidence.evidence import open_shipped

    rows = ["# All figures", "", "| id | label | value | unit | grade |", "|---|---|---|---|---|"]
    for f in list_figures(open_shipped()):
        value = "" if f.value is None else f"{f.value:,.6g}"
        rows.append(f"| `{f.id}` | {f.label.replace('|', '/')} | {value} | {f.unit} | {f.grade} |")
    return "\n".join(rows)


def write_parameters() -> str:
    """Return a table of every parameter of the campaign model, with grade and source."""
    import polars as pl

    frame = pl.read_csv(ROOT / "src/sinews/campaign/parameters.csv", infer_schema=False)
    head = "| " + " | ".join(frame.columns) + " |"
    rows = [
        "| " + " | ".join((c or "").replace("|", "/") for c in row) + " |" for row in frame.rows()
    ]
    return "\n".join(["# Parameters", "", head, "|---" * frame.width + "|", *rows])


def write_api() -> str:
    """Return every operation of the HTTP API."""
    from sinews.web.app import create_app

    described = create_app().openapi()
    parts = ["# HTTP API", "", "The same as `/api/v1/openapi.json` of `sinews serve`.", ""]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            said = operation.get("description") or operation.get("summary", "")
            parts += [f"## {method.upper()} {path}", "", said, ""]
            for p in operation.get("parameters", []):
                parts.append(f"- `{p['name']}` ({p['in']}): {p.get('description', '')}")
            parts.append("")
    return "\n".join(parts)


def write_python() -> str:
    """Return the page that mkdocstrings fills from the docstrings."""
    modules = [*SURFACE, *(f"sinews.{p}" for p in PACKAGES)]
    return "\n\n".join(["# Python reference", *(f"::: {m}" for m in modules)])


GENERATED = {
    "cli": write_commands,
    "figures": write_figures,
    "parameters": write_parameters,
    "http": write_api,
    "python": write_python,
}


def gather() -> None:
    """Copy docs/ and what it leads to, and write the generated pages."""
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.copytree(
        ROOT / "docs", OUT, ignore=shutil.ignore_patterns("*.py", "*.js", "__pycache__")
    )
    for name in BESIDE:
        shutil.copy(ROOT / name, OUT / name)
    (OUT / "README.md").rename(OUT / "index.md")
    for page in OUT.rglob("*.md"):
        page.write_text(join_links(page), encoding="utf-8")
    for name, write in GENERATED.items():
        target = OUT / "reference" / f"{name}.md"
        target.parent.mkdir(exist_ok=True)
        target.write_text(write() + "\n", encoding="utf-8")


def join_links(page: Path) -> str:
    """Return a page whose links to files beside docs/ lead to their copies."""
    text = page.read_text(encoding="utf-8")
    if page.name == "index.md":
        return re.sub(r"\]\(docs/", "](", text)
    up = "../" * len(page.relative_to(OUT).parts)
    for name in BESIDE:
        here = "index.md" if name == "README.md" else name
        text = text.replace(f"]({up}{name}", f"]({up.removeprefix('../')}{here}")
    return text


def keep_to_this_computer(site: Path) -> None:
    """Put our own script in the place of the one that Material for MkDocs loads for search."""
    script = shutil.copy(ROOT / "docs" / "worker_in_frame.js", site / "assets" / "javascripts")
    for page in site.rglob("*.html"):
        own = (
            "../" * (len(page.relative_to(site).parts) - 1)
            + Path(script).relative_to(site).as_posix()
        )
        text = page.read_text(encoding="utf-8").replace(SHIM, own)
        page.write_text(text, encoding="utf-8")


def main() -> None:
    """Gather the pages and build the site, refusing a link that leads nowhere."""
    gather()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    keep_to_this_computer(ROOT / "site")
    pages = len(list((ROOT / "site").rglob("*.html")))
    sys.stdout.write(f"{pages} pages in site/, {len(GENERATED)} of them generated\n")


if __name__ == "__main__":
    main()
