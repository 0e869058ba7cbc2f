"""The structure itself: import direction, sizes, and no path or host of one machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "sinews"
LAYERS: list[set[str]] = [
    {"errors", "__init__"},
    {"core"},
    {"data"},
    {"support", "materiel", "front", "diversion", "engine"},
    {"campaign"},
    {"decision"},
    {"catalogue", "results"},
    {"claims"},
    {"update"},
    {"present"},
    {"web"},
    {"surface"},
    {"cli"},
    {"__main__"},
]
ENGINE_MAY = {"errors", "__init__", "core", "engine"}
FILES = sorted(SRC.rglob("*.py"))


def part(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def level(name: str) -> int:
    return next(i for i, layer in enumerate(LAYERS) if name in layer)


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            if node.module == "sinews":
                names = [f"sinews.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        for n in names:
            if n.startswith("sinews."):
                head = n.split(".")[1]
                found.add("__init__" if head.startswith("__") else head)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_imports_point_down_and_siblings_do_not_meet(path):
    own = part(path)
    for name in imported(path):
        if name == own:
            continue
        allowed = level(name) < level(own) and (own != "engine" or name in ENGINE_MAY)
        assert allowed, f"{path.relative_to(SRC)} imports sinews.{name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_files_and_functions_stay_small(path):
    text = path.read_text()
    assert text.count("\n") <= 400, "a file of more than 400 lines: split it by concept"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


def test_no_path_of_a_machine_and_no_package_index_is_committed():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    pattern = re.compile(r"(?<![\w.])/(?:work|farm|root)/|(?:index-u|find-l)(?:rl|inks)")
    wrong = []
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".parquet", ".png"} or not path.is_file():
            continue
        if pattern.search(path.read_text(encoding="utf-8", errors="ignore")):
            wrong.append(name)
    assert wrong == []
