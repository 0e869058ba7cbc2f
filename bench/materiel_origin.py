"""One origin, all categories, fit and 2,000 paths over 24 months, against a plain Python loop."""

import json
import time
from datetime import date

from sinews.data.evidence.evidence import open_evidence
from sinews.materiel.depletion.forecast import Plan, forecast_losses


def reference_loop(n=5_000_000):
    start, total = time.process_time(), 0.0
    for i in range(n):
        total += i * 0.5
    return time.process_time() - start


if __name__ == "__main__":
    evidence = open_evidence()
    forecast_losses(evidence, date(2023, 1, 1), Plan(horizon=1, n_paths=10))
    start = time.process_time()
    forecast_losses(evidence, date(2024, 10, 1))
    seconds = time.process_time() - start
    loop = reference_loop()
    print(json.dumps({"cpu_seconds": seconds, "loop_seconds": loop, "ratio": seconds / loop}))
