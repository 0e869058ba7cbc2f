"""The house: no import circle, no crowded folder, few small files, few loose dicts, few lines.

Numbers here may only fall. Lower one when you make the tree smaller; raising one needs a reason in
the commit.
"""

import ast
import re
from collections import Counter
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "sinews"
FILES = sorted(SRC.rglob("*.py"))
TEXT = {p: p.read_text(encoding="utf-8") for p in FILES}

FLOOR = 60
SMALL_FILES = 25
LOOSE_DICTS = 24
LINES = 72_325
REGISTRIES = (
    "campaign/levers",
    "claims/checks",
    "cli",
    "data/compile",
    "data/sources",
    "decision/theories",
    "diversion/evidence/detectors",
    "engine",
    "present/brief/chapters",
    "present/figures/charts",
    "web/api",
    "web/pages",
)
"""Folders whose files are entries of a registry: one thing a file, however small."""


def module(path: Path) -> str:
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(p): p for p in FILES}


def imports(path: Path) -> set[str]:
    """Return the modules of the package that a file imports when it runs."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{a.name}" for a in node.names]
            found.update(w if w in MODULES else node.module for w in whole)
        elif isinstance(node, ast.Import):
            found.update(a.name for a in node.names)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(TEXT[path]))
    return (found & MODULES.keys()) - {module(path)}


def find_circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the strongly connected parts of more than one module (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    circles = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in graph[name]:
            if other not in index:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == index[name]:
            part = []
            while name not in part:
                part.append(stack.pop())
            if len(part) > 1:
                circles.append(sorted(part))

    for name in graph:
        if name not in index:
            visit(name)
    return circles


def test_a_circle_is_found():
    assert find_circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_no_import_goes_in_a_circle():
    found = find_circles({m: imports(p) for m, p in MODULES.items()})
    assert found == []


def test_no_folder_is_crowded():
    modules = Counter(p.parent for p in FILES if p.name != "__init__.py")
    crowded = {str(f.relative_to(SRC)): n for f, n in modules.items() if n > 15}
    assert crowded == {}, "split by concept, or merge files that only one neighbour uses"


def test_small_files_are_entries_of_a_registry():
    small = [
        str(p.relative_to(SRC))
        for p in FILES
        if TEXT[p].count("\n") < FLOOR
        and not p.name.startswith("__")
        and not str(p.relative_to(SRC)).startswith(REGISTRIES)
    ]
    assert len(small) <= SMALL_FILES, "merge into the neighbour that uses it: " + ", ".join(small)


def test_records_have_types():
    loose = sum(len(re.findall(r"[dD]ict\[str, (?:typing\.)?Any\]", t)) for t in TEXT.values())
    assert loose <= LOOSE_DICTS, "a frozen dataclass says what is in it"


def test_the_source_does_not_grow():
    assert sum(t.count("\n") for t in TEXT.values()) <= LINES
