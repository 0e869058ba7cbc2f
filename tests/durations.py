"""Measure every test once and write the slow ones to tests/slow.txt, for `make quick`.

Run `make durations`. A test is a function with all its parameters; the seconds of its set-up count
for the test that first needed it. The slowest are listed until what is left fits `QUICK` seconds.
"""

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
QUICK = 45.0
"""Seconds of tests that are left, on one core: `make quick` spreads them over all."""


def measure(folder: Path) -> Counter[str]:
    """Return the seconds of every test function, from pytest's own report."""
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not e2e", f"--junitxml={report}"]
    subprocess.run([*command, "-n", "2", "--dist", "loadfile"], cwd=ROOT, check=False)
    return read(report)


def read(report: Path) -> Counter[str]:
    """Return the seconds by test function of a report in JUnit's form."""
    seconds: Counter[str] = Counter()
    for case in ElementTree.parse(report).iter("testcase"):
        parts = case.attrib["classname"].split(".")
        names = [parts.pop()] if parts[-1][:1].isupper() else []
        path = "/".join(parts) + ".py"
        name = "::".join([path, *names, case.attrib["name"].split("[")[0]])
        seconds[name] += float(case.attrib["time"])
    return seconds


def choose_slow(seconds: Counter[str]) -> list[str]:
    """Return the slowest functions, as many as have to go."""
    left, slow = seconds.total(), []
    for name, spent in seconds.most_common():
        if left <= QUICK:
            break
        slow.append(name)
        left -= spent
    return sorted(slow)


def main() -> None:
    if len(sys.argv) > 1:
        seconds = read(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            seconds = measure(Path(folder))
    slow = choose_slow(seconds)
    (ROOT / "tests" / "slow.txt").write_text("\n".join(slow) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{seconds.total():.0f} s in all; {len(slow)} of {len(seconds)} functions are slow\n"
    )


if __name__ == "__main__":
    main()
