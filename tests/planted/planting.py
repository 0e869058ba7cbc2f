# ruff: noqa: T201
"""Plant faults in a copy of the tree and see that each is caught: ``make planted``."""

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("faults.toml")
COPIED = ("src", "tests", "docs", "bench", "pyproject.toml", "CHANGELOG.md", "README.md")
FAILED = 1
"""Exit code of pytest when a test failed; any other says that it could not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A patch of one file, and the test that must fail or the result that must be refused."""

    id: str
    what: str
    file: str
    old: str
    new: str
    test: str = ""
    stale: str = ""

    def plant(self, root: Path) -> str:
        """Patch the file below a root and return the text that was there."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(
                f"{self.id}: {self.file} holds {text.count(self.old)} times {self.old!r}"
            )
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")
        return text


def read_faults() -> list[Fault]:
    return [Fault(**f) for f in tomllib.loads(LIST.read_text(encoding="utf-8"))["fault"]]


def copy_tree(root: Path) -> None:
    for name in COPIED:
        if (ROOT / name).is_dir():
            skip = shutil.ignore_patterns("__pycache__", "node_modules")
            shutil.copytree(ROOT / name, root / name, ignore=skip)
        elif (ROOT / name).is_file():
            shutil.copy(ROOT / name, root / name)


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy of the tree, which comes before any installed package."""
    settings = {"PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    home = {"SINEWS_HOME": str(root / "home"), "SINEWS_EVIDENCE": "shipped"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env={**os.environ, **settings, **home},
        capture_output=True,
        text=True,
        check=False,
    )


def run_test(root: Path, test: str) -> subprocess.CompletedProcess[str]:
    return run(root, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test)


def load(root: Path, id: str) -> subprocess.CompletedProcess[str]:
    code = f"from sinews.results import list_results; list_results()[{id!r}].load()"
    return run(root, "-c", code)


def is_caught(fault: Fault, root: Path) -> tuple[bool, str]:
    """Whether the fault is noticed, and by what; the file is put back."""
    before = fault.plant(root)
    try:
        if fault.test:
            done = run_test(root, fault.test)
            return done.returncode == FAILED, f"test {fault.test.rpartition('/')[2]}"
        done = load(root, fault.stale)
        said = done.stderr.strip().splitlines()[-1:] or [""]
        refused = "StaleResultError" in said[0] or "ProvenanceError" in said[0]
        return refused, f"loading of {fault.stale}"
    finally:
        (root / fault.file).write_text(before, encoding="utf-8")


def is_quiet(fault: Fault, root: Path) -> bool:
    """Whether nothing is noticed while nothing is planted: else the fault proves nothing."""
    done = run_test(root, fault.test) if fault.test else load(root, fault.stale)
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Plant faults and see that each is caught.")
    parser.add_argument("ids", nargs="*", help="Only these.")
    asked = parser.parse_args().ids
    missed, quiet = [], {}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        copy_tree(root)
        for fault in read_faults():
            if asked and fault.id not in asked:
                continue
            by = fault.test or fault.stale
            if by not in quiet:
                quiet[by] = is_quiet(fault, root)
            caught, how = is_caught(fault, root) if quiet[by] else (False, f"{by} fails already")
            print(f"{'caught' if caught else 'MISSED'}  {fault.id}: {how}", flush=True)
            missed += [] if caught else [fault.id]
    print(f"{len(missed)} missed" if missed else "all caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
