"""Run the six examples of docs/gallery and write docs/gallery.md: code, prints, drawings.

    python bench/gallery.py

A test runs the examples, too, and refuses a page whose code is another.
"""

import io
import re
import runpy
from contextlib import redirect_stdout
from pathlib import Path

import polars as pl

DOCS = Path(__file__).parents[1] / "docs"
HEAD = """# Gallery

Six examples that run as they are, with what they print and show in a notebook. Made by
`python bench/gallery.py` on the shipped tables; a test runs each of them. `.frame()` is a Polars
frame on every result: `.frame().to_pandas()` gives pandas (with pandas and pyarrow installed),
and libraries that speak narwhals, such as Altair or Plotly, take it as it is.
"""


def run(path: Path) -> tuple[str, str]:
    """Return what an example prints, and the first drawing of what it shows."""
    out = io.StringIO()
    with redirect_stdout(out), pl.Config(tbl_width_chars=90, fmt_str_lengths=40):
        shown = runpy.run_path(str(path))["shown"]
    html = shown._repr_html_() if hasattr(shown, "_repr_html_") else ""
    if hasattr(shown, "_repr_mimebundle_"):
        html = shown._repr_mimebundle_()["text/html"]
    found = re.search(r"<svg\b.*?</svg>", html, flags=re.S)
    return out.getvalue(), found[0] if found else ""


def write(path: Path) -> str:
    """Return the section of one example; its drawing becomes a file beside it."""
    code = path.read_text(encoding="utf-8")
    first, _, rest = code.partition("\n")
    title = first.strip('"')
    printed, drawing = run(path)
    parts = [f"## {title}", f"```python\n{rest.strip()}\n```"]
    parts.append(f"```text\n{printed.rstrip()}\n```")
    if drawing:
        picture = path.with_suffix(".svg")
        picture.write_text(drawing + "\n", encoding="utf-8")
        parts.append(f"![{title}](gallery/{picture.name})")
    return "\n\n".join(parts)


def main() -> None:
    """Write the page."""
    sections = [write(path) for path in sorted((DOCS / "gallery").glob("*.py"))]
    page = "\n\n".join([HEAD.strip(), *sections]) + "\n"
    (DOCS / "gallery.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
