# ruff: noqa: T201
"""Every published figure as it was last accepted, and how a change of one is accepted.

`tests/golden/figures/<instrument>.csv` holds one sorted line a figure: id, value, low, high, unit,
grade, and the entry of CHANGELOG.md that explains the value; chart.csv holds a fingerprint of the
data behind every chart. `make golden` prints what differs;
`make golden TAG=short-name REASON="why, in one sentence"` writes lines and entry.
"""

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "golden" / "figures"
CHANGELOG = ROOT / "CHANGELOG.md"
RELEASED = ROOT / "src" / "sinews" / "present" / "brief" / "released.csv"
"""What the first page tells of the newest entries; it travels in the package."""
SHOWN = 4
HEADING = "## Changed numbers"
FIELDS = ("id", "value", "low", "high", "unit", "grade", "entry")
SAME = 5e-5
"""Four significant digits: what differs by less, of the larger of value and ends, is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure as it is kept."""

    id: str
    value: str
    low: str
    high: str
    unit: str
    grade: str
    entry: str = ""

    def numbers(self) -> list[float | None]:
        return [float(x) if x else None for x in (self.value, self.low, self.high)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure that is new, gone (None) or other than before."""

    id: str
    before: Line | None
    now: Line | None

    @property
    def size(self) -> float:
        """Relative change of the value; new, gone and regraded figures come last."""
        if self.before is None or self.now is None:
            return 0.0
        old, new = float(self.before.value), float(self.now.value)
        return abs(new - old) / max(abs(old), abs(new), 1e-300)

    def describe(self) -> str:
        def words(line):
            if line is None:
                return "none"
            ends = f" ({line.low} to {line.high})" if line.low else ""
            return f"{line.value}{ends} {line.unit}, {line.grade}"

        return f"{self.id}: {words(self.before)} -> {words(self.now)}"


def compute_lines() -> dict[str, Line]:
    """All figures of the shipped tables as they are computed now."""
    from sinews.catalogue import list_figures
    from sinews.data.evidence.evidence import open_shipped

    def number(x: float | None) -> str:
        return "" if x is None else f"{x:.6g}"

    return {
        f.id: Line(
            id=f.id,
            value=number(f.value),
            low=number(f.low),
            high=number(f.high),
            unit=f.unit,
            grade=f.grade,
        )
        for f in list_figures(open_shipped())
    }


def compute_charts() -> dict[str, Line]:
    """A fingerprint of every column of the data behind every chart: its sum, or distinct values."""
    from sinews.data.evidence.evidence import open_shipped
    from sinews.present.brief.brief import open_study
    from sinews.present.figures.charts import CHARTS

    study, found = open_study(open_shipped()), {}
    for chart in CHARTS:
        frame = chart.table(study)
        for name in frame.columns:
            column = frame[name]
            number = column.dtype.is_numeric()
            total = column.cast(float).abs().sum() if number else column.n_unique()
            id = f"chart.{chart.id.replace('-', '_')}.{name}"
            unit = f"{'sum' if number else 'distinct values'} of {frame.height} rows"
            found[id] = Line(id=id, value=f"{total:.6g}", low="", high="", unit=unit, grade="")
    return found


def read_lines(folder: Path = FOLDER) -> tuple[dict[str, Line], list[str]]:
    """The lines that were accepted, and what is wrong with the files."""
    lines: dict[str, Line] = {}
    wrong = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f):
                line = Line(**row)
                if line.id in lines:
                    wrong.append(f"{line.id} is there twice in {path.name}")
                if find_instrument(line.id) != path.stem:
                    wrong.append(f"{line.id} does not belong in {path.name}")
                lines[line.id] = line
    return lines, wrong


def find_instrument(id: str) -> str:
    return id.partition(".")[0]


def find_family(id: str) -> str:
    return ".".join(id.split(".")[:2]) if find_instrument(id) != "fact" else "fact"


def is_same(a: Line, b: Line) -> bool:
    """Whether two lines agree to four significant digits."""
    if (a.unit, a.grade) != (b.unit, b.grade):
        return False
    before, now = a.numbers(), b.numbers()
    scale = max(abs(x) for x in (*before, *now) if x is not None)
    return all(
        (x is None) == (y is None) and (x is None or abs(x - y) <= SAME * scale)
        for x, y in zip(before, now, strict=True)
    )


def compare_lines(before: Mapping[str, Line], now: Mapping[str, Line]) -> list[Change]:
    """What is new, gone or other, largest change of a value first."""
    changes = [
        Change(id=id, before=before.get(id), now=now.get(id))
        for id in sorted({*before, *now})
        if id not in before or id not in now or not is_same(before[id], now[id])
    ]
    return sorted(changes, key=lambda c: (-c.size, c.id))


def group_changes(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Changes by family."""
    found: dict[str, list[Change]] = defaultdict(list)
    for c in changes:
        found[find_family(c.id)].append(c)
    return dict(sorted(found.items()))


def describe_family(changes: list[Change]) -> str:
    """How many figures of a family changed, and the largest change."""
    new = sum(c.before is None for c in changes)
    gone = sum(c.now is None for c in changes)
    counts = {"changed": len(changes) - new - gone, "new": new, "gone": gone}
    said = ", ".join(f"{n} {word}" for word, n in counts.items() if n)
    return f"{said}; {changes[0].describe()}"


def write_entry(changes: list[Change], tag: str, reason: str, changelog: str) -> str:
    """The changelog with one line a family below its heading."""
    lines = [
        f"- [{tag}] {family}: {describe_family(found)}. {reason}"
        for family, found in group_changes(changes).items()
    ]
    if HEADING not in changelog:
        changelog = changelog.rstrip() + f"\n\n{HEADING}\n"
    head, _, tail = changelog.partition(HEADING)
    return f"{head}{HEADING}\n\n" + "\n".join(lines) + "\n" + tail.lstrip("\n")


def list_entries(changelog: str) -> set[str]:
    return set(re.findall(r"^- \[([\w.-]+)\]", changelog, flags=re.MULTILINE))


_ENTRY = re.compile(
    r"^- \[(?P<date>\d{4}-\d\d-\d\d)\.(?P<tag>[\w.-]+)\] (?P<family>[\w.]+): (?P<counts>[^;]+); "
    r"(?P<figure>[\w.]+): (?P<old>\S+).*? -> (?P<now>\S+).*?"
    r"(?:none|counted|estimated|stated|planned|assumed|measured|,)\. (?P<reason>.+)$",
    flags=re.MULTILINE,
)
RELEASED_FIELDS = ("date", "changed", "new", "gone", "figure", "old", "now", "reason")


def list_released(changelog: str) -> list[dict[str, str]]:
    """The newest entries of the changelog, one a tag: how many figures, the largest, and why."""
    found: dict[str, dict[str, str]] = {}
    for m in _ENTRY.finditer(changelog):
        if m["family"].startswith("chart."):
            continue
        row = found.setdefault(
            m["tag"], {"date": m["date"], "figure": "", "old": "", "now": "", "reason": m["reason"]}
        )
        for n, word in re.findall(r"(\d+) (changed|new|gone)", m["counts"]):
            row[word] = str(int(row.get(word, "0")) + int(n))
        if not row["figure"] and "none" not in (m["old"], m["now"]):
            row |= {"figure": m["figure"], "old": m["old"], "now": m["now"]}
    return [{k: row.get(k, "0") for k in RELEASED_FIELDS} for row in found.values()][:SHOWN]


def write_released(changelog: str, path: Path = RELEASED) -> None:
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, RELEASED_FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(list_released(changelog))


def write_lines(lines: Mapping[str, Line], folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    by_file = defaultdict(list)
    for id in sorted(lines):
        by_file[find_instrument(id)].append(lines[id])
    for path in folder.glob("*.csv"):
        if path.stem not in by_file:
            path.unlink()
    for instrument, found in by_file.items():
        with (folder / f"{instrument}.csv").open("w", encoding="utf-8", newline="") as f:
            writer = csv.writer(f, lineterminator="\n")
            writer.writerow(FIELDS)
            writer.writerows([getattr(line, n) for n in FIELDS] for line in found)


def main() -> int:
    parser = argparse.ArgumentParser(description="Show and accept changed figures.")
    parser.add_argument("--tag", default="", help="Short name of the change, as pledge-outlook.")
    parser.add_argument("--reason", default="", help="Why figures changed, in one sentence.")
    asked = parser.parse_args()
    (before, wrong), now = read_lines(), compute_lines() | compute_charts()
    changes = compare_lines(before, now)
    for family, found in group_changes(changes).items():
        print(f"{family}: {describe_family(found)}")
        for c in found[1:10]:
            print(f"    {c.describe()}")
    if not changes and not wrong:
        print(f"{len(now)} figures are as they were accepted.")
        return 0
    if changes and not (asked.tag and asked.reason):
        print('Accept them with: make golden TAG=short-name REASON="why, in one sentence"')
        return 1
    tag = f"{datetime.now(UTC):%Y-%m-%d}.{asked.tag}"
    changed = {c.id for c in changes}
    kept = {i: before[i] for i in now if i not in changed}
    write_lines({**kept, **{i: replace(now[i], entry=tag) for i in changed if i in now}})
    if changes:
        text = CHANGELOG.read_text(encoding="utf-8")
        text = write_entry(changes, tag, asked.reason, text)
        CHANGELOG.write_text(text, encoding="utf-8")
        write_released(text)
    print(f"Wrote {len(now)} lines, {len(changed)} of them changed; see {CHANGELOG.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
