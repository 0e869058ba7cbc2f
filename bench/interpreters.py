"""Build source and wheel; install the wheel with every Python found; compare the figures.

Run `make matrix`. Each Python from 3.11 on gets a bare environment with nothing but the wheel and
what it needs, a brief, and every figure; the figures of all must be the same bytes. Prints the
installed size, which must not pass `MOST_MB`. SINEWS_PYTHONS names other interpreters, by paths.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13")
MOST_MB = 860


def find_pythons() -> list[Path]:
    """Return one interpreter a version: those named, else on the PATH or among pyenv's."""
    if named := os.environ.get("SINEWS_PYTHONS"):
        return [Path(p) for p in named.split(os.pathsep)]
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = []
    for version in VERSIONS:
        on_path = shutil.which(f"python{version}")
        paths = [*([Path(on_path)] if on_path else []), *kept.glob(f"{version}.*/bin/python3")]
        found += next(([p] for p in paths if runs(p)), [])
    return found


def runs(python: Path) -> bool:
    """Return whether it starts; a shim of pyenv may name a version that is not chosen."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def build(folder: Path) -> Path:
    """Return the wheel, built from the source archive as a packager does."""
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", folder, ROOT],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    archive, wheel = next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))
    print(
        f"source {archive.stat().st_size / 1e6:.1f} MB, wheel {wheel.stat().st_size / 1e6:.1f} MB"
    )
    return wheel


def measure_size(folder: Path) -> float:
    """Return the megabytes of the packages in an environment, without pip and setuptools."""
    files = (p for p in folder.glob("lib/python*/site-packages/**/*") if p.is_file())
    return (
        sum(p.stat().st_size for p in files if not re.search(r"/(pip|setuptools)\b", f"{p}")) / 1e6
    )


def try_out(python: Path, wheel: Path, folder: Path) -> tuple[str, str]:
    """Install, write a brief, and return the digest of all figures and a line to print."""
    subprocess.run([python, "-m", "venv", folder], check=True)
    own = folder / "bin" / "python"
    constraints = ROOT / "requirements" / "constraints.txt"
    subprocess.run([own, "-m", "pip", "install", "-q", "-c", constraints, wheel], check=True)
    size = measure_size(folder)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment |= {"SINEWS_HOME": str(folder / "home"), "COLUMNS": "120"}
    sinews = [own, "-m", "sinews"]
    began = time.perf_counter()
    subprocess.run(
        [*sinews, "brief", "--out", folder / "brief"],
        check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    figures = subprocess.run(
        [*sinews, "figures", "--json"], check=True, cwd=folder, env=environment, capture_output=True
    ).stdout
    digest = sha256(figures).hexdigest()[:12]
    version = subprocess.run([own, "-V"], capture_output=True, text=True, check=True).stdout.strip()
    if size > MOST_MB:
        raise SystemExit(f"{version}: {size:.0f} MB are installed, {MOST_MB} are allowed.")
    return digest, f"{version}: {size:.0f} MB, first brief {seconds:.0f} s, figures {digest}"


def main() -> None:
    pythons = find_pythons()
    with tempfile.TemporaryDirectory() as made:
        wheel = build(Path(made))
        digests = set()
        for python in pythons:
            with tempfile.TemporaryDirectory() as folder:
                digest, line = try_out(python, wheel, Path(folder))
            digests.add(digest)
            print(line, flush=True)
    absent = len(VERSIONS) - len(pythons)
    print(f"{len(pythons)} interpreters tried, {absent} of {', '.join(VERSIONS)} not found")
    if len(digests) != 1:
        raise SystemExit("The figures differ between versions of Python.")


if __name__ == "__main__":
    main()
