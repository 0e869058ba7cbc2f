"""Run the benches, write bench/results.json and docs/benchmarks.md, or check against them.

    make bench [ONLY=pysd,bulk]     # `python bench/all.py --only pysd bulk` renews some of them
    make bench-check                # fails where a ratio fell by more than 15 %

Ratios are measured in one run, ours and the peer in turns; they are what is compared, as seconds
hold for one machine at one moment.
"""

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS, PAGE = HERE / "results.json", HERE.parent / "docs" / "benchmarks.md"
FALL = 0.15
NAMES = {
    "engine.ratio_to_scalar_prange": "kernel against a scalar numba kernel, runs a core-second",
    "engine.ratio_to_plain_python": "kernel against plain Python, runs a core-second",
    "engine.ratio_to_ema": "kernel against EMA Workbench with that scalar kernel",
    "engine.ratio_to_pysd": "kernel against PySD on the exported model",
    "engine.share_of_limit": "kernel's share of what the arithmetic allows",
    "diversion.ratio_to_pandas": "exports by partner, HS6 and month against pandas",
    "diversion.ratio_to_fepois": "three-way Poisson fit against pyfixest's fepois",
    "front.ratio_to_statsforecast": "forecasts of the front against AutoETS and AutoARIMA",
    "bulk.ratio_to_polars": "bulk file with all checks against a bare Polars scan to Parquet",
    "bulk.megabytes": "memory of the same, MB",
    "web.memory_ratio": "resident memory after 2,000 distinct runs against 200",
}
LESS_IS_BETTER = {"bulk.megabytes", "web.memory_ratio"}
PEERS = (
    "numba",
    "ema-workbench",
    "pysd",
    "pandas",
    "pyfixest",
    "statsforecast",
    "polars",
    "duckdb",
)
COMMANDS = {
    "engine": ["engine.py", "--quick", "--rounds", "3"],
    **{n: ["peers.py", n] for n in ("pysd", "pandas", "fepois", "statsforecast", "bulk")},
    "web": ["web_memory.py"],
}


def run(name: str) -> dict[str, float]:
    """Return the ratios of one bench."""
    print(f"{name} ...", flush=True)
    command = [sys.executable, str(HERE / COMMANDS[name][0]), *COMMANDS[name][1:]]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    if name != "engine":
        return found
    core = found["per_core_second"]
    wanted = ("ratio_to_scalar_prange", "ratio_to_plain_python", "ratio_to_ema")
    ratios = {f"engine.{k}": core[k] for k in wanted if core[k] is not None}
    return {**ratios, "engine.share_of_limit": found["share_of_limit"]}


def find_falls(before: dict[str, float], now: dict[str, float]) -> list[str]:
    """Return a line for every ratio that is worse by more than `FALL`."""
    lines = []
    for name in sorted(before.keys() & now.keys()):
        change = now[name] / before[name]
        worse = change - 1 if name in LESS_IS_BETTER else 1 / change - 1
        # a fall by 15 % is a ratio of 0.85
        if worse > (FALL if name in LESS_IS_BETTER else 1 / (1 - FALL) - 1):
            lines.append(f"{name}: {before[name]:g} before, {now[name]:g} now")
    return lines


def describe() -> dict[str, Any]:
    """Return the machine and the versions of the peers."""
    versions = {}
    for peer in PEERS:
        try:
            versions[peer] = version(peer)
        except PackageNotFoundError:
            continue
    return {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": sys.version.split()[0],
        "versions": versions,
    }


def write_page(record: dict[str, Any]) -> str:
    """Return docs/benchmarks.md with its table made anew; the words around it are kept."""
    rows = ["| what | figure | measured | load |", "|---|---|---|---|"]
    for name, label in NAMES.items():
        if name in record["ratios"]:
            at = record["measured"][name]
            value = f"{record['ratios'][name]:.3g}"
            rows.append(f"| {label} (`{name}`) | {value} | {at['day']} | {at['load']:g} |")
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- table -->\n")
    _, _, tail = rest.partition("<!-- end -->")
    return f"{head}<!-- table -->\n" + "\n".join(rows) + f"\n<!-- end -->{tail}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", nargs="*", choices=COMMANDS, default=list(COMMANDS))
    asked = parser.parse_args()
    record: dict[str, Any] = {"ratios": {}, "measured": {}}
    if RESULTS.exists():
        record = json.loads(RESULTS.read_text(encoding="utf-8"))
    now: dict[str, float] = {}
    for name in asked.only:
        now |= run(name)
    for name, value in now.items():
        print(f"{name:36} {value:10.3g}  (kept: {record['ratios'].get(name, 'none')})")
    if asked.check:
        falls = find_falls(record["ratios"], now)
        raise SystemExit("Fell by more than 15 %:\n" + "\n".join(falls) if falls else 0)
    record["ratios"] |= now
    record["measured"] |= dict.fromkeys(now, describe())
    RESULTS.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(write_page(record), encoding="utf-8")


if __name__ == "__main__":
    main()
