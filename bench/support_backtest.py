"""Rewrite src/sinews/support/forecast/backtest.csv and print CPU time and the spread over seeds.

python bench/support_backtest.py [--seeds N]
"""

import argparse
import csv
import time
from dataclasses import asdict
from pathlib import Path

from sinews.data.evidence.evidence import open_evidence
from sinews.support.forecast.results import EVERY, FILE, repeat_backtest

TYPES = ("total", "military", "financial", "humanitarian")
OUT = Path(__file__).parents[1] / "src" / "sinews" / "support" / FILE


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1)
    seeds = parser.parse_args().seeds
    evidence = open_evidence()
    rows = []
    for type in TYPES:
        start = time.process_time()
        found = repeat_backtest(evidence, type)
        print(f"{type}: {time.process_time() - start:.1f} s CPU")
        rows += [asdict(r) for r in found]
        for seed in range(1, seeds):
            again = repeat_backtest(evidence, type, seed=seed)
            skills = {r.method: r.skill for r in again if r.group == EVERY}
            print(f"  seed {seed}: " + ", ".join(f"{m} {s:+.3f}" for m, s in skills.items()))
    with OUT.open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
